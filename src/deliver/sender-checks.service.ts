import { Inject, Injectable } from '@nestjs/common';
import { Brands } from '../declare/contract.js';
import type { Actor } from '../kernel/actor.js';
import { domainOf } from '../kernel/email.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import { checkSender, type Resolve } from './sender-check.js';
import { type SenderCheck, SenderCheckRepository } from './store/sender-check.repository.js';

/** How names are looked up: DNS, but for tests. */
export const RESOLVE = Symbol('resolve');

/** Looks a sender's domain up as receivers do, and keeps what was found. */
@Injectable()
export class SenderChecksService {
  constructor(
    private readonly brands: Brands,
    private readonly checks: SenderCheckRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(RESOLVE) private readonly resolve: Resolve,
  ) {}

  /**
   * Takes as long as DNS takes, and holds nothing meanwhile.
   *
   * @param selector  Of the key that the relay signs with, where we don't sign ourselves; null where nobody knows it.
   * @throws DomainError not-found `brand-not-found`
   */
  async check(actor: Actor, brand: string, selector: string | null): Promise<SenderCheck> {
    const domain = domainOf((await this.brands.get(brand)).fromEmail);
    const findings = await checkSender(domain, this.settings, selector, this.resolve);
    const check = { domain, selector, findings, checkedAt: this.clock.now(), checkedBy: `${actor.kind}:${actor.id}` };
    await this.transactions.run(async (tx) => {
      await this.checks.keep(tx, check);
      await this.audit.record(tx, actor, { action: 'sender.checked', subject: { kind: 'brand', id: brand }, details: { domain, ...Object.fromEntries(findings.map(({ about, state }) => [about.toLowerCase(), state])) } });
    });
    return check;
  }

  /** The last check of each domain. */
  all(): Promise<readonly SenderCheck[]> {
    return this.checks.all();
  }
}
