/**
 * Whether the row of an incident may be seen, as a condition: `$n` are brands (null: all), `$n+1` the incidents that are kept from the asker. A row of no incident is seen by whoever
 * sees every brand.
 *
 * @param incident  The column, as text or uuid.
 */
export const inSight = (incident: string, n: number): string =>
  `($${n}::text[] is null or ${incident}::text in (select s.id::text from published.incident as s where s.brand_id = any ($${n}::text[]))) and (${incident} is null or ${incident}::text <> all ($${n + 1}::text[]))`;
