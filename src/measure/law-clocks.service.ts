import { Injectable } from '@nestjs/common';
import { Brands, type EnteredAnchor, type Incident, type IncidentHold, IncidentHolds, Incidents, type LawEntry, LawRecords, type LawRegime } from '../declare/contract.js';
import { type IncidentId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { type HoldSpan, type LawClock, lawClocks, type PlaceCount } from './model/law-clock.js';
import { type LawCount, LawCountRepository, type LawInputs } from './store/law-count.repository.js';

/** Of fewer people than this the counts are made for whoever asks. */
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
  /** null before an audience is frozen. */
  readonly places: readonly PlaceCount[] | null;
  /** The second, in business time, of which the counts are. */
  readonly countedAt: Date | null;
  readonly clocks: readonly LawClock[];
  readonly anchors: readonly EnteredAnchor[];
  readonly entries: readonly LawEntry[];
  readonly holds: readonly IncidentHold[];
}

/** The clocks of the law: which run for an incident, how long they have, and who was told where. */
@Injectable()
export class LawClocksService {
  constructor(
    private readonly law: LawRecords,
    private readonly holds: IncidentHolds,
    private readonly incidents: Incidents,
    private readonly brands: Brands,
    private readonly counts: LawCountRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Everything about one incident; the people of a small one are counted anew. @throws DomainError not-found `incident-not-found` */
  async of(id: IncidentId): Promise<LawBoard> {
    const incident = await this.incidents.get(id);
    const [inputs] = await this.counts.inputs([id]);
    await this.freshen(inputs!);
    return (await this.boards([incident]))[0]!;
  }

  /**
   * The same for a page that can't wait: the people of a large incident, or of one whose places were never worked out, by what is counted already.
   *
   * @throws DomainError as `of`
   */
  async atOnce(id: IncidentId): Promise<LawBoard> {
    const incident = await this.incidents.get(id);
    const [inputs] = await this.counts.inputs([id]);
    if (inputs!.members > 0 && inputs!.members < SMALL) await this.freshen(inputs!);
    return (await this.boards([incident]))[0]!;
  }

  /** The clocks that an incident will have once it is declared. Where the affected live is not known before. */
  async expected(incident: Pick<Incident, 'kind' | 'discoveredAt' | 'brandId'>): Promise<{ readonly zone: string; readonly clocks: readonly LawClock[] }> {
    const [rules, regimes, brand] = await Promise.all([this.law.rules(), this.law.regimes(), this.brands.get(incident.brandId)]);
    const now = this.clock.now();
    const facts = { incident: { ...incident, declaredAt: now }, zone: brand.timeZone, regimes: regimes.get(brand.id) ?? [], anchors: [], entries: [], places: null, holds: [] };
    return { zone: brand.timeZone, clocks: lawClocks(rules, facts, now) };
  }

  /** By what is counted already: for lists, and for those who look often. In the order of the incidents. */
  async boards(incidents: readonly Incident[]): Promise<readonly LawBoard[]> {
    if (incidents.length === 0) return [];
    const ids = incidents.map(({ id }) => id);
    const [rules, regimes, anchors, entries, kept, brands, holds] = await Promise.all([this.law.rules(), this.law.regimes(), this.law.anchors(ids), this.law.entries(ids), this.counts.kept(ids), this.brands.list(), this.holds.of(ids)]);
    const now = this.clock.now();
    return incidents.map((incident) => {
      const mine = <Row extends { readonly incidentId: IncidentId }>(rows: readonly Row[]): readonly Row[] => rows.filter(({ incidentId }) => incidentId === incident.id);
      const count: LawCount | undefined = mine(kept)[0];
      const zone = brands.find(({ id }) => id === incident.brandId)?.timeZone ?? 'UTC';
      const facts = { incident, zone, regimes: regimes.get(incident.brandId) ?? [], anchors: mine(anchors), entries: mine(entries), places: count?.places ?? null, holds: mine(holds).map(spanOf) };
      return { incident, zone, regimes: facts.regimes, places: facts.places, countedAt: count?.businessAt ?? null, clocks: incident.exercise ? [] : lawClocks(rules, facts, now), anchors: facts.anchors, entries: facts.entries, holds: mine(holds) };
    });
  }

  /** Counts again what changed or grew old, one incident after the other. @returns how many. */
  async countDue(): Promise<number> {
    const incidents = await this.watched();
    const [inputs, kept] = await Promise.all([this.counts.inputs(incidents.map(({ id }) => id)), this.counts.kept(incidents.map(({ id }) => id))]);
    const due = inputs.filter((one) => isDue(one, kept.find(({ incidentId }) => incidentId === one.incidentId)));
    for (const one of due) await this.countOne(one);
    return due.length;
  }

  /** Those whose clocks may still run: a law's time does not end when an incident is closed, and does not begin with an exercise. */
  async watched(): Promise<readonly Incident[]> {
    const since = this.clock.now().getTime() - WATCHED_AFTER_CLOSE_MS;
    return (await this.incidents.list()).filter(({ exercise, closedAt }) => !exercise && (closedAt === null || closedAt.getTime() > since));
  }

  /** Counts what was never counted, and again what is small and old. */
  private async freshen(inputs: LawInputs): Promise<void> {
    const [kept] = await this.counts.kept([inputs.incidentId]);
    const isOld = kept === undefined || (inputs.members < SMALL && (kept.inputs !== inputs.inputs || kept.ageMs > FRESH_MS));
    if (isOld) await this.countOne(inputs);
  }

  private async countOne({ incidentId, inputs }: LawInputs): Promise<void> {
    if (inputs === null) return;
    const began = performance.now();
    await this.transactions.run(async (tx) => {
      const places = await this.counts.count(tx, incidentId);
      await this.counts.keep(tx, { incidentId, inputs, places, businessAt: this.clock.now(), tookMs: Math.round(performance.now() - began) });
    });
  }
}

const WATCHED_AFTER_CLOSE_MS = 120 * 24 * 3_600_000;

function isDue({ inputs, isSending }: LawInputs, kept: LawCount | undefined): boolean {
  if (inputs === null) return false;
  if (kept === undefined) return true;
  if (kept.ageMs < kept.tookMs * REST) return false;
  return isSending || kept.inputs !== inputs || kept.ageMs > AGAIN_MS;
}

/** A hold delays as long as it was asked for, and no longer than it stood. */
const spanOf = ({ placedAt, until, endedAt }: IncidentHold): HoldSpan => ({ from: placedAt, until: until !== null && endedAt !== null ? (until < endedAt ? until : endedAt) : (endedAt ?? until) });
