import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { type FitAnswer, type FitHistory, fitQueue, type ServedInterval } from '../../src/measure/model/queue-fit.js';
import { dataFile, onData } from '../support/data-files.js';

const files = ['ilbank_calls_1999_jan.csv', 'ilbank_calls_1999_feb.csv'] as const;
const HOUR = 3_600;

interface BankCall {
  /** Seconds; the file's clock is read as if it were UTC. */
  readonly at: number;
  readonly wait: number;
  readonly talk: number;
  readonly agent: string;
  readonly answered: boolean;
}

/** Who reached the queue: the answered, and those who hung up in it and not in the voice menu before. */
function callsOf(text: string): BankCall[] {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  const place = new Map(header!.split(',').map((name, index) => [name, index]));
  const rows = lines.map((line) => line.split(',')).map((cells) => (name: string) => cells[place.get(name)!]!);
  return rows
    .filter((row) => row('outcome') === 'AGENT' || (row('outcome') === 'HANG' && row('queued') === '1'))
    .map((row) => ({
      at: Date.parse(`${row('arrived_at')}Z`) / 1_000, wait: Number(row('queue_s')), talk: Number(row('service_s')), agent: row('agent'), answered: row('outcome') === 'AGENT',
    }));
}

/** Agents logged in, by the hour: from the first to the last of an agent's calls between which never an hour went by without one. */
function onDuty(calls: readonly BankCall[]): Map<number, number> {
  const duty = new Map<number, number>();
  for (const [agent, own] of Map.groupBy(calls.filter(({ answered }) => answered), (call) => call.agent)) {
    if (agent === '') continue;
    const busy = own.map(({ at, wait, talk }) => [at + wait, at + wait + talk] as const).sort(([a], [b]) => a - b);
    const spans: [number, number][] = [];
    for (const [from, until] of busy) {
      const last = spans.at(-1);
      if (last && from - last[1] < HOUR) last[1] = Math.max(last[1], until);
      else spans.push([from, until]);
    }
    for (const [from, until] of spans) {
      for (let hour = Math.floor(from / HOUR); hour * HOUR < until; hour += 1) {
        duty.set(hour, (duty.get(hour) ?? 0) + (Math.min(until, (hour + 1) * HOUR) - Math.max(from, hour * HOUR)) / HOUR);
      }
    }
  }
  return duty;
}

function historyOf(calls: readonly BankCall[]): FitHistory {
  const byHour = Map.groupBy(calls, ({ at }) => Math.floor(at / HOUR));
  const intervals = [...onDuty(calls)].filter(([, agents]) => agents >= 1).sort(([a], [b]) => a - b).map(([hour, agents]): ServedInterval => {
    const own = byHour.get(hour) ?? [];
    const sum = (of: (call: BankCall) => number) => own.reduce((total, call) => total + of(call), 0);
    return {
      at: hour * HOUR * 1_000, date: new Date(hour * HOUR * 1_000).toISOString().slice(0, 10), agents,
      answered: sum(({ answered }) => Number(answered)), abandoned: sum(({ answered }) => Number(!answered)),
      waitSeconds: sum(({ wait }) => wait), handled: sum(({ answered }) => Number(answered)), handleSeconds: sum(({ answered, talk }) => (answered ? talk : 0)),
    };
  });
  return { intervalSeconds: HOUR, intervals, withoutWait: 0 };
}

function fitted(history: FitHistory): FitAnswer {
  const fit = fitQueue(history);
  for (;;) {
    const { done, value } = fit.next();
    if (done) return value;
  }
}

onData('the queue of a bank, fitted on two months of its calls', files, () => {
  it('has the patience and the share of agents that were found elsewhere, and tells waits and abandons as they were', () => {
    const answer = fitted(historyOf(callsOf(files.map((name, index) => readFileSync(dataFile(name), 'utf8').replace(index === 0 ? '' : /^.*\n/, '')).join(''))));
    if (answer.kind !== 'fit') throw new Error(JSON.stringify(answer));
    expect(answer.patienceSeconds).toBeGreaterThan(350);
    expect(answer.patienceSeconds).toBeLessThan(360);
    expect(Math.abs(answer.availability - 0.8)).toBeLessThan(0.01);
    expect(Math.abs(answer.predicted.waitSeconds / answer.actual.waitSeconds - 1)).toBeLessThan(0.02);
    expect(Math.abs(answer.predicted.abandonShare - answer.actual.abandonShare)).toBeLessThan(0.015);
  });
});
