import { Injectable } from '@nestjs/common';
import { type PersonId } from '../../kernel/ids.js';
import { Database, Transactions } from '../database/transactions.js';

/** What a form held, field by field, as it was sent. */
export type DraftFields = Readonly<Record<string, string | readonly string[]>>;

export interface WorkingDraft {
  readonly fields: DraftFields;
  /** Real time. */
  readonly savedAt: Date;
}

/** Never kept with what was typed. */
const NOT_KEPT = new Set(['_csrf', 'act', 'action']);
const KEPT_DAYS = 30;

/** What somebody has typed into a page and not sent off yet, so that a closed window, another page or an expired session costs nothing. Of that person alone. */
@Injectable()
export class WorkingDrafts {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
  ) {}

  /** @param place  The page, such as "audience:<incident>". */
  async save(person: PersonId, place: string, body: unknown): Promise<void> {
    const fields = Object.fromEntries(Object.entries((body ?? {}) as DraftFields).filter(([name]) => !NOT_KEPT.has(name)));
    await this.transactions.run(async (tx) => {
      await tx.query(
        `insert into working_draft as d (person_id, place, content, saved_at) values ($1, $2, $3, now())
             on conflict (person_id, place) do update set content = excluded.content, saved_at = excluded.saved_at`,
        [person, place, JSON.stringify(fields)],
      );
      await tx.query(`delete from working_draft as d where d.saved_at < now() - make_interval(days => $1)`, [KEPT_DAYS]);
    });
  }

  async find(person: PersonId, place: string): Promise<WorkingDraft | null> {
    const [row] = await this.db.query<WorkingDraft>('select d.content as fields, d.saved_at as "savedAt" from working_draft as d where d.person_id = $1 and d.place = $2', [person, place]);
    return row ?? null;
  }

  async forget(person: PersonId, place: string): Promise<void> {
    await this.transactions.run((tx) => tx.query('delete from working_draft as d where d.person_id = $1 and d.place = $2', [person, place]));
  }
}
