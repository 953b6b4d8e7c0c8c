import { Chance } from './company/chance.js';
import { COMPANY, sampleCustomers, samplePurchases, type SampleCustomer, type SamplePurchase, type SampleSize } from './company/company.js';
import type { Caller } from './callers.js';
import { PLAN } from './incident-plan.js';
import { drawReader, type Reader } from './reader.js';

/** The sample company as it really is, the simulated part of the demo: who shops where, and whom the breach touches. */
export class World {
  readonly customers: readonly SampleCustomer[];
  readonly callers: readonly Caller[];
  private readonly byAddress = new Map<string, Caller[]>();
  private readonly readers = new Map<Caller, Reader>();

  constructor(private readonly size: SampleSize) {
    this.customers = [...sampleCustomers(size.customers)];
    const affected = this.affected();
    this.callers = this.customers.map((customer) => {
      const caller: Caller = { phone: customer.phone, affected: affected.has(customer.reference), toldAt: null, calledAt: null };
      for (const address of [customer.email.toLowerCase(), customer.phone]) if (address) this.byAddress.set(address, [...(this.byAddress.get(address) ?? []), caller]);
      return caller;
    });
    const chance = new Chance(COMPANY.seed + 4);
    for (const caller of this.callers) {
      if (caller.affected && chance.happens(PLAN.readers / affected.size)) this.readers.set(caller, drawReader(caller, chance));
    }
  }

  purchases(): Generator<SamplePurchase> {
    return samplePurchases(this.customers, this.size.purchases, PLAN.historyFrom, PLAN.historyUntil);
  }

  /** A message has been seen at this address: whoever reads there now knows. Of them, those who are followed. */
  tell(address: string, at: number): Reader[] {
    const callers = this.byAddress.get(address.toLowerCase()) ?? [];
    for (const caller of callers) caller.toldAt ??= at;
    return callers.flatMap((caller) => this.readers.get(caller) ?? []);
  }

  private affected(): ReadonlySet<string> {
    const { stores, from, until } = PLAN.breach;
    const hit = new Set<number>(stores);
    const found = new Set<string>();
    for (const purchase of this.purchases()) {
      if (purchase.paidBy === 'card' && hit.has(purchase.store) && purchase.at >= from && purchase.at < until) found.add(purchase.customer);
    }
    return found;
  }
}

/** Withheld numbers and numbers that the company does not know, as every call centre has them. */
export function numberShown(caller: Caller, chance: Chance): string {
  if (caller.phone && !chance.happens(0.08)) return caller.phone;
  return chance.happens(0.5) ? 'anonymous' : `+1${chance.pick(['604', '416', '514'])}55501${String(chance.below(100)).padStart(2, '0')}`;
}
