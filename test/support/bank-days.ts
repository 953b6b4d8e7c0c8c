import { type CallDay, dayAfter, weekdayOf } from '../../src/measure/model/call-calendar.js';

/** Opening hours in minutes after midnight, and the length of an interval. */
interface Opening {
  readonly from: number;
  readonly until: number;
  readonly minutes: number;
}

/**
 * Reads a series of `interval_start,calls` in local time.
 *
 * @returns The days from the first to the last, those without a row left out, and of these the ones on weekdays that usually are open.
 */
export function bankDays(csv: string, { from, until, minutes }: Opening): { days: readonly CallDay[]; closed: ReadonlySet<string> } {
  const byDate = new Map<string, number[]>();
  for (const line of csv.trim().split('\n').slice(1)) {
    const [at = '', calls = ''] = line.split(',');
    const minute = Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));
    if (minute < from || minute >= until) continue;
    const counts = byDate.get(at.slice(0, 10)) ?? new Array<number>((until - from) / minutes).fill(0);
    counts[Math.floor((minute - from) / minutes)]! += Number(calls);
    byDate.set(at.slice(0, 10), counts);
  }
  const days = [...byDate].map(([date, counts]) => ({ date, counts })).sort((a, b) => (a.date < b.date ? -1 : 1));
  const open = new Set(days.map(({ date }) => weekdayOf(date)));
  const closed = new Set<string>();
  for (let date = days[0]!.date; date < days.at(-1)!.date; date = dayAfter(date)) if (open.has(weekdayOf(date)) && !byDate.has(date)) closed.add(date);
  return { days, closed };
}
