import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectPath } from '../../platform/config/project-path.js';
import { deadlineOf } from './law-deadline.js';
import { covers } from './law-place.js';
import { readLawRules } from './law-rule.js';

const shipped = JSON.parse(readFileSync(projectPath('law', 'rules.json'), 'utf8')) as readonly Record<string, unknown>[];
const faultsOf = (rows: unknown): readonly string[] => {
  const read = readLawRules(rows);
  return read.kind === 'faults' ? read.faults : [];
};

describe('rules of law', () => {
  it('that are shipped are all whole, each with its source', () => {
    expect(faultsOf(shipped)).toEqual([]);
    expect(shipped.length).toBeGreaterThan(15);
  });

  it.each([
    [{ unit: null }, 'offset must be there together with its unit, or neither'],
    [{ jurisdiction: 'California' }, 'jurisdiction must be EU, a country such as US, or a state such as US-CA'],
    [{ sourceUrl: 'the code' }, 'sourceUrl must be the address where the rule can be read'],
    [{ effectiveFrom: 'soon' }, 'effectiveFrom must be a day such as 2026-01-01'],
    [{ effectiveUntil: '2001-01-01' }, 'effectiveUntil must lie after effectiveFrom'],
    [{ anchor: 'rumoured' }, 'anchor is wrong'],
    [{ offest: 3 }, 'it is wrong (Unrecognized key: "offest")'],
  ])('with %j are refused, and the row is named', (change, fault) => {
    const [good, bad] = [shipped[0]!, { ...shipped[8]!, ...change }];
    expect(faultsOf([good, bad])).toEqual([expect.stringContaining(`Row 2 ("us-ca-people"): ${fault}`)]);
  });

  it('that stand there twice, or in no list, are refused', () => {
    expect(faultsOf([shipped[0], shipped[0]])).toEqual(['Row "eu-gdpr-33": it stands there twice.']);
    expect(faultsOf({})).toEqual(['The rules must be a list.']);
    expect(faultsOf([null])).toEqual([expect.stringMatching(/^Row 1: it is wrong/)]);
  });
});

describe('a deadline', () => {
  const zone = 'America/Los_Angeles';
  it.each([
    // the clocks of California go forward on 8 March 2026
    [72, 'hours', '2026-03-06T18:00:00Z', '2026-03-09T18:00:00Z'],
    [30, 'calendar-days', '2026-03-06T18:00:00Z', '2026-04-05T17:00:00Z'],
    [1, 'months', '2026-01-31T20:00:00Z', '2026-02-28T20:00:00Z'],
    [4, 'business-days', '2026-03-11T17:00:00Z', '2026-03-17T17:00:00Z'], // Wednesday → Tuesday
    [4, 'business-days', '2026-03-14T17:00:00Z', '2026-03-19T17:00:00Z'], // decided on a Saturday → Thursday
  ] as const)('%i %s after %s is %s', (offset, unit, from, at) => {
    expect(deadlineOf({ offset, unit }, new Date(from), zone)).toEqual(new Date(at));
  });

  it('is none where the law says "without undue delay"', () => {
    expect(deadlineOf({ offset: null, unit: null }, new Date('2026-03-06T18:00:00Z'), zone)).toBeNull();
  });
});

describe('a jurisdiction', () => {
  it.each([
    ['EU', 'DE', true], ['EU', 'NO', true], ['EU', 'GB', false], ['EU', 'US-CA', false],
    ['US', 'US-CA', true], ['US', 'US', true], ['US-CA', 'US-CA', true], ['US-CA', 'US', false], ['US-CA', 'US-CO', false], ['DE', 'DE', true],
  ])('%s has people of %s in it: %s', (jurisdiction, place, expected) => {
    expect(covers(jurisdiction, place)).toBe(expected);
  });
});
