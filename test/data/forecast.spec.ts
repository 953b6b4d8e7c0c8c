import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { expectedDay, fitBaseline, isBaseline } from '../../src/measure/model/baseline.js';
import { bankDays } from '../support/bank-days.js';
import { dataFile, onData } from '../support/data-files.js';

const files = ['usbank_calls_5min_2003_a.csv', 'fixtures/e1_expected.json'] as const;

onData('calls of a bank, forecast from 80 days of them', files, () => {
  const expected = JSON.parse(readFileSync(dataFile(files[1]), 'utf8')) as { date: string; total: number; rho: number; s2: number; f6: number; beta: number[] };
  const { days, closed } = bankDays(readFileSync(dataFile(files[0]), 'utf8'), { from: 7 * 60, until: 21 * 60, minutes: 30 });
  const known = days.slice(0, days.findIndex(({ date }) => date === expected.date)).filter(({ counts }) => counts !== null);
  const fit = fitBaseline(known, closed, 3);
  if (!isBaseline(fit)) throw new Error(`No forecast: ${JSON.stringify(fit)}`);

  it('has the figures that were worked out elsewhere', () => {
    expect(known).toHaveLength(80);
    const { total, intervals } = expectedDay(fit, expected.date, 1);
    expect(total).toBeCloseTo(expected.total, 6);
    expect(intervals[6]).toBeCloseTo(expected.f6, 6);
    expect(fit.carryOver).toBeCloseTo(expected.rho, 9);
    expect(fit.variance).toBeCloseTo(expected.s2, 9);
    expect([...fit.weekdays.values(), ...fit.flags]).toEqual(expected.beta.map((beta) => expect.closeTo(beta, 8)));
  });
});
