/** Of care changes, those that can concern a frozen audience: a freeze that reads a million people, or a file that is merged, may take a while. */
export const CARE_MARGIN = `interval '1 day'`;

/**
 * Why a member is not written to as he was frozen: `minor`, `deceased` or `represented` where nobody is known who is written to in his place, with `-since` where somebody
 * is known whom the signed audience does not name, `care-over` where he was frozen as one of them and is none any more. Null where all is as frozen.
 *
 * @param x  Alias of a row of `published.care_change`, @param m  of the frozen member.
 */
export const careSince = (x: string, m: string): string => `
    case when ${x}.care is not distinct from (${m}.reasons ->> 'care') and (${x}.care is null or ${x}.representative_hash is not distinct from ${m}.email_hash) then null
         when ${x}.care is null then 'care-over'
         when ${x}.representative_hash is null then ${x}.care
         else ${x}.care || '-since' end`;

/** Why the member behind a customer is not written to as frozen, as a scalar: null for nearly everybody, after one look into a small table. */
export const careSinceOf = (customer: string, audience: string): string => `
    (select ${careSince('x', 'w')}
       from published.care_change as x
       join published.audience_member as w on w.audience_id = ${audience} and w.customer_id = x.customer_id
      where x.customer_id = ${customer}
      limit 1)`;
