/** Remembers answers for texts that come again and again in a file. */
function remembered(read: (text: string) => string | null): (text: string) => string | null {
  const known = new Map<string, string | null>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const answer = read(text);
    if (known.size < 10_000) known.set(text, answer);
    return answer;
  };
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
/** Country codes in wide use that ISO 3166 spells differently. */
const USAGE: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };
/** Codes that name no country although they have a name. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'UN', 'ZZ', 'QO', 'XA', 'XB']);

/** @returns ISO 3166 alpha-2 in capitals, or null where it is no country's. */
export const countryCode = remembered((text) => {
  const given = text.toUpperCase();
  const code = USAGE[given] ?? given;
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRY.has(code) && regions.of(code) !== undefined ? code : null;
});

/** @returns BCP 47 as it is written ("es-MX"), also from "es_MX.UTF-8"; null where it is no language tag. */
export const localeTag = remembered((text) => {
  try {
    const [tag] = Intl.getCanonicalLocales(text.replace(/\..*$/, '').replaceAll('_', '-'));
    // "english" would pass as a registered language of seven letters, which none is.
    return tag !== undefined && /^[a-z]{2,3}(-|$)/.test(tag) ? tag : null;
  } catch {
    return null; // RangeError: not a tag
  }
});
