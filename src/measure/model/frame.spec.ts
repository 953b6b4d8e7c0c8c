import { describe, expect, it } from '@jest/globals';
import { frameOf, type RolloutFacts } from './frame.js';

const at = (text: string) => new Date(`2026-03-02T${text}:00Z`);
const wave = (planned: string, handedOver: string | null, stratum = 0) => ({ stratum, plannedAt: at(planned), handedOverAt: handedOver === null ? null : at(handedOver), late: false });
const facts: RolloutFacts = {
  declaredAt: at('08:20'), createdAt: at('09:05'), expiresAt: new Date('2026-03-05T09:00:00Z'), isFirst: true, algorithm: 'sha256-household-v1',
  waves: [wave('09:05', '09:06'), wave('12:05', '12:07'), wave('15:05', null)], latePercent: null, nextStartedAt: null, lastCallAt: new Date('2026-03-02T13:58:59.999Z'),
};
const NOW = at('14:00');

describe('the frame of a measurement', () => {
  it('runs from the hour of the declaration to the last call that is known', () => {
    expect(frameOf(facts, NOW)).toEqual({
      origin: at('08:00'), binMinutes: 30, observedUntil: at('13:59'), observedMinutes: 359, horizonMinutes: 73 * 60, order: 'random',
    });
  });

  it('of a later notice runs from its own start', () => {
    expect(frameOf({ ...facts, isFirst: false }, NOW).origin).toEqual(at('09:00'));
  });

  it('of a declaration long ago begins two weeks before the first hand-over', () => {
    expect(frameOf({ ...facts, declaredAt: new Date('2026-01-01T00:00:00Z') }, NOW).origin).toEqual(new Date('2026-02-16T09:00:00Z'));
  });

  it('ends when the next notice starts', () => {
    expect(frameOf({ ...facts, nextStartedAt: at('11:00') }, NOW).horizonMinutes).toBe(180);
  });

  it('takes no silence for a zero: without a known call nothing is observed', () => {
    expect(frameOf({ ...facts, lastCallAt: null }, NOW)).toMatchObject({ observedUntil: at('08:00'), observedMinutes: 0 });
    expect(frameOf({ ...facts, lastCallAt: at('07:00') }, NOW)).toMatchObject({ observedMinutes: 0 });
  });

  it('stops watching two weeks after the last hand-over', () => {
    const later = { ...facts, lastCallAt: new Date('2026-05-01T00:00:00Z') };
    expect(frameOf(later, new Date('2026-05-01T00:00:00Z')).observedUntil).toEqual(new Date('2026-03-16T12:07:00Z'));
  });

  it('chooses shorter bins for a quick plan, whatever became of it', () => {
    const quick = { ...facts, waves: [wave('09:00', '09:00'), wave('10:00', '13:00')] };
    expect(frameOf(quick, NOW).binMinutes).toBe(5);
    expect(frameOf({ ...facts, waves: [wave('09:00', '09:00')] }, NOW).binMinutes).toBe(1);
    expect(frameOf({ ...facts, waves: [...quick.waves, { ...wave('23:00', null), late: true }] }, NOW).binMinutes).toBe(5); // told later, and in no rhythm
  });

  it('chooses by the quickest group of zones, and counts no night between two waves', () => {
    const parted = { ...facts, waves: [wave('09:00', '09:00'), wave('09:30', null), wave('21:00', null), wave('09:00', null, 1), wave('15:00', null, 1), wave('12:00', null, 2)] };
    expect(frameOf(parted, NOW).binMinutes).toBe(5); // an hour of waves in the first, six in the second; the third has no comparison
  });

  it.each([['', 'not-recorded'], ['by-region', 'not-random'], ['sha256-household-v2', 'random'], ['sha256-by-region', 'not-random']])('knows the order "%s" as %s', (algorithm, order) => {
    expect(frameOf({ ...facts, algorithm }, NOW).order).toBe(order);
  });
});
