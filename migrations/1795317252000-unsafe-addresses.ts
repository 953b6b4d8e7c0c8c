import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses that may be a thief's by now, and people who are written to through somebody else. */
export class UnsafeAddresses1795317252000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [AUDIENCE, DELIVER, PUBLISHED]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('What bars an address is frozen with its audience: restore a backup instead.');
  }
}

const AUDIENCE = `
  -- a minor, somebody who died, or somebody who has a representative: written to at that one's address, or not at all
  alter table customer
    add column if not exists care text check (care in ('minor','deceased','represented')),
    add column if not exists representative_email text,
    add column if not exists representative_email_hash text;

  -- when the frozen addresses had changed last; null where that is not known, and in audiences from before it was frozen
  alter table audience_member
    add column if not exists email_changed_at timestamptz,
    add column if not exists phone_changed_at timestamptz;`;

const DELIVER = `
  -- as the signed facts say: when the data lay open, and of which mail providers the mailboxes did
  alter table dispatch
    add column if not exists exposed tstzrange,
    add column if not exists breached_domains text[] not null default '{}';`;

const PUBLISHED = `
  create or replace view published.audience_member as
    select m.audience_id, a.incident_id, m.customer_id, m.position, m.draw, m.priority_class, m.household, m.jk_group, m.reference,
           m.first_name, m.last_name, m.locale, m.country, m.region, m.time_zone,
           m.email, m.email_hash, m.phone, m.phone_hash, m.preferred_channel, m.reasons, m.zone_set, m.email_changed_at, m.phone_changed_at
      from audience_member as m
      join audience as a on a.id = m.audience_id;`;
