import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What ops look at: alerts, how often each job is due, and which database this is, so that one put back from a backup is noticed. */
export class Watch1795316550000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [ALERTS, JOBS, EPOCH]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const ALERTS = `
  create table alert (
    id uuid primary key default gen_random_uuid(),
    kind text not null,
    subject text not null,
    incident_id uuid references incident (id),
    severity text not null,
    message text not null,
    remedy text not null,
    lasting boolean not null,
    state text not null default 'open',
    times int not null default 1,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    acknowledged_by text,
    acknowledged_at timestamptz,
    resolved_at timestamptz,
    constraint alert_severity_known check (severity in ('warning','critical')),
    constraint alert_state_known check (state in ('open','acknowledged','resolved')),
    constraint alert_resolved_at check ((state = 'resolved') = (resolved_at is not null))
  );
  create unique index alert_live on alert (kind, subject) where state <> 'resolved';
  create index alert_newest on alert (last_at desc, id);`;

const JOBS = `
  alter table job_run add column every_ms int;`;

const EPOCH = `
  -- One row. identity: where this database lies, as server_identity() said when the epoch began; it differs after a restore or a failover.
  create table database_epoch (
    only_one boolean primary key default true,
    lineage uuid not null default gen_random_uuid(),
    no int not null default 1,
    identity text not null,
    state text not null default 'open',
    cause text,
    shut_at timestamptz,
    shut_by text,
    marked_at timestamptz,
    doubts text,
    settled_at timestamptz,
    approvals_after timestamptz,
    opened_at timestamptz,
    opened_by text,
    reason text,
    constraint database_epoch_one_row check (only_one),
    constraint database_epoch_state_known check (state in ('open','shut')),
    constraint database_epoch_doubts_known check (doubts in ('keep','resend-mail','nothing-lost'))
  );

  -- The cluster, its timeline and the oid of the table above: a dump that is loaded anew, a standby that took over and a recovery to a
  -- point in time each change one of them. '-' where this server does not let us look.
  create function server_identity() returns text language plpgsql stable as $$
  declare
    cluster text := '-';
    timeline text := '-';
  begin
    begin
      select s.system_identifier::text into cluster from pg_control_system() as s;
    exception when others then null;
    end;
    begin
      timeline := left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
    exception when others then null;
    end;
    return format('%s/%s/%s', cluster, timeline, 'public.database_epoch'::regclass::oid);
  end $$;

  create index message_restored on message (id) where state = 'unknown' and code = 'restored';

  insert into database_epoch (identity) values (server_identity());`;
