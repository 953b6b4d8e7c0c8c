import { Inject, Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { type Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId } from '../kernel/ids.js';
import { type Incident, Incidents } from '../declare/contract.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import { type Shortfall } from './model/baseline.js';
import { type BackTest, expectedCalls } from './model/expected-calls.js';
import { type CalendarDay, type CalendarKind, type KnownCalls, openingHours, ordinaryDays, slotsOf } from './model/known-calls.js';
import { slotAt, slotStart } from './model/wall-clock.js';
import { ExpectedCallsRepository } from './store/expected-calls.repository.js';
import { FeedRepository, type KnownGap } from './store/feed.repository.js';

/** Days of the past that are looked at: older ones say little, by the half-life of the fit. */
const HISTORY_DAYS = 180;
const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

export interface ExpectedSlot {
  readonly from: Date;
  /** Calls that the days before let expect. */
  readonly expected: number;
  /** Calls that came in; null where the slot is not over, or nothing is known of it. */
  readonly offered: number | null;
}

export interface ForecastOfDay {
  readonly kind: 'forecast';
  readonly incidentId: IncidentId;
  readonly zone: string;
  /** Nothing that came in later is in the forecast: the incident must not leak into what would have been without it. */
  readonly frozenAt: Date;
  readonly slotMinutes: number;
  /** From the freeze to the end of the centre's day. */
  readonly expected: number;
  readonly low: number | null;
  readonly high: number | null;
  /** The end of the last slot that is over and known: `offered` and `expectedSoFar` are from `frozenAt` until then, in opening hours. */
  readonly comparedUntil: Date;
  /** Calls that came in since, and the same slots of the forecast: `offered - expectedSoFar` is what the incident and our answer to it brought together. */
  readonly offered: number;
  readonly expectedSoFar: number;
  readonly slots: readonly ExpectedSlot[];
  readonly days: number;
  readonly setAside: number;
  /** How the same forecast did on past days: mean absolute error as a share of the calls; null where the past is too short. */
  readonly pastError: { readonly days: number; readonly share: number } | null;
}

export type NoForecast = { readonly kind: 'no-forecast'; readonly incidentId: IncidentId; readonly reason: 'no-calls-known' | 'day-over' } | (Shortfall & { readonly incidentId: IncidentId });
export type ForecastAnswer = ForecastOfDay | NoForecast;

/** Calls to expect without the incident, from the days before it: for staffing and for the size of the incident, never for avoided calls. */
@Injectable()
export class ExpectedCallsService {
  constructor(
    private readonly known: ExpectedCallsRepository,
    private readonly feed: FeedRepository,
    private readonly incidents: Incidents,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'COMPANY_TIME_ZONE'>,
  ) {}

  /** The day on which the incident began, as the contact centre counts days. @throws DomainError not-found `incident-not-found` */
  async ofIncident(id: IncidentId): Promise<ForecastAnswer> {
    const incident = await this.incidents.get(id);
    const zone = this.settings.COMPANY_TIME_ZONE;
    const onset = DateTime.fromJSDate(onsetOf(incident), { zone });
    const day = onset.startOf('day');
    const slotMinutes = await this.known.slotMinutes(day.minus({ days: HISTORY_DAYS }).toJSDate(), day.toJSDate());
    const past = await this.pastOf(day, slotMinutes);
    const hours = openingHours(past, DAY_MINUTES / slotMinutes);
    if (hours === null) return { kind: 'no-forecast', incidentId: id, reason: 'no-calls-known' };
    const history = ordinaryDays(past, hours, day.minus({ days: HISTORY_DAYS }).toISODate()!, day.toISODate()!);
    const today = await this.today(day, slotMinutes);
    const all = slotsOf(today, hours) ?? [];
    const gaps = await this.feed.gaps(day.toJSDate(), day.plus({ days: 1 }).toJSDate());
    const begun = Math.min(slotAt(day, onset.toJSDate(), slotMinutes), ...gaps.filter(({ until }) => slotAt(day, until, slotMinutes) > hours.from).map((gap) => slotAt(day, gap.from, slotMinutes))) - hours.from;
    const from = Math.min(Math.max(0, begun), hours.until - hours.from);
    if (from === hours.until - hours.from) return { kind: 'no-forecast', incidentId: id, reason: 'day-over' };
    const span = { from, length: hours.until - hours.from - from };
    const closed = new Set(past.calendar.flatMap(({ date, kind }) => (kind === 'closed' ? [date] : [])));
    // Slots of the day without a call on record are silent ones where the day has others.
    const answer = expectedCalls(history, closed, { date: day.toISODate()!, known: Array.from({ length: from }, (_, place) => all[place] ?? 0) }, span);
    if (answer.kind !== 'forecast') return { ...answer, incidentId: id };
    const slots = this.slots(day, slotMinutes, hours.from + from, answer.intervals.slice(from), all.slice(from), gaps);
    const over = slots.filter(({ offered }) => offered !== null);
    const frozenAt = slotStart(day, (hours.from + from) * slotMinutes).toJSDate();
    const last = over.at(-1);
    return {
      kind: 'forecast', incidentId: id, zone, slotMinutes,
      frozenAt, comparedUntil: last ? new Date(last.from.getTime() + slotMinutes * MINUTE_MS) : frozenAt,
      expected: answer.calls, low: answer.low, high: answer.high,
      offered: over.reduce((sum, { offered }) => sum + offered!, 0),
      expectedSoFar: over.reduce((sum, { expected }) => sum + expected, 0),
      slots,
      days: history.filter(({ counts }) => counts !== null).length,
      setAside: history.filter(({ counts, date }) => counts === null && past.counts.has(date)).length,
      pastError: answer.past.length === 0 ? null : { days: answer.past.length, share: meanError(answer.past) },
    };
  }

  calendar(): Promise<CalendarDay[]> {
    return this.known.calendar();
  }

  async setDay(actor: Actor, date: string, kind: CalendarKind, note: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.known.setDay(tx, date, kind, note, `${actor.kind}:${actor.id}`, this.clock.now());
      await this.audit.record(tx, actor, { action: 'call-calendar.day-set', subject: { kind: 'call-calendar', id: date }, details: { kind, note } });
    });
  }

  /** @throws DomainError not-found `day-not-set` */
  async clearDay(actor: Actor, date: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      if (!(await this.known.clearDay(tx, date))) throw new DomainError('not-found', 'day-not-set', `Nothing is set for ${date}.`);
      await this.audit.record(tx, actor, { action: 'call-calendar.day-cleared', subject: { kind: 'call-calendar', id: date }, details: {} });
    });
  }

  private async pastOf(day: DateTime, slotMinutes: number): Promise<KnownCalls> {
    const [from, until] = [day.minus({ days: HISTORY_DAYS }).toJSDate(), day.toJSDate()];
    const zone = this.settings.COMPANY_TIME_ZONE;
    const [counts, incidents, calendar, gaps] = await Promise.all([
      this.known.counts(from, until, zone, slotMinutes), this.known.incidentDates(from, until, zone), this.known.calendar(), this.feed.gaps(from, until),
    ]);
    const byDate = Map.groupBy(counts, ({ date }) => date);
    return { counts: new Map([...byDate].map(([date, rows]) => [date, new Map(rows.map(({ slot, calls }) => [slot, calls]))])), incidents: new Set([...incidents, ...gaps.flatMap((gap) => datesOf(gap, zone))]), calendar };
  }

  private async today(day: DateTime, slotMinutes: number): Promise<ReadonlyMap<number, number> | undefined> {
    const rows = await this.known.counts(day.toJSDate(), day.plus({ days: 1 }).toJSDate(), this.settings.COMPANY_TIME_ZONE, slotMinutes);
    return rows.length === 0 ? undefined : new Map(rows.map(({ slot, calls }) => [slot, calls]));
  }

  private slots(day: DateTime, minutes: number, first: number, expected: readonly number[], offered: readonly number[], gaps: readonly KnownGap[]): ExpectedSlot[] {
    const now = this.clock.now();
    return expected.map((calls, place) => {
      const from = slotStart(day, (first + place) * minutes);
      const until = from.plus({ minutes }).toJSDate();
      const known = until <= now && !gaps.some((gap) => gap.from < until && gap.until > from.toJSDate());
      return { from: from.toJSDate(), expected: calls, offered: known ? (offered[place] ?? null) : null };
    });
  }
}

/** Local dates that a gap touches: half a day says nothing of an ordinary one. */
function datesOf({ from, until }: KnownGap, zone: string): string[] {
  const dates: string[] = [];
  for (let day = DateTime.fromJSDate(from, { zone }).startOf('day'); day.toJSDate() < until; day = day.plus({ days: 1 })) dates.push(day.toISODate()!);
  return dates;
}

/** What happens after this may be the incident's doing. */
function onsetOf({ declaredAt, pressReportedAt }: Incident): Date {
  return pressReportedAt !== null && pressReportedAt < declaredAt ? pressReportedAt : declaredAt;
}

const meanError = (tested: readonly BackTest[]): number => tested.reduce((sum, { forecast, actual }) => sum + Math.abs(forecast - actual) / Math.max(actual, 1), 0) / tested.length;
