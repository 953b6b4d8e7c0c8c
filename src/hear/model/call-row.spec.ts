import { describe, expect, it } from '@jest/globals';
import { hashedAnew, type KeyedHash } from '../../kernel/keyed-hash.js';
import { type CallRowOptions, readCall } from './call-row.js';
import { outcomeOf } from './call-outcome.js';

const cells = (row: Record<string, string>) => ({ text: (field: string) => row[field] ?? null });
const options: CallRowOptions = { timeZone: null, queue: 'main', outcomes: {}, hashCaller: (text) => (/^\+\d{8,}$/.test(text) ? (`hash of ${text.length}` as KeyedHash) : null), knownHash: (text) => hashedAnew({ secret: '', over: [] }, text) };
const OFFERED = '2026-03-02T09:00:00Z';

describe('a call record', () => {
  it('is read with all that it has', () => {
    const read = readCall(cells({
      call_id: 'x1', queue: 'cards', offered_at: OFFERED, answered_at: '2026-03-02T09:00:20Z', ended_at: '2026-03-02T10:01:00+01:00', outcome: 'Answered',
      phone: '+12065550123', customer: 'c-7', reason_tag: 'breach',
    }), options);
    expect(read).toEqual({
      kind: 'row', dropped: [],
      row: {
        callId: 'x1', content: '', queue: 'cards', offeredAt: new Date(OFFERED), answeredAt: new Date('2026-03-02T09:00:20Z'), endedAt: new Date('2026-03-02T09:01:00Z'),
        outcome: 'answered', waitSeconds: 20, talkSeconds: 40, callerHash: 'hash of 12', customer: 'c-7', reasonTag: 'breach', tags: ['breach'], agent: null,
      },
    });
  });

  it('needs nothing but a time', () => {
    const read = readCall(cells({ offered_at: OFFERED }), options);
    expect(read).toMatchObject({ kind: 'row', row: { callId: null, queue: 'main', outcome: 'offered', callerHash: null, waitSeconds: null } });
  });

  it.each([
    [{}, 'offered_at', 'A call needs the time'],
    [{ offered_at: 'yesterday' }, 'offered_at', 'It is no time'],
    [{ offered_at: '2026-02-30T09:00:00Z' }, 'offered_at', 'It is no time'],
    [{ offered_at: '2026-03-02T09:00:00' }, 'offered_at', 'It has no zone'],
    [{ offered_at: OFFERED, outcome: 'purple' }, 'outcome', '"purple" is no outcome'],
    [{ offered_at: OFFERED, call_id: 'x'.repeat(201) }, 'call_id', 'longer than 200'],
  ])('%j is refused', (row, column, reason) => {
    expect(readCall(cells(row), options)).toMatchObject({ kind: 'rejected', faults: [{ column, reason: expect.stringContaining(reason) }] });
  });

  it.each([
    [{ wait_seconds: '-3' }, 'wait_seconds', { waitSeconds: null }],
    [{ wait_seconds: 'NaN' }, 'wait_seconds', { waitSeconds: null }],
    [{ talk_seconds: '1e9' }, 'talk_seconds', { talkSeconds: null }],
    [{ answered_at: '2026-03-02T08:59:59Z' }, 'answered_at', { answeredAt: null, waitSeconds: null }],
    [{ phone: '12' }, 'phone', { callerHash: null }],
    [{ caller_hash: 'short' }, 'caller_hash', { callerHash: null }],
  ])('with %j comes in without that value', (more, column, without) => {
    expect(readCall(cells({ offered_at: OFFERED, ...more }), options)).toMatchObject({ kind: 'row', dropped: [{ column }], row: without });
  });

  it.each(['anonymous', 'UNKNOWN', 'withheld', '-'])('from %p is no fault', (phone) => {
    expect(readCall(cells({ offered_at: OFFERED, phone }), options)).toMatchObject({ kind: 'row', dropped: [], row: { callerHash: null } });
  });

  it('without an id is named by what it says, and by nothing else', () => {
    const name = (row: Record<string, string>) => (readCall(cells({ offered_at: OFFERED, ...row }), options) as { row: { content: string } }).row.content;
    expect(name({ phone: '+12065550123' })).toBe(name({ phone: '+12065550123' }));
    expect(name({ phone: '+12065550123' })).not.toBe(name({}));
    expect(name({})).toMatch(/^[0-9a-f]{32}$/);
    expect(name({ call_id: 'x' })).toBe('');
  });

  it('takes local times where the zone is told', () => {
    expect(readCall(cells({ offered_at: '1999-01-01T00:00:02' }), { ...options, timeZone: 'Asia/Jerusalem' })).toMatchObject({ row: { offeredAt: new Date('1998-12-31T22:00:02Z') } });
  });
});

describe('an outcome', () => {
  it.each([
    [null, {}, 'unsaid'],
    ['ANSWERED', {}, 'answered'],
    ['self-served', {}, 'self-served'],
    ['Self Served', {}, 'self-served'],
    ['no_answer', {}, 'abandoned'],
    ['PHANTOM', { phantom: null }, 'left-out'],
    ['PHANTOM', { PHANTOM: 'failed' }, 'failed'],
    ['answered', { answered: 'abandoned' }, 'abandoned'],
  ] as const)('%p with %j is %s', (word, own, outcome) => {
    expect(outcomeOf(word, own)).toBe(outcome);
  });
});
