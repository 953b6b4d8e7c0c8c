/**
 * The same text for the same value, whatever order its keys were written in: what a hash is taken of.
 *
 * @param value  JSON data; `Date` becomes its ISO text, `undefined` members are left out.
 * @source The idea of RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, no white space.
 */
export function canonicalJson(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
