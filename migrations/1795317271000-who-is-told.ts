import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is told of alerts: the list, its rhythm, and every telling. */
export class WhoIsTold1795317271000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create table if not exists alert_contact (
    id uuid primary key default gen_random_uuid(),
    person_id uuid not null references person,
    brand_id text references brand,
    position integer not null,
    phone text,
    critical_by text[] not null check (critical_by <@ '{email,sms}'),
    warning_by text[] not null check (warning_by <@ '{email,sms}'),
    days smallint[] not null check (days <@ '{1,2,3,4,5,6,7}' and cardinality(days) > 0),
    from_time text not null,
    until_time text not null,
    zone text not null,
    created_at timestamptz not null default now(),
    removed_at timestamptz,
    check (phone is not null or not ('sms' = any(critical_by || warning_by)))
  );
  comment on column alert_contact.until_time is 'Same as from_time: the whole day.';

  create table if not exists alert_rhythm (
    one boolean primary key default true check (one),
    critical_minutes integer not null default 5 check (critical_minutes between 1 and 240),
    warning_minutes integer not null default 30 check (warning_minutes between 1 and 1440),
    repeat_minutes integer not null default 60 check (repeat_minutes between 5 and 1440)
  );
  insert into alert_rhythm default values on conflict do nothing;

  create table if not exists alert_case (
    alert_id uuid primary key references alert,
    lead_id uuid references alert,
    severity text not null,
    step integer not null default 0,
    told_at timestamptz,
    next_at timestamptz not null default now(),
    closed_at timestamptz
  );
  create index if not exists alert_case_open on alert_case (next_at) where closed_at is null;
  create index if not exists alert_case_lead on alert_case (lead_id) where closed_at is null;

  create table if not exists alert_telling (
    id bigint generated always as identity primary key,
    alert_id uuid not null references alert,
    contact_id uuid not null references alert_contact,
    step integer not null,
    why text not null check (why in ('raised', 'nobody-answered', 'other-way', 'over')),
    channel text not null check (channel in ('email', 'sms')),
    staff_message_id uuid,
    told_at timestamptz not null default now(),
    outcome text check (outcome in ('sent', 'not-sent'))
  );
  create index if not exists alert_telling_of on alert_telling (alert_id, id);
  create index if not exists alert_telling_waits on alert_telling (id) where outcome is null;
`;
