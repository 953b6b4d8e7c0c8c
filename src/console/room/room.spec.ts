import { describe, expect, it } from '@jest/globals';
import { type Outcome, OUTCOMES } from '../../deliver/contract.js';
import { clocksOf, lawsTogether } from '../incidents/clocks.js';
import { type KnownNotice } from '../incidents/known-notice.js';
import { actsMark, actsPart } from './room-acts.presenter.js';
import { type RoomState } from './room-board.js';
import { chiefOf, clocksPart, figuresPart, sumPart } from './room.presenter.js';

const NOW = new Date('2026-03-02T12:00:00Z');
const at = (time: string): Date => new Date(`2026-03-02T${time}:00Z`);

interface Made {
  readonly type?: string;
  readonly state?: string;
  readonly approvedAt?: Date | null;
  readonly dispatch?: object | null;
  readonly outcomes?: Partial<Record<Outcome, number>>;
  readonly tellWithinHours?: number;
  readonly countedAt?: Date;
}

function notice(number: number, { type = 'initial', state = 'approved', approvedAt = at('10:00'), dispatch = { state: 'running' }, outcomes = {}, tellWithinHours, countedAt = NOW }: Made = {}): KnownNotice {
  const all = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, outcomes[outcome] ?? 0])) as Record<Outcome, number>;
  const members = 100;
  const progress = dispatch && {
    noticeId: `n-${number}`, at: NOW, countedAt, countedSinceChange: true, dispatch: { reason: null, brake: null, ledgerWritten: true, expiresAt: at('20:00'), ...dispatch }, sum: { members, outcomes: all, adds: Object.values(all).reduce((sum, one) => sum + one, 0) === members },
    messages: { email: {}, sms: {} }, handOver: { firstAt: null, lastAt: null, wavesFrom: null }, waves: [{ waveNo: 1, openedAt: at('10:01'), plannedAt: at('10:01') }, { waveNo: 2, openedAt: null, plannedAt: at('12:30') }], strata: [], perSecond: null, unknown: all.unknown, following: 0, withoutReceipt: 0, held: [], withheld: { people: 0, reachable: 0 }, canary: null, phones: null,
  };
  return { notice: { id: `n-${number}`, number, type, state, approvedAt, schedule: { expiresAfterHours: 72 }, policies: { phones: tellWithinHours === undefined ? null : { tellWithinHours } } }, progress } as unknown as KnownNotice;
}

const incident = { id: 'i', status: 'open', declaredAt: at('08:45'), closedAt: null, pressReportedAt: null, facts: { nextUpdateAt: '2026-03-02T13:30:00Z' } };
const state = (notices: readonly KnownNotice[], over: object = {}): RoomState => ({ at: NOW, zone: 'UTC', incident, notices, alerts: [], timeline: [], holds: [], glass: [], troubles: [], figures: null, ...over }) as unknown as RoomState;

describe('the clocks of an incident', () => {
  const said = (notices: readonly KnownNotice[], over: object = {}) => clocksOf({ ...incident, ...over } as never, notices, NOW).map(({ label, distance, tone }) => [label, distance, tone]);
  const promise = (nextUpdateAt: string | null) => ({ facts: { nextUpdateAt } });

  it('say what comes next, soonest first, and what the plan promised the law', () => {
    expect(said([notice(1, { tellWithinHours: 3 })])).toEqual([
      ['Everybody is to have notice 1 (first word)', 'in 1 h', ''], ['Next update promised', 'in 1 h 30 min', ''], ['Approval of notice 1 ends', 'in 8 h', ''],
    ]);
  });
  it.each([
    ['a promise that is broken', promise('2026-03-02T11:20:00Z'), [], [['Next update promised', '40 min overdue', 'bad']]],
    ['one that is close', promise('2026-03-02T12:59:00Z'), [], [['Next update promised', 'in 59 min', 'warn']]],
    ['none that was kept late', promise('2026-03-02T11:20:00Z'), [notice(2, { type: 'update', approvedAt: at('11:30'), dispatch: { state: 'finished' } })], []],
    ['one that an update before its time repeats', promise('2026-03-02T11:20:00Z'), [notice(2, { type: 'update', approvedAt: at('11:00'), dispatch: { state: 'finished' } })], [['Next update promised', '40 min overdue', 'bad']]],
    ['none after the all-clear', promise('2026-03-02T11:20:00Z'), [notice(2, { type: 'resolution', approvedAt: at('11:00'), dispatch: { state: 'finished' } })], []],
    ['none of a draft', promise(null), [notice(1, { state: 'draft', approvedAt: null, dispatch: null })], []],
    ['the end of what is approved and waits', promise(null), [notice(1, { dispatch: null })], [['Approval of notice 1 ends', 'in 70 h', '']]],
    ['none of what is closed', { status: 'closed' }, [notice(1)], []],
  ])('show %s', (_, over, notices, expected) => {
    expect(said(notices, over)).toEqual(expected);
  });
  it('say laws that ask the same by the same time once, with the worst of their tones', () => {
    const law = (title: string, deadline: Date, stage: string | null = null) => ({ title, state: 'running', binds: 'yes', deadline, stage });
    const all = [law('A 1: tell residents', at('20:00')), law('B 2: tell residents', at('20:00'), 'last-day'), law('C 3: tell residents', at('20:00')), law('D 4: tell the authority', at('20:00')), law('E 5: tell residents', at('21:00')), law('F 6: tell residents', at('21:00'))];
    const clocks = lawsTogether(clocksOf({ ...incident, ...promise(null) } as never, [], NOW, all as never));
    expect(clocks.map(({ label, tone }) => [label, tone])).toEqual([['A 1 and 2 more laws: tell residents', 'warn'], ['D 4: tell the authority', ''], ['E 5 and 1 more law: tell residents', '']]);
  });
  it('say whose residents are to be told, and how many still are once notices are out', () => {
    const law = (name: string, jurisdiction: string, residents: number, deadline: Date) => ({ title: `${name} 1: tell residents`, jurisdiction, recipient: 'people', residents, toldByStatutory: 10, state: 'running', binds: 'yes', deadline, stage: null });
    const all = [law('A', 'US-CA', 110, at('20:00')), law('B', 'US-WA', 60, at('20:00')), law('C', 'US-CO', 40, at('20:00')), law('D', 'US-AZ', 12, at('21:00'))];
    const clocks = (notices: readonly KnownNotice[]) => lawsTogether(clocksOf({ ...incident, ...promise(null) } as never, notices, NOW, all as never)).map(({ label, why }) => [label, why]);
    expect(clocks([])).toEqual([['Notice to residents of California and 2 more states', null], ['Notice to residents of Arizona', null]]);
    const out = notice(1, { dispatch: { state: 'finished' }, outcomes: { delivered: 100 } });
    expect(clocks([out])).toEqual([['Notice to residents of California and 2 more states', '180 still to get the notice that it asks for'], ['Notice to residents of Arizona', '2 still to get the notice that it asks for']]);
    const early = all.map((one) => ({ ...one, toldByStatutory: 0 }));
    expect(lawsTogether(clocksOf({ ...incident, ...promise(null) } as never, [out], NOW, early as never)).map(({ why }) => why)).toEqual(['none of 210 has had the notice that it asks for: what went out so far is not it', 'none of 12 has had the notice that it asks for: what went out so far is not it']);
  });
});

describe('the room', () => {
  it.each([
    ['nothing before the first', [notice(1, { dispatch: null })], undefined],
    ['the newest that goes out', [notice(1), notice(2, { type: 'update' }), notice(3, { dispatch: { state: 'finished' } })], 2],
    ['a paused one before one that is over', [notice(1, { dispatch: { state: 'paused' } }), notice(2, { dispatch: { state: 'finished' } })], 1],
    ['else the newest that went', [notice(1, { dispatch: { state: 'finished' } }), notice(2, { dispatch: { state: 'cancelled' } }), notice(3, { dispatch: null })], 2],
  ])('is about %s', (_, notices, number) => {
    expect(chiefOf(notices)?.notice.number).toBe(number);
  });

  it('has a place for all ten outcomes from the start, and says in words whether they add up', () => {
    const part = (outcomes: Made['outcomes'], dispatch = {}) => sumPart(state([notice(1, { outcomes, dispatch: { state: 'running', ...dispatch } })]), 'room').chief!;
    const right = part({ delivered: 60, pending: 40 });
    expect(right.tally.map(({ outcome, count, none }) => [outcome, count, none])).toEqual([
      ['delivered', 60, false], ['sent', 0, true], ['sending', 0, true], ['pending', 40, false], ['unknown', 0, true], ['bounced', 0, true], ['failed', 0, true], ['suppressed', 0, true], ['unreachable', 0, true], ['cancelled', 0, true],
    ]);
    expect([right.check, right.wrong]).toEqual(['It adds up: 100 of 100 people.', false]);
    expect(sumPart(state([notice(1, { outcomes: { delivered: 100 }, countedAt: new Date(NOW.getTime() - 9_000) })]), 'room').chief).toMatchObject({ check: 'It adds up: 100 of 100 people.', countedAt: new Date(NOW.getTime() - 9_000) });
    expect(part({ delivered: 99 })).toMatchObject({ wrong: true, check: expect.stringMatching(/^The sum does not add up: the outcomes are 99 and the people are 100\./) });
    expect(part({ pending: 40 }, { ledgerWritten: false })).toMatchObject({ wrong: false, check: expect.stringContaining('40 of 100 so far') });
  });

  it('says what is not known yet, and never a zero for it', () => {
    const shown = (one: RoomState) => figuresPart(one, 'room').figures.map(({ label, value, note }) => `${label}: ${value} (${note})`);
    expect(shown(state([]))).toEqual([
      'Told: – (nothing has gone out)', 'Half were told within: – (being counted)', 'Heard it from us first: – (being counted)', 'Waves opened: – (nothing has gone out)', 'Unknown: 0 (of every message it is known whether it was taken)',
      'Calls since it began: – (being counted)', 'Avoided calls: – (being counted)', 'Callers’ mean wait: – (being counted)', 'Told what they need: – (being counted)',
    ]);
    const figures = { takenAt: NOW, forecast: { kind: 'no-forecast', incidentId: 'i', reason: 'no-calls-known' }, measured: null, hold: null, feedback: null };
    const out = shown(state([notice(1, { outcomes: { delivered: 50, sent: 25, unknown: 5, pending: 20 } })], { figures }));
    expect(out[0]).toBe('Told: 75 (75.0 % of 100 people of notice 1; 50 with a receipt, 25 handed to the provider with none)');
    expect(out[3]).toBe('Waves opened: 1 of 2 (the others follow as planned)');
    expect(out[4]).toBe('Unknown: 5 (messages that the provider may have taken or not)');
    expect(out[5]).toBe('Calls since it began: – (at all hours; how many an ordinary day brings is not known)');
    const forecast = { kind: 'forecast', incidentId: 'i', zone: 'UTC', frozenAt: at('08:30'), comparedUntil: at('11:30'), slotMinutes: 30, expected: 600, low: null, high: null, offered: 182, expectedSoFar: 60, slots: [], days: 56, setAside: 0, pastError: null };
    expect(shown(state([notice(1)], { figures: { ...figures, forecast } }))[5]).toBe('Calls since it began: 182 (in opening hours, 08:30 to 11:30 UTC; 122 more than the 60 usual then)');
  });

  it('says of which time it is that nothing is reached, while the sum beside it says that it is', () => {
    const word = (median: object, p95: object) => ({ firstWord: { kind: 'first-word', members: 100, at: [{ hours: 24, complete: false, toldFirst: { count: 60, of: 100, share: 0.6, low: 0.5, high: 0.7 } }], median, p95 }, notices: [] });
    const [reached, not] = [{ kind: 'reached', minutes: 30 }, { kind: 'not-reached' }];
    const half = (told: number, takenAt: Date, measured: object | null) => {
      const { label: _label, value, note } = figuresPart(state([notice(1, { outcomes: { delivered: told, pending: 100 - told } })], { figures: { takenAt, forecast: null, measured, hold: null, feedback: null } }), 'room').figures[1]!;
      return `${value} (${note})`;
    };
    expect(half(96, at('11:59'), word(reached, not))).toBe('30 min (of the declaration; 95 %: not yet when it was counted, at 11:59 UTC)');
    expect(half(94, at('11:59'), word(reached, not))).toBe('30 min (of the declaration; 95 %: not reached)');
    expect(half(96, NOW, word(reached, not))).toBe('30 min (of the declaration; 95 %: not reached)');
    expect(half(60, at('11:59'), word(not, not))).toBe('– (not yet when it was counted, at 11:59 UTC)');
    expect(half(60, at('11:59'), null)).toBe('– (being counted)');
  });

  it('says what was counted and what not yet, where only what was kept is known', () => {
    const part = (over: object) => figuresPart(state([], { figures: { takenAt: NOW, forecast: null, measured: null, hold: null, feedback: null, ...over } }), 'room');
    expect(part({})).toMatchObject({ counted: 'Who heard first was', isPartly: true });
    expect(part({ forecast: { kind: 'no-forecast', incidentId: 'i', reason: 'no-calls-known' } })).toMatchObject({ counted: 'Who heard first, calls, wait and answers were', isPartly: false });
  });

  it('counts its age until it was closed', () => {
    expect(clocksPart(state([]))).toMatchObject({ isOpen: true, age: '3 h 15 min' });
    expect(clocksPart(state([], { incident: { ...incident, status: 'closed', closedAt: at('09:00') } }))).toMatchObject({ isOpen: false, age: '15 min', clocks: [] });
  });
});

describe('what can be done from the room', () => {
  const commander = { maySteer: true, mayCommand: true, mayWrite: true, mayDecide: false };
  const acts = (notices: readonly KnownNotice[], rights: Partial<typeof commander> = {}, over: object = {}) => actsPart(state(notices, { incident: { ...incident, ...over } }), { ...commander, ...rights }, 'token');

  it.each([
    ['running', {}, {}, { canPause: true, canResume: false }],
    ['paused', { state: 'paused' }, {}, { canPause: false, canResume: true, braked: false }],
    ['braked', { state: 'paused', brake: 'canary' }, {}, { canResume: true, braked: true, waitsForCommander: false }],
    ['braked, and no commander looks', { state: 'paused', brake: 'canary' }, { mayCommand: false }, { canResume: false, braked: true, waitsForCommander: true }],
  ])('is right for a notice that is %s', (_, dispatch, rights, expected) => {
    expect(acts([notice(1, { dispatch: { state: 'running', ...dispatch } })], rights).steer).toMatchObject([expected]);
  });

  it('is nothing for whoever only looks, and no word to people of a closed incident', () => {
    const nobody = { maySteer: false, mayCommand: false, mayWrite: false };
    const told = [notice(1, { outcomes: { delivered: 100 } })];
    expect(acts(told, nobody)).toMatchObject({ steer: [], say: null, decide: [], nothing: true });
    expect([acts(told).say?.to.length, acts(told, {}, { status: 'closed' }).say, acts([notice(1, { outcomes: { pending: 100 } })]).say]).toEqual([1, null, null]);
    expect(acts([notice(1, { state: 'submitted', dispatch: null })], { ...nobody, mayDecide: true }).decide).toEqual([{ id: 'n-1', number: 1, typeLabel: 'first word' }]);
  });

  it('is marked by what changes it, and not by every message', () => {
    const mark = (made: Made) => actsMark(state([notice(1, made)]));
    const running = mark({ outcomes: { delivered: 10, pending: 90 } });
    expect(mark({ outcomes: { delivered: 90, pending: 10 } })).toBe(running);
    for (const other of [{ outcomes: { pending: 100 } }, { outcomes: { delivered: 10, pending: 90 }, dispatch: { state: 'paused' } }, { outcomes: { delivered: 10, pending: 90 }, dispatch: { state: 'running', brake: 'canary' } }] as Made[]) expect(mark(other)).not.toBe(running);
  });
});
