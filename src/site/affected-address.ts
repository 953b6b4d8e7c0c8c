/** An address with what is known of these in its query. */
export function addressWith(path: string, parts: Readonly<Record<string, string | null>>): string {
  const query = Object.entries(parts).filter(([, value]) => value !== null && value !== '').map(([name, value]) => `${name}=${encodeURIComponent(value!)}`);
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/**
 * Where whoever asks is answered in the name of a brand; null where he chooses one there, or there is only one.
 *
 * @param lang  That he chose, or reads; null for what his browser asks for.
 */
export const affectedOf = (brandId: string | null, lang: string | null = null): string => addressWith('/affected', { brand: brandId, lang });
