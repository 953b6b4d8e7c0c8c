import { describe, expect, it } from '@jest/globals';
import { planStrata, type StrataInput } from './wave-strata.js';

const PEOPLE = [
  { zoneSet: 1, zones: ['America/New_York'], members: 500 },
  { zoneSet: 2, zones: ['America/Chicago'], members: 300 },
  { zoneSet: 3, zones: ['America/Los_Angeles'], members: 200 },
  { zoneSet: 0, zones: [], members: 10 },
];
const plan = (from: string, change: Partial<StrataInput> = {}, hours = 72) =>
  planStrata({
    schedule: { waves: 3, waveIntervalMinutes: 30 }, numbers: 900, people: PEOPLE, companyZone: 'America/Los_Angeles',
    policies: { channels: 'both', quietHours: { from: '21:00', until: '08:00', channels: ['sms'], overrideReason: null } },
    span: { from: new Date(from), until: new Date(Date.parse(from) + hours * 3_600_000) }, ...change,
  });
const shown = (strata: ReturnType<typeof plan>) => strata.map(({ zoneSets, members, waveTimes }) => [zoneSets, members, waveTimes.map((time) => time?.toISOString().slice(5, 16) ?? null)]);

describe('groups of people whose waves open at the same times', () => {
  it('are one where nobody\'s quiet hours are met, with the times that were planned', () => {
    expect(shown(plan('2026-07-01T16:00Z'))).toEqual([[[1, 2, 3, 0], 1_010, ['07-01T16:00', '07-01T16:30', '07-01T17:00']]]);
  });

  it('are one for each zone that is still asleep; unknown zones wait with the company\'s', () => {
    expect(shown(plan('2026-07-01T12:00Z'))).toEqual([ // 08:00 in New York
      [[1], 500, ['07-01T12:00', '07-01T12:30', '07-01T13:00']],
      [[2], 300, ['07-01T13:00', '07-01T13:30', '07-01T14:00']],
      [[3, 0], 210, ['07-01T15:00', '07-01T15:30', '07-01T16:00']],
    ]);
  });

  it('tell their late group last, in its own morning, and never before their last wave', () => {
    const late = (from: string, lateGroup: { percent: number; afterHours: number }, hours = 72) =>
      plan(from, { schedule: { waves: 3, waveIntervalMinutes: 30, lateGroup } }, hours).map(({ members, late: group }) => [members, group?.percent, group?.at?.toISOString().slice(5, 16) ?? null]);
    // By day: one group of people, and 48 hours after the first wave.
    expect(late('2026-07-01T16:00Z', { percent: 5, afterHours: 48 })).toEqual([[1_010, 5, '07-03T16:00']]);
    // Ten hours later it is night in the east, and 19:00 in the west: New York waits until 08:00 there, Chicago too.
    expect(late('2026-07-01T16:00Z', { percent: 5, afterHours: 10 })).toEqual([[500, 5, '07-02T12:00'], [300, 5, '07-02T13:00'], [210, 5, '07-02T02:00']]);
    // The night shifted New York's waves to the morning; its late group comes after them.
    expect(late('2026-07-02T00:45Z', { percent: 5, afterHours: 2 })).toEqual([[500, 5, '07-02T13:00'], [300, 5, '07-02T13:00'], [210, 5, '07-02T02:45']]);
    expect(plan('2026-07-01T16:00Z')[0]!.late).toBeNull();
    // No hour is left before it expires.
    expect(late('2026-07-01T16:00Z', { percent: 5, afterHours: 20 }, 20)[0]).toEqual([1_010, 5, null]);
  });

  it('keep their distance where the evening parts them', () => {
    expect(shown(plan('2026-07-02T00:45Z'))).toEqual([ // 20:45 in New York
      [[2, 3, 0], 510, ['07-02T00:45', '07-02T01:15', '07-02T01:45']],
      [[1], 500, ['07-02T00:45', '07-02T12:00', '07-02T12:30']],
    ]);
  });

  it('may be written to only when all of them may', () => {
    const [together] = plan('2026-07-01T16:00Z', {}, 24);
    expect(together!.allowed).toEqual([{ from: new Date('2026-07-01T16:00Z'), until: new Date('2026-07-02T01:00Z') }, { from: new Date('2026-07-02T15:00Z'), until: new Date('2026-07-02T16:00Z') }]);
  });

  it('say for which waves no time is left', () => {
    expect(shown(plan('2026-07-01T12:00Z', {}, 2))).toEqual([
      [[1], 500, ['07-01T12:00', '07-01T12:30', '07-01T13:00']],
      [[2], 300, ['07-01T13:00', '07-01T13:30', null]],
      [[3, 0], 210, [null, null, null]],
    ]);
  });

  it.each([
    ['quiet hours are passed over', { policies: { channels: 'both' as const, quietHours: { from: '21:00', until: '08:00', channels: ['sms' as const], overrideReason: 'Cards are used now.' } } }],
    ['it goes by e-mail alone', { policies: { channels: 'email' as const, quietHours: { from: '21:00', until: '08:00', channels: ['sms' as const], overrideReason: null } } }],
    ['there are none', { policies: { channels: 'both' as const } }],
  ])('are one, in the night too, where %s', (_, change) => {
    expect(plan('2026-07-01T05:00Z', change)).toMatchObject([{ members: 1_010, allowed: null, localZone: 'America/Los_Angeles', zoneSets: [] }]);
  });
});
