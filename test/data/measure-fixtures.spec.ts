import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { avoidedCalls } from '../../src/measure/model/avoided-calls.js';
import { dataFile, onData } from '../support/data-files.js';
import { groupOf, type Person, rolloutTable } from '../support/measure-people.js';

const files = ['fixtures/incident5k_customers.csv', 'fixtures/incident5k_calls.csv', 'fixtures/incident5k_expected.json'] as const;

const rows = (file: string): [number, number][] =>
  readFileSync(dataFile(file), 'utf8').trim().split('\n').slice(1).map((line) => {
    const [customer, hour] = line.split(',').map(Number);
    return [customer ?? Number.NaN, hour ?? Number.NaN];
  });

onData('the worked incident of 5,000 customers in 48 waves', files, () => {
  const people: Person[] = rows(files[0]).map(([id, hour]) => ({ id, group: groupOf(id), toldMinute: hour * 60 }));
  const calls = rows(files[1]).map(([person, hour]) => ({ person, minute: hour * 60 }));
  const expected = JSON.parse(readFileSync(dataFile(files[2]), 'utf8')) as {
    avoided: number; se: number; ci: [number, number]; rr: number; callsUnnotified: number; callsNotified: number;
  };
  const got = avoidedCalls(rolloutTable(people, calls));
  if (got.kind !== 'estimate') throw new Error(`No estimate: ${JSON.stringify(got)}`);

  it('avoids as many calls as were worked out elsewhere, with the same interval', () => {
    expect(got.avoided).toBeCloseTo(expected.avoided, 10);
    expect(got.se).toBeCloseTo(expected.se, 10);
    expect(got.low).toBeCloseTo(expected.ci[0], 10);
    expect(got.high).toBeCloseTo(expected.ci[1], 10);
  });

  it('has the printed digits of the secondary figures', () => {
    expect(got.avoided).toBeCloseTo(81.0333039420901, 11);
    expect(got.se).toBeCloseTo(22.54594039764522, 11);
    expect(got.poissonSe).toBeCloseTo(20.262937, 6);
    expect(got.rateRatio?.value).toBeCloseTo(expected.rr, 12);
    expect(got.rateRatio?.low).toBeCloseTo(0.435646, 6);
    expect(got.rateRatio?.high).toBeCloseTo(0.743845, 6);
  });

  it('rests on the same calls, hours and window', () => {
    expect(got.calls).toEqual({ waiting: expected.callsUnnotified, notified: expected.callsNotified });
    expect(got.personHours).toEqual({ waiting: expect.closeTo(28_980, 8), notified: expect.closeTo(23_520, 8) });
    expect((got.window.from.getTime() - Date.parse('2026-03-02T08:00:00Z')) / 3_600_000).toBe(2);
    expect((got.window.until.getTime() - Date.parse('2026-03-02T08:00:00Z')) / 3_600_000).toBe(12.5);
    expect([got.groups, got.df, got.members]).toEqual([50, 49, 5_000]);
  });
});
