import type { AudienceId, NoticeId } from '../../src/kernel/ids.js';
import type { Database, Transactions } from '../../src/platform/database/transactions.js';
import { PlaceRepository } from '../../src/audience/store/place.repository.js';
import { ZoneRepository } from '../../src/audience/store/zone.repository.js';
import { DeliverBuilder, plansOf } from '../support/deliver.builder.js';

const CHUNK = 500_000;

const MEMBERS = `
  insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, first_name, last_name, locale, country, region, place, email, email_hash, reasons)
  select $1, n + 1, n, n, 'H' || n, n % 50, 'C' || n, 'Ana', 'Lopez', 'en', 'US', s.state, coalesce('US-' || s.state, 'US'), 'm' || n || '@mail.example',
         md5(n::text) || md5((-n)::text), '{"touchpoints":[{"id":"1","kind":"purchase","occurredAt":"2026-03-03T17:00:00Z","label":"Store 12"}],"more":0,"data":["card-number"],"by":["rule"]}'::jsonb
    from generate_series($2::int, $3::int - 1) as n
   -- Of one in twenty it is not known in which state he lives.
   cross join lateral (select (array['CA','TX','FL','NY','PA','IL','OH','GA','NC'])[n % 19 / 2 + 1] as state) as s`;

/** A signed notice to `rows` people, whose customers are C0, C1 and so on where there are any; the ledger is not written yet. */
export async function fillLedger(db: Database, transactions: Transactions, rows: number, waves: number): Promise<{ readonly notice: NoticeId; readonly audience: AudienceId }> {
  const build = new DeliverBuilder(db, transactions);
  const notice = await build.notice({ members: 1, schedule: { waves, waveIntervalMinutes: 1 }, policies: { channels: 'email' } });
  const [row] = await db.query<{ audience: AudienceId }>(`select audience_id as audience from notice where id = $1`, [notice]);
  const { audience } = row!;
  await unguarded(transactions, `delete from audience_member where audience_id = $1`, [audience]);
  for (let from = 0; from < rows; from += CHUNK) await unguarded(transactions, MEMBERS, [audience, from, Math.min(rows, from + CHUNK)]);
  await unguarded(transactions, `update audience set members = $2, counts = counts || jsonb_build_object('members', $2::int, 'email', $2::int, 'sms', 0, 'byLocale', jsonb_build_object('en', $2::int)) where id = $1`, [audience, rows]);
  await unguarded(transactions, `delete from audience_place where audience_id = $1`, [audience]);
  await transactions.run(async (tx) => {
    await new ZoneRepository(db).count(tx, audience);
    await new PlaceRepository(db).count(tx, audience);
  });
  const { hash } = await plansOf(db, transactions).standing(notice);
  await unguarded(transactions, `update notice set plan_hash = $2 where id = $1`, [notice, hash]);
  await db.query('vacuum analyze audience_member');
  return { notice, audience };
}

/** Past the guards that no screen passes. */
export function unguarded(transactions: Transactions, sql: string, parameters: readonly unknown[]): Promise<unknown> {
  return transactions.run(async (tx) => {
    await tx.query(`set local session_replication_role = replica`);
    return tx.query(sql, parameters);
  });
}
