/** The slot of a tally to which a try belongs, in SQL: the ten real seconds in which it began. */
export const slotOf = (begunAt: string): string => `date_bin('10 seconds', coalesce(${begunAt}, now()), timestamptz '2026-01-01 00:00:00+00')`;
