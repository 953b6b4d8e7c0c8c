import { Inject, Injectable } from '@nestjs/common';
import { type Actor, brandsOf, type Sight, sightOf } from '../kernel/actor.js';
import { addressOf } from '../kernel/address.js';
import { DomainError } from '../kernel/domain-error.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { type Channel, type SuppressionReason, Suppressions, type SuppressionScope } from './contract.js';
import { type SoftBounce, SoftBounceRepository } from './store/soft-bounce.repository.js';
import { type NewSuppression, type Suppression, type SuppressionFilter, SuppressionRepository } from './store/suppression.repository.js';

/** Days within which soft bounces count together, and for which they then stop the address. */
const SOFT_DAYS = 30;
const SOFT_BOUNCES = 3;

/** More than ever stopped one address. */
const MOST_OF_ONE = 100;
const EVERYTHING = { active: null, channel: null, reason: null, scope: null, since: null } as const;

/** Of an address as a person typed it. */
export const channelOf = (address: string): Channel => (address.includes('@') ? 'email' : 'sms');

const daysAfter = (time: Date, days: number): Date => new Date(time.getTime() + days * 86_400_000);

export type { Suppression } from './store/suppression.repository.js';

/** Addresses that must not be used: what was heard (STOP, a dead mailbox), and what people of the company decide. */
@Injectable()
export class SuppressionsService extends Suppressions {
  constructor(
    private readonly transactions: Transactions,
    private readonly suppressions: SuppressionRepository,
    private readonly soft: SoftBounceRepository,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {
    super();
  }

  async suppress(addresses: readonly NewSuppression[]): Promise<number> {
    if (addresses.length === 0) return 0;
    return this.transactions.run(async (tx) => {
      const added = await this.suppressions.insert(tx, addresses);
      if (added.length > 0) {
        const actor = { kind: 'system', id: addresses[0]!.source } as const;
        await this.audit.record(tx, actor, { action: 'suppression.added', subject: { kind: 'suppression', id: added[0]! }, details: { added: added.length, reason: addresses[0]!.reason } });
      }
      return added.length;
    });
  }

  /** One alone may be a day's trouble; so many within a month stop the address for as long, or until a mail arrives. */
  async softBounced(bounces: readonly SoftBounce[]): Promise<number> {
    if (bounces.length === 0) return 0;
    return this.transactions.run(async (tx) => {
      const latest = new Date(Math.max(...bounces.map(({ occurredAt }) => occurredAt.getTime())));
      const often = await this.soft.add(tx, bounces, daysAfter(latest, -SOFT_DAYS), SOFT_BOUNCES);
      const resting = [...new Map(bounces.filter(({ addressHash }) => often.has(addressHash)).map((one) => [one.addressHash, one])).values()];
      const added = await this.suppressions.insert(tx, resting.map(({ addressHash, source, occurredAt }) => ({ channel: 'email' as const, addressHash, source, reason: 'soft-bounce' as const, since: occurredAt, until: daysAfter(occurredAt, SOFT_DAYS) })));
      if (added.length > 0) await this.audit.record(tx, { kind: 'system', id: bounces[0]!.source }, { action: 'suppression.added', subject: { kind: 'suppression', id: added[0]! }, details: { added: added.length, reason: 'soft-bounce', days: SOFT_DAYS } });
      return added.length;
    });
  }

  async arrived(addressHashes: readonly string[]): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.soft.forget(tx, addressHashes);
      for (const addressHash of await this.suppressions.resting(tx, addressHashes)) await this.liftIn(tx, 'email', addressHash, 'soft-bounce', 'receipts', 'a mail arrived');
    });
  }

  /** @returns how many came to their end. */
  async liftEnded(): Promise<number> {
    const now = this.clock.now();
    return this.transactions.run(async (tx) => {
      const ended = await this.suppressions.liftEnded(tx, now);
      await this.soft.forgetBefore(tx, daysAfter(now, -SOFT_DAYS));
      if (ended.length > 0) await this.audit.record(tx, { kind: 'system', id: 'audience.suppressions' }, { action: 'suppression.lifted', subject: { kind: 'suppression', id: ended[0]! }, details: { lifted: ended.length, why: 'its time is over' } });
      return ended.length;
    });
  }

  async lift(channel: Channel, addressHash: string, reason: SuppressionReason, by: string, why: string): Promise<number> {
    return this.transactions.run((tx) => this.liftIn(tx, channel, addressHash, reason, by, why));
  }

  private async liftIn(tx: Tx, channel: Channel, addressHash: string, reason: SuppressionReason, by: string, why: string): Promise<number> {
    const lifted = await this.suppressions.lift(tx, channel, addressHash, reason, { at: this.clock.now(), by, why });
    if (lifted > 0) await this.audit.record(tx, { kind: 'system', id: by }, { action: 'suppression.lifted', subject: { kind: 'suppression', id: addressHash }, details: { lifted, reason, why } });
    return lifted;
  }

  /**
   * A person of the company suppresses an address: for all of its brands, since a stop is by address. Who has roles in some brands alone does so for their customers' addresses.
   *
   * @returns Its id where it is new; null where the address is suppressed in that scope already.
   * @throws DomainError unprocessable `address-invalid`; not-found `address-not-known`
   */
  async add(channel: Channel, address: string, reason: SuppressionReason, note: string, actor: Actor, scope: SuppressionScope = 'all'): Promise<string | null> {
    const addressHash = this.hashOf(channel, address);
    await this.requireKnown(channel, addressHash, actor);
    return this.transactions.run(async (tx) => {
      const [added] = await this.suppressions.insert(tx, [{ channel, addressHash, reason, source: `${actor.kind}:${actor.id}`, since: this.clock.now(), scope }]);
      if (added) await this.audit.record(tx, actor, { action: 'suppression.added', subject: { kind: 'suppression', id: added }, details: { added: 1, channel, scope, reason, note } });
      return added ?? null;
    });
  }

  /**
   * A person of the company lifts a suppression. What is lifted may be used again for every brand, so an address that another brand's customers have too is left to somebody with the role everywhere.
   *
   * @throws DomainError not-found `suppression-not-found` where it is not there, no longer active or of nobody in sight; conflict `address-of-others`
   */
  async liftOne(id: string, why: string, actor: Actor): Promise<void> {
    await this.transactions.run(async (tx) => {
      const held = await this.suppressions.heldBy(tx, id, sightOf(actor));
      if (held?.beyond) throw new DomainError('conflict', 'address-of-others', 'Customers of another brand have this address too, and it is stopped for all of them: somebody with the role in every brand can lift that.');
      const lifted = held !== null && await this.suppressions.liftOne(tx, id, { at: this.clock.now(), by: `${actor.kind}:${actor.id}`, why });
      if (!lifted) throw new DomainError('not-found', 'suppression-not-found', `There is no active suppression ${id}.`);
      await this.audit.record(tx, actor, { action: 'suppression.lifted', subject: { kind: 'suppression', id }, details: { lifted: 1, why } });
    });
  }

  /** Newest first, of addresses that customers in sight have. @param address  Only suppressions of this address. */
  async list({ address, ...filter }: Omit<SuppressionFilter, 'addressHash'> & { readonly address: string | null }, limit: number, before: string | null, sight: Sight): Promise<readonly Suppression[]> {
    const channel = filter.channel ?? (address === null ? null : channelOf(address));
    return this.suppressions.list({ ...filter, channel, addressHash: address === null ? null : this.hashOf(channel!, address) }, limit, before, sight);
  }

  /**
   * The suppressions of one address, lifted ones among them, newest first. That somebody asked is on the record, without the address.
   *
   * @throws DomainError unprocessable `address-invalid`; not-found `address-not-known`
   */
  async ofAddress(address: string, actor: Actor): Promise<readonly Suppression[]> {
    await this.requireKnown(channelOf(address), this.hashOf(channelOf(address), address), actor);
    const found = await this.list({ ...EVERYTHING, address }, MOST_OF_ONE, null, sightOf(actor));
    await this.transactions.run((tx) => this.audit.record(tx, actor, { action: 'suppressions.searched', subject: { kind: 'suppressions', id: 'all' }, details: { found: found.length } }));
    return found;
  }

  /** @throws DomainError not-found `suppression-not-found` */
  async get(id: string, sight: Sight): Promise<Suppression> {
    const found = await this.suppressions.find(id, sight);
    if (found === null) throw new DomainError('not-found', 'suppression-not-found', `There is no suppression ${id}.`);
    return found;
  }

  /** For whoever sees some brands alone, an address that none of their customers has is like one that nobody has. */
  private async requireKnown(channel: Channel, addressHash: string, actor: Actor): Promise<void> {
    if (brandsOf(actor) === null || (await this.suppressions.isKnown(channel, addressHash, sightOf(actor)))) return;
    throw new DomainError('not-found', 'address-not-known', 'No customer of your brands has this address.');
  }

  private hashOf(channel: Channel, address: string): string {
    return addressOf(this.surroundings.lookupKeys, channel, address, this.settings.DEFAULT_COUNTRY).addressHash;
  }
}
