const DARK_ONLY = /@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)/gi;
const EITHER = /color-scheme(["']?\s*(?:content=["'])?:?\s*)light dark/gi;

/** `screen`: as a mail program would have it on the viewer's own screen. */
export const SCHEMES = ['screen', 'light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

/**
 * An e-mail as its own styles have it in one colour scheme, whatever the viewer's screen is set to. Mail programs that turn colours round by
 * themselves do as they like; no preview can show that.
 */
export function inScheme(html: string, scheme: Scheme): string {
  if (scheme === 'screen') return html;
  return html.replaceAll(DARK_ONLY, scheme === 'dark' ? '@media all' : '@media not all').replaceAll(EITHER, (_, between: string) => `color-scheme${between}${scheme}`);
}
