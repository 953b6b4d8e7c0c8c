import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Looks at the draft of an exercise: they are read in the console, and leave for nobody. */
export class ExerciseTests1795317397100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table if not exists exercise_test (
        id bigint generated always as identity primary key,
        notice_id uuid not null references notice,
        reader text not null,                              -- the colleague's name, as it was chosen
        channel text not null check (channel in ('email','sms')),
        content text not null,                             -- sealed: subject and text
        sent_at timestamptz not null default now()         -- real time
      );
      create index if not exists exercise_test_of on exercise_test (notice_id, id);

      create or replace function check_exercise_test() returns trigger language plpgsql as $$
      begin
        if not exists (select from notice as n join incident as i on i.id = n.incident_id where n.id = new.notice_id and i.exercise) then
          raise exception 'notice % is of no exercise: its tests are messages', new.notice_id using errcode = 'restrict_violation';
        end if;
        return new;
      end $$;
      create or replace trigger exercise_test_is_of_one before insert or update on exercise_test for each row execute function check_exercise_test();`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table exercise_test; drop function check_exercise_test()');
  }
}
