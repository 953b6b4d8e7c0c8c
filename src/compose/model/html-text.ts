const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const BLOCK_END = /<\/(?:p|h[1-6]|li|td|tr|div|table|title)>|<br\s*\/?>/gi;

/** The words that a reader of the HTML sees, with a line for each paragraph; good for checking, not for sending. */
export function htmlToText(html: string): string {
  const bare = ['style', 'script', 'head'].reduce((text, name) => withoutSpans(text, new RegExp(`<${name}\\b`, 'gi'), `</${name}>`), withoutComments(html));
  const words = bare.replace(BLOCK_END, '\n').replace(/<[^<>]*>/g, '');
  return decodeEntities(words)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n\s*/g, '\n')
    .trim();
}

/** HTML without its comments; those that only Outlook reads are kept where they are asked for. */
export const withoutComments = (html: string, keepsConditional = false): string => withoutSpans(html, keepsConditional ? /<!--(?!\[if)/g : /<!--/g, '-->');

/** A blank in the place of all that stands from one mark to the next. Both are looked for once from each place on: a pattern would begin anew at every mark that nothing ends. */
function withoutSpans(text: string, begin: RegExp, end: string): string {
  const kept: string[] = [];
  const lower = text.toLowerCase();
  let at = 0;
  for (;;) {
    begin.lastIndex = at;
    const from = begin.exec(text)?.index;
    const until = from === undefined ? -1 : lower.indexOf(end, from);
    if (from === undefined || until < 0) return kept.join('') + text.slice(at);
    kept.push(text.slice(at, from), ' ');
    at = until + end.length;
  }
}

export function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
