import { Chance } from './company/chance.js';

/**
 * How the simulated customers behave: the truth that the measurement does not know. Rates are calls per customer and business hour.
 * Shaped after what is written of real incidents: interest rises for two hours after the press report and fades over a day; a notice
 * provokes some calls at once and, once read, spares about half.
 */
export interface Behaviour {
  /** Calls for reasons that have nothing to do with the incident. */
  readonly background: number;
  /** The most that affected customers who were not told call about it. */
  readonly peak: number;
  /** Share of those calls that is left among customers who were told and have had time to read it. */
  readonly afterNotice: number;
  /** Calls that the notice itself provokes in the first hour. */
  readonly provoked: number;
  /** Hours from hand-over to reading, on average. */
  readonly readingHours: number;
}

export const BEHAVIOUR: Behaviour = { background: 0.0006, peak: 0.014, afterNotice: 0.4, provoked: 0.0012, readingHours: 0.4 };

/** One simulated customer, as the callers see him: a number, whether the incident touches him, when his notice arrived. */
export interface Caller {
  readonly phone: string;
  readonly affected: boolean;
  /** Business time in ms; null until a message to him has been seen in the capture. */
  toldAt: number | null;
  /** Business time in ms of his first call since the demo began; null until then. */
  calledAt: number | null;
}

/** Calls per hour of one customer at a business time. */
export function callRate(caller: Caller, now: number, pressReportedAt: number, how: Behaviour): number {
  if (!caller.affected) return how.background;
  const hours = (now - pressReportedAt) / 3_600_000;
  const interest = hours <= 0 ? 0 : Math.min(1, hours / 2) * Math.exp(-Math.max(0, hours - 2) / 20);
  if (caller.toldAt === null) return how.background + how.peak * interest;
  const sinceTold = (now - caller.toldAt) / 3_600_000;
  const read = 1 - Math.exp(-sinceTold / how.readingHours);
  const provoked = sinceTold < 1 ? how.provoked : 0;
  return how.background + how.peak * interest * (1 - (1 - how.afterNotice) * read) + provoked;
}

/** How busy the hour is: nobody calls in the night. */
export const hourWeight = (localHour: number): number => (localHour < 7 || localHour >= 21 ? 0 : 1);

/**
 * Who calls in a slice of business time.
 *
 * @param hours  Length of the slice in business hours; short enough that nobody calls twice in it.
 */
export function whoCalls(callers: readonly Caller[], now: number, hours: number, pressReportedAt: number, chance: Chance, how: Behaviour = BEHAVIOUR): Caller[] {
  return callers.filter((caller) => chance.happens(callRate(caller, now, pressReportedAt, how) * hours));
}
