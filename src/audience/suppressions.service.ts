import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { parseEmail } from '../kernel/email.js';
import { hashEmail, hashPhone } from '../kernel/keyed-hash.js';
import { parsePhone } from '../kernel/phone.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import { type Channel, type SuppressionReason, Suppressions, type SuppressionScope } from './contract.js';
import { type NewSuppression, type Suppression, SuppressionRepository } from './store/suppression.repository.js';

/** Addresses that must not be used: what was heard (STOP, a dead mailbox), and what people of the company decide. */
@Injectable()
export class SuppressionsService extends Suppressions {
  constructor(
    private readonly transactions: Transactions,
    private readonly suppressions: SuppressionRepository,
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

  async lift(channel: Channel, addressHash: string, reason: SuppressionReason, by: string, why: string): Promise<number> {
    return this.transactions.run(async (tx) => {
      const lifted = await this.suppressions.lift(tx, channel, addressHash, reason, { at: this.clock.now(), by, why });
      if (lifted > 0) await this.audit.record(tx, { kind: 'system', id: by }, { action: 'suppression.lifted', subject: { kind: 'suppression', id: addressHash }, details: { lifted, reason, why } });
      return lifted;
    });
  }

  /**
   * A person of the company suppresses an address.
   *
   * @returns True where it is new.
   * @throws DomainError unprocessable `address-invalid`
   */
  async add(channel: Channel, address: string, reason: SuppressionReason, note: string, actor: Actor, scope: SuppressionScope = 'all'): Promise<boolean> {
    const addressHash = this.hashOf(channel, address);
    return this.transactions.run(async (tx) => {
      const [added] = await this.suppressions.insert(tx, [{ channel, addressHash, reason, source: `${actor.kind}:${actor.id}`, since: this.clock.now(), scope }]);
      if (added) await this.audit.record(tx, actor, { action: 'suppression.added', subject: { kind: 'suppression', id: added }, details: { added: 1, channel, scope, reason, note } });
      return added !== undefined;
    });
  }

  /**
   * A person of the company lifts a suppression.
   *
   * @throws DomainError not-found `suppression-not-found` where it is not there or no longer active.
   */
  async liftOne(id: string, why: string, actor: Actor): Promise<void> {
    await this.transactions.run(async (tx) => {
      const lifted = await this.suppressions.liftOne(tx, id, { at: this.clock.now(), by: `${actor.kind}:${actor.id}`, why });
      if (!lifted) throw new DomainError('not-found', 'suppression-not-found', `There is no active suppression ${id}.`);
      await this.audit.record(tx, actor, { action: 'suppression.lifted', subject: { kind: 'suppression', id }, details: { lifted: 1, why } });
    });
  }

  /** Newest first. @param address  Only suppressions of this address. */
  async list(filter: { readonly active: boolean; readonly channel: Channel | null; readonly address: string | null }, limit: number, before: string | null): Promise<readonly Suppression[]> {
    const channel = filter.channel ?? (filter.address === null ? null : filter.address.includes('@') ? 'email' : 'sms');
    const addressHash = filter.address === null ? null : this.hashOf(channel!, filter.address);
    return this.suppressions.list({ active: filter.active, channel, addressHash }, limit, before);
  }

  private hashOf(channel: Channel, address: string): string {
    const key = this.surroundings.secretKey;
    const email = channel === 'email' ? parseEmail(address) : null;
    const phone = channel === 'sms' ? parsePhone(address, this.settings.DEFAULT_COUNTRY) : null;
    if (email) return hashEmail(key, email);
    if (phone) return hashPhone(key, phone);
    throw new DomainError('unprocessable', 'address-invalid', channel === 'email' ? 'That is no e-mail address.' : 'That is no valid phone number.');
  }
}
