import { type CallGap } from '../../hear/contract.js';
import { type ExpectedCallsService } from '../../measure/expected-calls.service.js';
import { type ListBar } from '../list/console-list.js';
import { type Columns } from '../list/list-files.js';
import { grouped, type Tone } from '../page/words.js';
import { type Fault } from '../page/fault.js';

type CalendarDay = Awaited<ReturnType<ExpectedCallsService['calendar']>>[number];

const KINDS = { closed: 'closed', 'set-aside': 'no ordinary day' } as const;
const STATES: Readonly<Record<CallGap['state'], { readonly label: string; readonly tone: Tone }>> = {
  proposed: { label: 'was it a gap?', tone: 'warn' }, known: { label: 'a gap', tone: 'info' }, dismissed: { label: 'nobody called', tone: '' },
};

/** Newest first, and what waits for a word before all. */
export const gapsAsked = (gaps: readonly CallGap[], { state }: Readonly<Record<'state', string>>): readonly CallGap[] =>
  gaps.filter((gap) => state === '' || gap.state === state).toSorted((a, b) => Number(b.state === 'proposed') - Number(a.state === 'proposed') || b.from.getTime() - a.from.getTime());

/** Newest first. */
export const daysAsked = (days: readonly CalendarDay[], { kind }: Readonly<Record<'kind', string>>): readonly CalendarDay[] => days.filter((day) => kind === '' || day.kind === kind).toReversed();

export const GAP_COLUMNS: Columns<CallGap> = {
  from: ({ from }) => from, until: ({ until }) => until, source: ({ source }) => source, queue: ({ queue }) => queue, why: ({ reason }) => reason, state: ({ state }) => STATES[state].label, expected_calls: ({ expected }) => expected, set_at: ({ setAt }) => setAt,
};
export const DAY_COLUMNS: Columns<CalendarDay> = { day: ({ date }) => date, kind: ({ kind }) => KINDS[kind], why: ({ note }) => note };

export interface CentreShown {
  readonly lists: Readonly<Record<'days' | 'gaps', ListBar>>;
  /** By which a gap can be named. */
  readonly feeds: { readonly sources: readonly string[]; readonly queues: readonly string[] };
  readonly days: readonly CalendarDay[];
  readonly gaps: readonly CallGap[];
  readonly mayEditDays: boolean;
  readonly mayEditGaps: boolean;
  readonly zone: string;
  readonly typed: Readonly<Record<'date' | 'kind' | 'note' | 'from' | 'until' | 'source' | 'queue' | 'reason', string>>;
  readonly faults: readonly Fault[];
}

export function contactCentrePage({ lists, feeds, days, gaps, mayEditDays, mayEditGaps, zone, typed, faults }: CentreShown) {
  return {
    lists, feeds, mayEditDays, mayEditGaps, zone, typed, faults,
    kinds: (['closed', 'set-aside'] as const).map((value) => ({ value, label: KINDS[value], selected: value === typed.kind })),
    days: days.map(({ date, kind, note }) => ({ date, kind: KINDS[kind], note })),
    gaps: gaps.map(({ id, source, queue, from, until, reason, state, expected }) => ({
      id, from, until, reason, ...STATES[state],
      of: [source ?? 'every source', queue === null ? '' : `queue ${queue}`].filter(Boolean).join(', '),
      expected: expected === null ? '' : `about ${grouped(Math.round(expected))} calls are usual then`,
      mayBeGap: state !== 'known', mayBeNone: state !== 'dismissed',
    })),
  };
}
