import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a member may live is frozen with him, as a set of zones. */
export class ZonesOfMembers1795316700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [AUDIENCE, PUBLISHED]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Zones are frozen with their audience: restore a backup instead.');
  }
}

const AUDIENCE = `
  -- every combination of zones in which somebody may live; sorted IANA names, and 0 where nothing is known
  create table zone_set (
    id int generated always as identity primary key,
    zones text[] not null unique
  );
  insert into zone_set (id, zones) overriding system value values (0, '{}');
  create trigger zone_set_is_a_record before update or delete on zone_set for each row execute function refuse_change();
  create trigger zone_set_is_kept before truncate on zone_set for each statement execute function refuse_change();

  -- null in audiences that were frozen before zones were worked out; no foreign key, which a million rows would each pay for
  alter table audience_member add column zone_set int;

  create table audience_zone (
    audience_id uuid not null references audience,
    zone_set int not null references zone_set,
    members int not null,
    primary key (audience_id, zone_set)
  );
  create trigger audience_zone_is_a_record before update or delete on audience_zone for each row execute function refuse_change();
  create trigger audience_zone_is_kept before truncate on audience_zone for each statement execute function refuse_change();`;

const PUBLISHED = `
  create or replace view published.audience_member as
    select m.audience_id, a.incident_id, m.customer_id, m.position, m.draw, m.priority_class, m.household, m.jk_group, m.reference,
           m.first_name, m.last_name, m.locale, m.country, m.region, m.time_zone,
           m.email, m.email_hash, m.phone, m.phone_hash, m.preferred_channel, m.reasons, m.zone_set
      from audience_member as m
      join audience as a on a.id = m.audience_id;`;
