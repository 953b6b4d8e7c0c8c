import { Inject, Injectable } from '@nestjs/common';
import { Suppressions } from '../audience/contract.js';
import { type MessageId } from '../kernel/ids.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type ReceiptEvent, type ReceiptOutcome, Receipts } from './contract.js';
import { condemned } from './model/condemned.js';
import { foldReceipts } from './model/receipt-fold.js';
import { ReceiptEffectRepository, type ReceiptTarget } from './store/receipt-effect.repository.js';

/** What providers say later, brought into the ledger. Safe to repeat, in any order, and beside a worker that is still sending. */
@Injectable()
export class ReceiptEffectsService extends Receipts {
  constructor(
    private readonly ledger: ReceiptEffectRepository,
    private readonly suppressions: Suppressions,
    private readonly transactions: Transactions,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
  }

  async apply(events: readonly ReceiptEvent[]): Promise<readonly ReceiptOutcome[]> {
    const outcomes: ReceiptOutcome[] = events.map(() => 'unknown-message');
    for (const provider of new Set(events.map((event) => event.provider))) {
      const numbered = events.map((event, index) => ({ event, index })).filter(({ event }) => event.provider === provider);
      const applied = await this.applyOf(provider, numbered.map(({ event }) => event));
      numbered.forEach(({ index }, place) => (outcomes[index] = applied[place]!));
    }
    return outcomes;
  }

  private async applyOf(provider: string, events: readonly ReceiptEvent[]): Promise<readonly ReceiptOutcome[]> {
    const found = await this.ledger.find(ids(events, 'messageId'), provider, ids(events, 'providerId'));
    const targets = events.map((event) => targetOf(event, found));
    await this.condemn(provider, events, targets);
    await this.countSoft(provider, events, targets);
    const outcomes: ReceiptOutcome[] = events.map(() => 'unknown-message');
    await this.transactions.run(async (tx) => {
      const locked = await this.ledger.lock(tx, [...new Set(targets.flatMap((target) => (target ? [target.id] : [])))]);
      const changes = locked.flatMap((message) => {
        const places = targets.flatMap((target, place) => (target?.id === message.id ? [place] : []));
        const folded = foldReceipts(message, places.map((place) => events[place]!));
        places.forEach((place, index) => (outcomes[place] = folded.outcomes[index]!));
        return folded.change ? [{ id: message.id, ...folded.change }] : [];
      });
      if (changes.length > 0) await this.ledger.apply(tx, provider, changes);
    });
    return outcomes;
  }

  /** Before the receipt is in the ledger: if this fails, the receipt is applied again, and nobody forgets the dead address. */
  private async condemn(provider: string, events: readonly ReceiptEvent[], targets: readonly (ReceiptTarget | null)[]): Promise<void> {
    const dead = events.flatMap((event, place) => {
      const target = targets[place];
      const reason = target ? condemned(target.channel, event) : null;
      return target && reason ? [{ channel: target.channel, addressHash: target.addressHash, reason, source: `${provider}:receipt`, since: event.occurredAt }] : [];
    });
    const added = dead.length > 0 ? await this.suppressions.suppress(dead) : 0;
    if (added > 0) this.log.info({ event: 'deliver.addresses-condemned', provider, count: added });
  }

  /** Of mailboxes: what passes is counted, and forgotten once a mail arrives. Before the ledger has it, like what condemns. */
  private async countSoft(provider: string, events: readonly ReceiptEvent[], targets: readonly (ReceiptTarget | null)[]): Promise<void> {
    const mails = events.flatMap((event, place) => (targets[place]?.channel === 'email' ? [{ event, target: targets[place] }] : []));
    const arrived = mails.filter(({ event }) => event.status === 'delivered');
    if (arrived.length > 0) await this.suppressions.arrived([...new Set(arrived.map(({ target }) => target.addressHash))]);
    const soft = mails.filter(({ event }) => event.mark === 'soft-bounce').map(({ event, target }) => ({ addressHash: target.addressHash, messageId: target.id, source: `${provider}:receipt`, occurredAt: event.occurredAt }));
    const stopped = soft.length > 0 ? await this.suppressions.softBounced(soft) : 0;
    if (stopped > 0) this.log.info({ event: 'deliver.addresses-rested', provider, count: stopped });
  }
}

const ids = <Key extends 'messageId' | 'providerId'>(events: readonly ReceiptEvent[], key: Key): string[] =>
  events.flatMap((event) => (event[key] === null ? [] : [event[key]]));

/** Our own id first: it came back in an address that only the provider and we know. */
function targetOf(event: ReceiptEvent, found: readonly ReceiptTarget[]): ReceiptTarget | null {
  const own = event.messageId === null ? undefined : found.find(({ id }) => id === (event.messageId as MessageId));
  if (own) return own;
  return (event.providerId === null ? undefined : found.find(({ provider, providerId }) => provider === event.provider && providerId === event.providerId)) ?? null;
}
