import { describe, expect, it } from '@jest/globals';
import { Bookings } from './bookings.js';

describe('a place in the line of a limit', () => {
  it('comes up at the pace of the limit, one after the other', () => {
    const bookings = new Bookings(() => 0);
    expect([1, 2, 3].map(() => bookings.book('gmail.com', 'a notice', 1, 10))).toEqual([1_000, 1_100, 1_200]);
    expect(bookings.book('gmail.com', 'a notice', 5, 10)).toBe(1_300);
    expect(bookings.book('gmail.com', 'a notice', 1, 10)).toBe(1_800);
  });

  it('is not behind those of another notice, or of another limit', () => {
    const bookings = new Bookings(() => 0);
    for (let place = 0; place < 1_000; place += 1) bookings.book('gmail.com', 'a large one', 1, 1);
    expect(bookings.book('gmail.com', 'a small one', 1, 1)).toBe(1_000);
    expect(bookings.book('outlook.com', 'a large one', 1, 1)).toBe(1_000);
  });

  it('is a quarter of an hour away at most: the limit may have been raised by then', () => {
    const bookings = new Bookings(() => 0);
    const waits = Array.from({ length: 2_000 }, () => bookings.book('gmail.com', 'a notice', 1, 1));
    expect(Math.max(...waits)).toBe(900_000);
    expect(waits.at(-1)).toBe(900_000);
  });

  it('is given again when its time has passed', () => {
    let at = 0;
    const bookings = new Bookings(() => at);
    bookings.book('gmail.com', 'a notice', 100, 1);
    at = 200_000;
    expect(bookings.book('gmail.com', 'a notice', 1, 1)).toBe(1_000);
  });
});
