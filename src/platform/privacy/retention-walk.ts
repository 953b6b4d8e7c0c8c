import type { Tx } from '../database/transactions.js';

/** Something of many rows that are forgotten along their places, and how far that came; `members` is where it ends. */
interface Walked {
  readonly id: string;
  readonly place: number;
  readonly members: number;
}

export interface RetentionWalk {
  /** The key of the kind: marks of different kinds never meet. */
  readonly kind: string;
  /** SQL with the instant as `$1`: the next one that is not finished as `id, place, members`; nothing where none is due. */
  readonly nextSql: string;
  /** Forgets what stands at [place, until). @returns how many rows it changed. */
  readonly forget: (next: Walked, until: number) => Promise<number>;
}

/**
 * Forgets one slice of one thing at a time, and remembers where it was, so that what was forgotten is not looked at again.
 *
 * @returns how many rows were changed; 0 where nothing is due.
 */
export async function walkOn(tx: Tx, before: Date, limit: number, { kind, nextSql, forget }: RetentionWalk): Promise<number> {
  for (;;) {
    const [next] = await tx.query<Walked>(nextSql, [before]);
    if (!next) return 0;
    const until = next.place + limit;
    const changed = await forget(next, until);
    await tx.query(MARK, [kind, next.id, until, until >= next.members]);
    if (changed > 0) return changed;
  }
}

const MARK = `
  insert into retention_mark (kind, subject_id, place, finished) values ($1, $2, $3, $4)
  on conflict (kind, subject_id) do update set place = excluded.place, finished = excluded.finished`;
