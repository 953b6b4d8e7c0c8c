import { describe, expect, it } from '@jest/globals';
import { type LastSenderCheck, senderStanding } from './sender-standing.js';

const NOW = new Date('2026-03-16T10:00:00Z');
const checked = (states: readonly ('ok' | 'warning' | 'fault')[], daysAgo = 1): LastSenderCheck => ({
  checkedAt: new Date(NOW.getTime() - daysAgo * 86_400_000), findings: states.map((state, at) => ({ about: `R${at}`, state, says: state, mend: null })),
});

describe('how the sender stands', () => {
  it.each<[string, LastSenderCheck | null, boolean, string, readonly string[]]>([
    ['nobody has looked', null, false, 'unchecked', []],
    ['no mail leaves', null, true, 'captured', []],
    ['no mail leaves, though all is wrong', checked(['fault']), true, 'captured', ['fault']],
    ['all is well', checked(['ok', 'ok']), false, 'ok', []],
    ['something is in doubt', checked(['ok', 'warning']), false, 'warning', ['warning']],
    ['something is wrong', checked(['warning', 'fault']), false, 'fault', ['fault', 'warning']],
    ['all was well 31 days ago', checked(['ok'], 31), false, 'old', []],
    ['something was wrong 31 days ago', checked(['fault'], 31), false, 'fault', ['fault']],
    ['all was well 30 days ago', checked(['ok'], 30), false, 'ok', []],
  ])('where %s', (_, last, captured, state, troubles) => {
    const standing = senderStanding('northwind.example', last, { captured, now: NOW });
    expect([standing.state, standing.troubles.map((one) => one.state)]).toEqual([state, troubles]);
  });
});
