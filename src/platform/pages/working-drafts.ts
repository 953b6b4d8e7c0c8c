import { Inject, Injectable } from '@nestjs/common';
import { type PersonId } from '../../kernel/ids.js';
import { SETTINGS } from '../config/config.module.js';
import { type Settings } from '../config/config.js';
import { Database, Transactions, type Tx } from '../database/transactions.js';

/** What a form held, field by field, as it was sent. */
export type DraftFields = Readonly<Record<string, string | readonly string[]>>;

export interface WorkingDraft {
  readonly fields: DraftFields;
  /** Real time. */
  readonly savedAt: Date;
}

/** Never kept with what was typed. */
const NOT_KEPT = new Set(['_csrf', 'act', 'action']);

/** A draft that is saved while it is typed. */
export interface StandingDraft<Content> {
  readonly content: Content;
  /** Counts the times that it was saved. */
  readonly revision: number;
  /** Real time. */
  readonly savedAt: Date;
}

/** What a window knows of the draft that it saves. */
export interface SavingWindow {
  /** The window's own name; it never stands in its own way. */
  readonly window: string;
  /** The revision that it was shown; 0 where there was none. */
  readonly seen: number;
  /** Grows with each form that the window sends; null where no script counts. */
  readonly turn: number | null;
  /** Saved by itself while somebody typed: nobody pressed anything, so it gives way to whatever the window sent later. */
  readonly whileTyping: boolean;
}

/** `moved-on`: another window has saved since. `stale`: it was saved while typing, and what the same window sent later was quicker. `gone`: it was sent off, thrown away, or its time was over. */
export type Saved = { readonly kind: 'saved'; readonly revision: number; readonly savedAt: Date } | { readonly kind: 'moved-on' } | { readonly kind: 'stale' } | { readonly kind: 'gone' };

/** What somebody has typed into a page and not sent off yet, so that a closed window, another page or an expired session costs nothing. Of that person alone. */
@Injectable()
export class WorkingDrafts {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DRAFT_HOURS'>,
  ) {}

  /** @param place  The page, such as "audience:<incident>". */
  async save(person: PersonId, place: string, body: unknown): Promise<void> {
    const fields = Object.fromEntries(Object.entries((body ?? {}) as DraftFields).filter(([name]) => !NOT_KEPT.has(name)));
    await this.transactions.run((tx) => tx.query(SAVE, [person, place, JSON.stringify(fields)]));
  }

  /** Saves what stands in a window, unless another has saved since it looked. */
  async saveFrom(person: PersonId, place: string, { window, seen, turn, whileTyping }: SavingWindow, content: object): Promise<Saved> {
    const [row] = await this.transactions.run((tx) => tx.query<{ revision: number; savedAt: Date }>(SAVE_FROM, [person, place, JSON.stringify(content), window, seen, turn, whileTyping]));
    if (row) return { kind: 'saved', ...row };
    const [last] = await this.db.query<{ isOwn: boolean }>(`select coalesce(d.saved_by = $3, false) as "isOwn" from working_draft as d where d.person_id = $1 and d.place = $2`, [person, place, window]);
    return { kind: !last ? 'gone' : whileTyping && last.isOwn ? 'stale' : 'moved-on' };
  }

  /** A window sent what stands there already: what it sent before that comes too late from now on. */
  async stand(person: PersonId, place: string, { window, seen, turn }: SavingWindow): Promise<void> {
    await this.transactions.run((tx) => tx.query(STAND, [person, place, window, seen, turn]));
  }

  /** As it stands now; null where there is none. */
  async standing<Content>(person: PersonId, place: string): Promise<StandingDraft<Content> | null> {
    const [row] = await this.db.query<StandingDraft<Content>>(`select d.content, d.revision, d.saved_at as "savedAt" from working_draft as d where d.person_id = $1 and d.place = $2`, [person, place]);
    return row ?? null;
  }

  /** Takes the draft out of its place for good, within the transaction that makes something of it. @returns False where it is not there as it was seen: somebody was quicker. */
  async take(tx: Tx, person: PersonId, place: string, seen: number): Promise<boolean> {
    return (await tx.query('delete from working_draft as d where d.person_id = $1 and d.place = $2 and d.revision = $3 returning 1', [person, place, seen])).length > 0;
  }

  /** What nobody came back to; it can hold personal data. @returns how many. */
  async expire(): Promise<number> {
    return (await this.transactions.run((tx) => tx.query('delete from working_draft as d where d.saved_at < now() - make_interval(hours => $1) returning 1', [this.settings.DRAFT_HOURS]))).length;
  }

  async find(person: PersonId, place: string): Promise<WorkingDraft | null> {
    const [row] = await this.db.query<WorkingDraft>('select d.content as fields, d.saved_at as "savedAt" from working_draft as d where d.person_id = $1 and d.place = $2', [person, place]);
    return row ?? null;
  }

  async forget(person: PersonId, place: string): Promise<void> {
    await this.transactions.run((tx) => tx.query('delete from working_draft as d where d.person_id = $1 and d.place = $2', [person, place]));
  }
}

const SAVE = `
  insert into working_draft as d (person_id, place, content, saved_at) values ($1, $2, $3, now())
      on conflict (person_id, place) do update set content = excluded.content, saved_at = excluded.saved_at, revision = d.revision + 1, saved_by = null`;

/** What was seen once and is gone does not come back: it may have become an incident. */
const SAVE_FROM = `
  insert into working_draft as d (person_id, place, content, saved_at, revision, saved_by, saved_turn)
  select $1::uuid, $2::text, $3::jsonb, now(), 1, $4::text, coalesce($6::bigint, 0)
   where $5::int = 0 or exists (select from working_draft as e where e.person_id = $1 and e.place = $2)
      on conflict (person_id, place) do update set content = excluded.content, saved_at = excluded.saved_at, revision = d.revision + 1, saved_by = excluded.saved_by,
                    saved_turn = case when d.saved_by = excluded.saved_by then greatest(d.saved_turn, excluded.saved_turn) else excluded.saved_turn end
   where (d.revision = $5 or d.saved_by = $4)
     and (not $7::boolean or d.saved_by is distinct from $4 or coalesce($6 > d.saved_turn, d.revision = $5))
  returning d.revision, d.saved_at as "savedAt"`;

const STAND = `
  update working_draft as d
     set saved_by = $3, saved_turn = case when d.saved_by = $3 then greatest(d.saved_turn, $5::bigint) else coalesce($5::bigint, 0) end
   where d.person_id = $1 and d.place = $2 and d.revision = $4`;
