import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallDay } from '../../../src/measure/model/call-calendar.js';
import { backTest } from '../../../src/measure/model/expected-calls.js';
import { bankDays } from '../../support/bank-days.js';
import { type Goal, percent, row } from './goals.js';

export const FORECAST_FILES = ['usbank_calls_5min_2003_a.csv', 'ilbank_calls_6min_1999_h1.csv'] as const;

/**
 * Days of the Israeli bank that say nothing of an ordinary day: holidays and their eves, election day, and days on which the feed or the
 * centre was out for hours (13 January and 22 March at midday, 8 March from noon) or the file is damaged (23 May has half values).
 */
const IL_SET_ASIDE = new Set([
  '1999-01-13', '1999-03-02', '1999-03-08', '1999-03-22', '1999-03-31', '1999-04-01', '1999-04-06', '1999-04-07', '1999-04-20', '1999-04-21', '1999-05-17', '1999-05-20', '1999-05-23',
]);

interface Series {
  readonly name: string;
  readonly days: readonly CallDay[];
  readonly closed: ReadonlySet<string>;
  readonly perDay: number;
  readonly mape: number;
}

interface Score {
  readonly origins: number;
  readonly held: number;
  readonly mape: number;
  readonly fourWeeks: number;
}

/** Forecasts of real days from nothing but the days before them, against what came. */
export function forecastGoals(folder: string): readonly Goal[] {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const us = bankDays(read(FORECAST_FILES[0]), { from: 420, until: 1_260, minutes: 30 });
  const il = bankDays(read(FORECAST_FILES[1]), { from: 420, until: 1_440, minutes: 60 });
  const ilDays = il.days.filter(({ date }) => ![5, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()) && !IL_SET_ASIDE.has(date));
  const american: Series = { name: 'US bank, 30 min', days: us.days, closed: us.closed, perDay: 28, mape: 0.035 };
  const israeli: Series = { name: 'Israeli bank, 60 min', days: ilDays, closed: IL_SET_ASIDE, perDay: 17, mape: 0.095 };
  row('forecast', 'horizon', 'origins', 'MAPE', '4 weeks', 'cover', 'half width');
  const cells = [0, 6, 14].flatMap((from) => [8, 28, 84, 140].map((length) => ({ from, length, score: scoreOf(american, from, length) })));
  const origins = cells.reduce((sum, { score }) => sum + score.origins, 0);
  const pooled = cells.reduce((sum, { score }) => sum + score.held, 0) / origins;
  const day = scoreOf(israeli, 3, 17);
  return [
    ...cells.map(({ from, length, score }) => coverGoal(american, `from slot ${from} over ${length}`, score)),
    coverGoal(israeli, 'one day ahead', day),
    { name: 'E1 US bank, all cells: cover', figure: percent(pooled), goal: '94 to 97 %', met: pooled >= 0.94 && pooled <= 0.97 },
    ...dayAhead(american, cells.find(({ from, length }) => from === 6 && length === 28)!.score),
    ...dayAhead(israeli, day),
  ];
}

const coverGoal = ({ name }: Series, what: string, { held, origins }: Score): Goal => ({ name: `E1 ${name}, ${what}: cover`, figure: percent(held / origins), goal: '≥ 92 %', met: held / origins >= 0.92 });

function dayAhead({ name, mape: most }: Series, { mape, fourWeeks }: Score): readonly Goal[] {
  return [
    { name: `E1 ${name}, one day ahead: MAPE`, figure: percent(mape, 2), goal: `≤ ${percent(most)}`, met: mape <= most },
    { name: `E1 ${name}, better than the mean of four weeks`, figure: percent(1 - mape / fourWeeks), goal: '≥ 25 %', met: 1 - mape / fourWeeks >= 0.25 },
  ];
}

function scoreOf({ name, days, closed, perDay }: Series, from: number, length: number): Score {
  const places = new Map(days.map(({ date }, place) => [date, place]));
  const scored = backTest(days, closed, { from, length }).filter(({ low }) => low !== null);
  const mean = (value: (each: (typeof scored)[number]) => number): number => scored.reduce((sum, each) => sum + value(each), 0) / scored.length;
  const mape = mean(({ forecast, actual }) => Math.abs(forecast - actual) / actual);
  const fourWeeks = mean(({ date, actual }) => Math.abs(meanOfFourWeeks(days, places.get(date)!, from, length, perDay) - actual) / actual);
  const held = scored.filter(({ low, high, actual }) => actual >= low! && actual <= high!).length;
  row(`${name}, from slot ${from}`, `${length} slots`, scored.length, percent(mape), percent(fourWeeks), percent(held / scored.length), `±${percent(mean(({ high, forecast }) => high! / forecast - 1))}`);
  return { origins: scored.length, held, mape, fourWeeks };
}

/** What a spreadsheet would say: the mean of the last four days of the same weekday, slot by slot. */
function meanOfFourWeeks(days: readonly CallDay[], at: number, from: number, length: number, perDay: number): number {
  const weekday = (place: number): number => new Date(`${days[place]!.date}T00:00:00Z`).getUTCDay();
  let sum = 0;
  for (let ahead = 0; ahead * perDay < from + length; ahead += 1) {
    const same: number[] = [];
    for (let back = at - 1; back >= 0 && same.length < 4; back -= 1) if (weekday(back) === weekday(at + ahead)) same.push(back);
    for (let slot = Math.max(0, from - ahead * perDay); slot < perDay && ahead * perDay + slot < from + length; slot += 1) {
      sum += same.reduce((all, place) => all + days[place]!.counts![slot]!, 0) / same.length;
    }
  }
  return sum;
}
