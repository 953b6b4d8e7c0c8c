import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { type Actor, answerablePerson, mayAct, type Role } from '../kernel/actor.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId } from '../kernel/ids.js';
import { sha256Hex } from '../kernel/sha256.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { projectPath } from '../platform/config/project-path.js';
import { Transactions } from '../platform/database/transactions.js';
import { Brands, type ContentTerms, type EnteredAnchor, Incidents, type KnownContentTerms, type KnownLawRule, type KnownServiceTerms, type LawEntry, LawRecords, type LawRegime, type LawRows, type LawRule, type ServiceTerms } from './contract.js';
import { consentPlaces } from './model/consent-places.js';
import { readContentTerms } from './model/content-terms.js';
import { readLawRules } from './model/law-rule.js';
import { readServiceTerms } from './model/service-terms.js';
import { LawRepository, type LawReview } from './store/law.repository.js';

/** Who enters what a law's clock runs on: the one who leads, and the one who knows the law. */
export const LAW_WRITERS: readonly Role[] = ['commander', 'legal'];
export const LAW_REVIEWERS: readonly Role[] = ['legal'];
export const LAW_LOADERS: readonly Role[] = ['legal', 'admin'];

/** Rules of law, and the record of an incident's clocks. What is wrong with a shipped row stops the start, as with a playbook. */
@Injectable()
export class LawService extends LawRecords {
  private readonly shipped: readonly LawRule[] = readShipped(projectPath('law', 'rules.json'));
  private readonly shippedTerms = readShippedTerms(projectPath('law', 'content.json')).map(hashed);
  private readonly shippedService = readShippedService(projectPath('law', 'service.json')).map(hashed);

  constructor(
    private readonly store: LawRepository,
    private readonly incidents: Incidents,
    private readonly brands: Brands,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {
    super();
  }

  async rules(): Promise<readonly KnownLawRule[]> {
    const [loaded, reviews] = await Promise.all([this.store.loaded(), this.store.reviews()]);
    return this.rulesBy(loaded, reviews);
  }

  async terms(): Promise<readonly KnownContentTerms[]> {
    return this.termsBy(await this.store.reviews());
  }

  async service(): Promise<readonly KnownServiceTerms[]> {
    return this.serviceBy(await this.store.reviews());
  }

  async all(): Promise<LawRows> {
    const [loaded, reviews] = await Promise.all([this.store.loaded(), this.store.reviews()]);
    return { rules: this.rulesBy(loaded, reviews), terms: this.termsBy(reviews), service: this.serviceBy(reviews) };
  }

  /**
   * Adds rules, or puts them in the place of others with their ids: all of them or none.
   *
   * @throws DomainError unprocessable `law-rules-bad` with what is wrong in which row; forbidden `role-needed`
   */
  async load(actor: Actor, rows: unknown): Promise<number> {
    requireOne(actor, LAW_LOADERS);
    const read = readLawRules(rows);
    if (read.kind === 'faults') throw new DomainError('unprocessable', 'law-rules-bad', `Nothing was loaded. ${read.faults.join(' ')}`, { faults: read.faults });
    await this.transactions.run(async (tx) => {
      await this.store.load(tx, read.rules, actor, this.clock.now());
      await this.audit.record(tx, actor, { action: 'law-rules.loaded', subject: { kind: 'law', id: 'rules' }, details: { rules: read.rules.map(({ id }) => id) } });
    });
    return read.rules.length;
  }

  /**
   * Somebody has compared the row with its source. Safe to repeat.
   *
   * @throws DomainError forbidden `role-needed`; not-found `law-rule-not-found`; conflict `law-rule-changed` where the row is another by now
   */
  async review(actor: Actor, ruleId: string, contentHash: string): Promise<void> {
    requireOne(actor, LAW_REVIEWERS);
    const person = answerablePerson(actor)!;
    const rule = this.shippedTerms.find((one) => termsName(one) === ruleId) ?? this.shippedService.find((one) => serviceName(one) === ruleId) ?? (await this.ruleOf(ruleId));
    if (rule.contentHash !== contentHash) throw new DomainError('conflict', 'law-rule-changed', 'The rule was changed since you looked at it. Read it again.', { ruleId });
    await this.transactions.run(async (tx) => {
      if (!(await this.store.review(tx, ruleId, contentHash, person, this.clock.now()))) return;
      await this.audit.record(tx, actor, { action: 'law-rule.reviewed', subject: { kind: 'law-rule', id: ruleId }, details: { contentHash } });
    });
  }

  async regimes(): Promise<ReadonlyMap<string, readonly LawRegime[]>> {
    return new Map((await this.store.regimes()).map(({ brandId, regimes }) => [brandId, regimes]));
  }

  async consentPlaces(incident: IncidentId, places: readonly string[]): Promise<readonly string[]> {
    if (places.length === 0) return [];
    const [{ kind, brandId }, regimes] = await Promise.all([this.incidents.get(incident), this.regimes()]);
    return consentPlaces(this.shippedService, kind, regimes.get(brandId) ?? [], places);
  }

  /** Which laws bind the company behind a brand for what it is. @throws DomainError forbidden `role-needed`; not-found `brand-not-found` */
  async setRegimes(actor: Actor, brandId: string, regimes: readonly LawRegime[]): Promise<void> {
    requireOne(actor, LAW_LOADERS);
    await this.brands.get(brandId);
    await this.transactions.run(async (tx) => {
      await this.store.setRegimes(tx, brandId, [...new Set(regimes)].sort(), actor, this.clock.now());
      await this.audit.record(tx, actor, { action: 'law-regimes.set', subject: { kind: 'brand', id: brandId }, details: { regimes } });
    });
  }

  anchors(incidents: readonly IncidentId[]): Promise<readonly EnteredAnchor[]> {
    return this.store.anchors(incidents);
  }

  entries(incidents: readonly IncidentId[]): Promise<readonly LawEntry[]> {
    return this.store.entries(incidents);
  }

  /**
   * A time from which clocks run, or with `at` null that the one before was wrong.
   *
   * @throws DomainError forbidden `role-needed`; not-found `incident-not-found`; unprocessable `anchor-in-future`, `anchor-needs-reason`
   */
  async enterAnchor(actor: Actor, entered: Pick<EnteredAnchor, 'incidentId' | 'anchor' | 'at' | 'note'>): Promise<void> {
    requireOne(actor, LAW_WRITERS);
    await this.incidents.get(entered.incidentId);
    const now = this.clock.now();
    if (entered.at && entered.at > now) throw new DomainError('unprocessable', 'anchor-in-future', 'That time has not come yet. Enter when it happened.');
    if (entered.at === null && entered.note.trim() === '') throw new DomainError('unprocessable', 'anchor-needs-reason', 'Say why the time that stands there is taken back.');
    await this.transactions.run(async (tx) => {
      await this.store.enterAnchor(tx, entered, actor, now);
      await this.record(tx, actor, 'law-anchor.entered', entered.incidentId, { anchor: entered.anchor, at: entered.at, reason: entered.note });
    });
  }

  /**
   * A clock is met, does not apply, or runs again.
   *
   * @throws DomainError forbidden `role-needed`; not-found `incident-not-found`, `law-rule-not-found`; unprocessable `met-in-future`, `met-needs-time`, `note-missing`
   */
  async enter(actor: Actor, entry: Pick<LawEntry, 'incidentId' | 'ruleId' | 'kind' | 'at' | 'note'>): Promise<void> {
    requireOne(actor, LAW_WRITERS);
    await Promise.all([this.incidents.get(entry.incidentId), this.ruleOf(entry.ruleId)]);
    const now = this.clock.now();
    if (entry.note.trim() === '') throw new DomainError('unprocessable', 'note-missing', 'Say how it was met (a reference of the authority, say), or why it does not apply.');
    if (entry.kind === 'met' && entry.at === null) throw new DomainError('unprocessable', 'met-needs-time', 'Enter when it was met.');
    if (entry.at && entry.at > now) throw new DomainError('unprocessable', 'met-in-future', 'That time has not come yet. Enter it once it is done.');
    await this.transactions.run(async (tx) => {
      await this.store.enter(tx, { ...entry, at: entry.kind === 'met' ? entry.at : null }, actor, now);
      await this.record(tx, actor, `law-clock.${entry.kind}`, entry.incidentId, { rule: entry.ruleId, at: entry.at, reason: entry.note });
    });
  }

  /** A rule that was loaded stands in the place of the shipped one with its id. */
  private rulesBy(loaded: readonly LawRule[], reviews: readonly LawReview[]): readonly KnownLawRule[] {
    const own = new Set(loaded.map(({ id }) => id));
    const all = [...this.shipped.filter(({ id }) => !own.has(id)).map((rule) => ({ rule, origin: 'shipped' as const })), ...loaded.map((rule) => ({ rule, origin: 'loaded' as const }))];
    return all
      .map(({ rule, origin }) => ({ ...reviewed(hashed(rule), rule.id, reviews), origin }))
      .sort((a, b) => a.jurisdiction.localeCompare(b.jurisdiction, 'en') || a.id.localeCompare(b.id, 'en'));
  }

  private termsBy(reviews: readonly LawReview[]): readonly KnownContentTerms[] {
    return this.shippedTerms.map((terms) => reviewed(terms, termsName(terms), reviews));
  }

  private serviceBy(reviews: readonly LawReview[]): readonly KnownServiceTerms[] {
    return this.shippedService.map((terms) => reviewed(terms, serviceName(terms), reviews));
  }

  private async ruleOf(id: string): Promise<KnownLawRule> {
    const rule = (await this.rules()).find((one) => one.id === id);
    if (!rule) throw new DomainError('not-found', 'law-rule-not-found', `There is no rule "${id}".`, { ruleId: id });
    return rule;
  }

  private record(tx: Parameters<Audit['record']>[0], actor: Actor, action: string, incident: IncidentId, details: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record(tx, actor, { action, subject: { kind: 'incident', id: incident }, incidentId: incident, details });
  }
}

/** @throws Error that names the file and each bad row */
export function readShipped(file: string): readonly LawRule[] {
  const read = readLawRules(JSON.parse(readFileSync(file, 'utf8')));
  if (read.kind === 'faults') throw new Error(`The rules of law in ${file} are wrong. ${read.faults.join(' ')}`);
  return read.rules;
}

/** @throws Error that names the file and each bad row */
export const readShippedTerms = (file: string): readonly ContentTerms[] => readContentTerms(JSON.parse(readFileSync(file, 'utf8')), file);

/** Under which name terms are reviewed: a rule and its terms are two things to compare with the source. */
export const termsName = ({ id }: Pick<ContentTerms, 'id'>): string => `words-${id}`;

export const readShippedService = (file: string): readonly ServiceTerms[] => readServiceTerms(JSON.parse(readFileSync(file, 'utf8')), file);

/** The same of how the notice is brought. */
export const serviceName = ({ id }: Pick<ServiceTerms, 'id'>): string => `service-${id}`;

/** A row with that of its content, by which a review knows it. */
const hashed = <Row extends object>(row: Row): Row & { readonly contentHash: string } => ({ ...row, contentHash: sha256Hex(canonicalJson(row)) });

/** A row with who compared exactly that with its source. */
function reviewed<Row extends { readonly contentHash: string }>(row: Row, name: string, reviews: readonly LawReview[]) {
  const review = reviews.find((one) => one.ruleId === name && one.contentHash === row.contentHash);
  return { ...row, review: review ? { by: review.by, at: review.at } : null };
}

function requireOne(actor: Actor, roles: readonly Role[]): void {
  if (!mayAct(actor, roles)) throw new DomainError('forbidden', 'role-needed', `That needs one of the roles ${roles.join(', ')}.`, { roles });
}
