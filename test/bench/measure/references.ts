import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { avoidedCalls } from '../../../src/measure/model/avoided-calls.js';
import { expectedDay, fitBaseline, isBaseline } from '../../../src/measure/model/baseline.js';
import { avoided, poissonVariance, rateRatio } from '../../../src/measure/model/comparison.js';
import type { PersonTime } from '../../../src/measure/model/person-time.js';
import { agentsFor, type QueueLoad, staffedQueue } from '../../../src/measure/model/staffed-queue.js';
import { bankDays } from '../../support/bank-days.js';
import { groupOf, rolloutTable } from '../../support/measure-people.js';
import type { Goal } from './goals.js';

/** What a figure must be, and half a unit of the last digit that is given of it. */
type Expected = readonly [name: string, got: number, want: number, within: number];

/** Cases with known answers: by hand, by other programs, from the literature. One goal for each set, with the worst of its figures. */
export function references(folder: string): readonly Goal[] {
  return [goalOf('hand example', handExample()), goalOf('Erlang table', erlangTable()), ...workedIncident(folder), ...workedForecast(folder)];
}

function goalOf(name: string, all: readonly Expected[]): Goal {
  const off = all.filter(([, got, want, within]) => !(Math.abs(got - want) <= within));
  const figure = off.length === 0 ? `all ${all.length} figures` : off.map(([what, got, want]) => `${what} ${got} for ${want}`).join(', ');
  return { name: `reference: ${name}`, figure, goal: 'to the digits given', met: off.length === 0 };
}

/** Three waves of 100 at 0, 1 and 2 hours, in bins of an hour. */
function handExample(): readonly Expected[] {
  const bins: readonly PersonTime[] = [
    { notifiedHours: 100, waitingHours: 200, notifiedCalls: 4, waitingCalls: 16 },
    { notifiedHours: 200, waitingHours: 100, notifiedCalls: 9, waitingCalls: 8 },
  ];
  const ratio = rateRatio(bins)!;
  return [
    ['avoided', avoided(bins), 11, 1e-12],
    ['variance', poissonVariance(bins), 49, 1e-12],
    ['rate ratio', ratio.value, 0.53125, 1e-12],
    ['its error', Math.sqrt(ratio.logVariance), 0.368822, 5e-7],
  ];
}

function workedIncident(folder: string): readonly Goal[] {
  const file = (name: string): string => join(folder, 'fixtures', `incident5k_${name}.csv`);
  if (!existsSync(file('customers')) || !existsSync(file('calls'))) return [];
  const rows = (name: string): number[][] => readFileSync(file(name), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
  const people = rows('customers').map(([id, hour]) => ({ id: id!, group: groupOf(id!), toldMinute: hour! * 60 }));
  const got = avoidedCalls(rolloutTable(people, rows('calls').map(([person, hour]) => ({ person: person!, minute: hour! * 60 }))));
  if (got.kind !== 'estimate') return [{ name: 'reference: worked incident of 5,000', figure: got.kind, goal: 'to the digits given', met: false }];
  return [goalOf('worked incident of 5,000', [
    ['avoided', got.avoided, 81.0333039420901, 1e-11],
    ['standard error', got.se, 22.54594039764522, 1e-11],
    ['low', got.low, 35.7255, 5e-5],
    ['high', got.high, 126.3411, 5e-5],
    ['Poisson error', got.poissonSe, 20.262937, 5e-7],
    ['rate ratio', got.rateRatio?.value ?? Number.NaN, 0.56925645, 5e-9],
    ['its low end', got.rateRatio?.low ?? Number.NaN, 0.435646, 5e-7],
    ['its high end', got.rateRatio?.high ?? Number.NaN, 0.743845, 5e-7],
    ['waiting calls', got.calls.waiting, 273, 0],
    ['notified calls', got.calls.notified, 109, 0],
    ['waiting hours', got.personHours.waiting, 28_980, 1e-6],
    ['notified hours', got.personHours.notified, 23_520, 1e-6],
  ])];
}

function workedForecast(folder: string): readonly Goal[] {
  const files = [join(folder, 'usbank_calls_5min_2003_a.csv'), join(folder, 'fixtures', 'e1_expected.json')] as const;
  if (!files.every((file) => existsSync(file))) return [];
  const { beta } = JSON.parse(readFileSync(files[1], 'utf8')) as { readonly beta: readonly number[] };
  const { days, closed } = bankDays(readFileSync(files[0], 'utf8'), { from: 7 * 60, until: 21 * 60, minutes: 30 });
  const fit = fitBaseline(days.slice(0, days.findIndex(({ date }) => date === '2003-06-26')), closed, 3);
  if (!isBaseline(fit)) return [{ name: 'reference: forecast from 80 days', figure: fit.kind, goal: 'to the digits given', met: false }];
  const { total, intervals } = expectedDay(fit, '2003-06-26', 1);
  return [goalOf('forecast from 80 days', [
    ['total', total, 29_227.9169315, 5e-8],
    ['interval 7', intervals[6]!, 1_505.77882, 5e-6],
    ['carried over', fit.carryOver, 0.62110683, 5e-9],
    ['variance', fit.variance, 0.00285273, 5e-9],
    ...[...fit.weekdays.values(), ...fit.flags].map((value, place): Expected => [`beta ${place}`, value, beta[place] ?? Number.NaN, 1e-8]),
  ])];
}

/** Erlang C and A: printed tables, Gans, Koole & Mandelbaum (2003), a public test suite, and closed forms. */
function erlangTable(): readonly Expected[] {
  const at = (load: QueueLoad) => {
    const got = staffedQueue(load, 20);
    if (got.kind !== 'steady') throw new Error(`No steady state: ${JSON.stringify(load)}`);
    return got;
  };
  const small = at({ callsPerSecond: 100 / 1_800, handleSeconds: 180, patienceSeconds: null, agents: 14 });
  const large = at({ callsPerSecond: 0.8, handleSeconds: 60, patienceSeconds: null, agents: 50 });
  const patient = at({ callsPerSecond: 0.8, handleSeconds: 60, patienceSeconds: 120, agents: 50 });
  const suite = at({ callsPerSecond: 0.1, handleSeconds: 240, patienceSeconds: 300, agents: 28 });
  const hasty = at({ callsPerSecond: 0.1, handleSeconds: 240, patienceSeconds: 30, agents: 25 });
  const busy = at({ callsPerSecond: 480 / 3_600, handleSeconds: 300, patienceSeconds: 180, agents: 40 });
  const calm = at({ callsPerSecond: 380 / 3_600, handleSeconds: 300, patienceSeconds: 180, agents: 40 });
  const agents = (calls: number, patienceSeconds: number | null): number => agentsFor({ callsPerSecond: calls / 3_600, handleSeconds: 300, patienceSeconds }, 20, 0.8);
  return [
    ['C 14: wait', small.waitSeconds, 7.835937, 5e-7], ['C 14: service', small.serviceLevel, 0.88835, 5e-7], ['C 14: occupancy', small.occupancy, 0.7143, 5e-5],
    ['C 50: wait', large.waitSeconds, 20.8334, 5e-4], ['C 50: queue', large.waiting, 16.6669, 5e-5], ['C 50: occupancy', large.occupancy, 0.96, 1e-9],
    ['A 50: abandoned', patient.abandonShare, 0.0309122, 5e-8], ['A 50: wait', patient.waitSeconds, 3.70947, 5e-6], ['A 50: queue', patient.waiting, 2.967576, 5e-7],
    ['A 50: occupancy', patient.occupancy, 0.930324, 5e-7], ['A 50: service', patient.serviceLevel, 0.943019, 5e-7],
    ['A 28: queue', suite.waiting, 0.6833261838358367, 1e-9], ['A 28: wait', suite.waitSeconds, 6.833261838358366, 1e-9], ['A 28: service', suite.serviceLevel, 0.8600181601803449, 1e-9],
    ['A 25: abandoned', hasty.abandonShare, 0.09759081562546817, 1e-9],
    ['480/h: service', busy.serviceLevel, 0.7104, 5e-5], ['480/h: abandoned', busy.abandonShare, 0.0709, 5e-5], ['480/h: wait', busy.waitSeconds, 12.76, 5e-3], ['480/h: occupancy', busy.occupancy, 0.9291, 5e-5],
    ['380/h: service', calm.serviceLevel, 0.9648, 5e-5], ['380/h: abandoned', calm.abandonShare, 0.0084, 5e-5], ['380/h: wait', calm.waitSeconds, 1.52, 5e-3],
    ['agents A 480', agents(480, 180), 43, 0], ['agents A 380', agents(380, 180), 34, 0], ['agents C 480', agents(480, null), 46, 0], ['agents C 380', agents(380, null), 37, 0],
  ];
}
