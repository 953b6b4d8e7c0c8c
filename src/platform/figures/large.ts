/** From so many people on, what is counted over all of them is not waited for: the page says that it is being counted, and looks again. */
export const LARGE = 50_000;

/** @param audiences  Of one incident; counts are null before they are frozen. */
export const isLarge = (audiences: readonly { readonly counts: { readonly members: number } | null }[]): boolean => audiences.some(({ counts }) => (counts?.members ?? 0) >= LARGE);
