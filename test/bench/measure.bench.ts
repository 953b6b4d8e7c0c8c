// How well the figures hold: forecasts on real series, avoided calls on simulated incidents over real call histories, and how long a
// large one takes. Seeded: the same machine gives the same figures, but for the times.
//   npm run bench:measure -- [--smoke] [--runs 600]
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { avoidedCalls } from '../../src/measure/model/avoided-calls.js';
import { backTest } from '../../src/measure/model/expected-calls.js';
import type { CallDay } from '../../src/measure/model/call-calendar.js';
import { staffedQueue } from '../../src/measure/model/staffed-queue.js';
import { bankDays } from '../support/bank-days.js';
import { runScenario, type ScenarioResult } from './measure/e2.js';
import { bankHistories } from './measure/histories.js';
import { type Scenario, SimulatedWorld } from './measure/world.js';

const { values } = parseArgs({ options: { smoke: { type: 'boolean', default: false }, runs: { type: 'string' } } });
const runs = Number(values.runs ?? (values.smoke ? 40 : 600));
const folder = resolve(process.env['DATA_DIR'] ?? '../shared/data');
const files = ['usbank_calls_5min_2003_a.csv', 'ilbank_calls_6min_1999_h1.csv', 'ilbank_calls_1999_jan.csv', 'ilbank_calls_1999_feb.csv'];
const missing = files.filter((file) => !existsSync(join(folder, file)));

interface Goal {
  readonly name: string;
  readonly figure: number | string;
  readonly goal: string;
  /** null where a short run can't tell. */
  readonly met: boolean | null;
}
const goals: Goal[] = [];
const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;
const row = (...cells: readonly (string | number)[]): void => console.log(cells.map((cell, place) => (place === 0 ? String(cell).padEnd(46) : String(cell).padStart(12))).join(''));

function erlang(): void {
  const got = staffedQueue({ callsPerSecond: 0.1, handleSeconds: 240, patienceSeconds: 300, agents: 28 }, 20);
  if (got.kind !== 'steady') throw new Error('The reference queue has no steady state.');
  const off = Math.max(Math.abs(got.waitSeconds - 6.833261838358366), Math.abs(got.serviceLevel - 0.8600181601803449));
  goals.push({ name: 'Erlang A reference', figure: off, goal: 'within 1e-9', met: off < 1e-9 });
}

/** Days of the Israeli bank on which it was closed, or half the staff was: holidays, an election, an outage, a damaged day of the file. */
const IL_CLOSED = new Set(['1999-03-02', '1999-03-08', '1999-03-31', '1999-04-01', '1999-04-06', '1999-04-07', '1999-04-20', '1999-04-21', '1999-05-17', '1999-05-20', '1999-05-23']);

function forecasts(): void {
  row('forecast', 'horizon', 'origins', 'MAPE', '4 weeks', 'cover', 'half width');
  const us = bankDays(readFileSync(join(folder, files[0]!), 'utf8'), { from: 420, until: 1_260, minutes: 30 });
  const il = bankDays(readFileSync(join(folder, files[1]!), 'utf8'), { from: 420, until: 1_440, minutes: 60 });
  const ilDays = il.days.filter(({ date }) => ![5, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()) && !IL_CLOSED.has(date));
  const cover = { held: 0, asked: 0 };
  for (const from of [0, 6, 14]) for (const length of [8, 28, 84, 140]) forecast('US bank, 30 min', us.days, us.closed, from, length, 28, cover);
  goals.push({ name: 'E1 US pooled cover of the 95 % interval', figure: percent(cover.held / cover.asked), goal: '94 to 97 %', met: cover.held / cover.asked >= 0.94 && cover.held / cover.asked <= 0.97 });
  forecast('Israeli bank, 60 min', ilDays, IL_CLOSED, 3, 17, 17, { held: 0, asked: 0 });
}

function forecast(name: string, days: readonly CallDay[], closed: ReadonlySet<string>, from: number, length: number, perDay: number, cover: { held: number; asked: number }): void {
  const tests = backTest(days, closed, { from, length });
  const places = new Map(days.map(({ date }, place) => [date, place]));
  const scored = tests.filter(({ low }) => low !== null);
  const off = (value: number, actual: number): number => Math.abs(value - actual) / actual;
  const mape = scored.reduce((sum, { forecast: of, actual }) => sum + off(of, actual), 0) / scored.length;
  const plain = scored.reduce((sum, { date, actual }) => sum + off(meanOfFourWeeks(days, places.get(date)!, from, length, perDay), actual), 0) / scored.length;
  const held = scored.filter(({ low, high, actual }) => actual >= low! && actual <= high!).length;
  cover.held += held;
  cover.asked += scored.length;
  row(`${name}, from slot ${from}`, `${length} slots`, scored.length, percent(mape), percent(plain), percent(held / scored.length), `±${percent(scored.reduce((sum, { high, forecast: of }) => sum + high! / of - 1, 0) / scored.length)}`);
  if (length !== perDay || (perDay === 28 && from !== 6)) {
    goals.push({ name: `E1 ${name} from ${from} over ${length}: cover`, figure: percent(held / scored.length), goal: '≥ 92 %', met: held / scored.length >= 0.92 });
    return;
  }
  const most = perDay === 28 ? 0.035 : 0.095;
  goals.push({ name: `E1 ${name}, one day ahead: MAPE`, figure: percent(mape, 2), goal: `≤ ${percent(most)}`, met: mape <= most });
  goals.push({ name: `E1 ${name}, better than the mean of four weeks`, figure: percent(1 - mape / plain), goal: '≥ 25 %', met: 1 - mape / plain >= 0.25 });
  goals.push({ name: `E1 ${name}, one day ahead: cover`, figure: percent(held / scored.length), goal: '≥ 92 %', met: held / scored.length >= 0.92 });
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

const SCENARIOS: readonly (Scenario & { readonly width?: number })[] = [
  { name: '20,000 people, 8 %', people: 20_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 0.5, width: 0.45 },
  { name: '100,000, 3 %', people: 100_000, callsEach: 0.03, rolloutHours: 12, rateRatio: 0.5, width: 0.36 },
  { name: '100,000, 8 %', people: 100_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 0.5, width: 0.21 },
  { name: '1,000,000, 3 %', people: 1_000_000, callsEach: 0.03, rolloutHours: 12, rateRatio: 0.5, width: 0.14 },
  { name: '100,000, 8 %, weak effect', people: 100_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 0.8 },
  { name: '100,000, 8 %, no effect', people: 100_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 1 },
  { name: '100,000, 8 %, 1 % provoked', people: 100_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 0.5, provoked: 0.01 },
  { name: '100,000, 8 %, backfire', people: 100_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 0.9, provoked: 0.04 },
  { name: '100,000, 8 %, fading', people: 100_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 0.4, fadesTo: 0.9 },
  { name: '100,000, 8 %, people very unlike, 40 % repeats', people: 100_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 0.5, frailty: 0.3, repeats: 0.4 },
  { name: '100,000, 8 %, 15 % bounced', people: 100_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 0.5, bounced: 0.15 },
];

function avoidedCallsGoals(): void {
  const histories = bankHistories(folder);
  row('avoided calls', 'truth', 'waiting', 'told', 'bias', 'MC error', 'cover', 'half width', 'no effect?');
  const chosen = values.smoke ? SCENARIOS.filter(({ people }) => people <= 100_000).slice(0, 3).concat(SCENARIOS[5]!) : SCENARIOS;
  for (const [place, scenario] of chosen.entries()) {
    const got = runScenario(histories, scenario, runs, 1_000_000 * (place + 1));
    const scale = Math.abs(got.truth) > 1 ? Math.abs(got.truth) : null;
    row(scenario.name, got.truth.toFixed(0), got.waiting.toFixed(0), got.notified.toFixed(0), scale ? percent(got.error / scale) : got.error.toFixed(1), scale ? percent(got.errorSe / scale) : got.errorSe.toFixed(1), percent(got.cover), scale ? percent(got.halfWidth / scale) : got.halfWidth.toFixed(0), percent(got.above + got.below));
    judge(got, scenario.width, scale);
  }
}

/** Each within two Monte-Carlo errors, since it is an estimate itself. */
function judge({ scenario, error, errorSe, cover, estimated, above, below, halfWidth }: ScenarioResult, width: number | undefined, scale: number | null): void {
  const coverSe = Math.sqrt((0.95 * 0.05) / estimated);
  const known = values.smoke ? null : true;
  if (scale !== null && scenario.rateRatio !== 1) goals.push({ name: `E2 ${scenario.name}: bias`, figure: `${percent(error / scale)} (MC ${percent(errorSe / scale)})`, goal: '< 2 %', met: known && Math.abs(error) < 0.02 * scale + 2 * errorSe });
  goals.push({ name: `E2 ${scenario.name}: cover`, figure: `${percent(cover)} (MC ${percent(coverSe)})`, goal: '93 to 97 %', met: known && cover >= 0.93 - 2 * coverSe && cover <= 0.97 + 2 * coverSe });
  if (scenario.rateRatio === 1 && !scenario.provoked) goals.push({ name: `E2 ${scenario.name}: false positives`, figure: percent(above + below), goal: '3 to 7 %', met: known && above + below >= 0.03 - 2 * coverSe && above + below <= 0.07 + 2 * coverSe });
  if (scenario.name.endsWith('backfire')) goals.push({ name: 'E2 backfire: sign right', figure: percent(1 - above), goal: '≥ 99 %', met: known && 1 - above >= 0.99 });
  if (width !== undefined && scale !== null) goals.push({ name: `E2 ${scenario.name}: half width`, figure: percent(halfWidth / scale), goal: `≤ ${percent(width, 0)}`, met: known && halfWidth / scale <= width });
}

/** A million customers and a hundred thousand calls: from the grouped table to the figure. */
function speed(): void {
  const { table } = new SimulatedWorld(bankHistories(folder), { name: 'large', people: 1_000_000, callsEach: 0.1, rolloutHours: 12, rateRatio: 0.7 }).incident(7);
  const began = performance.now();
  const got = avoidedCalls(table);
  const seconds = (performance.now() - began) / 1_000;
  row('1,000,000 customers, estimate with jackknife', `${seconds.toFixed(2)} s`, got.kind);
  goals.push({ name: 'estimate with jackknife, 1,000,000 customers', figure: `${seconds.toFixed(2)} s`, goal: '≤ 2 s', met: got.kind === 'estimate' && seconds <= 2 });
}

erlang();
if (missing.length > 0) {
  console.log(`NOT RUN: forecasts and avoided calls, since ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in ${folder}; set DATA_DIR to the folder of measurement data`);
} else {
  forecasts();
  avoidedCallsGoals();
  speed();
}
for (const { name, figure, goal, met } of goals) console.log(`${met === null ? '  ?' : met ? ' ok' : 'NOT'}  ${name}: ${figure}, goal ${goal}`);
console.log(JSON.stringify({ runs, goals }));
