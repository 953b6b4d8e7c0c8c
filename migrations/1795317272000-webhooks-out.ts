import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Other programs hear of what happens: who wants to hear what, what happened, and every delivery. */
export class WebhooksOut1795317272000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  create table if not exists webhook_endpoint (
    id uuid primary key default gen_random_uuid(),
    url text not null,
    description text not null,
    events text[] not null check (cardinality(events) > 0),
    secret text not null,
    old_secret text,
    old_secret_until timestamptz,
    created_by text not null,
    created_at timestamptz not null default now(),
    failing_since timestamptz,
    disabled_at timestamptz,
    disabled_why text,
    removed_at timestamptz
  );
  comment on column webhook_endpoint.secret is 'Sealed.';

  create table if not exists webhook_event (
    id bigint generated always as identity primary key,
    key text not null unique,
    type text not null,
    occurred_at timestamptz not null,
    data jsonb not null,
    spread boolean not null default false,
    only_to uuid references webhook_endpoint,
    created_at timestamptz not null default now()
  );
  create index if not exists webhook_event_fresh on webhook_event (id) where not spread;
  create index if not exists webhook_event_age on webhook_event (created_at);

  create table if not exists webhook_delivery (
    endpoint_id uuid not null references webhook_endpoint,
    event_id bigint not null references webhook_event on delete cascade,
    state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
    attempts integer not null default 0,
    next_at timestamptz not null default now(),
    try_until timestamptz not null default now() + interval '24 hours',
    status integer,
    error text,
    settled_at timestamptz,
    primary key (endpoint_id, event_id)
  );
  create index if not exists webhook_delivery_due on webhook_delivery (next_at) where state = 'pending';
  create index if not exists webhook_delivery_dead on webhook_delivery (endpoint_id, event_id) where state = 'dead';
  create index if not exists webhook_delivery_of on webhook_delivery (event_id);

  create table if not exists webhook_cursor (
    one boolean primary key default true check (one),
    position bigint not null
  );
  insert into webhook_cursor (position) select coalesce(max(l.position), 0) from audit_link as l on conflict do nothing;
`;
