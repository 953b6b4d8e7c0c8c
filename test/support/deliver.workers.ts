import type { NoticeId } from '../../src/kernel/ids.js';
import { DeliverBuilder, type NoticeSeed } from './deliver.builder.js';
import { type DeliverParts, deliverParts, type DeliverWorld } from './deliver.parts.js';
import type { TestDatabase } from './postgres.js';

/** Instances of the step over one database, as the cases of a spec start them; `end` after each case, so that none sees what another left. */
export class TestWorkers {
  readonly build: DeliverBuilder;
  private readonly running: DeliverParts[] = [];

  /** @param usual  What an instance is given unless a case says otherwise; asked for each, since cases have their own clock and gateways. */
  constructor(
    private readonly database: TestDatabase,
    private readonly usual: () => Pick<DeliverWorld, 'clock' | 'email' | 'sms'> & Partial<DeliverWorld>,
  ) {
    this.build = new DeliverBuilder(database.db, database.transactions);
  }

  world(more: Partial<DeliverWorld> = {}): DeliverParts {
    const parts = deliverParts({ ...this.database, ...this.usual(), ...more });
    this.running.push(parts);
    return parts;
  }

  /** A notice that is on its way, by e-mail unless the seed says otherwise. */
  async begun(parts: DeliverParts, seed: NoticeSeed): Promise<NoticeId> {
    const notice = await this.build.notice({ policies: { channels: 'email' }, ...seed });
    await parts.begin();
    return notice;
  }

  async end(): Promise<void> {
    await Promise.all(this.running.splice(0).flatMap((parts) => [parts.dispatcher.stop(), parts.exercises.stop()]));
    await this.database.db.query(`update dispatch set state = 'finished'`);
  }
}
