import { describe, expect, it } from '@jest/globals';
import { OUTCOMES, type Outcome } from '../../deliver/contract.js';
import { Form } from '../page/form.js';
import { boundWords } from './finish-bound.words.js';
import { previewAs } from '../preview/preview-readers.js';
import { foreseenAt } from './preflight.presenter.js';
import { precisionLines } from './precision.words.js';
import { scheduleChange } from './schedule-form.js';
import { begunSentence, canarySentences, channelSentence, ladderSentence, phoneSentences, quietSentence, scheduleSentence } from './send-plan.sentences.js';
import { sumBar } from './sum-bar.js';
import { groupProgress, toldGroups, zoneNames } from './told-groups.js';

const outcomes = (given: Partial<Record<Outcome, number>>) => Object.fromEntries(OUTCOMES.map((outcome) => [outcome, given[outcome] ?? 0])) as Record<Outcome, number>;

describe('the bar of the sum', () => {
  it('fills a thousand units, what went well first, and says it in words', () => {
    const bar = sumBar({ members: 1000, outcomes: outcomes({ pending: 200, delivered: 500, sent: 250, unreachable: 50 }), adds: true }, true);
    expect(bar.parts.map(({ outcome, x, width }) => [outcome, x, width])).toEqual([['delivered', 0, 500], ['sent', 500, 250], ['pending', 750, 200], ['unreachable', 950, 50]]);
    expect(bar.label).toBe('500 delivered, 250 handed over, 200 waiting, 50 unreachable');
    expect([bar.adds, bar.preparing]).toEqual([true, false]);
  });
  it('has a place for every outcome that there is', () => {
    expect(sumBar({ members: 10, outcomes: outcomes(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 1]))), adds: true }, true).parts).toHaveLength(OUTCOMES.length);
  });
  it('leaves nobody out of sight: what one of many thousands has can be seen, and the whole stays the whole', () => {
    const { parts } = sumBar({ members: 19_707, outcomes: outcomes({ delivered: 3_997, sent: 15_446, failed: 1, unreachable: 263 }), adds: true }, true);
    expect(parts.map(({ outcome, width }) => [outcome, width])).toEqual([['delivered', expect.closeTo(201.2, 1)], ['sent', expect.closeTo(777.5, 1)], ['failed', 8], ['unreachable', expect.closeTo(13.3, 1)]]);
    expect(parts.at(-1)!.x + parts.at(-1)!.width).toBeCloseTo(1_000, 1);
    expect(sumBar({ members: 19_707, outcomes: outcomes({ delivered: 1 }), adds: false }, false).parts).toMatchObject([{ x: 0, width: 8 }]);
  });
  it('raises no alarm while rows are written, and does when they are', () => {
    const short = { members: 10, outcomes: outcomes({ pending: 4 }), adds: false };
    expect(sumBar(short, false)).toMatchObject({ preparing: true, total: 4 });
    expect(sumBar(short, true)).toMatchObject({ preparing: false, adds: false, total: 4 });
  });
});

describe('what decides when a notice is done', () => {
  const none = { domain: null, line: null };
  it.each([
    [{ bound: 'waves', limit: null }, 'the waves set the pace'],
    [{ bound: 'email' }, 'the mail relay sets the pace'], // a pre-flight from before the limit was kept
    [{ bound: 'email', limit: { ...none, perSecond: 1_000 } }, 'the mail relay sets the pace, 1,000 e-mails a second'],
    [{ bound: 'sender', limit: { ...none, perSecond: 1 } }, 'the rate of the texts’ sender sets the pace, 1 segment a second'],
    [{ bound: 'sms', limit: { ...none, perSecond: 100 } }, 'the text provider’s account sets the pace, 100 segments a second'],
    [{ bound: 'domain', limit: { ...none, domain: 'gmail.com', perSecond: 20 } }, 'gmail.com takes 20 e-mails a second, which sets the pace'],
    [{ bound: 'domain', limit: { ...none, domain: 'gmail.com', perSecond: 0.1 } }, 'gmail.com takes 6 e-mails a minute, which sets the pace'],
    [{ bound: 'email-connections', limit: { domain: null, perSecond: 133.3, line: { connections: 20, callMs: 150.2, seen: true } } },
      'the connections to the mail relay set the pace: 20 of a process carry about 133 e-mails a second, at 150 ms each'],
    [{ bound: 'sms-connections', limit: { domain: null, perSecond: 5, line: { connections: 1, callMs: 200, seen: false } } },
      'the connections to the text provider set the pace: 1 of a process carries about 5 texts a second, at 200 ms each (assumed until a hundred were timed)'],
  ] as const)('is said for %j', (finish, words) => {
    expect(boundWords(finish)).toBe(words);
  });
});

it('what a pre-flight foresaw is of its own minute, once that has passed', () => {
  const [requestedAt, startedAt] = [new Date('2026-03-16T10:00:00Z'), new Date('2026-03-16T10:00:20Z')];
  expect(foreseenAt({ requestedAt, startedAt }, new Date('2026-03-16T10:01:20Z'))).toBeNull();
  expect(foreseenAt({ requestedAt, startedAt }, new Date('2026-03-16T10:40:00Z'))).toEqual(startedAt);
  expect(foreseenAt({ requestedAt, startedAt: null }, new Date('2026-03-16T10:40:00Z'))).toEqual(requestedAt);
});

describe('what a plan will be able to measure', () => {
  const plan = { startAt: null, waves: 12, waveIntervalMinutes: 60, expiresAfterHours: 72, canary: 0 };
  it('is said for few, many and very many callers', () => {
    const lines = precisionLines(plan, 100_000);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toBe('If 30 of 1,000 phoned about it while the waves go out, and being told halved that: 608 avoided calls, give or take 32 %.');
    expect(precisionLines(plan, 5_000)[0]).toBe('If 10 of 1,000 phoned about it while the waves go out: too few calls for a figure.');
    expect(precisionLines({ ...plan, lateGroup: { percent: 10, afterHours: 48 } }, 100_000)[1]).toMatch(/until the late group is told.* 1,350 avoided calls, give or take \d+ %\.$/);
  });
  it('is nothing where all are told at once', () => {
    expect(precisionLines({ ...plan, waves: 1 }, 100_000)).toEqual([]);
  });
});

describe('the schedule', () => {
  const typed = { timesIn: '', startAt: '', waves: '12', waveIntervalMinutes: '5', expiresAfterHours: '72', canary: '50', latePercent: '', lateAfterHours: '', channels: 'both', noReceiptMinutes: '30', unknownEmail: 'ask', quietOverride: '', phones: '', agents: '', handleSeconds: '', targetHoldSeconds: '', limitHoldSeconds: '', callsPerThousand: '', tellWithinHours: '', publicPage: '', standing: '' };
  const paced = { phones: 'on', handleSeconds: '300', targetHoldSeconds: '30', limitHoldSeconds: '120', callsPerThousand: '2.5' };
  it('waits for the phones where it is said to', () => {
    const phones = { agents: null, handleSeconds: 300, targetHoldSeconds: 30, limitHoldSeconds: 120, callsPerThousand: 2.5, tellWithinHours: null };
    expect(scheduleChange(new Form({ ...typed, ...paced }), 'UTC').change?.policies?.phones).toEqual(phones);
    expect(scheduleChange(new Form({ ...typed, ...paced, agents: '12', tellWithinHours: '72' }), 'UTC').change?.policies?.phones).toEqual({ ...phones, agents: 12, tellWithinHours: 72 });
    expect(phoneSentences({ channels: 'both', unknownEmail: 'ask', mandatory: true, phones })[0]).toContain('with the agents on duty and 300 seconds a call, people are told no faster than callers wait 30 seconds; above 120 no wave opens');
    const left = scheduleChange(new Form({ ...typed, ...paced, callsPerThousand: '' }), 'UTC').change!.policies!.phones!;
    expect(left).toEqual({ ...phones, callsPerThousand: null });
    expect(phoneSentences({ channels: 'both', unknownEmail: 'ask', mandatory: true, phones: left })[0]).toContain('is taken from earlier incidents, else from the company’s own figure, until their own are counted.');
    expect(phoneSentences({ channels: 'both', unknownEmail: 'ask', mandatory: true })).toEqual([]);
  });
  it('is read as a change of schedule and policies', () => {
    expect(scheduleChange(new Form({ ...typed, startAt: '2026-03-02T09:00' }), 'America/New_York').change).toEqual({
      schedule: { startAt: '2026-03-02T14:00:00.000Z', waves: 12, waveIntervalMinutes: 5, expiresAfterHours: 72, canary: 50, lateGroup: null }, policies: { channels: 'both', unknownEmail: 'ask', ladder: null, quietHours: { overrideReason: null }, phones: null, publicPage: false, standing: 'early-warning' },
    });
    expect(scheduleChange(new Form({ ...typed, publicPage: 'on' }), 'UTC').change?.policies?.publicPage).toBe(true);
    expect(scheduleChange(new Form({ ...typed, standing: 'statutory' }), 'UTC').change?.policies?.standing).toBe('statutory');
    expect(scheduleChange(new Form({ ...typed, latePercent: '5', lateAfterHours: '48' }), 'UTC').change?.schedule?.lateGroup).toEqual({ percent: 5, afterHours: 48 });
    expect(['30', ''].map((noReceiptMinutes) => scheduleChange(new Form({ ...typed, channels: 'preferred', noReceiptMinutes }), 'UTC').change?.policies?.ladder)).toEqual([{ noReceiptMinutes: 30 }, null]);
  });
  it.each([
    [{ waves: '0' }, 'The number of waves must lie between 1 and 200.'],
    [{ waves: 'a dozen' }, 'The number of waves must be a whole number.'],
    [{ expiresAfterHours: '9999' }, 'The end must lie between 1 and 720.'],
    [{ latePercent: '25', lateAfterHours: '48' }, 'The share of the late group must lie between 2 and 10.'],
    [{ latePercent: '5' }, 'The time until the late group is told must be a whole number.'],
    [{ channels: 'pigeon' }, 'Choose one of the policies that are offered.'],
    [{ ...paced, limitHoldSeconds: '10' }, 'Limit hold seconds must not be less than the target.'],
    [{ ...paced, handleSeconds: 'long' }, 'The time for a call must be a whole number.'],
  ])('with %j is refused, and what was typed stays', (over, fault) => {
    const form = new Form({ ...typed, ...over });
    expect(scheduleChange(form, 'UTC')).toEqual({ change: null, typedSchedule: { ...typed, ...over } });
    expect(form.faults.map(String)).toEqual([fault]);
  });
  it('is told in sentences', () => {
    const schedule = { startAt: null, waves: 12, waveIntervalMinutes: 75, expiresAfterHours: 72 };
    expect(scheduleSentence(schedule, 'UTC')).toBe('It starts as soon as it is approved, in 12 waves 1 h 15 min apart. What has not been sent 72 hours after approval never is.');
    expect(canarySentences({ ...schedule, canary: 200 })).toEqual(['The first 200 people are written to first; the others wait a few minutes for what comes of it. If more than 5 % come back or 2 % are refused, it stops by itself.']);
    expect([canarySentences(schedule), canarySentences({ ...schedule, canary: 0 })]).toEqual([[], []]);
    expect(scheduleSentence({ ...schedule, startAt: '2026-03-02T14:00:00.000Z', waves: 1 }, 'America/New_York')).toContain('at 2 Mar 2026, 09:00 EST, or at approval where that is later, to all at once');
    const begun = { firstAt: new Date('2026-03-02T14:54:00Z'), lastAt: new Date('2026-03-03T00:59:00Z'), isOver: true };
    expect(begunSentence(schedule, begun, 'America/Los_Angeles')).toBe('It started 2 Mar 2026, 06:54 PST, in 12 waves 1 h 15 min apart; the last message left 2 Mar 2026, 16:59 PST.');
    expect(begunSentence(schedule, { ...begun, isOver: false }, 'America/Los_Angeles')).toContain('the last message so far left 2 Mar 2026, 16:59 PST. What has not been sent 72 hours');
    expect(begunSentence(schedule, { ...begun, hadFirst: true, wavesFrom: new Date('2026-03-02T14:56:00Z') }, 'UTC')).toMatch(/^It started 2 Mar 2026, 14:54 UTC with the first people, to the others 2 Mar 2026, 14:56 UTC, in 12 waves/);
    expect(begunSentence(schedule, { ...begun, hadFirst: true, wavesFrom: begun.firstAt }, 'UTC')).toMatch(/^It started 2 Mar 2026, 14:54 UTC, in 12 waves/);
    expect(begunSentence({ ...schedule, waves: 1 }, { firstAt: null, lastAt: null, isOver: false }, 'UTC')).toContain('It has begun, to all at once; nothing has left yet. What has not');
    expect(ladderSentence({ channels: 'preferred', unknownEmail: 'ask', mandatory: true, ladder: { noReceiptMinutes: 30 } })).toBe(
      'Where that bounces, fails or is stopped, or a text has no receipt after 30 min, the other channel is tried, until there is proof that one arrived. People whom no channel reaches are put in the file of letters.',
    );
    expect(channelSentence({ channels: 'sms', unknownEmail: 'ask', mandatory: true })).toBe('It goes by SMS only. It must be told, so it passes wishes about advertising; it never passes a STOP or a dead address.');
  });
});

it.each([['first', { position: 0 }], ['no-phone', { who: 'no-phone' }], ['reads-es', { reads: 'es' }], ['C-0001', { reference: 'C-0001' }]])('looks as %s', (as, expected) => {
  expect(previewAs(as)).toEqual(expected);
});

describe('quiet hours', () => {
  const hours = { from: '21:00', until: '08:00', channels: ['sms'], overrideReason: null } as const;
  it.each([
    [{ quietHours: hours }, 'From 21:00 until 08:00 where readers live no text is sent: their wave waits for the morning, as a whole.'],
    [{ quietHours: { ...hours, channels: ['email', 'sms'] } }, 'From 21:00 until 08:00 where readers live neither texts nor e-mails are sent: their wave waits for the morning, as a whole.'],
    [{ quietHours: { ...hours, overrideReason: 'Cards are used now.' } }, 'It goes out at night too, although quiet hours are from 21:00 until 08:00: Cards are used now.'],
    [{ channels: 'email', quietHours: hours }, 'E-mail goes out at any hour.'],
    [{ quietHours: null }, 'No quiet hours are kept.'],
  ] as const)('with %j are told in a sentence', (policies, sentence) => {
    expect(quietSentence({ channels: 'both', unknownEmail: 'ask', mandatory: true, ...policies })).toBe(sentence);
  });

  it('are passed over for a reason that is typed', () => {
    const typed = { startAt: '', waves: '1', waveIntervalMinutes: '5', expiresAfterHours: '72', canary: '0', channels: 'both', noReceiptMinutes: '', unknownEmail: 'ask', quietOverride: ' Cards are used now. ' };
    expect(scheduleChange(new Form(typed), 'UTC').change?.policies?.quietHours).toEqual({ overrideReason: 'Cards are used now.' });
    const form = new Form({ ...typed, quietOverride: 'x'.repeat(501) });
    expect([scheduleChange(form, 'UTC').change, form.faults]).toEqual([null, ['The reason to pass over quiet hours must not be longer than 500 characters.']]);
  });

  it.each([
    [[], null], [['America/New_York'], 'Eastern time'], [['America/Los_Angeles', 'America/Boise', 'America/Phoenix', 'America/Denver', 'America/Chicago'], 'Pacific, Mountain, Arizona and Central time'],
    [['A/B', 'A/C', 'A/D_E', 'A/F', 'A/G', 'A/H'], 'B, C, D E, F and 2 more'], [['A/B', 'Europe/Berlin'], 'B and Central European time'],
  ])('name zones as people do: %j', (zones, names) => {
    expect(zoneNames(zones)).toBe(names);
  });

  const east = { zones: ['America/New_York'], localZone: 'America/New_York', people: 1_200, firstWaveAt: '2026-07-01T12:00:00.000Z', lastWaveAt: '2026-07-01T13:00:00.000Z' };
  it('show in the pre-flight who is told when, on his own clock', () => {
    expect(toldGroups([east])).toEqual([]);
    expect(toldGroups([east, { ...east, zones: [], localZone: 'America/Los_Angeles', people: 1, lastWaveAt: null }])).toMatchObject([
      { who: '1,200 people, Eastern time', local: 'Wed 08:00 to Wed 09:00 on their clock', late: null },
      { who: '1 person, zone not known', local: null, late: 'quiet hours leave too little time before the notice expires' },
    ]);
  });

  it('show in the progress how far each group is', () => {
    const wave = (waveNo: number, stratum: number, planned: string, opened: boolean) =>
      ({ waveNo, stratum, plannedAt: new Date(planned), openedAt: opened ? new Date(planned) : null, handedOverAt: null, lastHandedOverAt: null, late: false, members: 1, outcomes: {} });
    const stratum = { zones: ['America/New_York'], localZone: 'America/New_York', members: 1_200, quietNow: false, quietUntil: null };
    const waves = [wave(0, 0, '2026-07-01T12:00:00Z', true), wave(1, 0, '2026-07-01T12:30:00Z', false), wave(2, 1, '2026-07-01T15:00:00Z', false)];
    expect(groupProgress({ strata: [{ ...stratum, stratum: 0 }], waves })).toEqual([]);
    expect(groupProgress({ strata: [{ ...stratum, stratum: 0 }, { stratum: 1, zones: ['America/Los_Angeles'], localZone: 'America/Los_Angeles', members: 300, quietNow: true, quietUntil: new Date('2026-07-01T15:00:00Z') }], waves })).toEqual([
      '1,200 people, Eastern time: 1 of 2 waves opened, next Wed 08:30 on their clock.',
      '300 people, Pacific time: 0 of 1 waves opened, next Wed 08:00 on their clock; quiet hours there until Wed 08:00.',
    ]);
  });
});
