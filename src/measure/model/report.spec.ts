import { describe, expect, it } from '@jest/globals';
import { changesBetween, improvements, type ReportedNotice, type ReportFigures, whyChanged } from './report.js';
import { reportCsv } from './report-csv.js';

const NOTICE: ReportedNotice = {
  id: 'n', number: 1, type: 'initial', members: 1_000, waves: 4, createdAt: '2026-03-02T08:10:00.000Z', approvedAt: '2026-03-02T08:20:00.000Z', firstHandOverAt: '2026-03-02T08:21:00.000Z', lastHandOverAt: '2026-03-02T09:00:00.000Z',
  outcomes: { delivered: 990, bounced: 10 }, reasons: [{ outcome: 'bounced', code: '550 5.1.1', people: 10 }], letters: 0, pages: { seen: 0, proved: 0, withSteps: 0 },
};
const TEXTS: NonNullable<ReportedNotice['texts']> = {
  texts: 100, segments: 210, byCountry: [{ country: 'US', texts: 90, segments: 200 }, { country: 'GB', texts: 10, segments: 10 }],
  cost: { currency: 'USD', total: 1.58, unpriced: ['GB'], sample: true, countries: [{ country: 'US', texts: 90, segments: 200, price: 0.0079, cost: 1.58 }, { country: 'GB', texts: 10, segments: 10, price: null, cost: null }] },
};
const share = (count: number, of: number) => ({ count, of, share: count / of, low: count / of, high: count / of });
const GOOD = {
  incident: { id: 'i', reference: 'INC-0001', title: 'Cards, "copied"', kind: 'data-breach', severity: 'critical', status: 'closed', simulated: false, discoveredAt: null, declaredAt: '2026-03-02T08:00:00.000Z', pressReportedAt: null, closedAt: null },
  members: 1_000,
  word: {
    firstWord: { kind: 'first-word', members: 1_000, at: [{ hours: 24, complete: true, toldFirst: share(990, 1_000), calledFirst: share(5, 1_000), neither: share(5, 1_000) }], median: { kind: 'reached', minutes: 40 }, p95: { kind: 'reached', minutes: 60 }, method: '' },
    sinceApproval: { median: { kind: 'reached', minutes: 20 }, p95: { kind: 'reached', minutes: 40 } }, beforePress: null, medianHeadStartMinutes: null,
  },
  notices: [NOTICE],
  calls: { expected: { expectedSoFar: 100, offered: 120, wholeDay: 200, low: 180, high: 220 }, expectedMissing: null, avoided: { kind: 'estimate', avoided: 50, low: 20, high: 80 }, offered: 1_000, identified: 900, byMembers: 400 },
  hold: { kind: 'computed', waitSeconds: 30, waitSecondsWithout: 60, waitLow: 50, waitHigh: 70, abandonShare: 0.02, abandonShareWithout: 0.05, agentHoursSaved: 4, currency: null, savedByAgentHours: null, savedByCalls: null },
  feedback: [{ number: 1, served: { kind: 'share', served: share(84, 100), response: share(100, 500), lowest: 0.1, highest: 0.9 } }],
  alerts: [], deeds: [],
} as unknown as ReportFigures;
type Deep<T> = { [K in keyof T]?: T[K] extends object ? Deep<T[K]> : T[K] };
const but = (change: Deep<ReportFigures>): ReportFigures => {
  const merge = (a: unknown, b: unknown): unknown => (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null && !Array.isArray(b) ? { ...a, ...Object.fromEntries(Object.entries(b).map(([key, value]) => [key, merge((a as Record<string, unknown>)[key], value)])) } : b);
  return merge(GOOD, change) as ReportFigures;
};
const notice = (change: Partial<ReportedNotice>): Deep<ReportFigures> => ({ notices: [{ ...NOTICE, ...change }] as never });

describe('what to improve', () => {
  it('is nothing where the figures are good', () => {
    expect(improvements(GOOD)).toEqual([]);
  });

  it.each<[string, Deep<ReportFigures>, string]>([
    ['slow-approval', notice({ approvedAt: '2026-03-02T08:45:00.000Z' }), '45 min from the declaration to the signature'],
    ['slow-word', { word: { firstWord: { median: { kind: 'reached', minutes: 150 } } } } as never, 'half were told 2 h 30 min after the declaration'],
    ['slow-word', { word: { firstWord: { median: { kind: 'not-reached' } } } } as never, 'half of the people were never told'],
    ['press-first', { word: { beforePress: share(100, 1_000) } }, '10.0 % had been told before the press reported'],
    ['press-first', { word: { beforePress: share(0, 1_000) } }, 'nobody had been told when the press reported'],
    ['not-reached', notice({ outcomes: { delivered: 960, bounced: 30, failed: 10 }, reasons: [{ outcome: 'bounced', code: '550', people: 30 }] }), 'notice 1 did not reach 40 of 1,000 people (4.0 %); most often: bounced, 550'],
    ['in-doubt', notice({ outcomes: { delivered: 995, unknown: 5 } }), 'of 5 people of notice 1 nobody knows whether they were told'],
    ['in-doubt', notice({ outcomes: { delivered: 999, unknown: 1 } }), 'of 1 person of notice 1 nobody knows whether they were told'],
    ['few-recognised', { calls: { identified: 700 } }, '70.0 % of the callers were recognised'],
    ['no-calls', { calls: { offered: 0, identified: 0 } }, 'no call is on record'],
    ['not-measurable', { calls: { avoided: { kind: 'not-measurable', reason: { code: 'single-waves' } } } } as never, 'avoided calls can’t be known (single-waves)'],
    ['provoked', { calls: { avoided: { avoided: -50, low: -80, high: -20 } } } as never, 'the notice brought 50 more calls than it spared (20 to 80)'],
    ['no-forecast', { calls: { expected: null, expectedMissing: 'no forecast (short-history)' } }, 'no forecast (short-history)'],
    ['no-hold-time', { hold: { kind: 'not-computed', why: 'no agents' } } as never, 'no agents'],
    ['not-served', { feedback: [{ number: 1, served: { kind: 'share', served: share(50, 100), response: share(100, 500) } }] } as never, 'of 100 answers, 50.0 % said that notice 1 told them what they need'],
    ['few-respond', { feedback: [{ number: 1, served: { kind: 'share', served: share(90, 100), response: share(100, 5_000) } }] } as never, '100 of 5,000 people (2.0 %) answered after notice 1'],
    ['few-answers', { feedback: [{ number: 1, served: { kind: 'not-enough-data', answered: 3, asked: 500, need: 30 } }] } as never, '3 of 500 people answered after notice 1; 30 answers carry a figure'],
    ['alert.storm-brake.tripped', { alerts: [{ kind: 'storm-brake.tripped', severity: 'critical', message: 'Sending was stopped.', times: 2, state: 'resolved' }] }, '2 × Sending was stopped.'],
  ])('has %s, with its figure', (code, change, figure) => {
    expect(improvements(but(change)).filter((rule) => rule.code === code)).toEqual([{ code, figure, advice: expect.stringMatching(/\.$/) }]);
  });
  it('says codes in the words it is given', () => {
    const words = { failure: (outcome: string, code: string) => `${outcome}: no mailbox, ${code}`, obstacle: () => 'all at once' };
    const said = improvements(but({ ...notice({ outcomes: { delivered: 960, bounced: 40 }, reasons: [{ outcome: 'bounced', code: '550', people: 40 }] }), calls: { avoided: { kind: 'not-measurable', reason: { code: 'single-waves' } } } } as never), words);
    expect(said.map(({ figure }) => figure)).toEqual(['notice 1 did not reach 40 of 1,000 people (4.0 %); most often: bounced: no mailbox, 550', 'avoided calls can’t be known (all at once)']);
  });
});

describe('what changed', () => {
  it('is each figure that is other than it was, and why it may be', () => {
    const changes = changesBetween(GOOD, but({ calls: { offered: 1_002, identified: 901 }, ...notice({ outcomes: { delivered: 989, bounced: 11 } }) }));
    expect(changes).toEqual(expect.arrayContaining([{ path: 'calls.offered', was: 1_000, is: 1_002 }, { path: 'notices.0.outcomes.bounced', was: 10, is: 11 }]));
    expect(changes).toHaveLength(4);
    expect(whyChanged(changes)).toEqual(['calls of that time were imported or matched later', 'receipts, bounces or decisions came in later']);
  });
  it('is nothing where a report from before texts had a cost is drawn again', () => {
    expect(changesBetween(GOOD, but(notice({ texts: TEXTS })))).toEqual([]);
  });
  it('is nothing where only the record grew, or a number differs in its last digits', () => {
    expect(changesBetween(GOOD, but({ deeds: [{ at: 'x', who: 'y', action: 'z', details: {} }], hold: { waitSeconds: 30 + 1e-12 } }))).toEqual([]);
    expect(whyChanged([])).toEqual([]);
  });
});

it('is a table of one figure a line, quoted and safe for a spreadsheet', () => {
  const csv = reportCsv(but({ incident: { title: '=cmd()' } }), improvements(GOOD));
  const lines = csv.trimEnd().split('\r\n');
  expect(lines[0]).toBe('\ufeff"section","figure","value","low","high","note"');
  expect(lines).toContain(`"incident","title","'=cmd()","","",""`);
  expect(lines).toContain('"calls","avoided, net","50","20","80",""');
  expect(lines).toContain('"notice 1","bounced: 550 5.1.1","10","","",""');
  expect(reportCsv(but({ calls: { avoided: { avoided: -50, low: -80, high: -20 } } } as never), [])).toContain('"calls","avoided, net","-50","-80","-20",""');
});

describe('what texts cost, in the table', () => {
  const lines = (texts: ReportedNotice['texts']) => reportCsv(but(notice({ texts })), []).split('\r\n').filter((line) => line.includes('texts'));
  it('is the sum of what has a price, with what it lacks', () => {
    expect(lines(TEXTS)).toEqual([
      '"notice 1","texts, as signed","100","","",""', '"notice 1","segments of texts, as signed","210","","",""', '"notice 1","cost of texts, as signed, USD","1.58","","","without GB: no price set; sample prices of the demo"',
    ]);
  });
  it('is no number where nothing has a price', () => {
    const unpriced = { ...TEXTS.cost!, total: 0, unpriced: ['US', 'GB'], countries: TEXTS.cost!.countries.map((one) => ({ ...one, price: null, cost: null })), sample: false };
    expect(lines({ ...TEXTS, cost: unpriced }).at(-1)).toBe('"notice 1","cost of texts, as signed, USD","","","","without US, GB: no price set"');
    expect(lines({ ...TEXTS, cost: null }).at(-1)).toBe('"notice 1","cost of texts, as signed","","","","no price of a segment was set"');
  });
  it('is not there where it was not kept', () => {
    expect(lines({ texts: 100, segments: 210 })).toHaveLength(2);
    expect(lines(undefined)).toEqual([]);
    expect(lines(null)).toEqual([]);
  });
});
