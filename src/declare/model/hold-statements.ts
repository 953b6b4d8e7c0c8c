// The words of SQL that tables of holds have in common. They are run in the stores: `incident_hold` by declare's, `notice_hold` by approve's.

/** Of a row `h`: what both have, and the names of who placed and ended it. */
export const HOLD_COLUMNS = `
         h.requested_by as "requestedBy", h.reason, h.until_at as until, coalesce(p.name, k.name, h.placed_by) as "placedBy", h.placed_at as "placedAt",
         case when h.ended_by_kind = 'system' then null else coalesce(q.name, l.name, h.ended_by) end as "endedBy", h.ended_at as "endedAt", h.end_reason as "endReason"`;

/** Where those names are. */
export const HOLD_NAMES = `
    left join person as p on h.placed_by_kind = 'person' and p.id::text = h.placed_by
    left join api_key as k on h.placed_by_kind = 'key' and k.id::text = h.placed_by
    left join person as q on h.ended_by_kind = 'person' and q.id::text = h.ended_by
    left join api_key as l on h.ended_by_kind = 'key' and l.id::text = h.ended_by`;

interface Holds {
  readonly table: 'incident_hold' | 'notice_hold';
  /** What is held: one hold of it stands at a time. */
  readonly subject: 'incident_id' | 'notice_id';
}

/** $1: what is held, then who asked, why, until when, and who placed it (kind, id, time). No row where one stands already. */
export const placeHold = ({ table, subject }: Holds): string => `
  insert into ${table} (${subject}, requested_by, reason, until_at, placed_by_kind, placed_by, placed_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (${subject}) where ended_at is null do nothing
  returning id`;

/** $1: what is held, then why it ends, and who ended it (kind, id, time). No row where none stands. */
export const endHold = ({ table, subject }: Holds): string => `
  update ${table} set end_reason = $2, ended_by_kind = $3, ended_by = $4, ended_at = $5 where ${subject} = $1 and ended_at is null returning id`;
