import { describe, expect, it } from '@jest/globals';
import { type FeedCount, type FeedSlot, silences } from './feed-silence.js';

const WEEK = 336;
const START = Date.parse('2026-01-05T00:00:00Z'); // a Monday
const grid = (weeks: number, kind: (slot: number) => FeedSlot['kind'] = () => 'ordinary'): FeedSlot[] =>
  Array.from({ length: weeks * WEEK }, (_, slot) => ({ at: new Date(START + slot * 1_800_000), weekSlot: slot % WEEK, kind: kind(slot) }));
/** 9:00 to 17:00, each day: `calls` in each half hour. */
const open = (slot: number): boolean => slot % 48 >= 18 && slot % 48 < 34;
const feed = (weeks: number, calls: number, silent: (slot: number) => boolean = () => false, source = 'acd', queue = 'cards'): FeedCount[] =>
  Array.from({ length: weeks * WEEK }, (_, slot) => slot).filter((slot) => open(slot) && !silent(slot)).map((slot) => ({ source, queue, slot, calls }));
const hours = (from: Date, until: Date): string => `${from.toISOString().slice(5, 16)} to ${until.toISOString().slice(5, 16)}`;
const found = (counts: readonly FeedCount[], weeks = 4, knownUntil = weeks * WEEK, kind?: (slot: number) => FeedSlot['kind']) =>
  silences(grid(weeks, kind), counts, knownUntil).map(({ source, queue, from, until, expected }) => [source, queue, hours(from, until), expected]);

describe('a silence of the feed', () => {
  const gap = (slot: number): boolean => slot >= 3 * WEEK + 48 + 20 && slot < 3 * WEEK + 48 + 26; // the fourth Tuesday, 10:00 to 13:00

  it('is found where other weeks had calls', () => {
    expect(found(feed(4, 5, gap))).toEqual([['acd', null, '01-27T10:00 to 01-27T13:00', 30]]);
  });

  it('is none where so few calls were to be expected that chance may have kept them away', () => {
    expect(found(feed(4, 3, gap))).toEqual([]);
  });

  it('is none at night, nor on a day or in a gap that is known', () => {
    expect(found(feed(4, 5))).toEqual([]);
    expect(found(feed(4, 5, gap), 4, 4 * WEEK, (slot) => (gap(slot) ? 'none' : 'ordinary'))).toEqual([]);
  });

  it('is found on the day of an incident, from which nothing is learned', () => {
    const incident = (slot: number) => (slot >= 3 * WEEK + 48 && slot < 3 * WEEK + 96 ? 'special' as const : 'ordinary' as const);
    expect(found(feed(4, 5, gap), 4, 4 * WEEK, incident)).toEqual([['acd', null, '01-27T10:00 to 01-27T13:00', 30]]);
  });

  it('goes on over the night', () => {
    const twoDays = (slot: number): boolean => slot >= 3 * WEEK + 48 && slot < 3 * WEEK + 3 * 48;
    expect(found(feed(4, 5, twoDays))).toEqual([['acd', null, '01-27T09:00 to 01-28T17:00', 160]]);
  });

  it('needs two other weeks that know the time', () => {
    expect(found(feed(2, 50, (slot) => slot >= WEEK + 68 && slot < WEEK + 74), 2)).toEqual([]);
  });

  it('at the end counts only as far as anybody has called', () => {
    const stopped = (slot: number): boolean => slot >= 3 * WEEK + 68;
    expect(found(feed(4, 5, stopped), 4, 3 * WEEK + 68)).toEqual([]);
    const others = feed(4, 5, (slot) => slot >= 3 * WEEK + 80, 'twilio');
    expect(found([...feed(4, 5, stopped), ...others], 4, 3 * WEEK + 80)).toEqual([['acd', null, '01-27T10:00 to 01-27T16:00', 60]]);
  });

  it('of one queue is said of that queue, and of a whole source once', () => {
    const cards = feed(4, 5, gap);
    const fraud = feed(4, 5, undefined, 'acd', 'fraud');
    expect(found([...cards, ...fraud])).toEqual([['acd', 'cards', '01-27T10:00 to 01-27T13:00', 30]]);
    expect(found([...cards, ...feed(4, 5, gap, 'acd', 'fraud')])).toEqual([['acd', null, '01-27T10:00 to 01-27T13:00', 60]]);
  });

  it('is none where the record says that nobody called', () => {
    const zeros = Array.from({ length: 6 }, (_, at) => ({ source: 'acd', queue: 'cards', slot: 3 * WEEK + 68 + at, calls: 0 }));
    expect(found([...feed(4, 5, gap), ...zeros])).toEqual([]);
  });
});
