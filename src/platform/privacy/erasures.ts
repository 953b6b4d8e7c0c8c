import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type Actor, brandsOf, sightOf } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { CustomerId } from '../../kernel/ids.js';
import { Alerts } from '../alerts/alerts.js';
import { Audit } from '../audit/audit.js';
import { Clock } from '../clock/clock.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { type Erasure, ErasureRecords, type Ground } from './erasure.records.js';
import { type HeldSection, Holdings, type Traces } from './holdings.js';

/** The company's number for a request. */
export const caseNumberSchema = z.string().trim().regex(/^[A-Za-z0-9/_. -]{1,40}$/, 'must be letters, digits and / _ . - only, 40 at most: it stays on the record');

/** Everything that is held about one person. */
export interface PersonalFile {
  readonly takenAt: Date;
  readonly customerId: CustomerId;
  readonly sections: readonly HeldSection[];
}

const SHOWN_ROWS = 50;
/** Of each section of an export: nobody has more, and nothing grows without a bound. */
const EXPORTED_ROWS = 100_000;
const AT_ONCE = 50;
/** The law gives a month from when he asked (GDPR, Art. 12(3)). */
const DAYS_BEFORE_ALERT = 20;
const OVERDUE = { kind: 'erasure.waits', subject: 'erasures' } as const;

/**
 * Shows, hands out and erases what is held about a person, in every part of the product. He is erased in one transaction, so that he is
 * there or gone and never half; while something is under way for him it waits.
 */
@Injectable()
export class Erasures {
  constructor(
    private readonly holdings: Holdings,
    private readonly records: ErasureRecords,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly alerts: Alerts,
    private readonly clock: Clock,
  ) {}

  /** The newest of everything, for a page. That somebody looked is on the record. @throws DomainError not-found `customer-not-found`, for one who is erased too */
  async show(actor: Actor, customer: CustomerId): Promise<PersonalFile> {
    await this.referenceOf(customer);
    await this.note(actor, customer, 'customer.looked-up', {});
    return this.file(actor, customer, SHOWN_ROWS);
  }

  /** Everything, to be handed to him. That it was taken is on the record before anybody has it. @throws DomainError not-found `customer-not-found`, conflict `customer-of-others` */
  async export(actor: Actor, customer: CustomerId): Promise<PersonalFile> {
    await this.referenceOf(customer);
    await this.requireWhole(actor, customer);
    await this.note(actor, customer, 'customer.exported', {});
    return this.file(actor, customer, EXPORTED_ROWS);
  }

  /** What the company calls him. @throws DomainError not-found `customer-not-found` */
  async referenceOf(customer: CustomerId): Promise<string> {
    for (const holding of this.holdings.list()) {
      const reference = await holding.referenceOf?.(customer);
      if (reference) return reference;
    }
    throw unknownCustomer(customer);
  }

  /** What stands in the way just now; nothing where he could be erased at once. */
  async underWay(actor: Actor, customer: CustomerId): Promise<readonly string[]> {
    return veiled(await this.transactions.run((tx) => this.waitsFor(tx, customer)), await this.records.referencesKeptFrom(sightOf(actor)));
  }

  async ofCustomer(actor: Actor, customer: CustomerId): Promise<Erasure | null> {
    const [found, hidden] = await Promise.all([this.records.ofCustomer(customer), this.records.referencesKeptFrom(sightOf(actor))]);
    return found && { ...found, waitsFor: veiled(found.waitsFor, hidden) };
  }

  /** Newest first. */
  async list(actor: Actor, state: Erasure['state'] | null, after: string | null, limit: number): Promise<readonly Erasure[]> {
    const [found, hidden] = await Promise.all([this.records.list(state, after, limit, sightOf(actor)), this.records.referencesKeptFrom(sightOf(actor))]);
    return found.map((one) => ({ ...one, waitsFor: veiled(one.waitsFor, hidden) }));
  }

  /**
   * Erases him, or has him wait until nothing is under way for him. Asked twice it is one erasure.
   *
   * @param caseNumber  The company's number for his request: letters and digits, never a name, since it stays on the record.
   * @throws DomainError not-found `customer-not-found`, conflict `customer-of-others`
   */
  async ask(actor: Actor, customerId: CustomerId, ground: Ground, caseNumber: string | null): Promise<Erasure> {
    if ((await this.records.ofCustomer(customerId)) === null) await this.referenceOf(customerId);
    await this.requireWhole(actor, customerId);
    await this.transactions.run(async (tx) => {
      const id = await this.records.insert(tx, { customerId, ground, caseNumber, askedBy: actor.kind === 'system' ? actor.id : `${actor.kind}:${actor.id}`, askedAt: this.clock.now() });
      if (id) await this.audit.record(tx, actor, { action: 'customer.erasure-asked', subject: { kind: 'customer', id: customerId }, details: { erasure: id, ground, caseNumber } });
    });
    await this.attempt(customerId);
    return (await this.ofCustomer(actor, customerId))!;
  }

  /** @throws DomainError not-found `erasure-not-found`, conflict `erasure-done`, `customer-of-others` */
  async withdraw(actor: Actor, customer: CustomerId): Promise<void> {
    await this.requireWhole(actor, customer);
    await this.transactions.run(async (tx) => {
      const erasure = await this.records.ofCustomer(customer, tx);
      if (!erasure) throw new DomainError('not-found', 'erasure-not-found', 'Nobody asked for this customer to be erased.');
      if (!(await this.records.withdraw(tx, erasure.id))) throw new DomainError('conflict', 'erasure-done', 'This customer is erased already, and nobody can bring him back.');
      await this.audit.record(tx, actor, { action: 'customer.erasure-withdrawn', subject: { kind: 'customer', id: customer }, details: { erasure: erasure.id } });
    });
  }

  /**
   * Erases those for whom nothing is under way any more, and looks over those of the last day again: an import or a call that had begun
   * before may have written something after.
   *
   * @returns how many were erased.
   */
  async attemptWaiting(): Promise<number> {
    let erased = 0;
    for (const customer of await this.records.waiting(AT_ONCE)) if (await this.attempt(customer)) erased += 1;
    for (const customer of await this.records.toLookOver(AT_ONCE)) await this.lookOver(customer);
    await this.sayOverdue();
    return erased;
  }

  private async sayOverdue(): Promise<void> {
    const late = await this.records.overdue(new Date(this.clock.now().getTime() - DAYS_BEFORE_ALERT * 86_400_000));
    if (late === 0) return this.alerts.clear(OVERDUE.kind, OVERDUE.subject);
    await this.alerts.raise({
      ...OVERDUE, severity: 'warning', lasting: true, message: `${late} ${late === 1 ? 'customer waits' : 'customers wait'} to be erased for more than ${DAYS_BEFORE_ALERT} days.`,
      remedy: 'Look under "Customers", "Erasures", what each waits for, and end it: finish or cancel the notice, or decide the messages in doubt.',
    });
  }

  private async attempt(customer: CustomerId): Promise<boolean> {
    return this.transactions.run(async (tx) => {
      await this.records.lock(tx, customer);
      const erasure = await this.records.ofCustomer(customer, tx);
      if (erasure?.state !== 'waiting') return false;
      const waitsFor = await this.waitsFor(tx, customer);
      if (waitsFor.length > 0) {
        await this.records.waits(tx, erasure.id, waitsFor);
        return false;
      }
      const counts = await this.forget(tx, customer);
      await this.records.done(tx, erasure.id, counts, this.clock.now());
      await this.audit.record(tx, { kind: 'system', id: 'platform.erasures' }, { action: 'customer.erased', subject: { kind: 'customer', id: customer }, details: { erasure: erasure.id, counts } });
      return true;
    });
  }

  private async lookOver(customer: CustomerId): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.records.lock(tx, customer);
      const erasure = await this.records.ofCustomer(customer, tx);
      if (erasure?.state !== 'done' || (await this.waitsFor(tx, customer)).length > 0) return;
      await this.forget(tx, customer);
      await this.records.lookedAgain(tx, erasure.id);
    });
  }

  private async waitsFor(tx: Tx, customer: CustomerId): Promise<readonly string[]> {
    const all: string[] = [];
    for (const holding of this.holdings.list()) all.push(...((await holding.underWay?.(tx, customer)) ?? []));
    return all;
  }

  /** From right to left: later steps still find what earlier ones know of him. */
  private async forget(tx: Tx, customer: CustomerId): Promise<Readonly<Record<string, number>>> {
    const traces = await this.traces(tx, customer);
    const counts: Record<string, number> = {};
    for (const holding of [...this.holdings.list()].reverse()) Object.assign(counts, await holding.forget(tx, customer, traces));
    return counts;
  }

  private async traces(tx: Tx, customer: CustomerId): Promise<Traces> {
    const values = new Set<string>();
    const hashes = new Set<string>();
    for (const holding of this.holdings.list()) {
      const found = await holding.traces?.(tx, customer);
      found?.values.forEach((value) => values.add(value));
      found?.hashes.forEach((hash) => hashes.add(hash));
    }
    for (const holding of this.holdings.list()) for (const hash of (await holding.alsoOfOthers?.(tx, customer, [...hashes])) ?? []) hashes.delete(hash);
    return { values: [...values].filter((value) => value.length >= SHORTEST_TRACE), hashes: [...hashes] };
  }

  private async file(actor: Actor, customerId: CustomerId, limit: number): Promise<PersonalFile> {
    const sections: HeldSection[] = [];
    const [hidden, shared] = await Promise.all([this.records.referencesKeptFrom(sightOf(actor)), this.isShared(actor, customerId)]);
    for (const holding of this.holdings.list()) for (const section of await holding.held(customerId, limit)) sections.push(shown(section, hidden, shared));
    return { takenAt: this.clock.now(), customerId, sections };
  }

  /** He is also a customer of a brand that the actor may not see. */
  private async isShared(actor: Actor, customer: CustomerId): Promise<boolean> {
    const brands = brandsOf(actor);
    return brands !== null && (await this.records.isSharedBeyond(customer, brands));
  }

  /** What is handed out is all that is held, and what is erased is gone for every brand: neither is for whoever sees a part. */
  private async requireWhole(actor: Actor, customer: CustomerId): Promise<void> {
    if (await this.isShared(actor, customer)) throw new DomainError('conflict', 'customer-of-others', 'This is also a customer of a brand that you do not see. Ask somebody with the role in every brand.');
  }

  private async note(actor: Actor, customer: CustomerId, action: string, details: Readonly<Record<string, unknown>>): Promise<void> {
    await this.transactions.run((tx) => this.audit.record(tx, actor, { action, subject: { kind: 'customer', id: customer }, details }));
  }
}

/**
 * What of a section may be shown: no row of an incident that is kept from the asker, and where he does not see the customer's other brands, none but the profile that says no incident at all, since it may be theirs.
 *
 * @param hidden  References of incidents that are kept from the asker.
 */
function shown(section: HeldSection, hidden: readonly string[], shared: boolean): HeldSection {
  if (hidden.length === 0 && !shared) return section;
  const isShown = ({ incident }: Readonly<Record<string, unknown>>): boolean => (typeof incident === 'string' ? !hidden.includes(incident.replace(/ \(exercise\)$/, '')) : !shared);
  if (section.key !== 'profile') return { ...section, rows: section.rows.filter(isShown) };
  return { ...section, rows: section.rows.map((row) => (shared ? { ...row, attributes: {} } : row)) };
}

const veiled = (sentences: readonly string[], hidden: readonly string[]): readonly string[] => sentences.map((one) => (hidden.some((reference) => one.includes(reference)) ? 'Something is under way.' : one));

const unknownCustomer = (customer: CustomerId): DomainError => new DomainError('not-found', 'customer-not-found', `There is no customer ${customer}.`);

/** Letters: "Li" stands in every other row of a file, and its loss there would help nobody. */
const SHORTEST_TRACE = 4;
