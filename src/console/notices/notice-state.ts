import { type NoticeState } from '../../approve/contract.js';
import { type Progress } from '../../deliver/progress.service.js';
import { type Tone } from '../page/words.js';

export interface StateTag {
  readonly label: string;
  readonly tone: Tone;
}

const STATES: Readonly<Record<NoticeState, StateTag>> = {
  draft: { label: 'draft', tone: '' },
  submitted: { label: 'waits for approval', tone: 'warn' },
  approved: { label: 'approved', tone: 'good' },
  returned: { label: 'returned', tone: 'warn' },
  rejected: { label: 'rejected', tone: 'bad' },
  withdrawn: { label: 'withdrawn', tone: '' },
};

const DISPATCHES: Readonly<Record<Progress['dispatch']['state'], StateTag>> = {
  running: { label: 'going out', tone: 'info' },
  paused: { label: 'paused', tone: 'warn' },
  cancelled: { label: 'cancelled', tone: 'bad' },
  finished: { label: 'has gone out', tone: 'good' },
};

/** Where a notice is: on its way to approval, or on its way to people. */
export const stateTag = (state: NoticeState, progress: Progress | null): StateTag => (progress ? DISPATCHES[progress.dispatch.state] : STATES[state]);
