/** Something that a mail client or phone turns into a link, whether its writer meant that or not. */
export interface TextLink {
  readonly text: string;
  /** Lower case; internationalised names in their ASCII form. */
  readonly host: string;
  readonly scheme: string | null;
}

const WITH_SCHEME = /\b([a-z][a-z0-9+.-]{0,30}):\/\/[^\s<>"'()[\]{}]+/gi;
const BARE = /(?<![\p{L}\p{N}@./-])((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+)(\p{L}{2,24})(?![\p{L}\p{N}@-])(:\d+)?(\/[^\s<>"'()[\]{}]*)?/giu;

/** Endings under which a bare "word.ending" is taken for an address: the usual ones, those that shorteners use, and the reserved ones. */
const ENDINGS = new Set(
  ('com net org edu gov mil int info biz name pro io co me ly gl gd gg cc tv to us uk ca au nz ie es mx ar cl pe ve uy ec gob pt br fr de it nl be ch at ' +
    'pl se no dk fi eu ru ua cn jp kr in id sg hk tw za ng ke app dev xyz top site online shop store live club link click page cloud tech support zip mov ' +
    'example test invalid localhost').split(' '),
);

/**
 * All links in plain text, in order: with a scheme ("https://…"), or bare ("northwind.example/check", "www.…", "bit.ly").
 * "Sentence.In" without a space is not taken for one, nor is an e-mail address.
 */
export function linksIn(text: string): readonly TextLink[] {
  // Both kinds have one or the other, and most names neither.
  if (!text.includes('.') && !text.includes('://')) return [];
  const links: TextLink[] = [];
  const rest = text.replace(WITH_SCHEME, (all, scheme: string) => {
    const found = trimEnd(all);
    links.push({ text: found, host: hostOf(found) ?? '', scheme: scheme.toLowerCase() });
    return ' '.repeat(all.length);
  });
  for (const [all, names = '', ending = '', , path] of rest.matchAll(BARE)) {
    const sentence = /^\p{Lu}\p{Ll}/u.test(ending);
    const known = ENDINGS.has(ending.toLowerCase()) && !sentence;
    if (!known && path === undefined && !/^www\./i.test(names)) continue;
    const found = trimEnd(all);
    links.push({ text: found, host: hostOf(`https://${found}`) ?? '', scheme: null });
  }
  return links;
}

/** The first link in a text, or null. */
export const firstLink = (text: string): TextLink | null => linksIn(text)[0] ?? null;

/** Whether a host is the company's own: the domain itself or something under it. */
export function isOwnHost(host: string, domain: string): boolean {
  const own = domain.toLowerCase();
  return host === own || host.endsWith(`.${own}`);
}

/** Host of an absolute address, as a browser would see it; null where it is none. */
export function hostOf(address: string): string | null {
  try {
    return new URL(address).hostname.toLowerCase();
  } catch {
    return null;
  }
}

/** Punctuation that ends the sentence, not the address. */
const trimEnd = (address: string): string => address.replace(/(?<![.,;:!?])[.,;:!?]+$/, '');
