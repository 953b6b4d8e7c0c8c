/**
 * The locale in which a member is written to.
 *
 * @param wish  The member's own tag ("es-MX", "pt_BR"), or null where none is known.
 * @param available  Locales with texts, in order of preference.
 * @param fallback  The brand's default: also returned where it has no texts, so that the lack shows up by name and not as silence.
 * @returns The same tag; else the tag cut back step by step (es-MX → es); else another of the same language; else the fallback.
 */
export function chooseLocale(wish: string | null, available: readonly string[], fallback: string): string {
  const wanted = (wish ?? '').trim().replaceAll('_', '-').toLowerCase().split('-').filter(Boolean);
  for (let length = wanted.length; length > 0; length--) {
    const found = available.find((locale) => locale.toLowerCase() === wanted.slice(0, length).join('-'));
    if (found !== undefined) return found;
  }
  return available.find((locale) => wanted[0] !== undefined && locale.toLowerCase().split('-')[0] === wanted[0]) ?? fallback;
}
