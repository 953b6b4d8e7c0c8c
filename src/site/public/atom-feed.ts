export interface AtomEntry {
  /** Address of its page: what a reader's program opens. */
  readonly link: string;
  /** Never changes, and no other entry has it. */
  readonly id: string;
  readonly title: string;
  readonly at: Date;
  /** Plain text. */
  readonly content: string;
}

export interface AtomFeed {
  /** Its own address, and so its id. */
  readonly self: string;
  readonly lang: string;
  readonly title: string;
  readonly author: string;
  /** The page that it goes with. */
  readonly link: string;
  /** When there was nothing yet. */
  readonly since: Date;
  /** Newest first. */
  readonly entries: readonly AtomEntry[];
}

/** What XML 1.0 can't hold, even escaped: most control characters, lone surrogates and two non-characters. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '\r': '&#13;' };

export const xmlText = (text: string): string => text.replace(NOT_XML, '').replace(/[&<>"'\r]/g, (sign) => ESCAPES[sign]!);

/** @source RFC 4287, sections 4.1.1 and 4.1.2: what a feed and an entry must have. */
export function atomFeed({ self, lang, title, author, link, since, entries }: AtomFeed): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xmlText(lang)}">
<id>${xmlText(self)}</id>
<title>${xmlText(title)}</title>
<updated>${(entries[0]?.at ?? since).toISOString()}</updated>
<author><name>${xmlText(author)}</name></author>
<link rel="self" type="application/atom+xml" href="${xmlText(self)}"/>
<link rel="alternate" type="text/html" href="${xmlText(link)}"/>
${entries.map(entryOf).join('')}</feed>
`;
}

const entryOf = ({ link, id, title, at, content }: AtomEntry): string => `<entry>
<id>${xmlText(id)}</id>
<title>${xmlText(title)}</title>
<updated>${at.toISOString()}</updated>
<link rel="alternate" type="text/html" href="${xmlText(link)}"/>
<content type="text">${xmlText(content)}</content>
</entry>
`;
