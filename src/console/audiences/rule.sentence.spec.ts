import { describe, expect, it } from '@jest/globals';
import { ruleSentence } from './rule.sentence.js';
import { type TouchpointRow } from './rule-rows.js';

const ZONE = 'America/Los_Angeles';
const bought: TouchpointRow = { kind: 'touchpoint', touchpoint: 'purchase', from: '', until: '', least: '', most: '', where: [], data: [] };

describe('a row of a rule in a sentence', () => {
  it('says its times as every other time is said, by the clocks that they were typed by', () => {
    const row = { ...bought, from: '2026-03-02T00:00', until: '2026-03-09T00:00', where: [{ name: 'store', op: 'in', value: '3, 7' }] };
    expect(ruleSentence(row, ZONE)).toBe('Purchase from 2 Mar 2026, 00:00 PST until before 9 Mar 2026, 00:00 PDT; store is one of 3, 7');
  });

  it.each([
    ['not-in', '3, 7', 'Purchase; store is none of 3, 7'],
    ['starts-with', '3', 'Purchase; store begins with 3'],
    ['gte', '3', 'Purchase; store is at least 3'],
    ['in', 'card', 'Purchase; store is card'],
    ['lt', '2026-03-02', 'Purchase; store before 2 Mar 2026'],
    ['unknown', '', 'Purchase; store is not known'],
  ])('never drops the comparison: %s', (op, value, sentence) => {
    expect(ruleSentence({ ...bought, where: [{ name: 'store', op, value }, { name: '', op: 'in', value: '' }] }, ZONE)).toBe(sentence);
  });

  it.each([
    ['', '0', 'Purchase; never'],
    ['1', '', 'Purchase; at least once'],
    ['2', '1', 'Purchase; at least 2 times, at most once'],
    ['2', '', 'Purchase; at least 2 times'],
    ['2', '5', 'Purchase; at least 2 times, at most 5 times'],
  ])('says how often: %s to %s', (least, most, sentence) => {
    expect(ruleSentence({ ...bought, least, most }, ZONE)).toBe(sentence);
  });

  it('says all of a group', () => {
    const region = { kind: 'field', field: 'region', op: 'not-in', value: 'WA, OR', data: [] } as const;
    expect(ruleSentence({ kind: 'group', join: 'any', rows: [bought, region, { ...region, field: 'email_changed_at', op: 'gt', value: '2026-03-02T09:00' }] }, ZONE)).toBe('any of these holds: (Purchase) (Region is none of WA, OR) (E-mail changed after 2 Mar 2026, 09:00 PST)');
  });
});
