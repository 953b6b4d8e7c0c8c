import type { NoticeId } from '../../../src/kernel/ids.js';
import { connect } from '../../../src/platform/database/data-source.js';
import { Database, Transactions } from '../../../src/platform/database/transactions.js';
import { RealClock } from '../../../src/platform/clock/clock.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../support/deliver-ports.js';
import { type DeliverParts, deliverParts } from '../../support/deliver.parts.js';
import type { Stage } from '../send/stage.js';
import { CALLBACKS_EACH, type Texts } from './callbacks.js';
import { sealingBy } from '../../support/test-sealing.js';

export interface SentTexts extends Texts {
  readonly notice: NoticeId;
}

const SENT = `
  update message as m
     set state = 'sent', provider = 'twilio', provider_id = 'SM' || lpad(to_hex(m.id), 32, '0'), attempts = 1, begun_at = now(), handed_over_at = now()
   where m.notice_id = $1`;
const ATTEMPTS = `
  insert into attempt (message_id, no, state, owner, provider, provider_id, claimed_at, begun_at, ended_at)
  select m.id, 1, 'accepted', 'bench', m.provider, m.provider_id, now(), now(), now() from message as m where m.notice_id = $1`;

/** What is wrong with the record and the ledger, after receipts of which `$3` were taken for these texts. */
const FAULTS = `
  select (select count(*) from receipt as r where r.message_id >= $1 and r.message_id < $2)::int as "onRecord",
         (select count(*) from receipt as r where r.message_id >= $1 and r.message_id < $2 and r.outcome not in ('applied','stale'))::int as "notApplied",
         (select count(*) from receipt as r join message as m on m.id = r.message_id
           where r.message_id >= $1 and r.message_id < $2 and r.status in ('delivered','undelivered')
             and m.state <> case when r.status = 'delivered' then 'delivered' when r.code = '30005' then 'bounced' else 'failed' end)::int as "wrongState"`;

/** The far end of the bench: what the receipts must have done. */
export class LedgerOfBench {
  private constructor(
    private readonly stage: Stage,
    private readonly db: Database,
    private readonly parts: DeliverParts,
    readonly close: () => Promise<void>,
  ) {}

  static async on(stage: Stage): Promise<LedgerOfBench> {
    const dataSource = await connect(stage.url, 4, 'firstword-bench-ledger', undefined, sealingBy('s'.repeat(40)));
    const [db, transactions] = [new Database(dataSource), new Transactions(dataSource)];
    const parts = deliverParts({ db, transactions, clock: new RealClock(), email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
    await db.query('create table bench_receipt (id bigint generated always as identity primary key, message_id bigint, provider_id text, status text not null, code text, received_at timestamptz not null default now())');
    return new LedgerOfBench(stage, db, parts, () => dataSource.destroy());
  }

  /** Texts that the provider has taken and of which it has said nothing yet. */
  async texts(count: number): Promise<SentTexts> {
    const [notice] = (await this.stage.notices('sms', [count])) as [NoticeId];
    await this.db.query(SENT, [notice]);
    await this.db.query(ATTEMPTS, [notice]);
    await this.db.query('vacuum analyze message, attempt');
    const [range] = await this.db.query<{ from: number; until: number; count: number }>(
      'select min(id)::int as from, max(id)::int + 1 as until, count(*)::int as count from message where notice_id = $1', [notice]);
    if (range!.until - range!.from !== range!.count) throw new Error('The texts of the bench have gaps between their ids.');
    return { notice, from: range!.from, until: range!.until };
  }

  /** Waits until nothing that was heard is still to be brought into the ledger. @returns Real seconds. */
  async settled(): Promise<number> {
    const began = performance.now();
    for (;;) {
      const [open] = await this.db.query<{ open: boolean }>(`select exists (select from receipt where outcome = 'heard') as open`);
      if (!open!.open) return (performance.now() - began) / 1_000;
      await new Promise((wake) => setTimeout(wake, 5));
    }
  }

  /** @param taken  Callbacks that were answered 204, counted with those that came again. @returns Sentences; none where all is well. */
  async faults({ notice, from, until }: SentTexts, taken: number): Promise<string[]> {
    const [found] = await this.db.query<{ onRecord: number; notApplied: number; wrongState: number }>(FAULTS, [from, until]);
    const wanted = Math.min(taken, (until - from) * CALLBACKS_EACH);
    const sum = await this.parts.ledger.sum(notice);
    return [
      ...(found!.onRecord === wanted ? [] : [`${found!.onRecord} receipts are on record of ${wanted} that were answered.`]),
      ...(found!.notApplied === 0 ? [] : [`${found!.notApplied} receipts never reached the ledger.`]),
      ...(found!.wrongState === 0 ? [] : [`${found!.wrongState} texts have another state than their last receipt says.`]),
      ...(sum.adds ? [] : ['The sum does not add up.']),
    ];
  }

  async bareRows(): Promise<number> {
    const [row] = await this.db.query<{ rows: number }>('select count(*)::int as rows from bench_receipt');
    return row!.rows;
  }
}
