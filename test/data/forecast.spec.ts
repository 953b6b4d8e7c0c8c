import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { expectedDay, fitBaseline, isBaseline } from '../../src/measure/model/baseline.js';
import { bankDays } from '../support/bank-days.js';

const folder = resolve(process.env['DATA_DIR'] ?? '../shared/data');
const files = ['usbank_calls_5min_2003_a.csv', 'fixtures/e1_expected.json'] as const;
const missing = files.filter((file) => !existsSync(join(folder, file)));

describe('calls of a bank, forecast from 80 days of them', () => {
  if (missing.length > 0) {
    const why = `${missing.join(', ')} not in ${folder}; set DATA_DIR to the folder of measurement data`;
    process.stderr.write(`NOT RUN: ${why}\n`);
    if (process.env['DATA_DIR']) it('has its data', () => expect(why).toBe(''));
    else it.skip(`NOT RUN: ${why}`, () => undefined);
    return;
  }
  const expected = JSON.parse(readFileSync(join(folder, files[1]), 'utf8')) as { date: string; total: number; rho: number; s2: number; f6: number; beta: number[] };
  const { days, closed } = bankDays(readFileSync(join(folder, files[0]), 'utf8'), { from: 7 * 60, until: 21 * 60, minutes: 30 });
  const known = days.slice(0, days.findIndex(({ date }) => date === expected.date)).filter(({ counts }) => counts !== null);
  const fit = fitBaseline(known, closed);
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
