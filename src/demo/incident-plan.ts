import { DateTime } from 'luxon';
import { COMPANY } from './company/company.js';

/** The day of the incident, in business time: everything else in the sample company is counted from it. */
const day = DateTime.fromObject({ year: 2026, month: 3, day: 16 }, { zone: COMPANY.timeZone });

const at = (hour: number, minute = 0): Date => day.set({ hour, minute }).toJSDate();
const daysBefore = (days: number): Date => day.minus({ days }).toJSDate();

/** A card breach at seventeen of the forty stores, over four weeks; its traces are found on a Monday morning. */
export const PLAN = {
  begins: at(6, 40),
  today: day,
  historyFrom: daysBefore(56),
  historyUntil: daysBefore(0),
  historyDays: 56,
  callsPerDay: 520,
  /** Of which single calls are known too: as many as the queue is fitted on. */
  callWeeks: 4,
  rosterDaysAhead: 7,
  /** For the day of the incident: three times the usual, local hours. */
  calledIn: { agents: 18, fromHour: 6, untilHour: 24 },
  /** Of the affected, those who are followed to their page or text: a few hundred show in the figures and cost the demo nothing. */
  readers: 600,
  breach: {
    stores: [1, 3, 4, 6, 9, 10, 12, 15, 17, 20, 22, 24, 27, 30, 33, 36, 39],
    from: day.minus({ days: 47 }).set({ hour: 17 }).toJSDate(),
    until: day.minus({ days: 19 }).set({ hour: 17 }).toJSDate(),
  },
  discoveredAt: at(5, 50),
  pressReportedAt: at(6, 30),
  nextUpdateAt: day.plus({ days: 1 }).set({ hour: 9 }).toJSDate(),
  waves: 24,
  waveIntervalMinutes: 20,
} as const;
