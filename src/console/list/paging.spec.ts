import { describe, expect, it } from '@jest/globals';
import { ConsoleList, pageOfRows } from './console-list.js';
import { pagingOf, startOf } from './paging.js';

describe('the foot of a list', () => {
  const page = { noun: 'events', start: 1, rows: 50, first: null, next: '/audit?after=7' };
  it.each([
    ['the first of many, of a number that is known', { total: 19_707 }, '1 to 50 of 19,707', '/audit?after=7&start=51'],
    ['the first of nobody knows how many', {}, '1 to 50', '/audit?after=7&start=51'],
    ['one further on', { start: 1_001, first: '/audit' }, '1,001 to 1,050', '/audit?after=7&start=1051'],
    ['the last, after which all are known', { start: 101, rows: 12, next: null }, '101 to 112 of 112', null],
    ['all of it', { rows: 3, next: null }, '1 to 3 of 3', null],
    ['one row', { rows: 1, next: null }, '1 of 1', null],
    ['a page whose place nobody named', { start: null, total: 500 }, null, '/audit?after=7'],
    ['a page of which rows have gone meanwhile', { start: 51, total: 40 }, '51 to 100', '/audit?after=7&start=101'],
    ['none', { rows: 0, next: null }, null, null],
  ])('says where %s stands', (_what, differs, range, next) => {
    expect(pagingOf({ ...page, ...differs })).toMatchObject({ range, next });
  });
  it.each([['51', false, 51], ['51', true, 1], [undefined, true, 1], [undefined, false, null], ['0', false, null], ['-3', false, null], ['1e9', false, null], ['9999999999', false, null], [['1'], false, null]])('reads %p in an address', (said, isFirst, start) => {
    expect(startOf(said, isFirst)).toBe(start);
  });
  it('is of each list on a page by itself', () => {
    const list = new ConsoleList({ key: 'keys', noun: 'keys', fields: [{ name: 'words', label: 'Name' }], place: 'keys' });
    const rows = Array.from({ length: 120 }, (_, index) => String(index + 1));
    const bar = (query: Readonly<Record<string, string>>) => {
      const asked = list.asked(query);
      return list.bar('/people', asked, pageOfRows(rows, String, asked.after, 50), null);
    };
    expect(bar({ 'keys-words': 'a' })).toMatchObject({ range: '1 to 50 of 120', first: null, next: '/people?keys-words=a&keys-after=50&keys-start=51#keys' });
    expect(bar({ 'keys-after': '50', 'keys-start': '51', start: '7' })).toMatchObject({ range: '51 to 100 of 120', first: '/people#keys', next: '/people?keys-after=100&keys-start=101#keys' });
    expect(bar({ 'keys-after': '100', 'keys-start': '101' })).toMatchObject({ range: '101 to 120 of 120', next: null });
  });
});
