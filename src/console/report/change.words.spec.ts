import { describe, expect, it } from '@jest/globals';
import { changeRow } from './change.words.js';

const NOTICES = [{ number: 1 }, { number: 3 }];

describe('what is other than in the revision before', () => {
  it.each([
    ['notices.1.outcomes.delivered', 990, 1_990, 'Notice 3: delivered', '990', '1,990'],
    ['notices.0.pages.seen', 0, 3, 'Notice 1: people who opened their pages', '0', '3'],
    ['calls.avoided.kind', 'not-enough-data', 'estimate', 'Whether avoided calls are known', 'not enough data', 'estimate'],
    ['word.firstWord.at.2.toldFirst.share', 0.5, 0.613, 'Told first, horizon 3, share', '50.0 %', '61.3 %'],
    ['feedback.0.served.served.count', 84, null, 'Notice 1: told what they need', '84', 'nothing'],
    ['hold.waitSeconds', 30.04, 91.26, 'Mean wait', '30 s', '1 min 31 s'],
    ['hold.agentHoursSaved', 6.6, 14.4, 'Agents’ time saved', '6 h 36 min', '14 h 24 min'],
    ['word.firstWord.median.minutes', 395.6, 410, 'Until half were told', '6 h 36 min', '6 h 50 min'],
    ['word.sinceApproval.p95.kind', 'reached', 'not-reached', 'Word, since approval, p95, kind', 'reached', 'not reached'],
  ])('%s is said in words', (path, was, is, label, before, after) => {
    expect(changeRow({ path, was, is }, NOTICES)).toEqual({ label, was: { text: before, at: null }, is: { text: after, at: null } });
  });
  it('leaves times to the page, which knows the reader’s clock', () => {
    expect(changeRow({ path: 'notices.0.firstHandOverAt', was: null, is: '2026-03-02T08:21:00.000Z' }, NOTICES)).toMatchObject({ label: 'Notice 1: first message handed over', was: { text: 'nothing' }, is: { at: '2026-03-02T08:21:00.000Z' } });
  });
});
