import { Inject, Injectable } from '@nestjs/common';
import { type Actor, isWithin } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId, type PersonId } from '../kernel/ids.js';
import { Audit, type AuditEntry } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { cursorUnknown, type RowsPage } from '../platform/http/page-of-rows.js';
import { Brands, type Incident } from './contract.js';
import { responsiblePerson, RestrictionService } from './restriction.service.js';
import { type Amendment, type Declaration, timesOutOfOrder } from './model/incident-input.js';
import { sentenceFor } from './model/sentence-for.js';
import { IncidentRepository, type IncidentSearch } from './store/incident.repository.js';

export interface TimelineEntry extends AuditEntry {
  readonly sentence: string;
}

/** Declares, amends and closes incidents. Nothing here sends anything. */
@Injectable()
export class IncidentService {
  constructor(
    private readonly incidents: IncidentRepository,
    private readonly brands: Brands,
    private readonly restrictions: RestrictionService,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws DomainError unprocessable `incident-times-out-of-order`, `person-unknown`; not-found `brand-not-found`; forbidden `other-brand`, `nobody-answers` */
  async declare(actor: Actor, declaration: Declaration): Promise<Incident> {
    await this.checkDeclaration(actor, declaration);
    return this.transactions.run((tx) => this.declareWithin(tx, actor, declaration));
  }

  /** What `declare` would refuse, before anything is kept. @throws DomainError as `declare` */
  async checkDeclaration(actor: Actor, declaration: Declaration): Promise<void> {
    refuseDisorder(declaration, this.clock.now());
    await this.brands.get(declaration.brandId);
    requireWithin(actor, declaration.brandId);
  }

  /** As a part of something larger: nothing is declared where that fails. The caller has had it checked. */
  async declareWithin(tx: Tx, actor: Actor, { commanderId, restricted, ...declaration }: Declaration): Promise<Incident> {
    const now = this.clock.now();
    const by = responsiblePerson(actor);
    const incident = await this.incidents.insert(tx, {
      ...declaration,
      commanderId: (commanderId as PersonId | undefined) ?? by,
      declaredAt: now,
      simulated: this.settings.SIMULATION,
    });
    await this.incidents.keepRevision(tx, incident, now, actor);
    await this.record(tx, actor, 'incident.declared', incident, { kind: incident.kind, severity: incident.severity, ...(incident.exercise ? { exercise: true } : {}) });
    // with the incident itself, so that nobody has seen it before
    if (restricted) await this.restrictions.placeWithin(tx, actor, incident.id, { ...restricted, lead: incident.commanderId });
    return incident;
  }

  /**
   * A new revision. Notices keep the facts that they were written with, until their author refreshes them.
   *
   * @throws DomainError conflict `incident-changed` where someone else amended it since; conflict `incident-closed`
   */
  amend(actor: Actor, id: IncidentId, { revision, ...changes }: Amendment): Promise<Incident> {
    const now = this.clock.now();
    return this.transactions.run(async (tx) => {
      const before = await this.incidents.lock(tx, id);
      refuseClosed(before);
      if (before.revision !== revision) {
        throw new DomainError('conflict', 'incident-changed', `Someone changed the incident since you opened it: it is at revision ${before.revision}, you saw ${revision}. Look again, then save.`, { revision: before.revision });
      }
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const after: Incident = { ...before, ...given, revision: before.revision + 1 };
      refuseDisorder(after, now);
      await this.incidents.update(tx, after);
      await this.incidents.keepRevision(tx, after, now, actor);
      await this.record(tx, actor, 'incident.amended', after, { revision: after.revision, changed: Object.keys(given) });
      return after;
    });
  }

  close(actor: Actor, id: IncidentId): Promise<Incident> {
    return this.turn(actor, id, 'closed', 'incident.closed');
  }

  reopen(actor: Actor, id: IncidentId): Promise<Incident> {
    return this.turn(actor, id, 'open', 'incident.reopened');
  }

  get(id: IncidentId): Promise<Incident> {
    return this.incidents.get(id);
  }

  list(filter: { readonly status?: 'open' | 'closed'; readonly brands?: readonly string[] | null; readonly unseen?: readonly string[] } = {}): Promise<readonly Incident[]> {
    return this.incidents.list(filter);
  }

  /** Those that are asked for, newest first. */
  search(wanted: IncidentSearch): Promise<readonly Incident[]> {
    return this.incidents.search(wanted);
  }

  /** A page of them, which begins after the incident that `after` names. @throws DomainError invalid `cursor-unknown` where there is none of that id */
  async page(wanted: Omit<IncidentSearch, 'after' | 'limit'>, after: string | undefined, limit: number): Promise<RowsPage<Incident>> {
    if (after !== undefined && !(await this.incidents.has(after))) throw cursorUnknown();
    const found = await this.incidents.search({ ...wanted, after: after as IncidentId | undefined, limit: limit + 1 });
    return { items: found.slice(0, limit), next: found.length > limit ? found[limit - 1]!.id : null };
  }

  /** Everything that happened to it, oldest first, each with a plain sentence. */
  async timeline(id: IncidentId, after?: string, limit?: number): Promise<readonly TimelineEntry[]> {
    await this.incidents.get(id);
    return (await this.audit.timeline(id, after, limit)).map(told);
  }

  /** The last things that happened to it, newest first; those before the entry `before` where it is named. */
  async latest(id: IncidentId, limit: number, before: string | null = null): Promise<readonly TimelineEntry[]> {
    return (await this.audit.newest(id, limit, before)).map(told);
  }

  /** Safe to repeat: an incident that is there already stays as it is. */
  private turn(actor: Actor, id: IncidentId, status: 'open' | 'closed', action: string): Promise<Incident> {
    const now = this.clock.now();
    return this.transactions.run(async (tx) => {
      const before = await this.incidents.lock(tx, id);
      if (before.status === status) return before;
      const after: Incident = { ...before, status, closedAt: status === 'closed' ? now : null, revision: before.revision + 1 };
      await this.incidents.update(tx, after);
      await this.incidents.keepRevision(tx, after, now, actor);
      await this.record(tx, actor, action, after, {});
      return after;
    });
  }

  private record(tx: Tx, actor: Actor, action: string, incident: Incident, details: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record(tx, actor, { action, subject: { kind: 'incident', id: incident.id }, incidentId: incident.id, details });
  }
}

const told = (entry: AuditEntry): TimelineEntry => ({ ...entry, sentence: sentenceFor(entry.action, entry.details) });

function requireWithin(actor: Actor, brand: string): void {
  if (!isWithin(actor, brand)) throw new DomainError('forbidden', 'other-brand', 'Your roles are for other brands.', { brandId: brand });
}

function refuseClosed(incident: Incident): void {
  if (incident.status === 'closed') throw new DomainError('conflict', 'incident-closed', 'The incident is closed. Open it again before you change it.', { incidentId: incident.id });
}

function refuseDisorder(times: Pick<Incident, 'happenedFrom' | 'happenedUntil' | 'discoveredAt'>, now: Date): void {
  const faults = timesOutOfOrder(times, now);
  if (faults.length > 0) throw new DomainError('unprocessable', 'incident-times-out-of-order', faults.join(' '), { faults });
}
