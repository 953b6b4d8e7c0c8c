import { type CallGap } from '../../hear/contract.js';
import { type ExpectedCallsService } from '../../measure/expected-calls.service.js';
import { type Tone } from '../page/words.js';

type CalendarDay = Awaited<ReturnType<ExpectedCallsService['calendar']>>[number];

const KINDS = { closed: 'closed', 'set-aside': 'no ordinary day' } as const;
const STATES: Readonly<Record<CallGap['state'], { readonly label: string; readonly tone: Tone }>> = {
  proposed: { label: 'was it a gap?', tone: 'warn' }, known: { label: 'a gap', tone: 'info' }, dismissed: { label: 'nobody called', tone: '' },
};

export interface CentreShown {
  readonly days: readonly CalendarDay[];
  readonly gaps: readonly CallGap[];
  readonly mayEditDays: boolean;
  readonly mayEditGaps: boolean;
  readonly zone: string;
  readonly typed: Readonly<Record<'date' | 'kind' | 'note' | 'from' | 'until' | 'source' | 'queue' | 'reason', string>>;
  readonly faults: readonly string[];
}

/** Newest first, and what waits for a word before all. */
export function contactCentrePage({ days, gaps, mayEditDays, mayEditGaps, zone, typed, faults }: CentreShown) {
  const sorted = gaps.toSorted((a, b) => Number(b.state === 'proposed') - Number(a.state === 'proposed') || b.from.getTime() - a.from.getTime());
  return {
    mayEditDays, mayEditGaps, zone, typed, faults,
    kinds: (['closed', 'set-aside'] as const).map((value) => ({ value, label: KINDS[value], selected: value === typed.kind })),
    days: days.toReversed().map(({ date, kind, note }) => ({ date, kind: KINDS[kind], note })),
    gaps: sorted.map(({ id, source, queue, from, until, reason, state, expected }) => ({
      id, from, until, reason, ...STATES[state],
      of: [source ?? 'every source', queue === null ? '' : `queue ${queue}`].filter(Boolean).join(', '),
      expected: expected === null ? '' : `about ${Math.round(expected)} calls were to be expected`,
      mayBeGap: state !== 'known', mayBeNone: state !== 'dismissed',
    })),
  };
}
