/**
 * SQL: whether a customer's consent to notices by electronic means stood at a time.
 *
 * @param customer  Column of his id.
 * @param at  Column or parameter: business time.
 */
export const consentStood = (customer: string, at: string): string =>
  `exists (select from published.esign_consent as c where c.customer_id = ${customer} and c.since <= ${at} and (c.until is null or c.until > ${at}))`;
