/** ISO 639 codes of languages that are written from right to left. */
export const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ku', 'nqo', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi']);

/** @param locale  "ar-EG", "ar_EG", "ar". */
export const isRightToLeft = (locale: string): boolean => RIGHT_TO_LEFT.has(locale.split(/[-_]/)[0]!.toLowerCase());
