import { customerInSight, rowInSight } from '../../platform/auth/in-sight.js';

/** Of which incident what a customer wrote is: of the message that he answers, else of the last that went to him by that channel before; null where none did. */
const about = (row: string): string => `
  (select n.incident_id
     from published.sent_to as t
     join published.notice as n on n.id = t.notice_id
    where t.customer_id = ${row}.customer_id and case when ${row}.message_id is null then t.channel = case ${row}.kind when 'sms' then 'sms' else 'email' end and t.handed_over_at <= ${row}.received_at else t.message_id = ${row}.message_id end
    order by t.handed_over_at desc, t.message_id desc
    limit 1)`;

/**
 * Whether what somebody wrote to us may be seen, as a condition with the parameters of `inSight`. What comes from nobody whom we know is seen by whoever sees every brand. Nothing is looked up for whoever sees everything.
 *
 * @param row  Its name: it has `kind`, `customer_id`, `message_id` and `received_at`.
 */
export const heardInSight = (row: string, n: number): string => `
  (($${n}::text[] is null and cardinality($${n + 1}::text[]) = 0) or (${customerInSight(`${row}.customer_id`, n)} and (select ${rowInSight('x.incident_id', `${row}.customer_id`, n)} from (select ${about(row)} as incident_id offset 0) as x)))`;
