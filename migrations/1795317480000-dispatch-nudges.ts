import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whatever begins, stops or goes on tells whoever listens that there is something to look at; nothing rests on anybody hearing it. */
export class DispatchNudges1795317480000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SAY_CHANGED);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const SAY_CHANGED = `
  create or replace function say_dispatch_changed() returns trigger language plpgsql as $$
  begin
    perform pg_notify('firstword', 'dispatch.changed'); -- delivered at the commit, once for all that a transaction changes
    return null;
  end $$;
  create or replace trigger dispatch_begun_is_said after insert on dispatch for each row
    when (new.state = 'running') execute function say_dispatch_changed();
  create or replace trigger dispatch_changed_is_said after update of state on dispatch for each row
    when (new.state <> old.state) execute function say_dispatch_changed();
  create or replace trigger wave_opened_is_said after update of opened_at on wave for each row
    when (new.opened_at is not null and old.opened_at is null) execute function say_dispatch_changed();`;
