import { expect, it } from '@jest/globals';
import { type Client, type TestApp } from './app.js';

export type Row = Record<string, unknown>;

interface Page {
  readonly items: readonly Row[];
  readonly next: string | null;
}

/** Of each list: what tells its rows apart, filters with what every row left has to be, and one that leaves nothing (null: it has no filter). */
export interface WalkedList {
  readonly url: string;
  readonly keyOf: (row: Row) => unknown;
  readonly filters: readonly (readonly [query: string, holds: (row: Row) => boolean])[];
  readonly nothing: string | null;
}

interface Walk<Name extends string> {
  readonly app: TestApp;
  readonly client: Client;
  readonly lists: Readonly<Record<Name, WalkedList>>;
}

const joined = (url: string, query: string): string => `${url}${url.includes('?') ? '&' : '?'}${query}`;

/** Tests of lists of the API, each of which has more than three rows. @param walk  Asked once everything is there. */
export function walkApiLists<Name extends string>(names: readonly Name[], walk: () => Walk<Name>): void {
  const listOf = (name: Name): WalkedList => walk().lists[name];
  const get = async (url: string): Promise<Page> => {
    const answer = await walk().app.send('GET', url, walk().client);
    expect([url, answer.statusCode]).toEqual([url, 200]);
    return answer.json<Page>();
  };

  it.each(names)('give every row once, by pages that follow each other: %s', async (name) => {
    const { url, keyOf } = listOf(name);
    const whole = await get(joined(url, 'limit=500'));
    expect([whole.items.length > 3, whole.next]).toEqual([true, null]);
    const walked: Row[] = [];
    for (let query = 'limit=3'; query !== ''; ) {
      const { items, next } = await get(joined(url, query));
      expect(items.length).toBeLessThanOrEqual(3);
      walked.push(...items);
      query = next === null ? '' : `limit=3&after=${encodeURIComponent(next)}`;
    }
    expect(walked.map(keyOf)).toEqual(whole.items.map(keyOf));
    expect((await get(url)).items.map(keyOf)).toEqual(whole.items.slice(0, 100).map(keyOf));
  });

  it.each(names)('leave what their filters want, and nothing else: %s', async (name) => {
    const { url, keyOf, filters, nothing } = listOf(name);
    const { items: whole } = await get(joined(url, 'limit=500'));
    for (const [query, holds] of filters) {
      const { items } = await get(joined(url, `limit=500&${query}`));
      expect([query, items.length > 0, items.map(keyOf)]).toEqual([query, true, whole.filter(holds).map(keyOf)]);
    }
    if (nothing !== null) expect((await get(joined(url, nothing))).items).toEqual([]);
  });

  it.each(names)('refuse a cursor that they never gave, and what no filter knows: %s', async (name) => {
    const { url } = listOf(name);
    const { app, client } = walk();
    expect((await app.send('GET', joined(url, 'after=nothing-of-theirs'), client)).json()).toMatchObject({ code: 'cursor-unknown' });
    for (const query of ['limit=0', 'limit=501', 'kind=x', 'state=x', 'live=x', 'role=x', 'standing=x', 'reviewed=x']) {
      const { statusCode } = await app.send('GET', joined(url, query), client);
      expect([query, [200, 422].includes(statusCode)]).toEqual([query, true]);
      if (query.startsWith('limit')) expect(statusCode).toBe(422);
    }
  });
}
