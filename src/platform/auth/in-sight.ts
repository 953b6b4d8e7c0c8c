/**
 * Whether the row of an incident may be seen, as a condition: `$n` are brands (null: all), `$n+1` the incidents that are kept from the asker. A row of no incident is seen by whoever
 * sees every brand.
 *
 * @param incident  The column, as text or uuid.
 */
export const inSight = (incident: string, n: number): string =>
  `($${n}::text[] is null or ${incident}::text in (select s.id::text from published.incident as s where s.brand_id = any ($${n}::text[]))) and (${incident} is null or ${incident}::text <> all ($${n + 1}::text[]))`;

/**
 * Whether somebody is a customer of one of the brands, as a condition with the parameters of `inSight`: by an import for the brand, or as a member of one of its incidents that may be
 * seen. Somebody of no brand is seen by whoever sees every brand.
 *
 * @param customer  The column, a bigint.
 */
export const customerInSight = (customer: string, n: number): string =>
  `($${n}::text[] is null or exists (select from published.customer_brand as s where s.customer_id = ${customer} and s.brand_id = any ($${n}::text[]) and (s.incident_id is null or s.incident_id::text <> all ($${n + 1}::text[]))))`;

/** Whether a customer is also one of a brand that may not be seen, as a condition with the first parameter of `inSight`: what of him carries no brand, such as a purchase, may be of that one. */
export const sharedBeyond = (customer: string, n: number): string =>
  `($${n}::text[] is not null and exists (select from published.customer_brand as s where s.customer_id = ${customer} and s.brand_id <> all ($${n}::text[])))`;

/** Whether a row of a customer may be seen who is in sight himself: by its incident, and where it has none, by whether he is of no further brand. */
export const rowInSight = (incident: string, customer: string, n: number): string => `case when ${incident} is null then not ${sharedBeyond(customer, n)} else ${inSight(incident, n)} end`;
