import { describe, expect, it } from '@jest/globals';
import { type AccountFinding, findSms, foundAmong, type ListedSms, MOST_LISTED, nextLookSeconds } from './sms-lookup.js';

const BEGUN = new Date('2026-03-16T10:00:00Z');
const text = (more: Partial<ListedSms> = {}): ListedSms => ({ providerId: 'SM1', body: 'It\'s about your card.', createdAt: BEGUN, outbound: true, ...more });
const attempt = { body: 'It\'s about your card.', begunAt: BEGUN, ageSeconds: 700, taken: new Set<string>() };
const seconds = (count: number) => new Date(BEGUN.getTime() + count * 1_000);

describe('a text in doubt', () => {
  it.each<[string, readonly ListedSms[] | null, object]>([
    ['is found by its body', [text()], { kind: 'found', providerId: 'SM1' }],
    ['is found though the clocks are a minute apart', [text({ createdAt: seconds(-60) })], { kind: 'found' }],
    ['is found though the provider made the apostrophe another', [text({ body: 'It’s about  your card. ' })], { kind: 'found' }],
    ['is absent where nothing was sent', [], { kind: 'absent' }],
    ['is absent where only an older text was sent', [text({ createdAt: seconds(-61) })], { kind: 'absent' }],
    ['is absent where only another text was sent', [text({ body: 'Your order is late.' })], { kind: 'absent' }],
    ['is absent where the person wrote it to us', [text({ outbound: false })], { kind: 'absent' }],
    ['waits where the provider keeps no bodies', [text({ body: '' })], { kind: 'wait' }],
    ['waits where the list is full of newer texts: it may be behind its end', Array.from({ length: MOST_LISTED }, () => text({ body: 'Your code is 1.' })), { kind: 'wait' }],
    ['is absent where a full list goes back to before it', [...Array.from({ length: MOST_LISTED - 1 }, () => text({ body: 'Your code is 1.' })), text({ createdAt: seconds(-61) })], { kind: 'absent' }],
    ['waits where the provider can\'t be asked', null, { kind: 'wait' }],
  ])('%s', (_, listed, finding) => {
    expect(findSms(attempt, listed, 600)).toMatchObject(finding);
  });

  it('waits until the list can be trusted to be complete', () => {
    expect(findSms({ ...attempt, ageSeconds: 599 }, [], 600)).toEqual({ kind: 'wait' });
  });

  it('leaves alone what belongs to another message', () => {
    expect(findSms({ ...attempt, taken: new Set(['SM1']) }, [text()], 600)).toEqual({ kind: 'absent' });
  });

  it.each<[string, readonly AccountFinding[], object]>([
    ['is found where any account has it', [{ provider: 'a', kind: 'absent' }, { provider: 'b', kind: 'found', providerId: 'SM2' }], { kind: 'found', provider: 'b' }],
    ['waits while one account can\'t say', [{ provider: 'a', kind: 'absent' }, { provider: 'b', kind: 'wait' }], { kind: 'wait' }],
    ['is absent where no account has it', [{ provider: 'a', kind: 'absent' }, { provider: 'b', kind: 'absent' }], { kind: 'absent' }],
    ['is for a person where there is no account to ask', [], { kind: 'nobody' }],
  ])('%s', (_, findings, finding) => {
    expect(foundAmong(findings)).toMatchObject(finding);
  });

  it.each([[0, 600, 2], [10, 600, 5], [300, 600, 60], [590, 600, 10.5], [800, 600, 60]])('of age %i s is looked up again after (absent from %i s) %f s', (age, absent, pause) => {
    expect(nextLookSeconds(age, absent)).toBe(pause);
  });
});
