import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What readers do on their own pages, and what they say of the message they got. */
export class PersonalPages1795317040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [PAGE, REVOCATION, FEEDBACK, VISITS, ANSWERS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** A row comes with the first thing that a reader does: looking alone leaves none, since mail scanners look, too. */
const PAGE = `
  create table if not exists personal_page (
    notice_id uuid not null references notice (id),
    customer_id bigint not null,
    seen_at timestamptz,                              -- his browser said that a person moved on it, or he sent a form
    steps smallint[] not null default '{}',           -- places of the steps that he ticked, from 0
    proved_at timestamptz,
    wrong smallint not null default 0,
    locked_until timestamptz,                         -- real time: whoever guesses does not wait for a business day
    primary key (notice_id, customer_id)
  )`;

/** Pages of every notice approved until then are shut for this customer. */
const REVOCATION = `
  create table if not exists page_revocation (
    customer_id bigint primary key,
    until timestamptz not null,
    reason text not null,
    revoked_by text not null
  )`;

const FEEDBACK = `
  create table if not exists feedback (
    id bigint generated always as identity,
    notice_id uuid not null references notice (id),
    customer_id bigint not null,
    channel text not null check (channel in ('page','sms')),
    answer text check (answer in ('yes','partly','no')),
    score smallint check (score between 1 and 5),
    recommend smallint check (recommend between 0 and 10),
    words text check (length(words) <= 1000),
    answered_at timestamptz not null,
    primary key (notice_id, customer_id),             -- one answer of each person to each notice: the first
    constraint feedback_answers check (num_nonnulls(answer, score) = 1)
  )`;

const VISITS = `
  create or replace view published.page_visit as
    select p.notice_id, p.customer_id, p.seen_at, p.proved_at, cardinality(p.steps) as steps_done
      from personal_page as p`;

const ANSWERS = `
  create or replace view published.feedback as
    select f.notice_id, f.customer_id, f.channel, f.answer, f.score, f.recommend, f.words is not null as has_words, f.answered_at
      from feedback as f`;
