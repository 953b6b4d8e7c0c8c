import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An approval tells whoever listens that there is something to start; nothing rests on anybody hearing it. */
export class Nudges1795316850000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SAY_APPROVED);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const SAY_APPROVED = `
  create or replace function say_approved() returns trigger language plpgsql as $$
  begin
    perform pg_notify('firstword', 'notice.approved'); -- delivered when the approval is committed, and never where it is not
    return null;
  end $$;
  create or replace trigger notice_approved_is_said after update on notice for each row
    when (new.state = 'approved' and old.state <> 'approved') execute function say_approved();`;
