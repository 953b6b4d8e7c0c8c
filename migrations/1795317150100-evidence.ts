import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was put before an approver is kept as it was hashed, and what an evidence pack tells is published. */
export class Evidence1795317150100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SIGNED_PLAN);
    await runner.query(VIEWS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** The tables of a notice hold its newest revision alone: without this, a plan that was signed and then edited could not be shown any more. */
const SIGNED_PLAN = `
  create table if not exists signed_plan (
    plan_hash text primary key,
    notice_id uuid not null references notice (id),
    revision integer not null,
    plan text not null,
    kept_at timestamptz not null,
    constraint signed_plan_is_what_was_hashed check (plan_hash = encode(sha256(convert_to(plan, 'UTF8')), 'hex'))
  );
  create index if not exists signed_plan_notice on signed_plan (notice_id, revision);
  drop trigger if exists signed_plan_is_a_record on signed_plan;
  create trigger signed_plan_is_a_record before update or delete on signed_plan for each row execute function refuse_change();
  drop trigger if exists signed_plan_is_kept on signed_plan;
  create trigger signed_plan_is_kept before truncate on signed_plan for each statement execute function refuse_change()`;

const VIEWS = `
  create or replace view published.incident_revision as
    select v.incident_id, v.revision, v.at, v.actor_kind, v.actor_id, v.content from incident_revision as v;
  create or replace view published.notice_record as
    select n.id, n.incident_id, n.number, n.type, n.state, n.revision, n.incident_revision, n.audience_id, n.corrects_notice_id, n.check_code, n.plan_hash, n.created_by, n.created_at,
           n.submitted_by, n.submitted_at, n.approved_at, n.expires_at, n.updated_at
      from notice as n;
  create or replace view published.notice_contributor as
    select c.notice_id, c.person_id, c.part, c.at from notice_contributor as c;
  create or replace view published.approval as
    select a.id, a.notice_id, a.revision, a.plan_hash, a.decision, a.reason, a.people_typed, a.decided_by, a.decided_at from approval as a;
  create or replace view published.signed_plan as
    select s.plan_hash, s.notice_id, s.revision, s.plan, s.kept_at from signed_plan as s;
  create or replace view published.audience as
    select a.id, a.incident_id, a.version, a.rule, a.list_id, a.combine, a.told_by_notice_id, a.state, a.algorithm, a.seed, a.hash, a.members, a.counts, a.as_of, a.built_by, a.created_at, a.frozen_at
      from audience as a;
  create or replace view published.message_record as
    select m.id, m.notice_id, m.customer_id, m.channel, m.copy_no, m.wave_no, m.state, m.held_reason, m.due_at, m.begun_at, m.handed_over_at, m.delivered_at, m.settled_at, m.attempts, m.resent_in_doubt,
           m.provider, m.provider_id, m.body_hash, m.code, m.reason, m.follows_id, m.follows_why
      from message as m;
  create or replace view published.attempt as
    select a.message_id, a.no, a.state, a.claimed_at, a.begun_at, a.ended_at, a.provider, a.provider_id, a.code, a.reason from attempt as a;
  create or replace view published.suppression_bypass as
    select b.message_id, b.reason, b.since, b.sent_at from suppression_bypass as b;
  create or replace view published.measurement as
    select m.id, m.incident_id, m.notice_id, m.taken_at, m.trigger, m.method, m.result, m.inputs_hash from measurement as m;
  create or replace view published.report_revision as
    select r.incident_id, r.revision, r.taken_at, r.cause, r.figures, r.figures_hash, r.changes from report_revision as r`;
