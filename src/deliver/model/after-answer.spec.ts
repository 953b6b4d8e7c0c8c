import { describe, expect, it } from '@jest/globals';
import { changeAfter } from './after-answer.js';
import { accepted, type Answer, bounced, deferred, failed, misconfigured, unanswered, unreached } from './answer.js';
import { EMAIL_RETRY, fullJitterMs } from './backoff.js';
import { type Door, doorAfter, OPEN, room } from './door.js';

describe('a message after an answer', () => {
  it.each<[Answer, object]>([
    [accepted('id', '250'), { state: 'sent', attempt: 'accepted', providerId: 'id', code: '250' }],
    [bounced('5.1.1', 'gone'), { state: 'bounced', attempt: 'refused', code: '5.1.1', reason: 'gone' }],
    [failed('554', 'spam'), { state: 'failed', attempt: 'refused' }],
    [unanswered('lost', 'silence'), { state: 'unknown', attempt: 'unanswered' }],
    [unreached('ECONNREFUSED', 'away'), { state: 'pending', attempt: 'handed-back', retryMs: null, held: 'away' }],
    [misconfigured('535', 'password'), { state: 'pending', attempt: 'handed-back', retryMs: null, held: 'password' }],
    [deferred('451', 'later'), { state: 'pending', attempt: 'deferred', held: null }],
  ])('%j', (answer, change) => {
    expect(changeAfter(answer, 'email', 1, 0.5)).toMatchObject(change);
  });

  it.each([
    ['e-mail waits up to a minute at first', 'email', 1, 0.999, 59_940],
    ['then up to two', 'email', 2, 0.999, 119_880],
    ['and never beyond four hours', 'email', 40, 0.999, 14_385_600],
    ['a text comes back sooner', 'sms', 1, 0.999, 14_985],
    ['chance never makes it a tight loop', 'email', 1, 0, 1_000],
  ] as const)('%s', (_, channel, tries, random, wait) => {
    expect(changeAfter(deferred('451', 'later'), channel, tries, random).retryMs).toBe(wait);
  });

  it('waits as long as the provider says, and a little more by chance', () => {
    expect(changeAfter(deferred('20429', 'slow', { retryAfterMs: 10_000 }), 'sms', 5, 0.5).retryMs).toBe(10_500);
  });
});

describe('full jitter', () => {
  it.each([[1, 0, 0], [1, 1, 60_000], [3, 1, 240_000], [3, 0.5, 120_000], [99, 1, 14_400_000]])('of try %i at %f is %i ms', (tries, random, wait) => {
    expect(fullJitterMs(EMAIL_RETRY, tries, random)).toBe(wait);
  });
});

describe('the door of a channel', () => {
  const shutAfter = (...answers: readonly (readonly [number, Answer])[]): Door => answers.reduce<Door>((door, [now, answer]) => doorAfter(door, answer, now, 1), OPEN);

  it.each<[string, Answer, 'open' | 'shut']>([
    ['a message that was taken', accepted('1'), 'open'],
    ['a recipient that was refused', bounced('5.1.1', 'gone'), 'open'],
    ['one message that may come later', deferred('450', 'grey'), 'open'],
    ['silence', unanswered('lost', 'silence'), 'open'],
    ['throttling, which slows the shared rate', deferred('429', 'slow', { slowDown: true }), 'open'],
    ['throttling with a time to wait', deferred('429', 'slow', { slowDown: true, retryAfterMs: 3_000 }), 'shut'],
    ['a relay that is away', unreached('ECONNREFUSED', 'away'), 'shut'],
    ['a wrong password', misconfigured('535', 'password'), 'shut'],
  ])('after %s is %3$s', (_, answer, state) => {
    expect(doorAfter(OPEN, answer, 0, 1).state).toBe(state);
  });

  it('lets one through when its time is over, and opens when that one gets an answer', () => {
    const door = shutAfter([0, unreached('ECONNREFUSED', 'away')]);
    expect([room(door, 0), room(door, 749), room(door, 750)]).toEqual(['none', 'none', 'one']);
    expect(doorAfter(door, accepted('1'), 750, 1)).toEqual(OPEN);
  });

  it('waits longer each time that the one let through fails', () => {
    const door = shutAfter([0, unreached('E', 'away')], [1_000, unreached('E', 'away')], [5_000, unreached('E', 'away')]);
    expect(door).toMatchObject({ times: 3, until: 5_000 + 250 + 2_000 });
  });

  it('is not moved by answers to what was under way when it shut', () => {
    const door = shutAfter([0, unreached('E', 'away')]);
    expect(doorAfter(door, unreached('E', 'away'), 100, 1)).toBe(door);
    expect(doorAfter(door, misconfigured('535', 'password'), 100, 1)).toMatchObject({ cause: 'misconfigured' });
  });

  it('stays half open while what was let through is silent', () => {
    const door = shutAfter([0, unreached('E', 'away')]);
    expect(room(doorAfter(door, unanswered('lost', 'silence'), 10_000, 1), 10_000)).toBe('one');
  });

  it('keeps as long as a throttling provider asks', () => {
    expect(doorAfter(OPEN, deferred('429', 'slow', { slowDown: true, retryAfterMs: 20_000 }), 0, 1)).toMatchObject({ until: 20_000 });
  });
});
