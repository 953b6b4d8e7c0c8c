/** Whether some words stand in one of the texts, however they are written. */
export function saysIn(words: string, ...texts: readonly (string | null | undefined)[]): boolean {
  const wanted = words.toLowerCase();
  return wanted === '' || texts.some((text) => text?.toLowerCase().includes(wanted));
}
