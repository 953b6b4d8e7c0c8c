/** Whether somebody may still be told by a notice, but for copies that were asked for. */
export const SOMEBODY_WAITS = (notice: string): string => `
       (exists (select from dispatch as x where x.notice_id = ${notice} and not x.ledger_written)
        or exists (select from message as x where x.notice_id = ${notice} and x.state = 'pending' and x.copy_no = 0)
        or exists (select from message as x where x.notice_id = ${notice} and x.state in ('sending','unknown') and x.copy_no = 0))`;

/** A correction `c` that goes out or went out, or will: it was approved, and neither cancelled nor too late. `now` is business time. */
export const CORRECTS = (notice: string, now: string): string => `
       c.corrects_notice_id = ${notice} and c.type = 'correction' and c.state = 'approved'
       and coalesce((select x.state <> 'cancelled' from dispatch as x where x.notice_id = c.id), c.expires_at > ${now})`;
