import { Inject, Injectable } from '@nestjs/common';
import { eventHash, GENESIS, linkHash, withoutCustomers } from '../../kernel/audit-chain.js';
import { Alerts } from '../alerts/alerts.js';
import { Transactions } from '../database/transactions.js';
import { LOG, type Log } from '../logging/log.js';
import { AuditChainRecords, type ChainCheck, type ChainHead, type KeptLink } from './audit-chain.records.js';

const EVENTS_AT_ONCE = 500;
const LINKS_AT_ONCE = 1_000;
/** Of one look: a record of a million events is walked within the hour, and a look takes a second at most. */
const SLICES_OF_A_LOOK = 20;
const BROKEN = { kind: 'audit.chain-broken', subject: 'audit:chain' } as const;
const UNSEALED = { kind: 'audit.unsealed', subject: 'audit:chain' } as const;

/** Where a chain does not hold, and why. */
interface Break {
  readonly position: number;
  readonly why: string;
}

/**
 * Links each event of the audit record to all before it. Events are linked after their deeds are committed, by one at a time: a chain that
 * grew inside the deeds would make every deed wait for the one before. What is linked is compared with the record again and again.
 */
@Injectable()
export class AuditChain {
  constructor(
    private readonly records: AuditChainRecords,
    private readonly transactions: Transactions,
    private readonly alerts: Alerts,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Links all that is committed. Safe to run twice and side by side. @returns how many events. */
  async seal(): Promise<number> {
    for (let sealed = 0; ; ) {
      const slice = await this.sealSlice();
      sealed += slice;
      if (slice < EVENTS_AT_ONCE) return sealed;
    }
  }

  head(): Promise<ChainHead | null> {
    return this.records.head();
  }

  check(): Promise<ChainCheck> {
    return this.records.check();
  }

  /** Walks on along the chain, and from its beginning again once an hour. @returns how many things are wrong. */
  async look(): Promise<number> {
    const broken = await this.walk();
    if (broken) {
      await this.alerts.raise({
        ...BROKEN, severity: 'critical', lasting: true, message: `The audit record no longer agrees with its chain at position ${broken.position}: ${broken.why}.`,
        remedy: 'Somebody with access to the database changed it, or it is damaged. Keep a copy of it, compare with the last backup and with evidence packs taken before, and find out who had access.',
      });
    } else await this.alerts.clear(BROKEN.kind, BROKEN.subject);
    const overdue = await this.records.overdue();
    if (overdue > 0) {
      await this.alerts.raise({ ...UNSEALED, severity: 'critical', lasting: true, message: `${overdue} events of the audit record wait for their link in the chain.`, remedy: 'Look whether a process with ROLE=worker (or all) is up, and at the job platform.audit-seal under "Health".' });
    } else await this.alerts.clear(UNSEALED.kind, UNSEALED.subject);
    return (broken ? 1 : 0) + overdue;
  }

  private sealSlice(): Promise<number> {
    return this.transactions.run(async (tx) => {
      await this.records.lock(tx);
      const events = await this.records.take(tx, EVENTS_AT_ONCE);
      if (events.length === 0) return 0;
      const [salt, head] = [await this.records.salt(tx), await this.records.head(tx)];
      let [position, hash] = [head?.position ?? 0, head?.hash ?? GENESIS];
      await this.records.link(tx, events.map((event) => {
        const ofEvent = eventHash(withoutCustomers(event, salt));
        hash = linkHash(hash, (position += 1), ofEvent);
        return { position, eventId: event.id, eventHash: ofEvent, hash };
      }));
      return events.length;
    });
  }

  private async walk(): Promise<Break | null> {
    const [check, salt] = [await this.records.check(), await this.records.salt()];
    const ended = await this.shortened(check);
    if (ended) return this.broke(ended);
    let at: ChainHead = { position: check.walkedUntil, hash: check.walkedHash };
    for (let slice = 0; slice < SLICES_OF_A_LOOK; slice++) {
      const links = await this.records.links(at.position, LINKS_AT_ONCE);
      for (const link of links) {
        const why = faultOf(link, at, salt) ?? (link.position === check.verifiedUntil && link.hash !== check.verifiedHash ? 'it is not the link that stood there when it was last looked at' : null);
        if (why) return this.broke({ position: at.position + 1, why });
        at = { position: link.position, hash: link.hash };
      }
      await this.transactions.run((tx) => this.records.walked(tx, at));
      if (links.length < LINKS_AT_ONCE) {
        if (check.walkIsOld) await this.beginAnew();
        return null;
      }
    }
    return null;
  }

  /** Links that are gone from the end leave a chain that holds: only who has seen them knows. */
  private async shortened(check: ChainCheck): Promise<Break | null> {
    const last = (await this.records.head())?.position ?? 0;
    return last < check.verifiedUntil ? { position: last + 1, why: `links up to ${check.verifiedUntil} stood there when it was last looked at, and are gone` } : null;
  }

  private async beginAnew(): Promise<void> {
    const forgotten = await this.transactions.run(async (tx) => {
      await this.records.beginWalk(tx);
      return this.records.queueForgotten(tx);
    });
    if (forgotten > 0) this.log.error({ event: 'audit.events-without-a-link', events: forgotten });
  }

  private async broke(broken: Break): Promise<Break> {
    await this.transactions.run((tx) => this.records.broke(tx, broken.position, broken.why));
    return broken;
  }
}

function faultOf(link: KeptLink, before: ChainHead, salt: string): string | null {
  if (link.position !== before.position + 1) return 'the link is gone';
  if (link.hash !== linkHash(before.hash, link.position, link.eventHash)) return 'the link does not follow from the one before';
  if (link.event === null) return 'its event is gone';
  return eventHash(withoutCustomers(link.event, salt)) === link.eventHash ? null : `event ${link.event.id} is not what it was when it was linked`;
}
