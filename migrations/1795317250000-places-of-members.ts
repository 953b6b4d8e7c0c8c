import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a member lives, as laws count it, is frozen with him: which law binds, and which words he gets, hang on it. */
export class PlacesOfMembers1795317250000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [AUDIENCE, PUBLISHED]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Places are frozen with their audience: restore a backup instead.');
  }
}

const AUDIENCE = `
  -- 'US-CA', 'DE'; null where nothing is known, and in audiences that were frozen before places were worked out
  alter table audience_member add column place text;

  create table audience_place (
    audience_id uuid not null references audience,
    place text not null,
    members int not null,
    primary key (audience_id, place)
  );
  create trigger audience_place_is_a_record before update or delete on audience_place for each row execute function refuse_change();
  create trigger audience_place_is_kept before truncate on audience_place for each statement execute function refuse_change();`;

const PUBLISHED = `
  create view published.member_place as
    select m.audience_id, m.customer_id, m.place from audience_member as m;
  create view published.audience_place as
    select p.audience_id, a.incident_id, a.frozen_at, p.place, p.members from audience_place as p join audience as a on a.id = p.audience_id;`;
