import { type JsonOf } from '../../kernel/json-of.js';
import { describe, expect, it } from '@jest/globals';
import { type AvoidedCalls, type NoticeMeasurement } from '../../measure/contract.js';
import { type HoldTimeFigures } from '../../measure/hold-time.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { fitSentence, forecastSentences, holdPart, refusalWords } from './hold-time.words.js';
import { avoidedFigure, avoidedSentence, obstacleSentence, ratioFigure, shortageSentence } from './avoided.words.js';
import { avoidedChart, firstWordChart, hourlyChart } from './calls-chart.js';
import { checkSentences } from './checks.words.js';

const estimate = (avoided: number, low: number, high: number) => ({ kind: 'estimate', avoided, low, high }) as unknown as JsonOf<AvoidedCalls>;

describe('the headline', () => {
  it.each([
    [241.4, 144, 337, '241', '144 to 337', 'good', 'spared between 144 and 337 calls'],
    [-35.2, -60.4, -10, '−35', '−60 to −10', 'bad', 'between 10 and 60 calls more'],
    [12, -30, 1234, '12', '−30 to 1,234', '', 'The interval holds zero'],
  ])('of %d avoided calls (%d to %d) is %s, %s', (avoided, low, high, value, interval, tone, sentence) => {
    expect(avoidedFigure(estimate(avoided, low, high))).toEqual({ value, tone, note: expect.stringContaining(interval) });
    expect(avoidedSentence(estimate(avoided, low, high))).toContain(sentence);
  });
  it('never rounds a little below nothing to a negative nothing', () => {
    expect(avoidedFigure(estimate(-0.3, -5, 4)).value).toBe('0');
  });
  it('says what is missing, and why it can not be known', () => {
    const few = { kind: 'not-enough-data', reasons: [{ code: 'few-waiting-calls', have: 12, need: 250 }] } as unknown as JsonOf<AvoidedCalls>;
    expect(avoidedFigure(few)).toEqual({ value: 'not enough data', tone: '', note: 'It needs 250 calls by people who were still waiting; there are 12.' });
    const never = { kind: 'not-measurable', reason: { code: 'single-waves' } } as unknown as JsonOf<AvoidedCalls>;
    expect(avoidedFigure(never)).toMatchObject({ value: 'can’t be known', note: 'Everybody was told at once, so there is nobody to compare with.' });
    expect(avoidedSentence(never)).toBe('What the notice changed can’t be known: everybody was told at once, so there is nobody to compare with.');
  });
  it('has a sentence for each shortage and each obstacle', () => {
    for (const code of ['window-open', 'few-waiting-calls', 'few-notified-calls', 'empty-groups'] as const) expect(shortageSentence({ code, have: 1, need: 2, observedUntil: '', latestEnd: '' })).toMatch(/\.$/);
    for (const code of ['order-not-random', 'order-not-recorded', 'single-waves', 'too-quick', 'unbalanced'] as const) expect(obstacleSentence({ code, bins: 2, needBins: 4, binMinutes: 30 } as never)).toMatch(/\.$/);
    expect(obstacleSentence({ code: 'too-quick', bins: 2, needBins: 4, binMinutes: 30 })).toContain('within 1 h; a comparison needs 2 h between');
  });
  it('says beside the headline what it is of people, of all callers, and of those nobody wrote to', () => {
    const scaled = { match: { share: 0.8, calls: 1_200, basis: 'excess' as const }, avoided: 125, low: 60, high: 190, se: 30, sensitivity: [{ points: -2, bias: 9.6 }, { points: 2, bias: -9.1 }] };
    const checks = (holds: boolean) => checkSentences({ callers: estimate(90, 40, 140), scaled, placebo: { result: estimate(3, -20, 26), holds } });
    expect(checkSentences({ callers: estimate(90, 40, 140), scaled: null, placebo: { result: estimate(3, -20, 26), holds: true } }, { avoided: 101, low: 30, high: 172, se: 35 })[0]).toBe('The figure at the top allows for who had called before, and so for those who call a lot and came early or late by chance. Without that it is 101 (30 to 172).');
    expect(checks(true)).toEqual([
      expect.stringContaining('90 (40 to 140)'), expect.stringMatching(/^80 % of the 1,200 calls that came on top.*125 \(60 to 190\)/), expect.stringContaining('off by up to 10'),
      expect.stringContaining('comes to 3 (−20 to 26): nothing, as it should'), expect.stringContaining('heard of it from others'),
    ]);
    expect(checks(false)[3]).toContain('should be nothing');
  });
  it('shows a ratio with its interval, or that there is none', () => {
    expect(ratioFigure({ value: 0.678, low: 0.58, high: 0.79, logSe: 0.1 })).toMatchObject({ value: '0.68', note: '95 % interval 0.58 to 0.79; 1 is no difference' });
    expect(ratioFigure(null).value).toBe('–');
  });
});

describe('hold time', () => {
  const service = (waitSeconds: number) => ({ calls: 100, waitSeconds, abandonShare: 0.1, serviceLevel: 0.8, occupancy: 0.9 });
  const figures = (low: number, high: number): HoldTimeFigures => ({
    kind: 'hold-time', label: 'modelled', noticeId: 'n' as NoticeId, window: { from: new Date(0), until: new Date(3_600_000) }, avoided: { value: 60, low, high }, avoidedOfAll: { value: 80, low, high }, matchedShare: 0.75,
    actual: { waitSeconds: 41, abandonShare: 0.12 }, target: { thresholdSeconds: 20, targetShare: 0.8 },
    fit: { id: '1', availability: 0.8, patienceSeconds: 355, handleSeconds: 180, from: '2026-02-02', until: '2026-03-01', calls: 5_000 },
    withNotice: service(42), without: { value: service(95), low: service(70), high: service(125) }, intervals: [],
    agentHours: { value: 4.5, low: -1, high: 12 }, talkHours: { value: 4, low: 1, high: 6 }, mostAgents: 3,
    saved: { currency: 'USD', byAgentHours: { value: 1_234.4, low: -20, high: 3_000 }, byCalls: null }, simulated: false, method: 'm',
  });
  it('is said with both ends of its interval, and claims no more', () => {
    const { figures: shown } = holdPart(figures(20, 90));
    expect(shown!.sentence).toBe('By the model, callers waited 42 s in the window that could be compared; without the notice it would have been between 1 min 10 s and 2 min 5 s.');
    expect(shown!.rows[0]).toEqual({ label: 'Mean wait', with: '42 s', without: '1 min 35 s', range: '1 min 10 s to 2 min 5 s' });
    expect(shown!.agents).toMatchObject({ hours: '4 h 30 min', range: '95 % interval −1 h to 12 h', target: '80 % within 20 s' });
    expect(shown!.saved).toEqual([{ label: 'Saved by agent hours', value: 'USD\u00a01,234', note: '95 % interval −20 to 3,000' }]);
    const ends = { ...figures(20, 90), without: { value: service(95), low: { ...service(70), serviceLevel: 0.85 }, high: { ...service(125), serviceLevel: 0.799 } } };
    expect(holdPart(ends).figures!.rows[2]).toMatchObject({ range: '79.9 % to 85.0 %' }); // the lower end first
    expect(holdPart(figures(-5, 90)).figures!.sentence).toContain('The interval holds no difference too.');
    const alike = holdPart({ ...figures(20, 90), without: { value: service(30), low: service(29.8), high: service(30.4) } }).figures!;
    expect([alike.sentence, alike.rows[0]!.range]).toEqual(['By the model, callers waited 42 s in the window that could be compared; without the notice it would have been about 30 s.', 'about 30 s']);
  });
  it('is foretold with whom it rests on', () => {
    const noticeId = 'n' as NoticeId;
    const prior = { callsPerThousand: 30, source: 'plan', incidents: 0 } as const;
    expect(forecastSentences({ kind: 'no-forecast', noticeId, calls: 300, callsPerThousand: 30, callsByHour: [75, 75, 75, 75], prior, reason: 'no-agents-known' })).toEqual([
      '300 calls are to be expected from those who are told, within four hours of it, at 30 of a thousand: so the plan says. How long callers would wait is not known: nobody has said who is on duty.',
    ]);
    expect(forecastSentences({ kind: 'no-forecast', noticeId, calls: 0.7, callsPerThousand: 30, callsByHour: [0.7, 0, 0, 0], prior, reason: 'no-agents-known' })[0]).toMatch(/^1 call is to be expected/);
    const known = { kind: 'forecast', noticeId, calls: 300, callsPerThousand: 30, callsByHour: [75, 75, 75, 75], prior, agents: 7.5, otherCallsPerHour: 42, worstWaitSeconds: 75, worstAtMinutes: 90, finishesAt: null } as const;
    const words = (['kind-and-brand', 'kind', 'all', 'company'] as const).map((source) => forecastSentences({ ...known, paced: null, callsPerThousand: 42.34, prior: { callsPerThousand: 42.34, source, incidents: 1 } })[0]);
    expect(words.map((sentence) => sentence!.replace(/^.*thousand: /, ''))).toEqual([
      'what one earlier incident of this kind and brand brought.', 'what one earlier incident of this kind brought, under any brand.', 'what one earlier incident brought, of whatever kind.',
      'the company’s own figure, for want of incidents to go by.',
    ]);
    expect(forecastSentences({ ...known, paced: null })[1]).toBe('With about 8 agents there, and 42 other calls an hour as just now, callers would wait 1 min 15 s at worst, 1 h 30 min after the first wave, if the waves open as planned.');
    expect(forecastSentences({ ...known, worstWaitSeconds: 0.02, paced: null })[1]).toBe('With about 8 agents there, and 42 other calls an hour as just now, hardly anybody would wait, if the waves open as planned.');
    expect(forecastSentences({ ...known, paced: { peoplePerMinute: 41.7, lastWaveMinutes: 180 } })[2]).toBe('The phones bear 42 people a minute.');
  });
  it('says what the weeks before were like, and no share that can not be', () => {
    const fit = { patienceSeconds: 147, handleSeconds: 240, from: '2026-02-16', until: '2026-03-15' };
    expect(fitSentence({ ...fit, availability: 0.83 })).toBe('From 16 Feb 2026 to 15 Mar 2026: a call took an agent 4 min, callers were ready to wait 2 min 27 s on average before they hung up, and 83 % of the agents on duty were there for calls.');
    expect(fitSentence({ ...fit, availability: 1.07 })).toMatch(/before they hung up, and calls were answered as if about 7 % more agents had been on duty than the record says; check that record\.$/);
  });
  it('has a sentence for each reason why there is none', () => {
    const noticeId = 'n' as NoticeId;
    for (const reason of ['no-estimate', 'no-agents-in-window', 'no-caller-known'] as const) expect(holdPart({ kind: 'no-hold-time', noticeId, reason }).missing).toMatch(/\.$/);
    for (const reason of ['no-agents-known', 'no-handle-times'] as const) expect(holdPart({ kind: 'no-hold-time', noticeId, reason: 'no-fit', fit: { kind: 'no-fit', reason } }).missing).toMatch(/\.$/);
    for (const reason of ['few-days', 'few-calls', 'few-abandons', 'waits-unknown', 'too-few-agents', 'too-many-agents'] as const) expect(refusalWords({ kind: 'no-fit', reason, have: 3, need: 5 })).toMatch(/\.$/);
  });
});

describe('the charts', () => {
  const hour = (from: string, until: string, told: number | null, waiting: number | null) => ({ from, until, notified: { calls: 0, personHours: 0, per1000: told }, waiting: { calls: 0, personHours: 0, per1000: waiting } });
  const result = {
    hourly: [hour('2026-03-02T14:00:00.000Z', '2026-03-02T15:00:00.000Z', null, 8.1234), hour('2026-03-02T15:00:00.000Z', '2026-03-02T15:30:00.000Z', 4, 6)],
    overTime: { kind: 'series', bins: [{ from: '2026-03-02T14:00:00.000Z', until: '2026-03-02T15:00:00.000Z', avoidedSoFar: 3.4 }, { from: '2026-03-02T15:00:00.000Z', until: '2026-03-02T16:00:00.000Z', avoidedSoFar: -12 }] },
    avoided: estimate(-12, -40.5, 17),
  } as unknown as JsonOf<NoticeMeasurement>;

  it('draws both sides on the clock of the company, a side without people as a gap', () => {
    const { series, xAxis } = hourlyChart(result, [{ label: 'declared', at: '2026-03-02T14:20:00.000Z' }, { label: 'press', at: null }, { label: 'long ago', at: '2026-01-01T00:00:00.000Z' }], 'America/New_York');
    expect(series.map(({ name, data }) => [name, data])).toEqual([
      ['still waiting', [['2026-03-02T09:30:00.000Z', 8.12], ['2026-03-02T10:15:00.000Z', 6]]],
      ['already told', [['2026-03-02T09:30:00.000Z', null], ['2026-03-02T10:15:00.000Z', 4]]],
    ]);
    expect(xAxis).toMatchObject({ min: '2026-03-02T09:00:00.000Z', max: '2026-03-02T10:30:00.000Z', name: 'Eastern time (EST)' });
    expect(series[0]).toMatchObject({ markLine: { data: [{ name: 'declared', xAxis: '2026-03-02T09:20:00.000Z' }] } });
    const close = hourlyChart(result, [{ label: 'declared', at: '2026-03-02T14:20:00.000Z' }, { label: 'press', at: '2026-03-02T14:10:00.000Z' }], 'UTC').series[0]!;
    expect(close).toMatchObject({ markLine: { data: [{ name: 'press', label: { position: 'insideEndBottom' } }, { name: 'declared', label: { position: 'insideStartBottom' } }] } }); // their words must not meet
  });
  it('adds the avoided calls up from nothing, with room for the whole interval', () => {
    const chart = avoidedChart(result, 'UTC')!;
    expect(chart.series[0]!.data).toEqual([['2026-03-02T14:00:00.000Z', 0], ['2026-03-02T15:00:00.000Z', 3], ['2026-03-02T16:00:00.000Z', -12]]);
    expect(chart.yAxis.min).toBeLessThanOrEqual(-40.5);
    expect(chart.yAxis.max).toBeGreaterThanOrEqual(17);
  });
  it('stacks who told, who called and the rest up to all people, at every time', () => {
    const series = [{ minutes: 0, toldFirst: 0, calledFirst: 0 }, { minutes: 15, toldFirst: 30, calledFirst: 5 }];
    const word = { ...result, declaredAt: '2026-03-02T14:00:00.000Z', pressReportedAt: '2026-03-02T14:10:00.000Z', firstWord: { kind: 'first-word', members: 100, series } } as never;
    const chart = firstWordChart(word, 'America/New_York')!;
    expect(chart.series.map(({ name, data }) => [name, ...data.map(([, people]) => people)])).toEqual([['we told first', 0, 30], ['they called first', 0, 5], ['neither yet', 100, 65]]);
    expect(chart.series[0]).toMatchObject({ data: [['2026-03-02T09:00:00.000Z', 0], ['2026-03-02T09:15:00.000Z', 30]], markLine: { data: [{ xAxis: '2026-03-02T09:10:00.000Z' }] } });
    expect(firstWordChart({ ...result, firstWord: { kind: 'first-word', members: 100 } } as never, 'UTC')).toBeNull();
  });
  it('draws no sum where there is no estimate', () => {
    expect(avoidedChart({ ...result, avoided: { kind: 'not-measurable' } } as never, 'UTC')).toBeNull();
  });
});
