import { describe, expect, it } from '@jest/globals';
import type { Reader } from '../../compose/contract.js';
import type { CustomerId } from '../../kernel/ids.js';
import { LintSample } from './lint-sample.js';

const reader = (id: number, firstName: string, ...labels: string[]): Reader => ({
  customerId: String(id) as CustomerId, reference: `C-${id}`, firstName, lastName: null, locale: 'en', place: null,
  reasons: { touchpoints: labels.map((label) => ({ id: '1', kind: 'purchase', occurredAt: '2026-03-03T17:00:00Z', label })), more: 0, data: [], by: ['rule'] },
});
const sms = (body: string, segments = 1) => ({ body, segments, encoding: 'GSM-7' }) as const;
const chosen = (sample: LintSample) => sample.readers().map(({ customerId }) => Number(customerId)).sort((a, b) => a - b);

describe('whose texts the linter sees', () => {
  it('are the first, the longest name, the longest SMS, and each new label, once each', () => {
    const sample = new LintSample();
    sample.see('en', reader(0, 'Al', 'Store 1'), sms('short'));
    sample.see('en', reader(1, 'Al', 'Store 1'), sms('short'));
    sample.see('en', reader(2, 'Maximiliana', 'Store 1'), sms('short'));
    sample.see('en', reader(3, 'Al', 'Store 1'), sms('short', 2));
    sample.see('en', reader(4, 'Al', 'Store 1', 'card 4111111111111111'), sms('short'));
    expect(chosen(sample)).toEqual([0, 2, 3, 4]);
  });

  it('are chosen for each language', () => {
    const sample = new LintSample();
    sample.see('en', reader(0, 'Al'), null);
    sample.see('es', reader(1, 'Al'), null);
    expect(chosen(sample)).toEqual([0, 1]);
  });

  it('are few, however many labels there are', () => {
    const sample = new LintSample();
    for (let id = 0; id < 5_000; id++) sample.see('en', reader(id, 'Al', `Order ${id}`), null);
    expect(sample.readers().length).toBeLessThan(310);
  });
});
