import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { type PersonId } from '../../kernel/ids.js';
import { type SavingWindow, WorkingDrafts } from './working-drafts.js';

describe('a draft that a window saves', () => {
  let database: TestDatabase;
  let drafts: WorkingDrafts;
  let person: PersonId;
  let place: string;
  let count = 0;

  beforeAll(async () => {
    database = await testDatabase();
    drafts = new WorkingDrafts(database.db, database.transactions, { DRAFT_HOURS: 24 });
    [{ id: person } = { id: '' as PersonId }] = await database.db.query<{ id: PersonId }>(`insert into person (email, name, password_hash, roles) values ('m@company.example', 'Maya', 'none', '{commander}') returning id`);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    place = `place ${++count}`;
  });

  const save = (text: string, change: Partial<SavingWindow>) => drafts.saveFrom(person, place, { window: 'one', seen: 0, turn: null, whileTyping: false, ...change }, { text });
  const standing = async () => (await drafts.standing<{ text: string }>(person, place))?.content.text;

  it('keeps what was sent last, in whatever order it comes in', async () => {
    expect(await save('a', { turn: 1, whileTyping: true })).toMatchObject({ kind: 'saved', revision: 1 });
    expect(await save('a step', { turn: 3, seen: 1 })).toMatchObject({ kind: 'saved', revision: 2 });
    expect(await save('a st', { turn: 2, seen: 1, whileTyping: true })).toEqual({ kind: 'stale' });
    expect(await standing()).toBe('a step');
    expect(await save('a step more', { turn: 4, seen: 1, whileTyping: true })).toMatchObject({ kind: 'saved', revision: 3 });
  });

  it('keeps one of two that come in at once', async () => {
    await save('a', { turn: 1, whileTyping: true });
    for (let round = 0; round < 10; round++) {
      const turn = 10 * (round + 1);
      await Promise.all([save(`step ${round}`, { turn: turn + 1, seen: 1 }), save('typed', { turn, seen: 1, whileTyping: true })]);
      expect(await standing()).toBe(`step ${round}`);
    }
  });

  it('knows it too where the step changed nothing', async () => {
    await save('a', { turn: 1 });
    await drafts.stand(person, place, { window: 'one', seen: 1, turn: 3, whileTyping: false });
    expect(await save('a st', { turn: 2, seen: 1, whileTyping: true })).toEqual({ kind: 'stale' });
  });

  it('goes by the revision where no script counts, and between windows', async () => {
    await save('a', {});
    expect(await save('a b', { seen: 1, whileTyping: true })).toMatchObject({ kind: 'saved', revision: 2 });
    expect(await save('a', { seen: 1, whileTyping: true })).toEqual({ kind: 'stale' });
    expect(await save('another', { window: 'two', seen: 1, turn: 99, whileTyping: true })).toEqual({ kind: 'moved-on' });
    expect(await save('another', { window: 'two', seen: 2, turn: 5 })).toMatchObject({ kind: 'saved' });
    expect(await save('mine', { seen: 2, turn: 9 })).toEqual({ kind: 'moved-on' });
    await drafts.forget(person, place);
    expect(await save('mine', { seen: 2, turn: 9 })).toEqual({ kind: 'gone' });
  });
});
