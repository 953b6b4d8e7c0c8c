/** A column's name as it is compared: without case, spaces and punctuation. */
export const plainName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether two names mean the same column. */
export const sameColumn = (one: string, other: string): boolean => plainName(one) === plainName(other);
