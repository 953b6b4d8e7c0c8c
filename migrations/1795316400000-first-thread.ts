import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The whole thread: declare → audience → compose → approve → deliver → hear → measure. One writer for each table: the step
 * above it. Later steps read sets through the schema `published`. Business times come from the service's clock as parameters;
 * columns that default to now() are real time (leases, sessions, records of when a row was written).
 */
export class FirstThread1795316400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [PLATFORM, DECLARE, AUDIENCE, COMPOSE, APPROVE, DELIVER, HEAR, MEASURE, PUBLISHED]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('The first migration is not taken back: drop the database instead.');
  }
}

const PLATFORM = `
  create schema published;

  create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $$;

  create table person (
    id uuid primary key default gen_random_uuid(),
    email text not null,
    name text not null,
    password_hash text not null,
    roles text[] not null,
    failed_sign_ins int not null default 0,
    locked_until timestamptz,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    constraint person_roles_known check (roles <@ array['commander','author','approver','legal','ops','agent','auditor','admin'])
  );
  create unique index person_email on person (lower(email));

  create table session (
    token_hash text primary key,
    person_id uuid not null references person,
    csrf_token text not null,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null
  );
  create index session_person on session (person_id);

  create table api_key (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    prefix text not null,
    key_hash text not null unique,
    roles text[] not null,
    created_by uuid not null references person,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz,
    constraint api_key_roles_known check (roles <@ array['commander','author','approver','legal','ops','agent','auditor','admin'])
  );

  -- The person who answers for what an actor did, as kernel/actor.ts has it: himself, or who made the key. Null for the service itself.
  create function answerable_person(actor_kind text, actor_id text) returns uuid language sql stable
    return case actor_kind
      when 'person' then actor_id::uuid
      when 'key' then (select k.created_by from api_key as k where k.id = actor_id::uuid)
    end;

  create table audit_event (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    recorded_at timestamptz not null default now(),
    actor_kind text not null check (actor_kind in ('person','key','system','provider','customer')),
    actor_id text not null,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    incident_id uuid,
    details jsonb not null default '{}'
  );
  create index audit_event_incident on audit_event (incident_id, at, id);
  create index audit_event_subject on audit_event (subject_kind, subject_id, id);
  create trigger audit_event_is_a_record before update or delete on audit_event for each row execute function refuse_change();
  create trigger audit_event_is_kept before truncate on audit_event for each statement execute function refuse_change();

  create table idempotency_record (
    actor text not null,
    key text not null,
    method text not null,
    path text not null,
    request_hash text not null,
    status int,
    headers jsonb,
    response text,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    primary key (actor, key)
  );
  create index idempotency_record_age on idempotency_record (created_at);

  create table job_run (
    name text primary key,
    started_at timestamptz not null,
    finished_at timestamptz,
    instance text not null,
    acted int not null default 0,
    runs bigint not null default 1,
    error text
  );`;

const DECLARE = `
  create table brand (
    id text primary key check (id ~ '^[a-z0-9-]{1,40}$'),
    name text not null,
    sender_name text not null,
    from_email text not null,
    reply_to text not null,
    domain text not null,
    website text not null,
    check_address text not null,
    phone text not null,
    support_hours jsonb not null,
    postal_address text not null,
    default_locale text not null,
    default_country text not null check (default_country ~ '^[A-Z]{2}$'),
    time_zone text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  );

  create sequence incident_number;
  create table incident (
    id uuid primary key default gen_random_uuid(),
    reference text not null unique,
    kind text not null check (kind in ('data-breach','service-outage','product-recall','delayed-order','billing-error','fraud-wave')),
    title text not null,
    severity text not null check (severity in ('low','medium','high','critical')),
    brand_id text not null references brand,
    status text not null default 'open' check (status in ('open','closed')),
    facts jsonb not null,
    happened_from timestamptz,
    happened_until timestamptz,
    discovered_at timestamptz,
    press_reported_at timestamptz,
    declared_at timestamptz not null,
    closed_at timestamptz,
    commander_id uuid not null references person,
    simulated boolean not null default false,
    revision int not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint incident_closed_has_time check ((status = 'closed') = (closed_at is not null)),
    constraint incident_happened_in_order check (happened_until is null or happened_from < happened_until)
  );
  create index incident_open on incident (declared_at desc) where status = 'open';

  create table incident_revision (
    incident_id uuid not null references incident,
    revision int not null,
    at timestamptz not null,
    actor_kind text not null,
    actor_id text not null,
    content jsonb not null,
    primary key (incident_id, revision)
  );
  create trigger incident_revision_is_a_record before update or delete on incident_revision for each row execute function refuse_change();
  create trigger incident_revision_is_kept before truncate on incident_revision for each statement execute function refuse_change();`;

const AUDIENCE = `
  create table customer (
    id bigint generated always as identity primary key,
    reference text not null unique,
    first_name text,
    last_name text,
    locale text,
    country text check (country ~ '^[A-Z]{2}$'),
    region text,
    postal_code text,
    time_zone text,
    email text,
    email_hash text,
    phone text,
    phone_hash text,
    preferred_channel text check (preferred_channel in ('email','sms')),
    attributes jsonb not null default '{}',
    email_changed_at timestamptz,
    phone_changed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint customer_email_is_hashed check ((email is null) = (email_hash is null)),
    constraint customer_phone_is_hashed check ((phone is null) = (phone_hash is null))
  );
  create index customer_email_hash on customer (email_hash) where email_hash is not null;
  create index customer_phone_hash on customer (phone_hash) where phone_hash is not null;
  create index customer_name on customer (lower(last_name) text_pattern_ops, lower(first_name) text_pattern_ops) where last_name is not null;

  create table touchpoint (
    id bigint generated always as identity,
    customer_id bigint not null references customer,
    kind text not null,
    reference text not null,
    occurred_at timestamptz not null,
    label text,
    attributes jsonb not null default '{}',
    created_at timestamptz not null default now(),
    primary key (customer_id, id),
    constraint touchpoint_once unique (kind, reference, customer_id)
  );
  create index touchpoint_kind_time on touchpoint (kind, occurred_at);
  create index touchpoint_attributes on touchpoint using gin (attributes jsonb_path_ops);

  -- A number or a time that stands in an attribute as text; null where it stands for neither. Times without an offset are UTC.
  create function attribute_number(written text) returns numeric language sql immutable parallel safe
    return case when length(written) <= 400 and written ~ '^[+-]?[0-9]+([.][0-9]+)?$' then written::numeric end;
  create function attribute_time(written text) returns timestamptz language sql stable parallel safe
    return case
      when written ~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$' and pg_input_is_valid(written, 'date') then written::date::timestamp at time zone 'UTC'
      when written ~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?$' and pg_input_is_valid(written, 'timestamp')
        then written::timestamp at time zone 'UTC'
      when written ~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$' and pg_input_is_valid(written, 'timestamptz')
        then written::timestamptz
    end;

  create table suppression (
    id bigint generated always as identity primary key,
    channel text not null check (channel in ('email','sms')),
    address_hash text not null,
    scope text not null default 'all',
    reason text not null check (reason in ('stop','hard-bounce','complaint','dead-number','not-me','manual')),
    source text not null,
    since timestamptz not null,
    lifted_at timestamptz,
    lifted_by text,
    lift_reason text
  );
  create unique index suppression_active on suppression (channel, address_hash, scope) where lifted_at is null;

  create table import_run (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('customers','touchpoints','calls','volumes')),
    source_name text not null,
    format text not null,
    state text not null check (state in ('running','done','failed')),
    actor_kind text not null,
    actor_id text not null,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    rows_read bigint not null default 0,
    inserted bigint not null default 0,
    updated bigint not null default 0,
    unchanged bigint not null default 0,
    skipped bigint not null default 0,
    rejected bigint not null default 0,
    incomplete bigint not null default 0,
    columns jsonb not null default '{}',
    error jsonb
  );
  create index import_run_latest on import_run (started_at desc, id desc);
  create table import_bad_row (
    import_id uuid not null references import_run on delete cascade,
    line bigint not null,
    column_name text not null,
    effect text not null check (effect in ('rejected','dropped','skipped')),
    reason text not null,
    raw text not null,
    primary key (import_id, line, column_name)
  );

  create table audience_list (
    id uuid primary key default gen_random_uuid(),
    incident_id uuid not null references incident,
    name text not null,
    total int not null,
    found int not null,
    created_by text not null, -- kind:id of the actor
    created_at timestamptz not null default now()
  );
  create table audience_list_item (
    list_id uuid not null references audience_list on delete cascade,
    reference text not null,
    primary key (list_id, reference)
  );

  create table audience (
    id uuid primary key default gen_random_uuid(),
    incident_id uuid not null references incident,
    version int not null,
    rule jsonb,
    list_id uuid references audience_list,
    combine text not null default 'union' check (combine in ('union','intersection')),
    told_by_notice_id uuid,
    state text not null default 'draft' check (state in ('draft','frozen')),
    algorithm text,
    seed text,
    hash text,
    members int,
    counts jsonb,
    as_of timestamptz,
    built_by uuid not null references person,
    created_at timestamptz not null default now(),
    frozen_at timestamptz,
    unique (incident_id, version),
    constraint audience_has_a_source check (rule is not null or list_id is not null or told_by_notice_id is not null),
    constraint audience_frozen_is_whole check (state = 'draft' or (hash is not null and seed is not null and members is not null and counts is not null and frozen_at is not null))
  );
  create table audience_member (
    audience_id uuid not null references audience,
    customer_id bigint not null,
    position int not null,
    draw int not null,
    priority_class smallint not null default 0,
    household text not null,
    jk_group smallint not null check (jk_group between 0 and 49),
    reference text not null,
    first_name text,
    last_name text,
    locale text,
    country text,
    region text,
    time_zone text,
    email text,
    email_hash text,
    phone text,
    phone_hash text,
    preferred_channel text,
    reasons jsonb not null,
    primary key (audience_id, customer_id),
    constraint audience_member_position unique (audience_id, position)
  );
  create index audience_member_customer on audience_member (customer_id);

  create function refuse_change_of_frozen_audience() returns trigger language plpgsql as $$
  begin
    if old.state = 'frozen' then
      raise exception 'audience % is frozen: make a new version', old.id using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end $$;
  create trigger audience_frozen before update or delete on audience for each row execute function refuse_change_of_frozen_audience();

  create function refuse_change_of_frozen_members() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' and exists (select from added join audience on audience.id = added.audience_id where audience.state = 'frozen') then
      raise exception 'the audience is frozen: nobody is added to it' using errcode = 'restrict_violation';
    end if;
    return null;
  end $$;
  create trigger audience_member_frozen_insert after insert on audience_member referencing new table as added
    for each statement execute function refuse_change_of_frozen_members();
  create trigger audience_member_is_a_record before update or delete on audience_member for each row execute function refuse_change();
  create trigger audience_member_is_kept before truncate on audience_member for each statement execute function refuse_change();`;

const COMPOSE = `
  -- texts and words of one notice as they were shipped; a changed file makes a new row, so that what was sent can be made again
  create table template_version (
    hash text primary key,
    kind text not null,
    locale text not null,
    notice_type text not null check (notice_type in ('initial','update','correction','resolution')),
    subject text not null,
    email_html text not null,
    email_text text not null,
    sms text not null,
    labels jsonb not null,
    loaded_at timestamptz not null default now()
  );
  create trigger template_version_is_a_record before update or delete on template_version for each row execute function refuse_change();
  create trigger template_version_is_kept before truncate on template_version for each statement execute function refuse_change();`;

const APPROVE = `
  create table notice (
    id uuid primary key default gen_random_uuid(),
    incident_id uuid not null references incident,
    number int not null,
    type text not null check (type in ('initial','update','correction','resolution')),
    state text not null default 'draft' check (state in ('draft','submitted','approved','returned','rejected','withdrawn')),
    revision int not null default 1,
    audience_id uuid not null references audience,
    facts jsonb not null,
    incident jsonb not null,           -- reference, title, kind and simulated, as they were when the facts were copied
    incident_revision int not null,
    schedule jsonb not null,
    policies jsonb not null,
    sender jsonb not null,
    corrects_notice_id uuid references notice,
    check_code text not null unique,
    plan_hash text,
    created_by uuid not null references person,
    created_at timestamptz not null,
    submitted_by uuid references person,
    submitted_at timestamptz,
    approved_at timestamptz,
    expires_at timestamptz,
    updated_at timestamptz not null,
    unique (incident_id, number),
    constraint notice_submitted_is_hashed check (state not in ('submitted','approved') or (plan_hash is not null and submitted_by is not null and submitted_at is not null)),
    constraint notice_draft_is_not_hashed check (state not in ('draft','returned') or (plan_hash is null and submitted_by is null and approved_at is null and expires_at is null)),
    constraint notice_approved_expires check (state <> 'approved' or (approved_at is not null and expires_at > approved_at))
  );
  create index notice_waiting on notice (approved_at) where state = 'approved';
  create table notice_text (
    notice_id uuid not null references notice,
    locale text not null,
    template_hash text not null references template_version,
    subject text not null,
    email_html text not null,
    email_text text not null,
    sms text not null,
    updated_at timestamptz not null,
    primary key (notice_id, locale)
  );
  create table notice_contributor (
    notice_id uuid not null references notice,
    person_id uuid not null references person,
    part text not null check (part in ('author','editor','audience','submitter')),
    at timestamptz not null,
    primary key (notice_id, person_id, part)
  );
  create trigger notice_contributor_is_a_record before update or delete on notice_contributor for each row execute function refuse_change();
  create trigger notice_contributor_is_kept before truncate on notice_contributor for each statement execute function refuse_change();

  create table preflight (
    id uuid primary key default gen_random_uuid(),
    notice_id uuid not null references notice,
    revision int not null,
    audience_id uuid not null references audience,
    state text not null check (state in ('queued','running','passed','failed','broken')),
    runs smallint not null default 0,  -- a run that was cut off is done again; its number keeps a late writer out
    members int,
    rendered int not null default 0,
    failures int not null default 0,
    summary jsonb,
    findings jsonb not null default '[]',
    error text,
    requested_by text not null,
    requested_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    constraint preflight_passed_is_whole check (state <> 'passed' or (failures = 0 and rendered = members and summary is not null))
  );
  create index preflight_notice on preflight (notice_id, requested_at desc);
  create index preflight_waiting on preflight (requested_at) where state in ('queued','running');
  create unique index preflight_one_at_work on preflight (notice_id, revision) where state in ('queued','running');
  create table preflight_failure (
    preflight_id uuid not null references preflight on delete cascade,
    customer_id bigint not null,
    part text not null,
    missing text[] not null,
    primary key (preflight_id, customer_id, part)
  );

  create table approval (
    id uuid primary key default gen_random_uuid(),
    notice_id uuid not null references notice,
    revision int not null,
    plan_hash text not null,
    decision text not null check (decision in ('approved','rejected','returned')),
    reason text,
    people_typed int,
    decided_by uuid not null references person,
    decided_at timestamptz not null,
    constraint approval_refusal_has_a_reason check (decision = 'approved' or length(trim(reason)) > 0)
  );
  create unique index approval_once on approval (notice_id, plan_hash) where decision = 'approved';
  create index approval_notice on approval (notice_id, decided_at);
  create trigger approval_is_a_record before update or delete on approval for each row execute function refuse_change();
  create trigger approval_is_kept before truncate on approval for each statement execute function refuse_change();

  -- Four eyes, held where no screen, script or race can pass them by.
  create function check_approval() returns trigger language plpgsql as $$
  declare
    target notice%rowtype;
  begin
    select * into target from notice where id = new.notice_id for update;
    if target.state is distinct from 'submitted' then
      raise exception 'notice % is %, and only a submitted notice can be decided', new.notice_id, target.state using errcode = 'check_violation', constraint = 'approval_needs_submitted';
    end if;
    if (target.plan_hash, target.revision) is distinct from (new.plan_hash, new.revision) then
      raise exception 'the plan of notice % changed since it was looked at', new.notice_id using errcode = 'check_violation', constraint = 'approval_of_this_plan';
    end if;
    if not exists (select from person as p where p.id = new.decided_by and p.disabled_at is null
                     and ('approver' = any (p.roles) or (new.decision <> 'approved' and 'legal' = any (p.roles)))) then
      raise exception 'only an approver approves; an approver or legal rejects and returns' using errcode = 'check_violation', constraint = 'approval_by_approver';
    end if;
    if new.decision = 'approved' then
      -- what the notice says was the incident's first: who wrote it there is looked up, and not only taken from the contributors
      if exists (select from notice_contributor as c where c.notice_id = new.notice_id and c.person_id = new.decided_by)
         or target.created_by = new.decided_by or target.submitted_by = new.decided_by
         or exists (select from published.incident_author as i where i.incident_id = target.incident_id and i.revision <= target.incident_revision and i.person_id = new.decided_by)
         or exists (select from published.audience_author as a where a.audience_id = target.audience_id and a.person_id = new.decided_by) then
        raise exception 'who wrote, edited, chose the people of or submitted a notice, or wrote its facts, does not approve it' using errcode = 'check_violation', constraint = 'approval_four_eyes';
      end if;
      if new.people_typed is distinct from (select a.members from audience as a where a.id = target.audience_id) then
        raise exception 'the number of people typed is not the number in the audience' using errcode = 'check_violation', constraint = 'approval_of_these_people';
      end if;
    end if;
    return new;
  end $$;
  create trigger approval_four_eyes before insert on approval for each row execute function check_approval();

  create function check_new_notice() returns trigger language plpgsql as $$
  begin
    if new.state <> 'draft' or new.revision <> 1 then
      raise exception 'a notice begins as a draft' using errcode = 'check_violation', constraint = 'notice_begins_as_draft';
    end if;
    if not exists (select from audience as a where a.id = new.audience_id and a.incident_id = new.incident_id and a.state = 'frozen') then
      raise exception 'the audience of a notice is a frozen one of its incident' using errcode = 'check_violation', constraint = 'notice_audience_of_incident';
    end if;
    return new;
  end $$;
  create trigger notice_begins before insert on notice for each row execute function check_new_notice();

  create function check_notice() returns trigger language plpgsql as $$
  declare
    edited constant boolean :=
      (new.audience_id, new.facts, new.incident, new.incident_revision, new.schedule, new.policies, new.sender, new.type, new.corrects_notice_id)
      is distinct from
      (old.audience_id, old.facts, old.incident, old.incident_revision, old.schedule, old.policies, old.sender, old.type, old.corrects_notice_id);
  begin
    if new is distinct from old and exists (select from rollout as r where r.notice_id = old.id) then
      raise exception 'notice % has begun to go out and can only be paused or cancelled', old.id using errcode = 'check_violation', constraint = 'notice_begun';
    end if;
    if (new.id, new.incident_id, new.number, new.check_code, new.created_by, new.created_at)
       is distinct from (old.id, old.incident_id, old.number, old.check_code, old.created_by, old.created_at) then
      raise exception 'who drafted notice %, its number and its code never change', old.id using errcode = 'check_violation', constraint = 'notice_identity';
    end if;
    if new.state <> old.state and new.state <> all (case old.state
         when 'draft' then array['submitted','withdrawn']
         when 'returned' then array['draft','submitted','withdrawn']
         when 'submitted' then array['approved','rejected','returned','draft','withdrawn']
         when 'approved' then array['draft','withdrawn']
         else array[]::text[] end) then
      raise exception 'notice % is % and can not become %', old.id, old.state, new.state using errcode = 'check_violation', constraint = 'notice_transition';
    end if;
    if edited and new.state not in ('draft','returned') then
      raise exception 'notice % is %: an edit takes it back to draft first', old.id, old.state using errcode = 'check_violation', constraint = 'notice_edit_voids';
    end if;
    if new.revision < old.revision or (new.revision = old.revision and (edited or (old.state in ('submitted','approved') and new.state = 'draft'))) then
      raise exception 'an edit of notice % makes a new revision', old.id using errcode = 'check_violation', constraint = 'notice_edit_counts';
    end if;
    if new.revision > old.revision and new.state not in ('draft','returned') then
      raise exception 'a new revision of notice % is a draft', old.id using errcode = 'check_violation', constraint = 'notice_edit_voids';
    end if;
    if new.audience_id <> old.audience_id
       and not exists (select from audience as a where a.id = new.audience_id and a.incident_id = new.incident_id and a.state = 'frozen') then
      raise exception 'the audience of a notice is a frozen one of its incident' using errcode = 'check_violation', constraint = 'notice_audience_of_incident';
    end if;
    if new.state = old.state and (new.plan_hash, new.submitted_by, new.submitted_at, new.approved_at, new.expires_at)
       is distinct from (old.plan_hash, old.submitted_by, old.submitted_at, old.approved_at, old.expires_at) then
      raise exception 'what was submitted or approved of notice % is on record', old.id using errcode = 'check_violation', constraint = 'notice_plan_is_signed';
    end if;
    if old.state in ('submitted','approved') and new.state in ('approved','rejected','withdrawn') and (new.plan_hash, new.submitted_by) is distinct from (old.plan_hash, old.submitted_by) then
      raise exception 'what was submitted of notice % is on record', old.id using errcode = 'check_violation', constraint = 'notice_plan_is_signed';
    end if;
    if new.state = 'submitted' and old.state <> 'submitted' and not exists (
      select from preflight as f where f.notice_id = new.id and f.revision = new.revision and f.state = 'passed'
    ) then
      raise exception 'revision % of notice % has no pre-flight that passed', new.revision, old.id using errcode = 'check_violation', constraint = 'notice_submitted_needs_preflight';
    end if;
    if new.state in ('approved','rejected','returned') and old.state <> new.state and not exists (
      select from approval as a where a.notice_id = old.id and a.plan_hash = old.plan_hash and a.revision = old.revision and a.decision = new.state
    ) then
      raise exception 'nobody has % this plan of notice %', new.state, old.id using errcode = 'check_violation', constraint = 'notice_decided_by_someone';
    end if;
    return new;
  end $$;
  create trigger notice_guard before update on notice for each row execute function check_notice();
  create trigger notice_is_kept before delete on notice for each row execute function refuse_change();

  create function check_notice_text() returns trigger language plpgsql as $$
  declare
    its_state text;
  begin
    if tg_op = 'UPDATE' and (new.notice_id, new.locale) is distinct from (old.notice_id, old.locale) then
      raise exception 'a text stays with its notice and language' using errcode = 'check_violation', constraint = 'notice_text_edit_voids';
    end if;
    -- the lock makes a submission wait for this edit, or this edit for the submission
    select n.state into its_state from notice as n where n.id = case tg_op when 'DELETE' then old.notice_id else new.notice_id end for share;
    if its_state not in ('draft','returned') then
      raise exception 'the text of a notice changes only while it is a draft' using errcode = 'check_violation', constraint = 'notice_text_edit_voids';
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end $$;
  create trigger notice_text_guard before insert or update or delete on notice_text for each row execute function check_notice_text();`;

const DELIVER = `
  create table rollout (
    notice_id uuid primary key references notice,
    audience_id uuid not null references audience,
    plan_hash text not null,
    algorithm text not null,
    seed text not null,
    wave_count smallint not null check (wave_count > 0),
    members int not null,
    created_at timestamptz not null
  );
  create trigger rollout_is_a_record before update or delete on rollout for each row execute function refuse_change();
  create trigger rollout_is_kept before truncate on rollout for each statement execute function refuse_change();

  -- an approved notice that was not started, since what is stored is not what was signed: said once, not every second
  create table rollout_refusal (
    notice_id uuid not null references notice,
    plan_hash text not null,
    code text not null,
    refused_at timestamptz not null,
    primary key (notice_id, plan_hash)
  );

  -- wave n of a notice is the members whose draw lies in [draw_from, draw_until): assigned before the first send, never changed
  create table wave (
    notice_id uuid not null references rollout,
    wave_no smallint not null,
    draw_from int not null,
    draw_until int not null,
    planned_at timestamptz not null,
    opened_at timestamptz,
    handed_over_at timestamptz,
    last_handed_over_at timestamptz,
    primary key (notice_id, wave_no)
  );
  create function refuse_reassignment() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' or (new.notice_id, new.wave_no, new.draw_from, new.draw_until, new.planned_at)
                           is distinct from (old.notice_id, old.wave_no, old.draw_from, old.draw_until, old.planned_at) then
      raise exception 'who is in which wave is on record and never changes' using errcode = 'restrict_violation';
    end if;
    return new;
  end $$;
  create trigger wave_assignment_is_a_record before update or delete on wave for each row execute function refuse_reassignment();
  create trigger wave_is_kept before truncate on wave for each statement execute function refuse_change();

  create table dispatch (
    notice_id uuid primary key references rollout,
    incident_id uuid not null references incident,
    state text not null check (state in ('running','paused','cancelled','finished')),
    generation int not null default 1,
    written_until int not null default 0,
    ledger_written boolean not null default false,
    verified_at timestamptz, -- real time: when it was last checked that every member has a row
    channels text not null,
    unknown_email text not null check (unknown_email in ('resend','ask')),
    mandatory boolean not null,
    expires_at timestamptz not null,
    reason text,
    changed_by text not null,
    changed_at timestamptz not null
  );
  create index dispatch_live on dispatch (state) where state in ('running','paused');

  create table notice_member (
    notice_id uuid not null references rollout,
    customer_id bigint not null,
    position int not null,
    wave_no smallint not null,
    email_message_id bigint,
    sms_message_id bigint,
    barred text check (barred in ('unreachable','suppressed')),
    barred_reason text,
    primary key (notice_id, customer_id)
  ) with (fillfactor = 90);
  create index notice_member_email on notice_member (email_message_id) where email_message_id is not null;
  create index notice_member_sms on notice_member (sms_message_id) where sms_message_id is not null;
  create index notice_member_customer on notice_member (customer_id);

  create table message (
    id bigint generated always as identity primary key,
    notice_id uuid not null references rollout,
    customer_id bigint not null,
    channel text not null check (channel in ('email','sms')),
    wave_no smallint not null,
    address text not null,
    address_hash text not null,
    state text not null default 'pending'
      check (state in ('pending','sending','sent','delivered','bounced','failed','unknown','suppressed','cancelled')),
    held_reason text,
    due_at timestamptz not null,
    retry_at timestamptz,
    lease_owner text,
    lease_until timestamptz,
    attempts smallint not null default 0,
    resent_in_doubt smallint not null default 0,
    provider text,
    provider_id text,
    receipt_rank smallint not null default 0,
    begun_at timestamptz, -- business time of the try under way or in doubt; its presence means that the provider may have it
    look_again_at timestamptz, -- real time: when the provider is asked next about a try in doubt
    handed_over_at timestamptz,
    delivered_at timestamptz,
    settled_at timestamptz,
    code text,
    reason text,
    body_hash text,
    constraint message_once_for_address unique (notice_id, channel, address_hash),
    constraint message_once_for_customer unique (notice_id, customer_id, channel),
    constraint message_sending_is_leased check ((state = 'sending') = (lease_owner is not null and lease_until is not null))
  ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
  -- the queue itself; what waits for a retry stays out of it until its time has come, so that nobody walks past it
  create index message_due on message (notice_id, channel, wave_no, due_at, id) where state = 'pending' and retry_at is null;
  create index message_retry on message (retry_at) where state = 'pending' and retry_at is not null;
  create index message_lease on message (lease_until) where state = 'sending';
  create index message_unknown on message (notice_id, id) where state = 'unknown';
  create index message_provider on message (provider, provider_id) where provider_id is not null;

  create table attempt (
    message_id bigint not null,
    no smallint not null,
    state text not null check (state in ('claimed','begun','accepted','refused','deferred','unanswered','handed-back','found','absent')),
    owner text not null,
    claimed_at timestamptz not null default now(),
    begun_at timestamptz,
    ended_at timestamptz,
    provider text,
    provider_id text,
    code text,
    reason text,
    primary key (message_id, no)
  ) with (fillfactor = 70);

  create table rate_grant (
    bucket text primary key,
    tokens double precision not null,
    granted int not null default 0, -- by the last grant: what its RETURNING gives back
    refilled_at timestamptz not null default clock_timestamp()
  );`;

const HEAR = `
  create table receipt (
    id bigint generated always as identity primary key,
    provider text not null,
    event_id text not null,
    message_id bigint,
    provider_id text,
    status text not null,
    code text,
    occurred_at timestamptz not null,
    received_at timestamptz not null default now(),
    -- 'heard' is on record and not in the ledger yet: the callback is answered before it is applied
    outcome text not null check (outcome in ('heard','applied','stale','unknown-message','unknown-status')),
    constraint receipt_once unique (provider, event_id)
  ) with (fillfactor = 80);
  create index receipt_message on receipt (message_id);
  create index receipt_heard on receipt (id) where outcome = 'heard';

  create table inbound_sms (
    id bigint generated always as identity primary key,
    provider_id text not null unique,
    from_hash text,
    to_number text not null,
    keyword text not null check (keyword in ('stop','start','help','other')),
    body text,
    customer_id bigint,
    received_at timestamptz not null,
    constraint inbound_sms_keeps_ordinary_texts_only check ((keyword = 'other') = (body is not null))
  );
  create index inbound_sms_customer on inbound_sms (customer_id, id) where customer_id is not null;

  create table inbound_call (
    id bigint generated always as identity primary key,
    source text not null,
    call_id text not null,
    queue text not null default '',
    offered_at timestamptz not null,
    answered_at timestamptz,
    ended_at timestamptz,
    outcome text not null default 'offered' check (outcome in ('offered','answered','abandoned','busy','failed','self-served')),
    wait_seconds real,
    talk_seconds real,
    caller_hash text,
    customer_id bigint,
    match_method text not null check (match_method in ('number','shared-number','customer-reference','none')),
    sharing smallint not null default 0,
    reason_tag text,
    sequence int not null default 0,
    simulated boolean not null default false,
    recorded_at timestamptz not null default now(),
    constraint inbound_call_once unique (source, call_id)
  );
  create index inbound_call_time on inbound_call (offered_at);
  create index inbound_call_customer on inbound_call (customer_id, offered_at) where customer_id is not null;

  create table call_volume (
    queue text not null,
    interval_start timestamptz not null,
    interval_seconds int not null check (interval_seconds between 60 and 86400),
    offered int not null check (offered >= 0),
    answered int check (answered >= 0),
    abandoned int check (abandoned >= 0),
    source text not null,
    simulated boolean not null default false,
    primary key (queue, interval_start)
  );`;

const MEASURE = `
  create table measurement (
    id bigint generated always as identity primary key,
    incident_id uuid not null references incident,
    notice_id uuid not null references notice,
    taken_at timestamptz not null,
    trigger text not null check (trigger in ('scheduled','asked','closed')),
    method text not null,
    result jsonb not null,
    inputs_hash text not null
  );
  create index measurement_latest on measurement (notice_id, taken_at desc);
  create trigger measurement_is_a_record before update or delete on measurement for each row execute function refuse_change();
  create trigger measurement_is_kept before truncate on measurement for each statement execute function refuse_change();`;

const PUBLISHED = `
  create view published.incident as
    select i.id, i.reference, i.kind, i.title, i.severity, i.brand_id, i.status, i.happened_from, i.happened_until, i.discovered_at,
           i.press_reported_at, i.declared_at, i.closed_at, i.simulated
      from incident as i;

  -- who answers for the facts of each revision of an incident
  create view published.incident_author as
    select r.incident_id, r.revision, answerable_person(r.actor_kind, r.actor_id) as person_id from incident_revision as r;

  -- who answers for the choice of an audience's people: who built it, and who uploaded the list that it was built from
  create view published.audience_author as
    select a.id as audience_id, a.built_by as person_id from audience as a
    union
    select a.id, answerable_person(split_part(l.created_by, ':', 1), split_part(l.created_by, ':', 2))
      from audience as a
      join audience_list as l on l.id = a.list_id;

  create view published.audience_member as
    select m.audience_id, a.incident_id, m.customer_id, m.position, m.draw, m.priority_class, m.household, m.jk_group, m.reference,
           m.first_name, m.last_name, m.locale, m.country, m.region, m.time_zone,
           m.email, m.email_hash, m.phone, m.phone_hash, m.preferred_channel, m.reasons
      from audience_member as m
      join audience as a on a.id = m.audience_id;

  create view published.customer as
    select c.id, c.reference, c.first_name, c.last_name, c.locale, c.country, c.region, c.email_hash, c.phone_hash from customer as c;

  create view published.suppression as
    select s.channel, s.address_hash, s.scope, s.reason, s.since from suppression as s where s.lifted_at is null;

  create view published.notice as
    select n.id, n.incident_id, n.number, n.type, n.state, n.audience_id, n.plan_hash, n.approved_at, n.expires_at, n.check_code
      from notice as n;

  create view published.rollout as
    select r.notice_id, n.incident_id, r.audience_id, r.algorithm, r.seed, r.wave_count, r.members, r.created_at
      from rollout as r
      join notice as n on n.id = r.notice_id;

  create view published.wave as
    select w.notice_id, w.wave_no, w.draw_from, w.draw_until, w.planned_at, w.opened_at,
           coalesce(w.handed_over_at, w.opened_at) as handed_over_at, w.last_handed_over_at
      from wave as w;

  create view published.message as
    select m.id, m.notice_id, m.customer_id, m.channel, m.wave_no, m.address_hash, m.state, m.provider, m.provider_id,
           m.handed_over_at, m.delivered_at, m.settled_at, m.code, m.reason, m.resent_in_doubt, m.body_hash
      from message as m;

  -- One outcome for each member of a notice, derived from the messages to that member; who has no row yet is pending.
  create view published.member_outcome as
    select r.notice_id, am.customer_id, am.position, am.jk_group, am.priority_class,
           coalesce(nm.wave_no, (select w.wave_no from wave as w
                                  where w.notice_id = r.notice_id and am.draw >= w.draw_from and am.draw < w.draw_until)) as wave_no,
           e.id as email_message_id, s.id as sms_message_id,
           case
             when nm.customer_id is null then case when d.state = 'cancelled' then 'cancelled' else 'pending' end
             when nm.barred is not null then nm.barred
             else (array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'])[
               least(
                 array_position(array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'], e.state),
                 array_position(array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'], s.state))]
           end as outcome,
           nm.barred_reason,
           -- plain SMTP says no more than "taken": there, a hand-over without a bounce counts as told
           least(case when e.state in ('sent','delivered') then coalesce(e.delivered_at, e.handed_over_at) end,
                 case when s.state = 'delivered' then s.delivered_at end) as told_at
      from rollout as r
      join dispatch as d on d.notice_id = r.notice_id
      join audience_member as am on am.audience_id = r.audience_id
      left join notice_member as nm on nm.notice_id = r.notice_id and nm.customer_id = am.customer_id
      left join message as e on e.id = nm.email_message_id
      left join message as s on s.id = nm.sms_message_id;

  create view published.inbound_call as
    select c.id, c.source, c.queue, c.offered_at, c.answered_at, c.ended_at, c.outcome, c.wait_seconds, c.talk_seconds,
           c.customer_id, c.match_method, c.sharing, c.reason_tag, c.simulated
      from inbound_call as c;

  create view published.call_volume as
    select v.queue, v.interval_start, v.interval_seconds, v.offered, v.answered, v.abandoned, v.source, v.simulated from call_volume as v;`;
