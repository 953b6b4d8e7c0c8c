import { describe, expect, it } from '@jest/globals';
import { afterTold, contactPrior, type PastRate } from './contact-rate.js';
import type { RolloutTable } from './rollout-table.js';

const table: RolloutTable = {
  origin: new Date('2026-03-02T08:00:00Z'), binMinutes: 30, observedMinutes: 600, horizonMinutes: 4_000, order: 'random',
  waves: [{ priority: '0', wave: 1, handedOverMinute: 10 }, { priority: '0', wave: 2, handedOverMinute: 480 }, { priority: '0', wave: 3, handedOverMinute: null }],
  members: [{ group: 0, priority: '0', wave: 1, members: 60 }, { group: 1, priority: '0', wave: 2, members: 30 }, { group: 1, priority: '0', wave: 3, members: 500 }],
  calls: [{ group: 0, priority: '0', bin: 0, waiting: 9, notified: [1, 0, 0, 0] }, { group: 0, priority: '0', bin: 4, waiting: 0, notified: [0, 5, 7, 0] }, { group: 1, priority: '0', bin: 17, waiting: 3, notified: [2, 0, 0, 0] }],
};

describe('what the told made of it in the first four hours', () => {
  it('is counted from each wave’s own time, and as far as calls are known', () => {
    // 60 people for four hours, 30 from minute 480 to 600; of the calls those of the first two bands.
    expect(afterTold(table)).toEqual({ calls: 8, personHours: 60 * 4 + 30 * 2 });
  });

  it('leaves out half hours that a gap touches, on both sides', () => {
    expect(afterTold({ ...table, gaps: [{ fromMinute: 125, untilMinute: 130 }] })).toEqual({ calls: 3, personHours: 60 * 3.5 + 30 * 2 });
  });

  it('is nothing where nobody was told', () => {
    expect(afterTold({ ...table, waves: table.waves.map((wave) => ({ ...wave, handedOverMinute: null })), calls: [] })).toEqual({ calls: 0, personHours: 0 });
  });
});

describe('what is expected before any of the told has called', () => {
  /** 40 of a thousand in four hours. */
  const rate = (more: Partial<PastRate> = {}): PastRate => ({ sameKind: true, sameBrand: true, calls: 400, personHours: 40_000, matchedShare: 1, ...more });
  const twice = { calls: 800 };

  it('is what the plan states, whatever was before', () => {
    expect(contactPrior([rate()], 12, 30)).toEqual({ callsPerThousand: 12, source: 'plan', incidents: 0 });
  });

  it.each([
    ['of the kind and brand', [rate(), rate({ sameBrand: false, ...twice }), rate({ sameKind: false, ...twice })], { source: 'kind-and-brand', incidents: 1 }],
    ['of the kind, where the brand has none', [rate({ sameBrand: false }), rate({ sameKind: false, ...twice })], { source: 'kind', incidents: 1 }],
    ['of any kind, where the kind has none', [rate({ sameKind: false }), rate({ sameKind: false, sameBrand: false })], { source: 'all', incidents: 2 }],
    ['of the kind, where too few called of the brand’s', [rate({ calls: 3, personHours: 300 }), rate({ sameBrand: false })], { source: 'kind', incidents: 2 }],
  ])('is what incidents brought %s', (_, past, from) => {
    expect(contactPrior(past, null, 30)).toEqual({ callsPerThousand: expect.closeTo(40, 9), ...from });
  });

  it.each([['none', []], ['one with too few calls', [rate({ calls: 19, personHours: 1_900 })]], ['one of which no caller was recognised', [rate({ matchedShare: 0 })]], ['one in which nobody was told', [rate({ personHours: 0 })]]])(
    'is the company’s own figure where there is %s', (_, past) => {
      expect(contactPrior(past, null, 25)).toEqual({ callsPerThousand: 25, source: 'company', incidents: 0 });
    });

  it('counts callers who were not recognised too', () => {
    expect(contactPrior([rate({ matchedShare: 0.5 })], null, 30).callsPerThousand).toBeCloseTo(80, 9);
  });

  it('is no large incident’s alone: beside a small one it counts hardly more', () => {
    const { callsPerThousand } = contactPrior([rate({ calls: 40_000, personHours: 4_000_000 }), rate({ calls: 40, personHours: 2_000 })], null, 30); // 40 and 80
    // Weights 20 for the large and 10 for the small, of which its size lets expect 20 calls: (20·40 + 10·80) / 30.
    expect(callsPerThousand).toBeCloseTo(53.3, 0);
  });

  it('is never more than a plan may state, nor nothing', () => {
    expect(contactPrior([rate({ calls: 40_000 })], null, 30).callsPerThousand).toBe(1_000);
    expect(contactPrior([rate({ calls: 20, personHours: 4e9 })], null, 30).callsPerThousand).toBe(0.1);
  });
});
