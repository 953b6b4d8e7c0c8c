import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What laws ask of a notice's words is part of what is signed, and where a member lives is shown to those who write to him. */
export class ContentByLaw1795317330000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  alter table notice add column if not exists law jsonb;
  comment on column notice.law is 'What laws ask of its words, by the place where a reader lives; null: nothing.';

  do $add$
  begin
    -- The view is made anew from what it is, whatever others have added to it.
    if not exists (select from information_schema.columns where table_schema = 'published' and table_name = 'audience_member' and column_name = 'place') then
      execute 'create or replace view published.audience_member as '
        || regexp_replace(pg_get_viewdef('published.audience_member'::regclass, true), '(\\s+FROM audience_member m)', ', m.place\\1');
    end if;
    -- So is the guard: whatever voids a signature when it changes, this does too.
    if position('new.law' in pg_get_functiondef('public.check_notice'::regproc)) = 0 then
      execute replace(replace(pg_get_functiondef('public.check_notice'::regproc), 'new.policies, new.sender, new.type', 'new.policies, new.sender, new.law, new.type'), 'old.policies, old.sender, old.type', 'old.policies, old.sender, old.law, old.type');
    end if;
    if position('old.law' in pg_get_functiondef('public.check_notice'::regproc)) = 0 then
      raise exception 'the guard of notices does not look as this migration knows it';
    end if;
  end $add$;
`;
