import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a notice's first and last message left: one answer for every page, report and score. */
export class HandOver1795317430000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/**
 * A wave's own times begin anew once its first people were seen to be well: when these were told is on their messages alone, of which an
 * index has no others. Null where nothing has left: a wave that has opened has handed nothing over yet.
 */
const UP = `
  create view published.hand_over as
    select w.notice_id, least(min(w.handed_over_at), c.first_at) as first_at, greatest(max(w.last_handed_over_at), c.last_at) as last_at, min(w.handed_over_at) as waves_from
      from wave as w
      cross join lateral (select min(m.handed_over_at) as first_at, max(m.handed_over_at) as last_at from message as m where m.notice_id = w.notice_id and m.canary) as c
     group by w.notice_id, c.first_at, c.last_at
`;
