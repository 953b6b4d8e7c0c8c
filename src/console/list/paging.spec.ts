import { describe, expect, it } from '@jest/globals';
import { ConsoleList, pageOfRows } from './console-list.js';
import { pagingOf } from './paging.js';
import { FIRST_WAY, wayBack, wayOf, wayOn } from './way.js';

const at = (start: number | null, place: string | null = start === 1 ? null : 'k', back = '') => ({ start, place, back });

describe('the foot of a list', () => {
  const page = { noun: 'events', way: FIRST_WAY, rows: 50, next: '7', address: (place: string | null) => (place === null ? '/audit' : `/audit?after=${place}`) };
  it.each([
    ['the first of many, of a number that is known', { total: 19_707 }, '1 to 50 of 19,707', '/audit?after=7&start=51'],
    ['the first of nobody knows how many', {}, '1 to 50', '/audit?after=7&start=51'],
    ['one further on', { way: at(1_001) }, '1,001 to 1,050', '/audit?after=7&start=1051&back=1001.k'],
    ['the last, after which all are known', { way: at(101), rows: 12, next: null }, '101 to 112 of 112', null],
    ['all of it', { rows: 3, next: null }, '1 to 3 of 3', null],
    ['one row', { rows: 1, next: null }, '1 of 1', null],
    ['a page whose place nobody named', { way: at(null, 'k', '-'), total: 500 }, null, '/audit?after=7&back=-*.k'],
    ['a page of which rows have gone meanwhile', { way: at(51), total: 40 }, '51 to 100', '/audit?after=7&start=101&back=51.k'],
    ['none', { rows: 0, next: null }, null, null],
    ['one place with several', { rows: 1, next: null, counted: ['place', 'places'] as const }, '1 of 1 place', null],
    ['places with several each', { total: 70, counted: ['place', 'places'] as const }, '1 to 50 of 70 places', '/audit?after=7&start=51'],
  ])('says where %s stands', (_what, differs, range, next) => {
    expect(pagingOf({ ...page, ...differs })).toMatchObject({ range, next });
  });
  it.each([
    ['the first', FIRST_WAY, null, null],
    ['the second', at(51), null, '/audit'],
    ['the third', at(101, 'k', '51.9'), '/audit', '/audit?after=9&start=51'],
    ['the fourth', at(151, 'k', '51.9*101.8'), '/audit', '/audit?after=8&start=101&back=51.9'],
    ['one behind a page of which nobody knows what came before', at(null, 'k', '-*.9'), '/audit', '/audit?after=9&back=-'],
    ['one that nobody came to by "Next"', at(null, 'k', '-'), '/audit', null],
  ])('leads back from %s', (_what, way, first, previous) => {
    expect(pagingOf({ ...page, way })).toMatchObject({ first, previous });
  });
  it('is of each list on a page by itself', () => {
    const list = new ConsoleList({ key: 'keys', noun: 'keys', fields: [{ name: 'words', label: 'Name' }], place: 'keys' });
    const rows = Array.from({ length: 120 }, (_, index) => String(index + 1));
    const bar = (query: Readonly<Record<string, string>>) => {
      const asked = list.asked(query);
      return list.bar('/people', asked, pageOfRows(rows, String, asked.after, 50), null);
    };
    expect(bar({ 'keys-words': 'a' })).toMatchObject({ range: '1 to 50 of 120', first: null, previous: null, next: '/people?keys-words=a&keys-after=50&keys-start=51#keys' });
    expect(bar({ 'keys-after': '50', 'keys-start': '51', start: '7' })).toMatchObject({ range: '51 to 100 of 120', first: null, previous: '/people#keys', next: '/people?keys-after=100&keys-start=101&keys-back=51.50#keys' });
    expect(bar({ 'keys-words': 'a', 'keys-after': '100', 'keys-start': '101', 'keys-back': '51.50' })).toMatchObject({ range: '101 to 120 of 120', first: '/people?keys-words=a#keys', previous: '/people?keys-words=a&keys-after=50&keys-start=51#keys', next: null });
  });
});

describe('the way through a list', () => {
  it.each([['51', 51], ['0', null], ['-3', null], ['1e9', null], ['9999999999', null], [['1'], null], [undefined, null]])('reads %p as the number of a row', (start, read) => {
    expect(wayOf('k', { start }).start).toBe(read);
    expect(wayOf(null, { start, back: '1.x' })).toEqual(FIRST_WAY);
  });
  it.each(['*', '51.', '51', '-', 'x.y', '51.%', '-*-', 'a'.repeat(5_000)])('knows no page before what says %p', (back) => {
    expect(wayBack(wayOf('k', { start: back.length > 1_600 ? undefined : '101', back }))).toBeNull();
  });
  it('leads back over the pages it came by, whatever their keys', () => {
    const places = ['a*b', '2026-03-16T10:00:00.000Z|7', 'ünï ~ &=#', '12'];
    let way = FIRST_WAY;
    const ways = [way, ...places.map((place) => (way = wayOn(way, 10, place)))];
    const read = (one: typeof way) => wayOf(one.place, { start: String(one.start), back: new URLSearchParams(new URLSearchParams({ back: one.back }).toString()).get('back')! });
    for (let page = ways.length - 1; page > 0; page -= 1) expect(wayBack(read(ways[page]!))).toEqual(ways[page - 1]);
  });
  it('stays short, and forgets the oldest pages', () => {
    let way = FIRST_WAY;
    for (let page = 1; page <= 100; page += 1) way = wayOn(way, 50, `00000000-0000-4000-8000-${String(page).padStart(12, '0')}`);
    expect(way.back.length).toBeLessThanOrEqual(1_600);
    let turned = 0;
    for (let before = wayBack(way); before !== null; before = wayBack(wayOf(before.place, { start: String(before.start), back: before.back }))) turned += before.place === null ? 1_000 : 1;
    expect(turned).toBeGreaterThan(30);
    expect(turned).toBeLessThan(100);
  });
});
