import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../../../test/support/postgres.js';
import { compareDump, SCHEMA_FILE } from './check-migrations.js';
import { compareEntities } from './compare-entities.js';
import { dumpSchema } from './dump-schema.js';

describe('the schema', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  it('is what migrations/schema.sql shows', async () => {
    expect(compareDump(await dumpSchema(database.db), await readFile(SCHEMA_FILE, 'utf8'))).toEqual([]);
  });

  it('is what the entities say', async () => {
    expect(database.dataSource.entityMetadatas.map(({ tableName }) => tableName)).toEqual(expect.arrayContaining(['person', 'api_key', 'incident', 'brand']));
    expect(await compareEntities(database.dataSource)).toEqual([]);
  });

  it.each([
    ['a column of another type', 'alter table person alter column name type varchar', ['PersonEntity.name is text, the column character varying']],
    ['a column that may be null now', 'alter table person alter column name drop not null', ['PersonEntity.name must not be null, the column may']],
    ['a column that is gone', 'alter table api_key drop column last_used_at', ['ApiKeyEntity.lastUsedAt: there is no column last_used_at in public.api_key']],
    ['a column that nobody would fill', 'alter table person add column badge text not null', ['PersonEntity leaves out badge, which must not be null and has no default']],
    ['a table that is gone', 'alter table api_key rename to program_key', ['ApiKeyEntity: there is no table public.api_key']],
  ])('is found to differ by %s', async (_, change, expected) => {
    const changed = await testDatabase();
    await changed.db.query(change);
    expect(await compareEntities(changed.dataSource)).toEqual(expected);
    expect(await dumpSchema(changed.db)).not.toBe(await dumpSchema(database.db));
    await changed.drop();
  });

  it.each([
    ['a trigger', 'drop trigger audit_event_is_a_record on audit_event'],
    ['a function', `create or replace function refuse_change() returns trigger language plpgsql as $$ begin return new; end $$`],
    ['a check', 'alter table session add constraint session_ends check (expires_at > created_at)'],
    ['an index', 'create index session_end on session (expires_at)'],
    ['a view', 'create or replace view published.extra as select 1 as one'],
    ['a sequence', 'create sequence extra_number'],
  ])('is written down with %s', async (_, change) => {
    const changed = await testDatabase();
    await changed.db.query(change);
    expect(await dumpSchema(changed.db)).not.toBe(await dumpSchema(database.db));
    await changed.drop();
  });

  it('that differs from the file is named by its first line', () => {
    expect(compareDump('a\nb\nc', 'a\nx\nc')[0]).toContain('from line 2 on: it has "x" for "b"');
    expect(compareDump('a\nb', 'a')[0]).toContain('from line 2 on: it has "(end)" for "b"');
  });
});
