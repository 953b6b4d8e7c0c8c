import { Inject, Injectable } from '@nestjs/common';
import { Suppressions } from '../audience/contract.js';
import { type MessageId } from '../kernel/ids.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type ReceiptEvent, type ReceiptOutcome, Receipts } from './contract.js';
import { condemned } from './model/condemned.js';
import { foldReceipts, type ReceiptChange } from './model/receipt-fold.js';
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
      const heard = await this.find(provider, events);
      await this.condemn(heard);
      await this.countSoft(heard);
      // What is new to nobody waits for nobody's lock: a state only moves forward, so it stays so.
      const news = foldAll(heard, heard.found, outcomes).map(({ id }) => id);
      if (news.length > 0) await this.change(heard, news, outcomes);
    }
    return outcomes;
  }

  private async change(heard: Heard, messages: readonly MessageId[], outcomes: ReceiptOutcome[]): Promise<void> {
    await this.transactions.run(async (tx) => {
      const changes = foldAll(heard, await this.ledger.lock(tx, messages), outcomes);
      if (changes.length > 0) await this.ledger.apply(tx, heard.provider, changes);
    });
  }

  private async find(provider: string, all: readonly ReceiptEvent[]): Promise<Heard> {
    const events = all.map((event, place) => ({ event, place })).filter(({ event }) => event.provider === provider);
    const found = await this.ledger.find(ids(events, 'messageId'), provider, ids(events, 'providerId'));
    const byId = new Map(found.map((target) => [target.id, target]));
    const byProviderId = new Map(found.filter((target) => target.provider === provider).map((target) => [target.providerId, target]));
    const places = new Map<MessageId, Place[]>();
    for (const { event, place } of events) {
      // Our own id first: it came back in an address that only the provider and we know.
      const target = (event.messageId === null ? undefined : byId.get(event.messageId)) ?? (event.providerId === null ? undefined : byProviderId.get(event.providerId));
      if (target) places.set(target.id, [...(places.get(target.id) ?? []), { event, place }]);
    }
    return { provider, found, places };
  }

  /** Before the receipt is in the ledger: if this fails, the receipt is applied again, and nobody forgets the dead address. */
  private async condemn({ provider, found, places }: Heard): Promise<void> {
    const dead = found.filter(({ exercise }) => !exercise).flatMap((target) => (places.get(target.id) ?? []).flatMap(({ event }) => {
      const reason = condemned(target.channel, event);
      return reason ? [{ channel: target.channel, addressHash: target.addressHash, reason, source: `${provider}:receipt`, since: event.occurredAt }] : [];
    }));
    if (dead.length === 0) return;
    const added = await this.suppressions.suppress(dead);
    if (added > 0) this.log.info({ event: 'deliver.addresses-condemned', provider, count: added });
  }

  /** Of mailboxes: what passes is counted, and forgotten once a mail arrives. Before the ledger has it, like what condemns. */
  private async countSoft({ provider, found, places }: Heard): Promise<void> {
    const mails = found.filter(({ channel, exercise }) => channel === 'email' && !exercise).flatMap((target) => (places.get(target.id) ?? []).map(({ event }) => ({ event, target })));
    const arrived = mails.filter(({ event }) => event.status === 'delivered');
    if (arrived.length > 0) await this.suppressions.arrived([...new Set(arrived.map(({ target }) => target.addressHash))]);
    const soft = mails.filter(({ event }) => event.mark === 'soft-bounce').map(({ event, target }) => ({ addressHash: target.addressHash, messageId: target.id, source: `${provider}:receipt`, occurredAt: event.occurredAt }));
    const stopped = soft.length > 0 ? await this.suppressions.softBounced(soft) : 0;
    if (stopped > 0) this.log.info({ event: 'deliver.addresses-rested', provider, count: stopped });
  }
}

interface Place {
  readonly event: ReceiptEvent;
  /** Among all events that came together. */
  readonly place: number;
}

/** What one provider says, by the message that it is about. */
interface Heard {
  readonly provider: string;
  readonly found: readonly ReceiptTarget[];
  readonly places: ReadonlyMap<MessageId, readonly Place[]>;
}

/** Writes an outcome to the place of each event. @returns What becomes of the messages where something is new. */
function foldAll({ places }: Heard, messages: readonly ReceiptTarget[], outcomes: ReceiptOutcome[]): readonly ({ readonly id: MessageId } & ReceiptChange)[] {
  return messages.flatMap((message) => {
    const heard = places.get(message.id) ?? [];
    const folded = foldReceipts(message, heard.map(({ event }) => event));
    heard.forEach(({ place }, index) => (outcomes[place] = folded.outcomes[index]!));
    return folded.change ? [{ id: message.id, ...folded.change }] : [];
  });
}

const ids = <Key extends 'messageId' | 'providerId'>(events: readonly Place[], key: Key): string[] =>
  events.flatMap(({ event }) => (event[key] === null ? [] : [event[key]]));
