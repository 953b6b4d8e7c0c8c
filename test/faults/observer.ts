import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './world.js';

const LOOK_MS = 200;
const SAMPLE_MS = 25;

/** Watches ledger and far side while all goes on: the sum at every look, leases of those who are gone, and when the next message arrived. */
export class Observer {
  looks = 0;
  /** Sums that did not add up, in words. */
  readonly wrongSums: string[] = [];
  private readonly arrivals: { readonly at: number; readonly total: number }[] = [];
  private readonly lastHeld = new Map<string, number>();
  private watching = true;
  private readonly done: Promise<unknown>;

  constructor(private readonly world: World) {
    this.done = Promise.all([this.watchLedger(), this.watchArrivals()]);
  }

  async stop(): Promise<void> {
    this.watching = false;
    await this.done;
  }

  /** Real milliseconds from `at` until anything arrived at the far side; null where nothing did any more. */
  nextArrivalAfter(at: number): number | null {
    const before = this.arrivals.findLast((sample) => sample.at <= at)?.total ?? 0;
    const next = this.arrivals.find((sample) => sample.at > at && sample.total > before);
    return next === undefined ? null : next.at - at;
  }

  /** Real milliseconds from `at` until a dead instance was seen to hold nothing any more, to the next look. */
  heldAfter(instance: string, at: number): number {
    return Math.max(0, (this.lastHeld.get(instance) ?? at) - at);
  }

  private async watchLedger(): Promise<void> {
    const { parts, db, notice } = this.world;
    for (; this.watching; await sleep(LOOK_MS)) {
      try {
        const sum = await parts.ledger.sum(notice);
        this.looks += 1;
        if (!sum.adds) this.wrongSums.push(JSON.stringify(sum));
        const owners = await db.query<{ owner: string }>(`select distinct m.lease_owner as owner from message as m where m.notice_id = $1 and m.state = 'sending'`, [notice]);
        for (const { owner } of owners) this.lastHeld.set(owner, Date.now());
        // Waits of minutes would only make the run long: what a provider asked for, and the jitter of a retry.
        await db.query(`update message set retry_at = now() + interval '1 second' where notice_id = $1 and state = 'pending' and retry_at > now() + interval '4 seconds'`, [notice]);
      } catch {
        // The database is away: there is nothing to look at.
      }
    }
  }

  private async watchArrivals(): Promise<void> {
    const { store } = this.world.capture;
    for (let last = -1; this.watching; await sleep(SAMPLE_MS)) {
      const total = store.mail.counts().total + store.sms.counts().total;
      if (total !== last) this.arrivals.push({ at: Date.now(), total });
      last = total;
    }
  }
}
