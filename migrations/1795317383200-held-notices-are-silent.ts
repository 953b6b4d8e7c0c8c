import type { MigrationInterface, QueryRunner } from 'typeorm';

/** While law enforcement has an incident held, nobody hears of it on the telephone either: of what has gone out no more than of what waits. */
export class HeldNoticesAreSilent1795317383200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create or replace view published.speaking_notice as
    select d.notice_id, d.incident_id, r.audience_id, r.created_at
      from dispatch as d join rollout as r on r.notice_id = d.notice_id
     where not d.exercise and d.state in ('running','finished') and exists (select from wave as w where w.notice_id = d.notice_id and w.opened_at is not null)
       and not exists (select from incident_hold as h where h.incident_id = d.incident_id and h.ended_at is null);`;
