import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type NoticeHold, NoticeHolds } from '../approve/contract.js';
import { Brands, type EnteredAnchor, type Incident, type IncidentHold, IncidentHolds, Incidents, type LawEntry, LawRecords, type LawRegime, SubstituteEntries } from '../declare/contract.js';
import { type IncidentId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type SubstituteLaw, substituteLaws } from './model/substitute.js';
import { type HoldSpan, type LawClock, lawClocks, type PlaceCount, placesWithoutRule } from './model/law-clock.js';
import { type LawCount, LawCountRepository, type LawInputs } from './store/law-count.repository.js';

/** Of fewer people than this the counts are made for whoever asks; of more behind him, and he gets those before. */
const SMALL = 50_000;
/** A small count is as good as new for so long. */
const FRESH_MS = 5_000;
/** What was sent gets receipts and bounces for days: a count whose inputs stand still is made again after so long. */
const AGAIN_MS = 10 * 60_000;
/** A twentieth of a connection's time at most goes to the counts of an incident. */
const REST = 20;

export interface LawBoard {
  readonly incident: Incident;
  readonly zone: string;
  readonly regimes: readonly LawRegime[];
  /** null before an audience is frozen, and until its people were counted. */
  readonly places: readonly PlaceCount[] | null;
  /** There are no counts yet, and will be: whoever asks again gets them. Known only where one incident was asked for. */
  readonly isCounting: boolean;
  /** The second, in business time, of which the counts are. */
  readonly countedAt: Date | null;
  readonly clocks: readonly LawClock[];
  /** Where affected people live and no rule is known by which they have to be told. */
  readonly unruled: readonly Pick<PlaceCount, 'place' | 'affected'>[];
  readonly anchors: readonly EnteredAnchor[];
  readonly entries: readonly LawEntry[];
  readonly holds: readonly IncidentHold[];
  /** Of single notices. */
  readonly noticeHolds: readonly NoticeHold[];
  /** What laws ask where people can't be told one by one; empty in an exercise. */
  readonly substitute: readonly SubstituteLaw[];
}

/** The clocks of the law: which run for an incident, how long they have, and who was told where. */
@Injectable()
export class LawClocksService implements OnModuleDestroy {
  private readonly counting = new Map<IncidentId, Promise<void>>();

  constructor(
    private readonly law: LawRecords,
    private readonly holds: IncidentHolds,
    private readonly noticeHolds: NoticeHolds,
    private readonly substitutes: SubstituteEntries,
    private readonly incidents: Incidents,
    private readonly brands: Brands,
    private readonly counts: LawCountRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Everything about one incident. The people of a small one are counted anew, and those of one to whom nothing has gone out are counted since their audience was frozen; of any other
   * these are the counts of `countedAt`, and newer ones are made meanwhile.
   *
   * @param small  Fewer people than this are.
   * @throws DomainError not-found `incident-not-found`
   */
  async of(id: IncidentId, small = SMALL): Promise<LawBoard> {
    const incident = await this.incidents.get(id);
    const inputs = await this.inputsOf(id);
    const [kept] = await this.counts.kept([id]);
    if (inputs.isAsFrozen || inputs.members < small) await this.freshen(inputs, kept);
    else if (isDue(inputs, kept)) void this.behind(inputs);
    const [board] = await this.boards([incident]);
    return { ...board!, isCounting: board!.places === null && inputs.inputs !== null };
  }

  /** Resolves once nothing is being counted behind a page any more. */
  async settled(): Promise<void> {
    await Promise.all(this.counting.values());
  }

  async onModuleDestroy(): Promise<void> {
    await this.settled();
  }

  /** The clocks that an incident will have once it is declared. @param living  Where the affected live, as far as that is counted before they are frozen; null before it is. */
  async expected(incident: Pick<Incident, 'kind' | 'discoveredAt' | 'brandId'>, living: readonly { readonly place: string; readonly people: number }[] | null): Promise<{ readonly zone: string; readonly clocks: readonly LawClock[] }> {
    const [rules, regimes, brand] = await Promise.all([this.law.rules(), this.law.regimes(), this.brands.get(incident.brandId)]);
    const now = this.clock.now();
    const facts = { incident: { ...incident, declaredAt: now }, zone: brand.timeZone, regimes: regimes.get(brand.id) ?? [], anchors: [], entries: [], places: living && living.map(({ place, people }) => ({ ...NOBODY_TOLD, place, affected: people })), holds: [] };
    return { zone: brand.timeZone, clocks: lawClocks(rules, facts, now) };
  }

  /** By what is counted already: for lists, and for those who look often. In the order of the incidents. */
  async boards(incidents: readonly Incident[]): Promise<readonly LawBoard[]> {
    if (incidents.length === 0) return [];
    const ids = incidents.map(({ id }) => id);
    const [{ rules, service }, regimes, anchors, entries, kept, brands, holds, noticeHolds, substituted] = await Promise.all([this.law.all(), this.law.regimes(), this.law.anchors(ids), this.law.entries(ids), this.counts.kept(ids), this.brands.list(), this.holds.of(ids), this.noticeHolds.ofIncidents(ids), this.substitutes.of(ids)]);
    const now = this.clock.now();
    return incidents.map((incident) => {
      const mine = <Row extends { readonly incidentId: IncidentId }>(rows: readonly Row[]): readonly Row[] => rows.filter(({ incidentId }) => incidentId === incident.id);
      const count: LawCount | undefined = mine(kept)[0];
      const zone = brands.find(({ id }) => id === incident.brandId)?.timeZone ?? 'UTC';
      const facts = { incident, zone, regimes: regimes.get(incident.brandId) ?? [], anchors: mine(anchors), entries: mine(entries), places: count?.places ?? null, holds: [...mine(holds).map(spanOf), ...mine(noticeHolds).filter(({ standing }) => standing === 'statutory').map((hold) => ({ ...spanOf(hold), places: hold.places }))] };
      return { incident, zone, regimes: facts.regimes, places: facts.places, isCounting: false, countedAt: count?.businessAt ?? null, clocks: incident.exercise ? [] : lawClocks(rules, facts, now), unruled: incident.exercise ? [] : placesWithoutRule(rules, facts), anchors: facts.anchors, entries: facts.entries, holds: mine(holds), noticeHolds: mine(noticeHolds), substitute: incident.exercise ? [] : substituteLaws(service, incident, facts.regimes, facts.places, mine(substituted)) };
    });
  }

  /** Counts again what changed or grew old, one incident after the other. @returns how many. */
  async countDue(): Promise<number> {
    const incidents = await this.watched();
    const [inputs, kept] = await Promise.all([this.counts.inputs(incidents.map(({ id }) => id)), this.counts.kept(incidents.map(({ id }) => id))]);
    const due = inputs.filter((one) => isDue(one, kept.find(({ incidentId }) => incidentId === one.incidentId)));
    for (const one of due) await this.countAlone(one);
    return due.length;
  }

  /** Those whose clocks may still run: a law's time does not end when an incident is closed, and does not begin with an exercise. */
  async watched(): Promise<readonly Incident[]> {
    const since = this.clock.now().getTime() - WATCHED_AFTER_CLOSE_MS;
    return (await this.incidents.list()).filter(({ exercise, closedAt }) => !exercise && (closedAt === null || closedAt.getTime() > since));
  }

  private async inputsOf(id: IncidentId): Promise<LawInputs> {
    return (await this.counts.inputs([id]))[0]!;
  }

  /** Counts what was never counted, and again what is old. */
  private async freshen(inputs: LawInputs, kept: LawCount | undefined): Promise<void> {
    if (inputs.inputs === null) return;
    if (kept === undefined || kept.inputs !== inputs.inputs || (kept.ageMs > FRESH_MS && !inputs.isAsFrozen)) await this.countOne(inputs);
  }

  /** One count of an incident at a time, for all who look meanwhile. */
  private behind(inputs: LawInputs): Promise<void> {
    const { incidentId } = inputs;
    const known = this.counting.get(incidentId);
    if (known) return known;
    const counting = this.countAlone(inputs)
      .catch((error: unknown) => this.log.warn({ event: 'law.not-counted', incident: incidentId, error }))
      .finally(() => this.counting.delete(incidentId));
    this.counting.set(incidentId, counting);
    return counting;
  }

  /** Nothing where another instance is counting. */
  private countAlone(inputs: LawInputs): Promise<void> {
    return this.transactions.run(async (tx) => {
      if (await this.counts.mayCount(tx, inputs.incidentId)) await this.countIn(tx, inputs);
    });
  }

  private countOne(inputs: LawInputs): Promise<void> {
    return this.transactions.run((tx) => this.countIn(tx, inputs));
  }

  private async consentPlaces(tx: Tx, id: IncidentId): Promise<readonly string[]> {
    return this.law.consentPlaces(id, await this.counts.placesOf(tx, id));
  }

  private async countIn(tx: Tx, { incidentId, inputs, isAsFrozen }: LawInputs): Promise<void> {
    if (inputs === null) return;
    const [began, businessAt] = [performance.now(), this.clock.now()];
    const places = isAsFrozen ? await this.counts.frozen(tx, incidentId) : await this.counts.count(tx, incidentId, await this.consentPlaces(tx, incidentId));
    await this.counts.keep(tx, { incidentId, inputs, places, businessAt, tookMs: Math.round(performance.now() - began) });
  }
}

/** Of people who are not frozen yet. */
const NOBODY_TOLD = { told: 0, byEmail: 0, bySms: 0, byLetter: 0, statutory: 0, firstToldAt: null, lastToldAt: null, statutoryFirstAt: null, statutoryLastAt: null };

const WATCHED_AFTER_CLOSE_MS = 120 * 24 * 3_600_000;

function isDue({ inputs, isSending, isAsFrozen }: LawInputs, kept: LawCount | undefined): boolean {
  if (inputs === null) return false;
  if (kept === undefined) return true;
  if (kept.ageMs < kept.tookMs * REST) return false;
  if (isAsFrozen) return kept.inputs !== inputs;
  return isSending || kept.inputs !== inputs || kept.ageMs > AGAIN_MS;
}

/** A hold delays as long as it was asked for, and no longer than it stood. */
const spanOf = ({ placedAt, until, endedAt }: Pick<IncidentHold, 'placedAt' | 'until' | 'endedAt'>): HoldSpan => ({ places: null, from: placedAt, until: until !== null && endedAt !== null ? (until < endedAt ? until : endedAt) : (endedAt ?? until) });
