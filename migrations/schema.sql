-- What the migrations make, written by `npm run migrations:check -- --write`. Not run by anything: read it, and see in a diff what a migration changes.

-- Sequences

create sequence public.incident_number as bigint start 1 increment 1;

-- Tables

create table public.access_request (
  id uuid default gen_random_uuid() not null,
  kind text not null,
  person_id uuid,
  asked jsonb not null,
  state text default 'waiting'::text not null,
  requested_by uuid not null,
  requested_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  decided_by uuid,
  decided_at timestamp with time zone,
  reason text
);

create table public.agents_on_duty (
  queue text default ''::text not null,
  interval_start timestamp with time zone not null,
  interval_seconds integer not null,
  agents real not null,
  source text not null
);

create table public.alert (
  id uuid default gen_random_uuid() not null,
  kind text not null,
  subject text not null,
  incident_id uuid,
  severity text not null,
  message text not null,
  remedy text not null,
  lasting boolean not null,
  state text default 'open'::text not null,
  times integer default 1 not null,
  first_at timestamp with time zone default now() not null,
  last_at timestamp with time zone default now() not null,
  acknowledged_by text,
  acknowledged_at timestamp with time zone,
  resolved_at timestamp with time zone,
  timed_message text
);

create table public.alert_case (
  alert_id uuid not null,
  lead_id uuid,
  severity text not null,
  step integer default 0 not null,
  told_at timestamp with time zone,
  next_at timestamp with time zone default now() not null,
  closed_at timestamp with time zone
);

create table public.alert_contact (
  id uuid default gen_random_uuid() not null,
  person_id uuid not null,
  brand_id text,
  "position" integer not null,
  phone text,
  critical_by text[] not null,
  warning_by text[] not null,
  days smallint[] not null,
  from_time text not null,
  until_time text not null,
  zone text not null,
  created_at timestamp with time zone default now() not null,
  removed_at timestamp with time zone
);

create table public.alert_rhythm (
  one boolean default true not null,
  critical_minutes integer default 5 not null,
  warning_minutes integer default 30 not null,
  repeat_minutes integer default 60 not null
);

create table public.alert_telling (
  id bigint generated always as identity not null,
  alert_id uuid not null,
  contact_id uuid not null,
  step integer not null,
  why text not null,
  channel text not null,
  staff_message_id uuid,
  told_at timestamp with time zone default now() not null,
  outcome text
);

create table public.api_key (
  id uuid default gen_random_uuid() not null,
  name text not null,
  prefix text not null,
  key_hash text not null,
  roles text[] not null,
  created_by uuid not null,
  created_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  brands text[]
);

create table public.approval (
  id uuid default gen_random_uuid() not null,
  notice_id uuid not null,
  revision integer not null,
  plan_hash text not null,
  decision text not null,
  reason text,
  people_typed integer,
  decided_by uuid not null,
  decided_at timestamp with time zone not null,
  break_glass_id uuid
);

create table public.attempt (
  message_id bigint not null,
  no smallint not null,
  state text not null,
  owner text not null,
  claimed_at timestamp with time zone default now() not null,
  begun_at timestamp with time zone,
  ended_at timestamp with time zone,
  provider text,
  provider_id text,
  code text,
  reason text,
  soft_bounce boolean
);

create table public.audience (
  id uuid default gen_random_uuid() not null,
  incident_id uuid not null,
  version integer not null,
  rule jsonb,
  list_id uuid,
  combine text default 'union'::text not null,
  told_by_notice_id uuid,
  state text default 'draft'::text not null,
  algorithm text,
  seed text,
  hash text,
  members integer,
  counts jsonb,
  as_of timestamp with time zone,
  built_by uuid not null,
  created_at timestamp with time zone default now() not null,
  frozen_at timestamp with time zone,
  hashed_unsealed boolean default false not null,
  rehashed_as text,
  without uuid[] default '{}'::uuid[] not null
);

create table public.audience_list (
  id uuid default gen_random_uuid() not null,
  incident_id uuid not null,
  name text not null,
  total integer not null,
  found integer not null,
  created_by text not null,
  created_at timestamp with time zone default now() not null
);

create table public.audience_list_item (
  list_id uuid not null,
  reference text not null
);

create table public.audience_member (
  audience_id uuid not null,
  customer_id bigint not null,
  "position" integer not null,
  draw integer not null,
  priority_class smallint default 0 not null,
  household text not null,
  jk_group smallint not null,
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
  zone_set integer,
  place text,
  email_changed_at timestamp with time zone,
  phone_changed_at timestamp with time zone
);

create table public.audience_place (
  audience_id uuid not null,
  place text not null,
  members integer not null
);

create table public.audience_zone (
  audience_id uuid not null,
  zone_set integer not null,
  members integer not null
);

create table public.audit_check (
  only_one boolean default true not null,
  walk_began_at timestamp with time zone default now() not null,
  walked_until bigint default 0 not null,
  walked_hash text default repeat('0'::text, 64) not null,
  verified_until bigint default 0 not null,
  verified_hash text default repeat('0'::text, 64) not null,
  verified_at timestamp with time zone,
  broken_position bigint,
  broken_why text
);

create table public.audit_event (
  id bigint generated always as identity not null,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone default now() not null,
  actor_kind text not null,
  actor_id text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  incident_id uuid,
  details jsonb default '{}'::jsonb not null
);

create table public.audit_link (
  "position" bigint not null,
  event_id bigint not null,
  event_hash text not null,
  hash text not null,
  sealed_at timestamp with time zone default now() not null
);

create table public.audit_salt (
  only_one boolean default true not null,
  salt text default replace(((gen_random_uuid())::text || (gen_random_uuid())::text), '-'::text, ''::text) not null
);

create table public.audit_unsealed (
  event_id bigint not null,
  queued_at timestamp with time zone default clock_timestamp() not null
);

create table public.brand (
  id text not null,
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
  default_country text not null,
  time_zone text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);

create table public.brand_regime (
  no bigint generated always as identity not null,
  brand_id text not null,
  regimes text[] not null,
  set_by_kind text not null,
  set_by text not null,
  set_at timestamp with time zone not null
);

create table public.break_glass (
  id uuid default gen_random_uuid() not null,
  notice_id uuid not null,
  plan_hash text not null,
  requested_by uuid not null,
  reason text not null,
  requested_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  confirmed_by uuid,
  confirm_reason text,
  confirmed_at timestamp with time zone,
  reviewed_by uuid,
  verdict text,
  review text,
  reviewed_at timestamp with time zone
);

create table public.briefing (
  notice_id uuid not null,
  hash text not null,
  document jsonb not null,
  kept_at timestamp with time zone not null
);

create table public.briefing_answer (
  id uuid default gen_random_uuid() not null,
  notice_id uuid not null,
  briefing_hash text not null,
  kind text not null,
  reason text,
  person_id uuid not null,
  at timestamp with time zone not null,
  no bigint generated always as identity not null
);

create table public.call_calendar (
  day date not null,
  kind text not null,
  note text not null,
  set_by text not null,
  set_at timestamp with time zone not null
);

create table public.call_gap (
  id uuid default gen_random_uuid() not null,
  source text,
  queue text,
  from_at timestamp with time zone not null,
  until_at timestamp with time zone not null,
  reason text not null,
  state text not null,
  expected double precision,
  set_by text not null,
  set_at timestamp with time zone not null
);

create table public.call_volume (
  queue text not null,
  interval_start timestamp with time zone not null,
  interval_seconds integer not null,
  offered integer not null,
  answered integer,
  abandoned integer,
  source text not null,
  simulated boolean default false not null,
  wait_seconds double precision,
  talk_seconds double precision
);

create table public.care_change (
  customer_id bigint not null,
  changed_at timestamp with time zone not null,
  recorded_at timestamp with time zone default now() not null
);

create table public.contact_rate (
  incident_id uuid not null,
  kind text not null,
  waiting_calls integer not null,
  waiting_person_hours double precision not null,
  told_calls integer not null,
  told_person_hours double precision not null,
  simulated boolean not null,
  measured_at timestamp with time zone not null,
  after_calls integer,
  after_person_hours double precision,
  matched_share double precision
);

create table public.copy_request (
  id bigint generated always as identity not null,
  request_key text not null,
  message_id bigint not null,
  notice_id uuid not null,
  customer_id bigint not null,
  channel text not null,
  outcome text not null,
  to_other_address boolean not null,
  checked text[] default '{}'::text[] not null,
  reason text not null,
  asked_by_kind text not null,
  asked_by_id text not null,
  asked_at timestamp with time zone not null
);

create table public.customer (
  id bigint generated always as identity not null,
  reference text not null,
  first_name text,
  last_name text,
  locale text,
  country text,
  region text,
  postal_code text,
  time_zone text,
  email text,
  email_hash text,
  phone text,
  phone_hash text,
  preferred_channel text,
  attributes jsonb default '{}'::jsonb not null,
  email_changed_at timestamp with time zone,
  phone_changed_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  address_line1 text,
  address_line2 text,
  city text,
  care text,
  representative_email text,
  representative_email_hash text,
  erased_at timestamp with time zone,
  first_name_keys integer[],
  last_name_keys integer[],
  esign_consent text,
  esign_consent_on date,
  esign_consent_words text,
  esign_noted_at timestamp with time zone
);

create table public.customer_brand (
  brand_id text not null,
  customer_id bigint not null
);

create table public.data_key (
  id text not null,
  proof text not null,
  first_seen_at timestamp with time zone default now() not null,
  retired_at timestamp with time zone
);

create table public.database_epoch (
  only_one boolean default true not null,
  lineage uuid default gen_random_uuid() not null,
  no integer default 1 not null,
  identity text not null,
  state text default 'open'::text not null,
  cause text,
  shut_at timestamp with time zone,
  shut_by text,
  marked_at timestamp with time zone,
  doubts text,
  settled_at timestamp with time zone,
  approvals_after timestamp with time zone,
  opened_at timestamp with time zone,
  opened_by text,
  reason text
);

create table public.dispatch (
  notice_id uuid not null,
  incident_id uuid not null,
  state text not null,
  generation integer default 1 not null,
  written_until integer default 0 not null,
  ledger_written boolean default false not null,
  verified_at timestamp with time zone,
  channels text not null,
  unknown_email text not null,
  mandatory boolean not null,
  expires_at timestamp with time zone not null,
  reason text,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  quiet_channels text[] default '{}'::text[] not null,
  canary_wave smallint,
  canary_until integer,
  canary_last integer,
  canary_people integer,
  canary_passed_at timestamp with time zone,
  brake text,
  watched_since timestamp with time zone default '-infinity'::timestamp with time zone not null,
  planned_messages integer,
  person_cap smallint,
  no_receipt_minutes integer,
  exposed tstzrange,
  breached_domains text[] default '{}'::text[] not null,
  exercise boolean default false not null
);

create table public.dispatch_pace (
  notice_id uuid not null,
  policy jsonb not null,
  state text not null,
  people_per_minute double precision,
  reason text,
  figures jsonb,
  looked_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  valid_until timestamp with time zone not null
);

create table public.enquiry (
  id uuid default gen_random_uuid() not null,
  token_hash text not null,
  source_hash text not null,
  brand_id text not null,
  reference text,
  customer_id bigint,
  outcome text,
  code_hash text,
  tries smallint default 0 not null,
  asked_at timestamp with time zone default now() not null,
  answered_at timestamp with time zone,
  proved_at timestamp with time zone
);

create table public.enquiry_shown (
  notice_id uuid not null,
  customer_id bigint not null,
  shown_at timestamp with time zone not null
);

create table public.erasure (
  id uuid default gen_random_uuid() not null,
  customer_id bigint not null,
  state text default 'waiting'::text not null,
  ground text not null,
  case_number text,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  waits_for text[] default '{}'::text[] not null,
  counts jsonb,
  done_at timestamp with time zone,
  changed_at timestamp with time zone default now() not null,
  looked_at timestamp with time zone default now() not null
);

create table public.esign_past (
  id bigint generated always as identity not null,
  customer_id bigint not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null
);

create table public.exercise_test (
  id bigint generated always as identity not null,
  notice_id uuid not null,
  reader text not null,
  channel text not null,
  content text not null,
  sent_at timestamp with time zone default now() not null
);

create table public.feedback (
  id bigint generated always as identity not null,
  notice_id uuid not null,
  customer_id bigint not null,
  channel text not null,
  answer text,
  score smallint,
  recommend smallint,
  words text,
  answered_at timestamp with time zone not null
);

create table public.finding_override (
  notice_id uuid not null,
  revision integer not null,
  rule text not null,
  part text not null,
  locale text not null,
  found text not null,
  reason text not null,
  person_id uuid not null,
  at timestamp with time zone not null
);

create table public.idempotency_record (
  actor text not null,
  key text not null,
  method text not null,
  path text not null,
  request_hash text not null,
  status integer,
  headers jsonb,
  response text,
  created_at timestamp with time zone default now() not null,
  finished_at timestamp with time zone
);

create table public.import_bad_row (
  import_id uuid not null,
  line bigint not null,
  column_name text not null,
  effect text not null,
  reason text not null,
  raw text not null
);

create table public.import_mapping (
  id uuid default gen_random_uuid() not null,
  kind text not null,
  name text not null,
  brand_id text,
  options jsonb not null,
  saved_by text not null,
  saved_at timestamp with time zone not null
);

create table public.import_run (
  id uuid default gen_random_uuid() not null,
  kind text not null,
  source_name text not null,
  format text not null,
  state text not null,
  actor_kind text not null,
  actor_id text not null,
  started_at timestamp with time zone default now() not null,
  finished_at timestamp with time zone,
  rows_read bigint default 0 not null,
  inserted bigint default 0 not null,
  updated bigint default 0 not null,
  unchanged bigint default 0 not null,
  skipped bigint default 0 not null,
  rejected bigint default 0 not null,
  incomplete bigint default 0 not null,
  columns jsonb default '{}'::jsonb not null,
  error jsonb,
  options jsonb default '{}'::jsonb not null,
  understood text,
  brand_id text,
  warnings jsonb default '[]'::jsonb not null,
  begun_at timestamp with time zone default now() not null
);

create table public.inbound_call (
  id bigint generated always as identity not null,
  source text not null,
  call_id text not null,
  queue text default ''::text not null,
  offered_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  ended_at timestamp with time zone,
  outcome text default 'offered'::text not null,
  wait_seconds real,
  talk_seconds real,
  caller_hash text,
  customer_id bigint,
  match_method text not null,
  sharing smallint default 0 not null,
  reason_tag text,
  sequence integer default 0 not null,
  simulated boolean default false not null,
  recorded_at timestamp with time zone default now() not null,
  agent text,
  tags text[] default '{}'::text[] not null,
  menu boolean default false not null,
  served_at timestamp with time zone,
  queued_at timestamp with time zone,
  call_end text,
  call_seconds real,
  call_ended_at timestamp with time zone,
  leg_end text,
  leg_seconds real,
  leg_answered_at timestamp with time zone,
  leg_ended_at timestamp with time zone,
  incident_id uuid,
  note text,
  logged_by text,
  logged_at timestamp with time zone,
  log_key text
);

create table public.inbound_call_also (
  call_id bigint not null,
  customer_id bigint not null
);

create table public.inbound_mail (
  id bigint generated always as identity not null,
  digest text not null,
  kind text not null,
  message_id bigint,
  sender_hash text,
  customer_id bigint,
  status text,
  subject text,
  body text,
  received_at timestamp with time zone not null
);

create table public.inbound_sms (
  id bigint generated always as identity not null,
  provider_id text not null,
  from_hash text,
  to_number text not null,
  keyword text not null,
  body text,
  customer_id bigint,
  received_at timestamp with time zone not null
);

create table public.incident (
  id uuid default gen_random_uuid() not null,
  reference text not null,
  kind text not null,
  title text not null,
  severity text not null,
  brand_id text not null,
  status text default 'open'::text not null,
  facts jsonb not null,
  happened_from timestamp with time zone,
  happened_until timestamp with time zone,
  discovered_at timestamp with time zone,
  press_reported_at timestamp with time zone,
  declared_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  commander_id uuid not null,
  simulated boolean default false not null,
  revision integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  exercise boolean default false not null
);

create table public.incident_anchor (
  no bigint generated always as identity not null,
  incident_id uuid not null,
  anchor text not null,
  at timestamp with time zone,
  note text not null,
  entered_by_kind text not null,
  entered_by text not null,
  entered_at timestamp with time zone not null
);

create table public.incident_asking (
  incident_id uuid not null,
  answered boolean not null,
  reason text not null,
  decided_by uuid not null,
  decided_at timestamp with time zone not null
);

create table public.incident_call_tag (
  incident_id uuid not null,
  tag text not null,
  set_by text not null,
  set_at timestamp with time zone not null
);

create table public.incident_hold (
  id uuid default gen_random_uuid() not null,
  incident_id uuid not null,
  requested_by text not null,
  reason text not null,
  until_at timestamp with time zone,
  placed_by_kind text not null,
  placed_by text not null,
  placed_at timestamp with time zone not null,
  ended_by_kind text,
  ended_by text,
  ended_at timestamp with time zone,
  end_reason text
);

create table public.incident_law_entry (
  no bigint generated always as identity not null,
  incident_id uuid not null,
  rule_id text not null,
  kind text not null,
  at timestamp with time zone,
  note text not null,
  entered_by_kind text not null,
  entered_by text not null,
  entered_at timestamp with time zone not null
);

create table public.incident_let_in (
  id uuid default gen_random_uuid() not null,
  restriction_id uuid not null,
  person_id uuid not null,
  requested_by uuid not null,
  reason text not null,
  requested_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  confirmed_by uuid,
  confirm_reason text,
  confirmed_at timestamp with time zone
);

create table public.incident_restriction (
  id uuid default gen_random_uuid() not null,
  incident_id uuid not null,
  reason text not null,
  placed_by uuid not null,
  placed_at timestamp with time zone not null,
  lifted_by uuid,
  lift_reason text,
  lifted_at timestamp with time zone
);

create table public.incident_revision (
  incident_id uuid not null,
  revision integer not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id text not null,
  content jsonb not null
);

create table public.incident_viewer (
  id uuid default gen_random_uuid() not null,
  no bigint generated always as identity not null,
  restriction_id uuid not null,
  person_id uuid not null,
  with_keys boolean default false not null,
  reason text not null,
  added_by uuid not null,
  added_at timestamp with time zone not null,
  removed_by uuid,
  remove_reason text,
  removed_at timestamp with time zone,
  let_in_id uuid
);

create table public.job_run (
  name text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  instance text not null,
  acted integer default 0 not null,
  runs bigint default 1 not null,
  error text,
  every_ms integer
);

create table public.law_count (
  incident_id uuid not null,
  inputs text not null,
  places jsonb not null,
  business_at timestamp with time zone not null,
  counted_at timestamp with time zone default now() not null,
  took_ms integer not null
);

create table public.law_review (
  rule_id text not null,
  content_hash text not null,
  reviewed_by uuid not null,
  reviewed_at timestamp with time zone not null
);

create table public.law_rule (
  no bigint generated always as identity not null,
  rule_id text not null,
  content jsonb not null,
  loaded_by_kind text not null,
  loaded_by text not null,
  loaded_at timestamp with time zone not null
);

create table public.ledger_count (
  notice_id uuid not null,
  generation integer not null,
  business_at timestamp with time zone not null,
  counted_at timestamp with time zone not null,
  took_ms integer not null,
  counts jsonb not null
);

create table public.lookup_key (
  "position" integer not null,
  id text not null,
  proof text not null,
  since timestamp with time zone default now() not null
);

create table public.measurement (
  id bigint generated always as identity not null,
  incident_id uuid not null,
  notice_id uuid not null,
  taken_at timestamp with time zone not null,
  trigger text not null,
  method text not null,
  result jsonb not null,
  inputs_hash text not null
);

create table public.message (
  id bigint generated always as identity not null,
  notice_id uuid not null,
  customer_id bigint not null,
  channel text not null,
  wave_no smallint not null,
  address text not null,
  address_hash text not null,
  state text default 'pending'::text not null,
  held_reason text,
  due_at timestamp with time zone not null,
  retry_at timestamp with time zone,
  lease_owner text,
  lease_until timestamp with time zone,
  attempts smallint default 0 not null,
  resent_in_doubt smallint default 0 not null,
  provider text,
  provider_id text,
  receipt_rank smallint default 0 not null,
  begun_at timestamp with time zone,
  look_again_at timestamp with time zone,
  handed_over_at timestamp with time zone,
  delivered_at timestamp with time zone,
  settled_at timestamp with time zone,
  code text,
  reason text,
  body_hash text,
  canary boolean default false not null,
  follows_id bigint,
  follows_why text,
  climbed_at timestamp with time zone,
  receipt_asks smallint default 0 not null,
  receipt_ask_at timestamp with time zone,
  copy_no smallint default 0 not null,
  asked_at timestamp with time zone,
  exercise boolean default false not null
);

create table public.notice (
  id uuid default gen_random_uuid() not null,
  incident_id uuid not null,
  number integer not null,
  type text not null,
  state text default 'draft'::text not null,
  revision integer default 1 not null,
  audience_id uuid not null,
  facts jsonb not null,
  incident jsonb not null,
  incident_revision integer not null,
  schedule jsonb not null,
  policies jsonb not null,
  sender jsonb not null,
  corrects_notice_id uuid,
  check_code text not null,
  plan_hash text,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  submitted_by uuid,
  submitted_at timestamp with time zone,
  approved_at timestamp with time zone,
  expires_at timestamp with time zone,
  updated_at timestamp with time zone not null,
  briefing_hash text,
  law jsonb
);

create table public.notice_contributor (
  notice_id uuid not null,
  person_id uuid not null,
  part text not null,
  at timestamp with time zone not null
);

create table public.notice_hold (
  id uuid default gen_random_uuid() not null,
  notice_id uuid not null,
  requested_by text not null,
  reason text not null,
  until_at timestamp with time zone,
  placed_by_kind text not null,
  placed_by text not null,
  placed_at timestamp with time zone not null,
  ended_by_kind text,
  ended_by text,
  ended_at timestamp with time zone,
  end_reason text
);

create table public.notice_member (
  notice_id uuid not null,
  customer_id bigint not null,
  "position" integer not null,
  wave_no smallint not null,
  email_message_id bigint,
  sms_message_id bigint,
  barred text,
  barred_reason text
);

create table public.notice_text (
  notice_id uuid not null,
  locale text not null,
  template_hash text not null,
  subject text not null,
  email_html text not null,
  email_text text not null,
  sms text not null,
  updated_at timestamp with time zone not null
);

create table public.page_revocation (
  customer_id bigint not null,
  until timestamp with time zone not null,
  reason text not null,
  revoked_by text not null
);

create table public.passkey (
  id uuid default gen_random_uuid() not null,
  person_id uuid not null,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  synced boolean not null,
  backed_up boolean not null,
  name text not null,
  created_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone
);

create table public.person (
  id uuid default gen_random_uuid() not null,
  email text not null,
  name text not null,
  password_hash text not null,
  roles text[] not null,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  company_issuer text,
  company_subject text,
  time_zone text
);

create table public.person_brand_role (
  person_id uuid not null,
  brand_id text not null,
  roles text[] not null
);

create table public.personal_page (
  notice_id uuid not null,
  customer_id bigint not null,
  seen_at timestamp with time zone,
  steps smallint[] default '{}'::smallint[] not null,
  proved_at timestamp with time zone,
  wrong smallint default 0 not null,
  locked_until timestamp with time zone
);

create table public.phone_figures (
  only_one boolean default true not null,
  currency text,
  agent_hour_cost numeric(12,2),
  call_cost numeric(12,2),
  threshold_seconds integer not null,
  target_share real not null,
  calls_per_thousand real not null,
  set_by text not null,
  set_at timestamp with time zone not null
);

create table public.postal_file (
  id uuid default gen_random_uuid() not null,
  notice_id uuid not null,
  number smallint not null,
  letters integer not null,
  made_by text not null,
  made_at timestamp with time zone not null,
  posted_on date,
  posted_by text,
  posted_at timestamp with time zone,
  posted_note text
);

create table public.postal_item (
  notice_id uuid not null,
  customer_id bigint not null,
  file_id uuid not null,
  "position" integer not null,
  outcome text not null,
  name text not null,
  address_line1 text not null,
  address_line2 text,
  city text not null,
  region text,
  postal_code text,
  country text not null
);

create table public.preflight (
  id uuid default gen_random_uuid() not null,
  notice_id uuid not null,
  revision integer not null,
  audience_id uuid not null,
  state text not null,
  runs smallint default 0 not null,
  members integer,
  rendered integer default 0 not null,
  failures integer default 0 not null,
  summary jsonb,
  findings jsonb default '[]'::jsonb not null,
  error text,
  requested_by text not null,
  requested_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone
);

create table public.preflight_failure (
  preflight_id uuid not null,
  customer_id bigint not null,
  part text not null,
  missing text[] not null
);

create table public.provider_health (
  provider text not null,
  channel text not null,
  state text default 'working'::text not null,
  share double precision default 1 not null,
  since timestamp with time zone default now() not null,
  stepped_at timestamp with time zone default now() not null,
  until timestamp with time zone,
  trips integer default 0 not null,
  code text,
  reason text,
  judged_at timestamp with time zone default '-infinity'::timestamp with time zone not null,
  check_fault text,
  checked_by text,
  checked_at timestamp with time zone,
  call_ms double precision default 0 not null,
  calls_timed integer default 0 not null
);

create table public.provider_tally (
  provider text not null,
  second bigint not null,
  answers integer default 0 not null,
  failures integer default 0 not null
);

create table public.queue_fit (
  id bigint generated always as identity not null,
  fitted_until timestamp with time zone not null,
  inputs_hash text not null,
  result jsonb not null,
  fitted_at timestamp with time zone not null
);

create table public.rate_grant (
  bucket text not null,
  tokens double precision not null,
  granted integer default 0 not null,
  refilled_at timestamp with time zone default clock_timestamp() not null,
  nominal double precision,
  limited double precision,
  limited_at timestamp with time zone,
  limited_reason text,
  temporary boolean default false not null
);

create table public.receipt (
  id bigint generated always as identity not null,
  provider text not null,
  event_id text not null,
  message_id bigint,
  provider_id text,
  status text not null,
  code text,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone default now() not null,
  outcome text not null
);

create table public.recovery_code (
  person_id uuid not null,
  code_hash text not null,
  used_at timestamp with time zone
);

create table public.reply_state (
  kind text not null,
  reply_id bigint not null,
  state text not null,
  changed_by text not null,
  changed_at timestamp with time zone not null
);

create table public.report_remark (
  incident_id uuid not null,
  revision integer not null,
  words text not null,
  written_by text not null,
  written_at timestamp with time zone not null
);

create table public.report_revision (
  incident_id uuid not null,
  revision integer not null,
  taken_at timestamp with time zone not null,
  cause text not null,
  figures jsonb not null,
  figures_hash text not null,
  changes jsonb default '[]'::jsonb not null
);

create table public.retention_hold (
  id uuid default gen_random_uuid() not null,
  incident_id uuid,
  reason text not null,
  set_by text not null,
  set_at timestamp with time zone not null,
  lifted_by text,
  lifted_at timestamp with time zone
);

create table public.retention_mark (
  kind text not null,
  subject_id uuid not null,
  place integer default 0 not null,
  finished boolean default false not null
);

create table public.rollout (
  notice_id uuid not null,
  audience_id uuid not null,
  plan_hash text not null,
  algorithm text not null,
  seed text not null,
  wave_count smallint not null,
  members integer not null,
  created_at timestamp with time zone not null,
  late_percent smallint,
  exercise boolean default false not null
);

create table public.rollout_refusal (
  notice_id uuid not null,
  plan_hash text not null,
  code text not null,
  refused_at timestamp with time zone not null
);

create table public.rollout_stratum (
  notice_id uuid not null,
  stratum smallint not null,
  zones text[] not null,
  local_zone text not null,
  members integer not null,
  wave_gap interval,
  allowed tstzmultirange not null
);

create table public.rollout_zone (
  notice_id uuid not null,
  zone_set integer not null,
  stratum smallint not null
);

create table public.rule_count (
  person_id uuid not null,
  selection_hash text not null,
  runner uuid not null,
  leased_until timestamp with time zone not null,
  counts jsonb,
  failed text,
  counted_at timestamp with time zone
);

create table public.schema_migration (
  id integer default nextval('schema_migration_id_seq'::regclass) not null,
  "timestamp" bigint not null,
  name character varying not null
);

create table public.seal_walk (
  table_name text not null,
  key_id text not null,
  next_block bigint default 0 not null,
  blocks bigint default 0 not null,
  sealed bigint default 0 not null,
  rounds integer default 0 not null,
  done_at timestamp with time zone
);

create table public.send_tally (
  slot timestamp with time zone not null,
  notice_id uuid not null,
  channel text not null,
  owner text not null,
  tried integer default 0 not null,
  bounced integer default 0 not null,
  failed integer default 0 not null,
  exercise boolean generated always as (starts_with(owner, 'exercise:'::text)) stored
);

create table public.sender_check (
  domain text not null,
  selector text,
  findings jsonb not null,
  checked_at timestamp with time zone not null,
  checked_by text not null
);

create table public.session (
  token_hash text not null,
  person_id uuid not null,
  csrf_token text not null,
  created_at timestamp with time zone default now() not null,
  last_seen_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  id uuid default gen_random_uuid() not null,
  way text default 'password'::text not null,
  browser text default ''::text not null
);

create table public.sign_in_minute (
  minute timestamp with time zone not null,
  failures integer not null
);

create table public.sign_in_step (
  token_hash text not null,
  kind text not null,
  person_id uuid,
  data jsonb not null,
  expires_at timestamp with time zone not null
);

create table public.sign_in_tries (
  bucket text not null,
  failures integer not null,
  last_at timestamp with time zone not null,
  open_at timestamp with time zone not null
);

create table public.signed_plan (
  plan_hash text not null,
  notice_id uuid not null,
  revision integer not null,
  plan text not null,
  kept_at timestamp with time zone not null
);

create table public.soft_bounce (
  address_hash text not null,
  message_id bigint not null,
  occurred_at timestamp with time zone not null
);

create table public.staff_message (
  id uuid default gen_random_uuid() not null,
  key text not null,
  purpose text not null,
  channel text not null,
  content text,
  state text default 'pending'::text not null,
  attempts smallint default 0 not null,
  due_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  lease_owner text,
  lease_until timestamp with time zone,
  provider text,
  provider_id text,
  code text,
  reason text,
  created_at timestamp with time zone default now() not null,
  settled_at timestamp with time zone
);

create table public.storm_release (
  id bigint generated always as identity not null,
  notice_id uuid not null,
  released_by text not null,
  reason text not null,
  released_at timestamp with time zone default now() not null
);

create table public.substitute_step (
  no bigint generated always as identity not null,
  incident_id uuid not null,
  terms_id text not null,
  step_id text not null,
  is_done boolean not null,
  note text not null,
  entered_by_kind text not null,
  entered_by text not null,
  entered_at timestamp with time zone not null
);

create table public.suppression (
  id bigint generated always as identity not null,
  channel text not null,
  address_hash text not null,
  scope text default 'all'::text not null,
  reason text not null,
  source text not null,
  since timestamp with time zone not null,
  lifted_at timestamp with time zone,
  lifted_by text,
  lift_reason text,
  until timestamp with time zone
);

create table public.suppression_bypass (
  message_id bigint not null,
  reason text not null,
  since timestamp with time zone not null,
  sent_at timestamp with time zone not null,
  recorded_at timestamp with time zone default now() not null
);

create table public.template_version (
  hash text not null,
  kind text not null,
  locale text not null,
  notice_type text not null,
  subject text not null,
  email_html text not null,
  email_text text not null,
  sms text not null,
  labels jsonb not null,
  loaded_at timestamp with time zone default now() not null
);

create table public.test_send (
  key uuid not null,
  notice_id uuid not null,
  person_id uuid not null,
  messages smallint not null,
  sent_at timestamp with time zone default now() not null
);

create table public.totp (
  person_id uuid not null,
  secret text not null,
  confirmed_at timestamp with time zone,
  last_step bigint default 0 not null
);

create table public.touchpoint (
  id bigint generated always as identity not null,
  customer_id bigint not null,
  kind text not null,
  reference text not null,
  occurred_at timestamp with time zone not null,
  label text,
  attributes jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null
);

create table public.wave (
  notice_id uuid not null,
  wave_no smallint not null,
  draw_from integer not null,
  draw_until integer not null,
  planned_at timestamp with time zone not null,
  opened_at timestamp with time zone,
  handed_over_at timestamp with time zone,
  last_handed_over_at timestamp with time zone,
  stratum smallint default 0 not null,
  step smallint not null,
  late boolean default false not null,
  latest_at timestamp with time zone
);

create table public.webhook_cursor (
  one boolean default true not null,
  "position" bigint not null
);

create table public.webhook_delivery (
  endpoint_id uuid not null,
  event_id bigint not null,
  state text default 'pending'::text not null,
  attempts integer default 0 not null,
  next_at timestamp with time zone default now() not null,
  try_until timestamp with time zone default (now() + '24:00:00'::interval) not null,
  status integer,
  error text,
  settled_at timestamp with time zone
);

create table public.webhook_endpoint (
  id uuid default gen_random_uuid() not null,
  url text not null,
  description text not null,
  events text[] not null,
  secret text not null,
  old_secret text,
  old_secret_until timestamp with time zone,
  created_by text not null,
  created_at timestamp with time zone default now() not null,
  failing_since timestamp with time zone,
  disabled_at timestamp with time zone,
  disabled_why text,
  removed_at timestamp with time zone
);

create table public.webhook_event (
  id bigint generated always as identity not null,
  key text not null,
  type text not null,
  occurred_at timestamp with time zone not null,
  data jsonb not null,
  spread boolean default false not null,
  only_to uuid,
  created_at timestamp with time zone default now() not null
);

create table public.withheld_member (
  notice_id uuid not null,
  customer_id bigint not null,
  email_message_id bigint,
  sms_message_id bigint,
  barred text,
  barred_reason text,
  withheld_at timestamp with time zone not null
);

create table public.wording (
  id bigint generated always as identity not null,
  about text not null,
  version integer not null,
  content jsonb not null,
  hash text not null,
  note text not null,
  restored_from integer,
  made_by uuid not null,
  made_at timestamp with time zone not null
);

create table public.wording_review (
  wording_id bigint not null,
  decision text not null,
  reason text,
  decided_by uuid not null,
  decided_at timestamp with time zone not null
);

create table public.working_draft (
  person_id uuid not null,
  place text not null,
  content jsonb not null,
  saved_at timestamp with time zone not null,
  revision integer default 1 not null,
  saved_by text,
  saved_turn bigint default 0 not null
);

create table public.zone_set (
  id integer generated always as identity not null,
  zones text[] not null
);

-- Constraints

alter table public.access_request add constraint access_request_pkey PRIMARY KEY (id);

alter table public.access_request add constraint access_request_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id);

alter table public.access_request add constraint access_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.access_request add constraint access_request_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES person(id);

alter table public.access_request add constraint access_request_decided CHECK ((state = ANY (ARRAY['waiting'::text, 'expired'::text])) = (decided_by IS NULL));

alter table public.access_request add constraint access_request_kind_check CHECK (kind = ANY (ARRAY['person-new'::text, 'person-change'::text, 'key'::text]));

alter table public.access_request add constraint access_request_person CHECK ((kind = 'person-change'::text) = (person_id IS NOT NULL));

alter table public.access_request add constraint access_request_second CHECK ((state <> ALL (ARRAY['confirmed'::text, 'used'::text])) OR decided_by IS NOT NULL AND decided_by <> requested_by);

alter table public.access_request add constraint access_request_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'confirmed'::text, 'refused'::text, 'withdrawn'::text, 'expired'::text, 'used'::text]));

alter table public.agents_on_duty add constraint agents_on_duty_pkey PRIMARY KEY (queue, interval_start);

alter table public.agents_on_duty add constraint agents_on_duty_agents_check CHECK (agents >= 0::double precision);

alter table public.agents_on_duty add constraint agents_on_duty_interval_seconds_check CHECK (interval_seconds >= 60 AND interval_seconds <= 86400);

alter table public.alert add constraint alert_pkey PRIMARY KEY (id);

alter table public.alert add constraint alert_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.alert add constraint alert_resolved_at CHECK ((state = 'resolved'::text) = (resolved_at IS NOT NULL));

alter table public.alert add constraint alert_severity_known CHECK (severity = ANY (ARRAY['warning'::text, 'critical'::text]));

alter table public.alert add constraint alert_state_known CHECK (state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'resolved'::text]));

alter table public.alert_case add constraint alert_case_pkey PRIMARY KEY (alert_id);

alter table public.alert_case add constraint alert_case_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES alert(id);

alter table public.alert_case add constraint alert_case_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES alert(id);

alter table public.alert_contact add constraint alert_contact_pkey PRIMARY KEY (id);

alter table public.alert_contact add constraint alert_contact_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brand(id);

alter table public.alert_contact add constraint alert_contact_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.alert_contact add constraint alert_contact_check CHECK (phone IS NOT NULL OR NOT ('sms'::text = ANY ((critical_by || warning_by))));

alter table public.alert_contact add constraint alert_contact_critical_by_check CHECK (critical_by <@ '{email,sms}'::text[]);

alter table public.alert_contact add constraint alert_contact_days_check CHECK (days <@ '{1,2,3,4,5,6,7}'::smallint[] AND cardinality(days) > 0);

alter table public.alert_contact add constraint alert_contact_warning_by_check CHECK (warning_by <@ '{email,sms}'::text[]);

alter table public.alert_rhythm add constraint alert_rhythm_pkey PRIMARY KEY (one);

alter table public.alert_rhythm add constraint alert_rhythm_critical_minutes_check CHECK (critical_minutes >= 1 AND critical_minutes <= 240);

alter table public.alert_rhythm add constraint alert_rhythm_one_check CHECK (one);

alter table public.alert_rhythm add constraint alert_rhythm_repeat_minutes_check CHECK (repeat_minutes >= 5 AND repeat_minutes <= 1440);

alter table public.alert_rhythm add constraint alert_rhythm_warning_minutes_check CHECK (warning_minutes >= 1 AND warning_minutes <= 1440);

alter table public.alert_telling add constraint alert_telling_pkey PRIMARY KEY (id);

alter table public.alert_telling add constraint alert_telling_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES alert(id);

alter table public.alert_telling add constraint alert_telling_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES alert_contact(id);

alter table public.alert_telling add constraint alert_telling_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'sms'::text]));

alter table public.alert_telling add constraint alert_telling_outcome_check CHECK (outcome = ANY (ARRAY['sent'::text, 'not-sent'::text]));

alter table public.alert_telling add constraint alert_telling_why_check CHECK (why = ANY (ARRAY['raised'::text, 'nobody-answered'::text, 'other-way'::text, 'over'::text]));

alter table public.api_key add constraint api_key_pkey PRIMARY KEY (id);

alter table public.api_key add constraint api_key_key_hash_key UNIQUE (key_hash);

alter table public.api_key add constraint api_key_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id);

alter table public.api_key add constraint api_key_roles_known CHECK (roles <@ ARRAY['commander'::text, 'author'::text, 'approver'::text, 'legal'::text, 'ops'::text, 'agent'::text, 'auditor'::text, 'admin'::text]);

alter table public.approval add constraint approval_pkey PRIMARY KEY (id);

alter table public.approval add constraint approval_break_glass_id_fkey FOREIGN KEY (break_glass_id) REFERENCES break_glass(id);

alter table public.approval add constraint approval_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id);

alter table public.approval add constraint approval_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.approval add constraint approval_decision_check CHECK (decision = ANY (ARRAY['approved'::text, 'rejected'::text, 'returned'::text]));

alter table public.approval add constraint approval_refusal_has_a_reason CHECK (decision = 'approved'::text OR length(TRIM(BOTH FROM reason)) > 0);

alter table public.attempt add constraint attempt_pkey PRIMARY KEY (message_id, no);

alter table public.attempt add constraint attempt_by_its_kind CHECK (provider IS NULL OR owner = 'restored'::text OR starts_with(provider, 'exercise-'::text) = starts_with(owner, 'exercise:'::text));

alter table public.attempt add constraint attempt_state_check CHECK (state = ANY (ARRAY['claimed'::text, 'begun'::text, 'accepted'::text, 'refused'::text, 'deferred'::text, 'unanswered'::text, 'handed-back'::text, 'found'::text, 'absent'::text]));

alter table public.audience add constraint audience_pkey PRIMARY KEY (id);

alter table public.audience add constraint audience_incident_id_version_key UNIQUE (incident_id, version);

alter table public.audience add constraint audience_built_by_fkey FOREIGN KEY (built_by) REFERENCES person(id);

alter table public.audience add constraint audience_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.audience add constraint audience_list_id_fkey FOREIGN KEY (list_id) REFERENCES audience_list(id);

alter table public.audience add constraint audience_combine_check CHECK (combine = ANY (ARRAY['union'::text, 'intersection'::text]));

alter table public.audience add constraint audience_frozen_is_whole CHECK (state = 'draft'::text OR hash IS NOT NULL AND seed IS NOT NULL AND members IS NOT NULL AND counts IS NOT NULL AND frozen_at IS NOT NULL);

alter table public.audience add constraint audience_has_a_source CHECK (rule IS NOT NULL OR list_id IS NOT NULL OR told_by_notice_id IS NOT NULL);

alter table public.audience add constraint audience_state_check CHECK (state = ANY (ARRAY['draft'::text, 'frozen'::text]));

alter table public.audience_list add constraint audience_list_pkey PRIMARY KEY (id);

alter table public.audience_list add constraint audience_list_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.audience_list_item add constraint audience_list_item_pkey PRIMARY KEY (list_id, reference);

alter table public.audience_list_item add constraint audience_list_item_list_id_fkey FOREIGN KEY (list_id) REFERENCES audience_list(id) ON DELETE CASCADE;

alter table public.audience_member add constraint audience_member_pkey PRIMARY KEY (customer_id, audience_id);

alter table public.audience_member add constraint audience_member_position UNIQUE (audience_id, "position");

alter table public.audience_member add constraint audience_member_audience_id_fkey FOREIGN KEY (audience_id) REFERENCES audience(id);

alter table public.audience_member add constraint audience_member_jk_group_check CHECK (jk_group >= 0 AND jk_group <= 49);

alter table public.audience_place add constraint audience_place_pkey PRIMARY KEY (audience_id, place);

alter table public.audience_place add constraint audience_place_audience_id_fkey FOREIGN KEY (audience_id) REFERENCES audience(id);

alter table public.audience_zone add constraint audience_zone_pkey PRIMARY KEY (audience_id, zone_set);

alter table public.audience_zone add constraint audience_zone_audience_id_fkey FOREIGN KEY (audience_id) REFERENCES audience(id);

alter table public.audience_zone add constraint audience_zone_zone_set_fkey FOREIGN KEY (zone_set) REFERENCES zone_set(id);

alter table public.audit_check add constraint audit_check_pkey PRIMARY KEY (only_one);

alter table public.audit_check add constraint audit_check_only_one_check CHECK (only_one);

alter table public.audit_event add constraint audit_event_pkey PRIMARY KEY (id);

alter table public.audit_event add constraint audit_event_actor_kind_check CHECK (actor_kind = ANY (ARRAY['person'::text, 'key'::text, 'system'::text, 'provider'::text, 'customer'::text]));

alter table public.audit_link add constraint audit_link_pkey PRIMARY KEY ("position");

alter table public.audit_link add constraint audit_link_event_id_key UNIQUE (event_id);

alter table public.audit_link add constraint audit_link_event_id_fkey FOREIGN KEY (event_id) REFERENCES audit_event(id);

alter table public.audit_link add constraint audit_link_position_check CHECK ("position" > 0);

alter table public.audit_salt add constraint audit_salt_pkey PRIMARY KEY (only_one);

alter table public.audit_salt add constraint audit_salt_only_one_check CHECK (only_one);

alter table public.audit_unsealed add constraint audit_unsealed_pkey PRIMARY KEY (event_id);

alter table public.brand add constraint brand_pkey PRIMARY KEY (id);

alter table public.brand add constraint brand_default_country_check CHECK (default_country ~ '^[A-Z]{2}$'::text);

alter table public.brand add constraint brand_id_check CHECK (id ~ '^[a-z0-9-]{1,40}$'::text);

alter table public.brand_regime add constraint brand_regime_pkey PRIMARY KEY (no);

alter table public.brand_regime add constraint brand_regime_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brand(id);

alter table public.break_glass add constraint break_glass_pkey PRIMARY KEY (id);

alter table public.break_glass add constraint break_glass_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES person(id);

alter table public.break_glass add constraint break_glass_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.break_glass add constraint break_glass_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES person(id);

alter table public.break_glass add constraint break_glass_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES person(id);

alter table public.break_glass add constraint break_glass_confirm_reason_check CHECK (length(TRIM(BOTH FROM confirm_reason)) > 0);

alter table public.break_glass add constraint break_glass_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_by IS NULL) = (confirm_reason IS NULL));

alter table public.break_glass add constraint break_glass_in_time CHECK (confirmed_at >= requested_at AND confirmed_at < expires_at);

alter table public.break_glass add constraint break_glass_reason_check CHECK (length(TRIM(BOTH FROM reason)) > 0);

alter table public.break_glass add constraint break_glass_review_check CHECK (length(TRIM(BOTH FROM review)) > 0);

alter table public.break_glass add constraint break_glass_review_of_use CHECK (reviewed_by IS NULL OR confirmed_by IS NOT NULL);

alter table public.break_glass add constraint break_glass_reviewed CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL) AND (reviewed_by IS NULL) = (verdict IS NULL) AND (reviewed_by IS NULL) = (review IS NULL));

alter table public.break_glass add constraint break_glass_second CHECK (confirmed_by <> requested_by);

alter table public.break_glass add constraint break_glass_ten_minutes CHECK (expires_at > requested_at AND expires_at <= (requested_at + '00:10:00'::interval));

alter table public.break_glass add constraint break_glass_third CHECK (reviewed_by <> requested_by AND reviewed_by <> confirmed_by);

alter table public.break_glass add constraint break_glass_verdict_check CHECK (verdict = ANY (ARRAY['right'::text, 'wrong'::text]));

alter table public.briefing add constraint briefing_pkey PRIMARY KEY (notice_id, hash);

alter table public.briefing add constraint briefing_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.briefing_answer add constraint briefing_answer_pkey PRIMARY KEY (id);

alter table public.briefing_answer add constraint briefing_answer_notice_id_briefing_hash_kind_person_id_key UNIQUE (notice_id, briefing_hash, kind, person_id);

alter table public.briefing_answer add constraint briefing_answer_notice_id_briefing_hash_fkey FOREIGN KEY (notice_id, briefing_hash) REFERENCES briefing(notice_id, hash);

alter table public.briefing_answer add constraint briefing_answer_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.briefing_answer add constraint briefing_answer_kind_check CHECK (kind = ANY (ARRAY['given'::text, 'passed-over'::text]));

alter table public.briefing_answer add constraint briefing_passed_over_for_a_reason CHECK (kind = 'given'::text OR length(TRIM(BOTH FROM reason)) > 0);

alter table public.call_calendar add constraint call_calendar_pkey PRIMARY KEY (day);

alter table public.call_calendar add constraint call_calendar_kind_check CHECK (kind = ANY (ARRAY['closed'::text, 'set-aside'::text]));

alter table public.call_gap add constraint call_gap_pkey PRIMARY KEY (id);

alter table public.call_gap add constraint call_gap_check CHECK (from_at < until_at);

alter table public.call_gap add constraint call_gap_reason_check CHECK (length(TRIM(BOTH FROM reason)) > 0);

alter table public.call_gap add constraint call_gap_state_check CHECK (state = ANY (ARRAY['proposed'::text, 'known'::text, 'dismissed'::text]));

alter table public.call_volume add constraint call_volume_pkey PRIMARY KEY (queue, interval_start);

alter table public.call_volume add constraint call_volume_abandoned_check CHECK (abandoned >= 0);

alter table public.call_volume add constraint call_volume_answered_check CHECK (answered >= 0);

alter table public.call_volume add constraint call_volume_interval_seconds_check CHECK (interval_seconds >= 60 AND interval_seconds <= 86400);

alter table public.call_volume add constraint call_volume_offered_check CHECK (offered >= 0);

alter table public.call_volume add constraint call_volume_talk_seconds_check CHECK (talk_seconds >= 0::double precision);

alter table public.call_volume add constraint call_volume_wait_seconds_check CHECK (wait_seconds >= 0::double precision);

alter table public.care_change add constraint care_change_pkey PRIMARY KEY (customer_id);

alter table public.care_change add constraint care_change_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id);

alter table public.contact_rate add constraint contact_rate_pkey PRIMARY KEY (incident_id);

alter table public.contact_rate add constraint contact_rate_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.copy_request add constraint copy_request_pkey PRIMARY KEY (id);

alter table public.copy_request add constraint copy_request_request_key_key UNIQUE (request_key);

alter table public.copy_request add constraint copy_request_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id);

alter table public.copy_request add constraint copy_request_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES rollout(notice_id);

alter table public.copy_request add constraint copy_request_asked_by_kind_check CHECK (asked_by_kind = ANY (ARRAY['person'::text, 'key'::text, 'customer'::text]));

alter table public.copy_request add constraint copy_request_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'sms'::text]));

alter table public.copy_request add constraint copy_request_elsewhere_is_checked CHECK (NOT to_other_address OR cardinality(checked) > 0);

alter table public.copy_request add constraint copy_request_outcome_check CHECK (outcome = ANY (ARRAY['copy'::text, 'brought-forward'::text, 'under-way'::text]));

alter table public.customer add constraint customer_pkey PRIMARY KEY (id);

alter table public.customer add constraint customer_reference_key UNIQUE (reference);

alter table public.customer add constraint customer_care_check CHECK (care = ANY (ARRAY['minor'::text, 'deceased'::text, 'represented'::text]));

alter table public.customer add constraint customer_country_check CHECK (country ~ '^[A-Z]{2}$'::text);

alter table public.customer add constraint customer_email_is_hashed CHECK ((email IS NULL) = (email_hash IS NULL));

alter table public.customer add constraint customer_esign_consent_check CHECK (esign_consent = ANY (ARRAY['yes'::text, 'no'::text]));

alter table public.customer add constraint customer_phone_is_hashed CHECK ((phone IS NULL) = (phone_hash IS NULL));

alter table public.customer add constraint customer_preferred_channel_check CHECK (preferred_channel = ANY (ARRAY['email'::text, 'sms'::text]));

alter table public.customer_brand add constraint customer_brand_pkey PRIMARY KEY (brand_id, customer_id);

alter table public.customer_brand add constraint customer_brand_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brand(id);

alter table public.customer_brand add constraint customer_brand_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id);

alter table public.data_key add constraint data_key_pkey PRIMARY KEY (id);

alter table public.database_epoch add constraint database_epoch_pkey PRIMARY KEY (only_one);

alter table public.database_epoch add constraint database_epoch_doubts_known CHECK (doubts = ANY (ARRAY['keep'::text, 'resend-mail'::text, 'nothing-lost'::text]));

alter table public.database_epoch add constraint database_epoch_one_row CHECK (only_one);

alter table public.database_epoch add constraint database_epoch_state_known CHECK (state = ANY (ARRAY['open'::text, 'shut'::text]));

alter table public.dispatch add constraint dispatch_pkey PRIMARY KEY (notice_id);

alter table public.dispatch add constraint dispatch_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.dispatch add constraint dispatch_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES rollout(notice_id);

alter table public.dispatch add constraint dispatch_of_its_kind FOREIGN KEY (notice_id, exercise) REFERENCES rollout(notice_id, exercise);

alter table public.dispatch add constraint dispatch_no_receipt_minutes_check CHECK (no_receipt_minutes > 0);

alter table public.dispatch add constraint dispatch_state_check CHECK (state = ANY (ARRAY['running'::text, 'paused'::text, 'cancelled'::text, 'finished'::text]));

alter table public.dispatch add constraint dispatch_unknown_email_check CHECK (unknown_email = ANY (ARRAY['resend'::text, 'ask'::text]));

alter table public.dispatch_pace add constraint dispatch_pace_pkey PRIMARY KEY (notice_id);

alter table public.dispatch_pace add constraint dispatch_pace_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES dispatch(notice_id);

alter table public.dispatch_pace add constraint dispatch_pace_people_per_minute_check CHECK (people_per_minute >= 0::double precision);

alter table public.dispatch_pace add constraint dispatch_pace_state_check CHECK (state = ANY (ARRAY['unseen'::text, 'planned'::text, 'slowed'::text, 'stopped'::text]));

alter table public.dispatch_pace add constraint dispatch_pace_stopped CHECK ((state <> ALL (ARRAY['stopped'::text, 'unseen'::text])) OR people_per_minute = 0::double precision);

alter table public.enquiry add constraint enquiry_pkey PRIMARY KEY (id);

alter table public.enquiry add constraint enquiry_token_hash_key UNIQUE (token_hash);

alter table public.enquiry add constraint enquiry_answered CHECK ((answered_at IS NULL) = (outcome IS NULL));

alter table public.enquiry add constraint enquiry_code_of_somebody CHECK ((NOT outcome IS DISTINCT FROM 'sent'::text) = (code_hash IS NOT NULL AND customer_id IS NOT NULL));

alter table public.enquiry add constraint enquiry_forgets CHECK ((answered_at IS NULL) = (reference IS NOT NULL));

alter table public.enquiry add constraint enquiry_outcome_known CHECK (outcome = ANY (ARRAY['sent'::text, 'not-known'::text, 'no-address'::text, 'often-enough'::text, 'too-late'::text]));

alter table public.enquiry_shown add constraint enquiry_shown_pkey PRIMARY KEY (notice_id, customer_id);

alter table public.enquiry_shown add constraint enquiry_shown_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.erasure add constraint erasure_pkey PRIMARY KEY (id);

alter table public.erasure add constraint erasure_case_number CHECK (case_number ~ '^[A-Za-z0-9/_. -]{1,40}$'::text);

alter table public.erasure add constraint erasure_done CHECK ((state = 'done'::text) = (done_at IS NOT NULL AND counts IS NOT NULL));

alter table public.erasure add constraint erasure_ground_known CHECK (ground = ANY (ARRAY['asked'::text, 'unlawful'::text, 'no-longer-needed'::text, 'mistake'::text]));

alter table public.erasure add constraint erasure_state_known CHECK (state = ANY (ARRAY['waiting'::text, 'done'::text, 'withdrawn'::text]));

alter table public.esign_past add constraint esign_past_pkey PRIMARY KEY (id);

alter table public.esign_past add constraint esign_past_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id);

alter table public.esign_past add constraint esign_past_check CHECK (until > since);

alter table public.exercise_test add constraint exercise_test_pkey PRIMARY KEY (id);

alter table public.exercise_test add constraint exercise_test_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.exercise_test add constraint exercise_test_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'sms'::text]));

alter table public.feedback add constraint feedback_pkey PRIMARY KEY (notice_id, customer_id);

alter table public.feedback add constraint feedback_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.feedback add constraint feedback_answer_check CHECK (answer = ANY (ARRAY['yes'::text, 'partly'::text, 'no'::text]));

alter table public.feedback add constraint feedback_answers CHECK (num_nonnulls(answer, score) = 1);

alter table public.feedback add constraint feedback_channel_check CHECK (channel = ANY (ARRAY['page'::text, 'sms'::text]));

alter table public.feedback add constraint feedback_recommend_check CHECK (recommend >= 0 AND recommend <= 10);

alter table public.feedback add constraint feedback_score_check CHECK (score >= 1 AND score <= 5);

alter table public.feedback add constraint feedback_words_check CHECK (length(words) <= 1000);

alter table public.finding_override add constraint finding_override_once PRIMARY KEY (notice_id, revision, rule, part, locale, found);

alter table public.finding_override add constraint finding_override_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.finding_override add constraint finding_override_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.finding_override add constraint finding_override_for_a_reason CHECK (length(TRIM(BOTH FROM reason)) >= 10);

alter table public.finding_override add constraint finding_override_part_check CHECK (part = ANY (ARRAY['subject'::text, 'emailHtml'::text, 'emailText'::text, 'sms'::text, 'publicPage'::text]));

alter table public.idempotency_record add constraint idempotency_record_pkey PRIMARY KEY (actor, key);

alter table public.import_bad_row add constraint import_bad_row_pkey PRIMARY KEY (import_id, line, column_name);

alter table public.import_bad_row add constraint import_bad_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES import_run(id) ON DELETE CASCADE;

alter table public.import_bad_row add constraint import_bad_row_effect_check CHECK (effect = ANY (ARRAY['rejected'::text, 'dropped'::text, 'skipped'::text]));

alter table public.import_mapping add constraint import_mapping_pkey PRIMARY KEY (id);

alter table public.import_mapping add constraint import_mapping_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brand(id);

alter table public.import_mapping add constraint import_mapping_name_check CHECK (length(TRIM(BOTH FROM name)) >= 1 AND length(TRIM(BOTH FROM name)) <= 60);

alter table public.import_run add constraint import_run_pkey PRIMARY KEY (id);

alter table public.import_run add constraint import_run_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brand(id);

alter table public.import_run add constraint import_run_kind_check CHECK (kind = ANY (ARRAY['customers'::text, 'touchpoints'::text, 'calls'::text, 'volumes'::text, 'agents'::text]));

alter table public.import_run add constraint import_run_state_check CHECK (state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text]));

alter table public.inbound_call add constraint inbound_call_pkey PRIMARY KEY (id);

alter table public.inbound_call add constraint inbound_call_once UNIQUE (source, call_id);

alter table public.inbound_call add constraint inbound_call_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.inbound_call add constraint inbound_call_match_method_check CHECK (match_method = ANY (ARRAY['number'::text, 'shared-number'::text, 'customer-reference'::text, 'none'::text]));

alter table public.inbound_call add constraint inbound_call_outcome_check CHECK (outcome = ANY (ARRAY['offered'::text, 'answered'::text, 'abandoned'::text, 'busy'::text, 'failed'::text, 'self-served'::text]));

alter table public.inbound_call_also add constraint inbound_call_also_pkey PRIMARY KEY (call_id, customer_id);

alter table public.inbound_call_also add constraint inbound_call_also_call_id_fkey FOREIGN KEY (call_id) REFERENCES inbound_call(id);

alter table public.inbound_mail add constraint inbound_mail_pkey PRIMARY KEY (id);

alter table public.inbound_mail add constraint inbound_mail_once UNIQUE (digest);

alter table public.inbound_mail add constraint inbound_mail_kind_check CHECK (kind = ANY (ARRAY['bounce'::text, 'delay'::text, 'delivery'::text, 'complaint'::text, 'reply'::text, 'auto-reply'::text, 'unreadable'::text]));

alter table public.inbound_sms add constraint inbound_sms_pkey PRIMARY KEY (id);

alter table public.inbound_sms add constraint inbound_sms_provider_id_key UNIQUE (provider_id);

alter table public.inbound_sms add constraint inbound_sms_keeps_ordinary_texts_only CHECK ((keyword = 'other'::text) = (body IS NOT NULL));

alter table public.inbound_sms add constraint inbound_sms_keyword_check CHECK (keyword = ANY (ARRAY['stop'::text, 'start'::text, 'help'::text, 'not-me'::text, 'other'::text]));

alter table public.incident add constraint incident_pkey PRIMARY KEY (id);

alter table public.incident add constraint incident_reference_key UNIQUE (reference);

alter table public.incident add constraint incident_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brand(id);

alter table public.incident add constraint incident_commander_id_fkey FOREIGN KEY (commander_id) REFERENCES person(id);

alter table public.incident add constraint incident_closed_has_time CHECK ((status = 'closed'::text) = (closed_at IS NOT NULL));

alter table public.incident add constraint incident_happened_in_order CHECK (happened_until IS NULL OR happened_from < happened_until);

alter table public.incident add constraint incident_kind_check CHECK (kind = ANY (ARRAY['data-breach'::text, 'service-outage'::text, 'product-recall'::text, 'delayed-order'::text, 'billing-error'::text, 'fraud-wave'::text]));

alter table public.incident add constraint incident_severity_check CHECK (severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]));

alter table public.incident add constraint incident_status_check CHECK (status = ANY (ARRAY['open'::text, 'closed'::text]));

alter table public.incident_anchor add constraint incident_anchor_pkey PRIMARY KEY (no);

alter table public.incident_anchor add constraint incident_anchor_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.incident_asking add constraint incident_asking_pkey PRIMARY KEY (incident_id);

alter table public.incident_asking add constraint incident_asking_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id);

alter table public.incident_asking add constraint incident_asking_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.incident_call_tag add constraint incident_call_tag_pkey PRIMARY KEY (incident_id, tag);

alter table public.incident_call_tag add constraint incident_call_tag_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.incident_call_tag add constraint incident_call_tag_tag_check CHECK (tag = lower(TRIM(BOTH FROM tag)) AND length(tag) >= 1 AND length(tag) <= 100);

alter table public.incident_hold add constraint incident_hold_pkey PRIMARY KEY (id);

alter table public.incident_hold add constraint incident_hold_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.incident_hold add constraint incident_hold_check CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL));

alter table public.incident_hold add constraint incident_hold_reason_check CHECK (length(TRIM(BOTH FROM reason)) > 0);

alter table public.incident_hold add constraint incident_hold_requested_by_check CHECK (length(TRIM(BOTH FROM requested_by)) > 0);

alter table public.incident_law_entry add constraint incident_law_entry_pkey PRIMARY KEY (no);

alter table public.incident_law_entry add constraint incident_law_entry_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.incident_law_entry add constraint incident_law_entry_check CHECK ((kind = 'met'::text) = (at IS NOT NULL));

alter table public.incident_law_entry add constraint incident_law_entry_kind_check CHECK (kind = ANY (ARRAY['met'::text, 'not-applicable'::text, 'reopened'::text]));

alter table public.incident_law_entry add constraint incident_law_entry_note_check CHECK (length(TRIM(BOTH FROM note)) > 0);

alter table public.incident_let_in add constraint incident_let_in_pkey PRIMARY KEY (id);

alter table public.incident_let_in add constraint incident_let_in_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES person(id);

alter table public.incident_let_in add constraint incident_let_in_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.incident_let_in add constraint incident_let_in_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES person(id);

alter table public.incident_let_in add constraint incident_let_in_restriction_id_fkey FOREIGN KEY (restriction_id) REFERENCES incident_restriction(id);

alter table public.incident_let_in add constraint incident_let_in_another CHECK (person_id <> requested_by AND person_id <> confirmed_by);

alter table public.incident_let_in add constraint incident_let_in_confirm_reason_check CHECK (length(TRIM(BOTH FROM confirm_reason)) > 0);

alter table public.incident_let_in add constraint incident_let_in_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_by IS NULL) = (confirm_reason IS NULL));

alter table public.incident_let_in add constraint incident_let_in_in_time CHECK (confirmed_at >= requested_at AND confirmed_at < expires_at);

alter table public.incident_let_in add constraint incident_let_in_reason_check CHECK (length(TRIM(BOTH FROM reason)) > 0);

alter table public.incident_let_in add constraint incident_let_in_second CHECK (confirmed_by <> requested_by);

alter table public.incident_let_in add constraint incident_let_in_ten_minutes CHECK (expires_at > requested_at AND expires_at <= (requested_at + '00:10:00'::interval));

alter table public.incident_restriction add constraint incident_restriction_pkey PRIMARY KEY (id);

alter table public.incident_restriction add constraint incident_restriction_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.incident_restriction add constraint incident_restriction_lifted_by_fkey FOREIGN KEY (lifted_by) REFERENCES person(id);

alter table public.incident_restriction add constraint incident_restriction_placed_by_fkey FOREIGN KEY (placed_by) REFERENCES person(id);

alter table public.incident_restriction add constraint incident_restriction_lift CHECK ((lifted_by IS NULL) = (lifted_at IS NULL) AND (lifted_by IS NULL) = (lift_reason IS NULL));

alter table public.incident_restriction add constraint incident_restriction_lift_reason_check CHECK (length(TRIM(BOTH FROM lift_reason)) > 0);

alter table public.incident_restriction add constraint incident_restriction_reason_check CHECK (length(TRIM(BOTH FROM reason)) > 0);

alter table public.incident_revision add constraint incident_revision_pkey PRIMARY KEY (incident_id, revision);

alter table public.incident_revision add constraint incident_revision_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.incident_viewer add constraint incident_viewer_pkey PRIMARY KEY (id);

alter table public.incident_viewer add constraint incident_viewer_added_by_fkey FOREIGN KEY (added_by) REFERENCES person(id);

alter table public.incident_viewer add constraint incident_viewer_let_in_id_fkey FOREIGN KEY (let_in_id) REFERENCES incident_let_in(id);

alter table public.incident_viewer add constraint incident_viewer_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.incident_viewer add constraint incident_viewer_removed_by_fkey FOREIGN KEY (removed_by) REFERENCES person(id);

alter table public.incident_viewer add constraint incident_viewer_restriction_id_fkey FOREIGN KEY (restriction_id) REFERENCES incident_restriction(id);

alter table public.incident_viewer add constraint incident_viewer_reason_check CHECK (length(TRIM(BOTH FROM reason)) > 0);

alter table public.incident_viewer add constraint incident_viewer_removal CHECK ((removed_by IS NULL) = (removed_at IS NULL) AND (removed_by IS NULL) = (remove_reason IS NULL));

alter table public.incident_viewer add constraint incident_viewer_remove_reason_check CHECK (length(TRIM(BOTH FROM remove_reason)) > 0);

alter table public.job_run add constraint job_run_pkey PRIMARY KEY (name);

alter table public.law_count add constraint law_count_pkey PRIMARY KEY (incident_id);

alter table public.law_count add constraint law_count_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.law_review add constraint law_review_pkey PRIMARY KEY (rule_id, content_hash);

alter table public.law_review add constraint law_review_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES person(id);

alter table public.law_rule add constraint law_rule_pkey PRIMARY KEY (no);

alter table public.ledger_count add constraint ledger_count_pkey PRIMARY KEY (notice_id);

alter table public.ledger_count add constraint ledger_count_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES rollout(notice_id);

alter table public.lookup_key add constraint lookup_key_pkey PRIMARY KEY ("position");

alter table public.lookup_key add constraint lookup_key_id_key UNIQUE (id);

alter table public.lookup_key add constraint lookup_key_position_check CHECK ("position" >= 0);

alter table public.measurement add constraint measurement_pkey PRIMARY KEY (id);

alter table public.measurement add constraint measurement_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.measurement add constraint measurement_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.measurement add constraint measurement_trigger_check CHECK (trigger = ANY (ARRAY['scheduled'::text, 'asked'::text, 'closed'::text]));

alter table public.message add constraint message_pkey PRIMARY KEY (id);

alter table public.message add constraint message_once_for_address UNIQUE (notice_id, channel, address_hash, copy_no);

alter table public.message add constraint message_once_for_customer UNIQUE (notice_id, customer_id, channel, copy_no);

alter table public.message add constraint message_of_its_kind FOREIGN KEY (notice_id, exercise) REFERENCES rollout(notice_id, exercise);

alter table public.message add constraint message_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'sms'::text]));

alter table public.message add constraint message_copy_is_asked_for CHECK (copy_no = 0 OR asked_at IS NOT NULL);

alter table public.message add constraint message_copy_no_check CHECK (copy_no >= 0);

alter table public.message add constraint message_follows_for_a_reason CHECK ((follows_id IS NULL) = (follows_why IS NULL));

alter table public.message add constraint message_follows_why_check CHECK (follows_why = ANY (ARRAY['bounced'::text, 'failed'::text, 'suppressed'::text, 'no-receipt'::text]));

alter table public.message add constraint message_held_by_its_kind CHECK (lease_owner IS NULL OR starts_with(lease_owner, 'exercise:'::text) = exercise);

alter table public.message add constraint message_sending_is_leased CHECK ((state = 'sending'::text) = (lease_owner IS NOT NULL AND lease_until IS NOT NULL));

alter table public.message add constraint message_sent_by_its_kind CHECK (provider IS NULL OR starts_with(provider, 'exercise-'::text) = exercise);

alter table public.message add constraint message_state_check CHECK (state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'bounced'::text, 'failed'::text, 'unknown'::text, 'suppressed'::text, 'cancelled'::text]));

alter table public.notice add constraint notice_pkey PRIMARY KEY (id);

alter table public.notice add constraint notice_check_code_key UNIQUE (check_code);

alter table public.notice add constraint notice_incident_id_number_key UNIQUE (incident_id, number);

alter table public.notice add constraint notice_audience_id_fkey FOREIGN KEY (audience_id) REFERENCES audience(id);

alter table public.notice add constraint notice_corrects_notice_id_fkey FOREIGN KEY (corrects_notice_id) REFERENCES notice(id);

alter table public.notice add constraint notice_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id);

alter table public.notice add constraint notice_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.notice add constraint notice_submitted_by_fkey FOREIGN KEY (submitted_by) REFERENCES person(id);

alter table public.notice add constraint notice_approved_expires CHECK (state <> 'approved'::text OR approved_at IS NOT NULL AND expires_at > approved_at);

alter table public.notice add constraint notice_draft_is_not_hashed CHECK ((state <> ALL (ARRAY['draft'::text, 'returned'::text])) OR plan_hash IS NULL AND submitted_by IS NULL AND approved_at IS NULL AND expires_at IS NULL);

alter table public.notice add constraint notice_quiet_hours_are_whole CHECK (COALESCE(jsonb_typeof(policies -> 'quietHours'::text), 'null'::text) = 'null'::text OR COALESCE(((policies -> 'quietHours'::text) ->> 'from'::text) ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text AND ((policies -> 'quietHours'::text) ->> 'until'::text) ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text AND ((policies -> 'quietHours'::text) ->> 'from'::text) <> ((policies -> 'quietHours'::text) ->> 'until'::text) AND ((policies -> 'quietHours'::text) -> 'channels'::text) ? 'sms'::text AND (jsonb_typeof((policies -> 'quietHours'::text) -> 'overrideReason'::text) = 'null'::text OR length(TRIM(BOTH FROM (policies -> 'quietHours'::text) ->> 'overrideReason'::text)) > 0), false));

alter table public.notice add constraint notice_state_check CHECK (state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'returned'::text, 'rejected'::text, 'withdrawn'::text]));

alter table public.notice add constraint notice_submitted_is_hashed CHECK ((state <> ALL (ARRAY['submitted'::text, 'approved'::text])) OR plan_hash IS NOT NULL AND submitted_by IS NOT NULL AND submitted_at IS NOT NULL);

alter table public.notice add constraint notice_type_check CHECK (type = ANY (ARRAY['initial'::text, 'update'::text, 'correction'::text, 'resolution'::text]));

alter table public.notice_contributor add constraint notice_contributor_pkey PRIMARY KEY (notice_id, person_id, part);

alter table public.notice_contributor add constraint notice_contributor_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.notice_contributor add constraint notice_contributor_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.notice_contributor add constraint notice_contributor_part_check CHECK (part = ANY (ARRAY['author'::text, 'editor'::text, 'audience'::text, 'submitter'::text]));

alter table public.notice_hold add constraint notice_hold_pkey PRIMARY KEY (id);

alter table public.notice_hold add constraint notice_hold_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.notice_hold add constraint notice_hold_check CHECK (until_at > placed_at);

alter table public.notice_hold add constraint notice_hold_check1 CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_by_kind IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL));

alter table public.notice_hold add constraint notice_hold_reason_check CHECK (length(TRIM(BOTH FROM reason)) > 0);

alter table public.notice_hold add constraint notice_hold_requested_by_check CHECK (length(TRIM(BOTH FROM requested_by)) > 0);

alter table public.notice_member add constraint notice_member_pkey PRIMARY KEY (notice_id, customer_id);

alter table public.notice_member add constraint notice_member_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES rollout(notice_id);

alter table public.notice_member add constraint notice_member_barred_check CHECK (barred = ANY (ARRAY['unreachable'::text, 'suppressed'::text]));

alter table public.notice_text add constraint notice_text_pkey PRIMARY KEY (notice_id, locale);

alter table public.notice_text add constraint notice_text_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.notice_text add constraint notice_text_template_hash_fkey FOREIGN KEY (template_hash) REFERENCES template_version(hash);

alter table public.page_revocation add constraint page_revocation_pkey PRIMARY KEY (customer_id);

alter table public.passkey add constraint passkey_pkey PRIMARY KEY (id);

alter table public.passkey add constraint passkey_credential_id_key UNIQUE (credential_id);

alter table public.passkey add constraint passkey_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.passkey add constraint passkey_name_check CHECK (length(TRIM(BOTH FROM name)) >= 1 AND length(TRIM(BOTH FROM name)) <= 100);

alter table public.person add constraint person_pkey PRIMARY KEY (id);

alter table public.person add constraint person_roles_known CHECK (roles <@ ARRAY['commander'::text, 'author'::text, 'approver'::text, 'legal'::text, 'ops'::text, 'agent'::text, 'auditor'::text, 'admin'::text]);

alter table public.person_brand_role add constraint person_brand_role_pkey PRIMARY KEY (person_id, brand_id);

alter table public.person_brand_role add constraint person_brand_role_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brand(id);

alter table public.person_brand_role add constraint person_brand_role_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.person_brand_role add constraint person_brand_role_roles_check CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['commander'::text, 'author'::text, 'approver'::text, 'legal'::text, 'ops'::text, 'agent'::text, 'auditor'::text]);

alter table public.personal_page add constraint personal_page_pkey PRIMARY KEY (notice_id, customer_id);

alter table public.personal_page add constraint personal_page_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.phone_figures add constraint phone_figures_pkey PRIMARY KEY (only_one);

alter table public.phone_figures add constraint phone_figures_agent_hour_cost_check CHECK (agent_hour_cost >= 0::numeric);

alter table public.phone_figures add constraint phone_figures_call_cost_check CHECK (call_cost >= 0::numeric);

alter table public.phone_figures add constraint phone_figures_calls_per_thousand_check CHECK (calls_per_thousand > 0::double precision);

alter table public.phone_figures add constraint phone_figures_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text);

alter table public.phone_figures add constraint phone_figures_only_one_check CHECK (only_one);

alter table public.phone_figures add constraint phone_figures_target_share_check CHECK (target_share > 0::double precision AND target_share < 1::double precision);

alter table public.phone_figures add constraint phone_figures_threshold_seconds_check CHECK (threshold_seconds >= 0 AND threshold_seconds <= 3600);

alter table public.postal_file add constraint postal_file_pkey PRIMARY KEY (id);

alter table public.postal_file add constraint postal_file_number UNIQUE (notice_id, number);

alter table public.postal_file add constraint postal_file_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES rollout(notice_id);

alter table public.postal_file add constraint postal_file_letters_check CHECK (letters > 0);

alter table public.postal_file add constraint postal_file_number_check CHECK (number > 0);

alter table public.postal_file add constraint postal_file_posted_is_whole CHECK ((posted_on IS NULL) = (posted_by IS NULL) AND (posted_on IS NULL) = (posted_at IS NULL));

alter table public.postal_item add constraint postal_item_pkey PRIMARY KEY (notice_id, customer_id);

alter table public.postal_item add constraint postal_item_file_id_fkey FOREIGN KEY (file_id) REFERENCES postal_file(id);

alter table public.postal_item add constraint postal_item_outcome_check CHECK (outcome = ANY (ARRAY['unreachable'::text, 'suppressed'::text, 'bounced'::text, 'failed'::text, 'pending'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'unknown'::text]));

alter table public.preflight add constraint preflight_pkey PRIMARY KEY (id);

alter table public.preflight add constraint preflight_audience_id_fkey FOREIGN KEY (audience_id) REFERENCES audience(id);

alter table public.preflight add constraint preflight_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.preflight add constraint preflight_passed_is_whole CHECK (state <> 'passed'::text OR failures = 0 AND rendered = members AND summary IS NOT NULL);

alter table public.preflight add constraint preflight_state_check CHECK (state = ANY (ARRAY['queued'::text, 'running'::text, 'passed'::text, 'failed'::text, 'broken'::text]));

alter table public.preflight_failure add constraint preflight_failure_pkey PRIMARY KEY (preflight_id, customer_id, part);

alter table public.preflight_failure add constraint preflight_failure_preflight_id_fkey FOREIGN KEY (preflight_id) REFERENCES preflight(id) ON DELETE CASCADE;

alter table public.provider_health add constraint provider_health_pkey PRIMARY KEY (provider);

alter table public.provider_health add constraint provider_health_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'sms'::text]));

alter table public.provider_health add constraint provider_health_share_check CHECK (share >= 0::double precision AND share <= 1::double precision);

alter table public.provider_health add constraint provider_health_state_check CHECK (state = ANY (ARRAY['working'::text, 'resting'::text, 'easing'::text, 'shut'::text, 'probing'::text, 'returning'::text, 'needs-person'::text]));

alter table public.provider_tally add constraint provider_tally_pkey PRIMARY KEY (provider, second);

alter table public.provider_tally add constraint provider_tally_provider_fkey FOREIGN KEY (provider) REFERENCES provider_health(provider);

alter table public.queue_fit add constraint queue_fit_pkey PRIMARY KEY (id);

alter table public.queue_fit add constraint queue_fit_fitted_until_inputs_hash_key UNIQUE (fitted_until, inputs_hash);

alter table public.rate_grant add constraint rate_grant_pkey PRIMARY KEY (bucket);

alter table public.receipt add constraint receipt_pkey PRIMARY KEY (id);

alter table public.receipt add constraint receipt_once UNIQUE (provider, event_id);

alter table public.receipt add constraint receipt_outcome_check CHECK (outcome = ANY (ARRAY['heard'::text, 'applied'::text, 'stale'::text, 'unknown-message'::text, 'unknown-status'::text]));

alter table public.recovery_code add constraint recovery_code_pkey PRIMARY KEY (person_id, code_hash);

alter table public.recovery_code add constraint recovery_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.reply_state add constraint reply_state_pkey PRIMARY KEY (kind, reply_id);

alter table public.reply_state add constraint reply_state_kind_check CHECK (kind = ANY (ARRAY['sms'::text, 'mail'::text]));

alter table public.reply_state add constraint reply_state_state_check CHECK (state = ANY (ARRAY['open'::text, 'answered'::text, 'closed'::text]));

alter table public.report_remark add constraint report_remark_pkey PRIMARY KEY (incident_id, revision);

alter table public.report_remark add constraint report_remark_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.report_remark add constraint report_remark_words_check CHECK (length(words) <= 20000);

alter table public.report_revision add constraint report_revision_pkey PRIMARY KEY (incident_id, revision);

alter table public.report_revision add constraint report_revision_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.report_revision add constraint report_revision_cause_check CHECK (cause = ANY (ARRAY['hourly'::text, 'closed'::text, 'changed'::text]));

alter table public.retention_hold add constraint retention_hold_pkey PRIMARY KEY (id);

alter table public.retention_hold add constraint retention_hold_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.retention_hold add constraint retention_hold_lifted CHECK ((lifted_by IS NULL) = (lifted_at IS NULL));

alter table public.retention_hold add constraint retention_hold_reason CHECK (length(TRIM(BOTH FROM reason)) >= 3 AND length(TRIM(BOTH FROM reason)) <= 500);

alter table public.retention_mark add constraint retention_mark_pkey PRIMARY KEY (kind, subject_id);

alter table public.rollout add constraint rollout_pkey PRIMARY KEY (notice_id);

alter table public.rollout add constraint rollout_of_its_kind UNIQUE (notice_id, exercise);

alter table public.rollout add constraint rollout_audience_id_fkey FOREIGN KEY (audience_id) REFERENCES audience(id);

alter table public.rollout add constraint rollout_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.rollout add constraint rollout_late_percent_check CHECK (late_percent >= 2 AND late_percent <= 10);

alter table public.rollout add constraint rollout_wave_count_check CHECK (wave_count > 0);

alter table public.rollout_refusal add constraint rollout_refusal_pkey PRIMARY KEY (notice_id, plan_hash);

alter table public.rollout_refusal add constraint rollout_refusal_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.rollout_stratum add constraint rollout_stratum_pkey PRIMARY KEY (notice_id, stratum);

alter table public.rollout_stratum add constraint rollout_stratum_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES rollout(notice_id);

alter table public.rollout_zone add constraint rollout_zone_pkey PRIMARY KEY (notice_id, zone_set);

alter table public.rollout_zone add constraint rollout_zone_notice_id_stratum_fkey FOREIGN KEY (notice_id, stratum) REFERENCES rollout_stratum(notice_id, stratum);

alter table public.rule_count add constraint rule_count_pkey PRIMARY KEY (person_id);

alter table public.rule_count add constraint rule_count_failed_check CHECK (failed = ANY (ARRAY['took-too-long'::text, 'failed'::text]));

alter table public.schema_migration add constraint "PK_0edff5015b71cc0389ae0f4b9a1" PRIMARY KEY (id);

alter table public.seal_walk add constraint seal_walk_pkey PRIMARY KEY (table_name);

alter table public.send_tally add constraint send_tally_pkey PRIMARY KEY (slot, notice_id, channel, owner);

alter table public.send_tally add constraint send_tally_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES rollout(notice_id);

alter table public.send_tally add constraint send_tally_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'sms'::text]));

alter table public.sender_check add constraint sender_check_pkey PRIMARY KEY (domain);

alter table public.session add constraint session_pkey PRIMARY KEY (token_hash);

alter table public.session add constraint session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.sign_in_minute add constraint sign_in_minute_pkey PRIMARY KEY (minute);

alter table public.sign_in_step add constraint sign_in_step_pkey PRIMARY KEY (token_hash);

alter table public.sign_in_step add constraint sign_in_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.sign_in_tries add constraint sign_in_tries_pkey PRIMARY KEY (bucket);

alter table public.signed_plan add constraint signed_plan_pkey PRIMARY KEY (plan_hash);

alter table public.signed_plan add constraint signed_plan_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.signed_plan add constraint signed_plan_is_what_was_hashed CHECK (plan_hash = encode(sha256(convert_to(plan, 'UTF8'::name)), 'hex'::text));

alter table public.soft_bounce add constraint soft_bounce_pkey PRIMARY KEY (address_hash, message_id);

alter table public.staff_message add constraint staff_message_pkey PRIMARY KEY (id);

alter table public.staff_message add constraint staff_message_key_key UNIQUE (key);

alter table public.staff_message add constraint staff_message_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'sms'::text]));

alter table public.staff_message add constraint staff_message_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text])) = (content IS NOT NULL));

alter table public.staff_message add constraint staff_message_check1 CHECK ((state = 'sending'::text) = (lease_until IS NOT NULL));

alter table public.staff_message add constraint staff_message_purpose_check CHECK (purpose = ANY (ARRAY['alert'::text, 'test'::text, 'code'::text]));

alter table public.staff_message add constraint staff_message_state_check CHECK (state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'unknown'::text, 'cancelled'::text]));

alter table public.storm_release add constraint storm_release_pkey PRIMARY KEY (id);

alter table public.storm_release add constraint storm_release_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES rollout(notice_id);

alter table public.substitute_step add constraint substitute_step_pkey PRIMARY KEY (no);

alter table public.substitute_step add constraint substitute_step_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);

alter table public.substitute_step add constraint substitute_step_note_check CHECK (length(TRIM(BOTH FROM note)) > 0);

alter table public.suppression add constraint suppression_pkey PRIMARY KEY (id);

alter table public.suppression add constraint suppression_channel_check CHECK (channel = ANY (ARRAY['email'::text, 'sms'::text]));

alter table public.suppression add constraint suppression_reason_check CHECK (reason = ANY (ARRAY['stop'::text, 'hard-bounce'::text, 'soft-bounce'::text, 'complaint'::text, 'dead-number'::text, 'not-me'::text, 'manual'::text, 'preference'::text]));

alter table public.suppression add constraint suppression_scope_known CHECK (scope = ANY (ARRAY['all'::text, 'optional'::text]));

alter table public.suppression_bypass add constraint suppression_bypass_pkey PRIMARY KEY (message_id);

alter table public.suppression_bypass add constraint suppression_bypass_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id);

alter table public.template_version add constraint template_version_pkey PRIMARY KEY (hash);

alter table public.template_version add constraint template_version_notice_type_check CHECK (notice_type = ANY (ARRAY['initial'::text, 'update'::text, 'correction'::text, 'resolution'::text]));

alter table public.test_send add constraint test_send_pkey PRIMARY KEY (key);

alter table public.test_send add constraint test_send_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id);

alter table public.test_send add constraint test_send_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.test_send add constraint test_send_messages_check CHECK (messages > 0);

alter table public.totp add constraint totp_pkey PRIMARY KEY (person_id);

alter table public.totp add constraint totp_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

alter table public.touchpoint add constraint touchpoint_pkey PRIMARY KEY (customer_id, id);

alter table public.touchpoint add constraint touchpoint_once UNIQUE (kind, reference, customer_id);

alter table public.touchpoint add constraint touchpoint_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id);

alter table public.wave add constraint wave_pkey PRIMARY KEY (notice_id, wave_no);

alter table public.wave add constraint wave_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES rollout(notice_id);

alter table public.wave add constraint wave_notice_id_stratum_fkey FOREIGN KEY (notice_id, stratum) REFERENCES rollout_stratum(notice_id, stratum);

alter table public.webhook_cursor add constraint webhook_cursor_pkey PRIMARY KEY (one);

alter table public.webhook_cursor add constraint webhook_cursor_one_check CHECK (one);

alter table public.webhook_delivery add constraint webhook_delivery_pkey PRIMARY KEY (endpoint_id, event_id);

alter table public.webhook_delivery add constraint webhook_delivery_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoint(id);

alter table public.webhook_delivery add constraint webhook_delivery_event_id_fkey FOREIGN KEY (event_id) REFERENCES webhook_event(id) ON DELETE CASCADE;

alter table public.webhook_delivery add constraint webhook_delivery_state_check CHECK (state = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text]));

alter table public.webhook_endpoint add constraint webhook_endpoint_pkey PRIMARY KEY (id);

alter table public.webhook_endpoint add constraint webhook_endpoint_events_check CHECK (cardinality(events) > 0);

alter table public.webhook_event add constraint webhook_event_pkey PRIMARY KEY (id);

alter table public.webhook_event add constraint webhook_event_key_key UNIQUE (key);

alter table public.webhook_event add constraint webhook_event_only_to_fkey FOREIGN KEY (only_to) REFERENCES webhook_endpoint(id);

alter table public.withheld_member add constraint withheld_member_pkey PRIMARY KEY (notice_id, customer_id);

alter table public.withheld_member add constraint withheld_member_notice_id_customer_id_fkey FOREIGN KEY (notice_id, customer_id) REFERENCES notice_member(notice_id, customer_id);

alter table public.wording add constraint wording_pkey PRIMARY KEY (id);

alter table public.wording add constraint wording_counts_on UNIQUE (about, version);

alter table public.wording add constraint wording_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(id);

alter table public.wording add constraint wording_about_check CHECK (about ~ '^(template/[a-z0-9-]+/[a-z-]+/[a-z]+/[A-Za-z0-9-]+|playbook/[a-z-]+)$'::text);

alter table public.wording add constraint wording_check CHECK (restored_from >= 0 AND restored_from < version);

alter table public.wording add constraint wording_version_check CHECK (version > 0);

alter table public.wording_review add constraint wording_review_pkey PRIMARY KEY (wording_id);

alter table public.wording_review add constraint wording_review_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES person(id);

alter table public.wording_review add constraint wording_review_wording_id_fkey FOREIGN KEY (wording_id) REFERENCES wording(id);

alter table public.wording_review add constraint wording_returned_for_a_reason CHECK (decision = 'reviewed'::text OR length(TRIM(BOTH FROM reason)) > 0);

alter table public.wording_review add constraint wording_review_decision_check CHECK (decision = ANY (ARRAY['reviewed'::text, 'returned'::text]));

alter table public.working_draft add constraint working_draft_pkey PRIMARY KEY (person_id, place);

alter table public.zone_set add constraint zone_set_pkey PRIMARY KEY (id);

alter table public.zone_set add constraint zone_set_zones_key UNIQUE (zones);

-- Indexes

CREATE INDEX access_request_open ON public.access_request USING btree (expires_at) WHERE (state = 'waiting'::text);

CREATE UNIQUE INDEX alert_live ON public.alert USING btree (kind, subject) WHERE (state <> 'resolved'::text);

CREATE INDEX alert_newest ON public.alert USING btree (last_at DESC, id);

CREATE INDEX alert_case_lead ON public.alert_case USING btree (lead_id) WHERE (closed_at IS NULL);

CREATE INDEX alert_case_open ON public.alert_case USING btree (next_at) WHERE (closed_at IS NULL);

CREATE INDEX alert_telling_of ON public.alert_telling USING btree (alert_id, id);

CREATE INDEX alert_telling_waits ON public.alert_telling USING btree (id) WHERE (outcome IS NULL);

CREATE INDEX approval_notice ON public.approval USING btree (notice_id, decided_at);

CREATE UNIQUE INDEX approval_of_glass ON public.approval USING btree (break_glass_id) WHERE (break_glass_id IS NOT NULL);

CREATE UNIQUE INDEX approval_once ON public.approval USING btree (notice_id, plan_hash) WHERE (decision = 'approved'::text);

CREATE INDEX audit_event_incident ON public.audit_event USING btree (incident_id, at, id);

CREATE INDEX audit_event_subject ON public.audit_event USING btree (subject_kind, subject_id, id);

CREATE INDEX break_glass_of ON public.break_glass USING btree (notice_id, requested_at);

CREATE INDEX break_glass_to_review ON public.break_glass USING btree (confirmed_at) WHERE ((confirmed_by IS NOT NULL) AND (reviewed_by IS NULL));

CREATE UNIQUE INDEX call_gap_once ON public.call_gap USING btree (COALESCE(source, ''::text), COALESCE(queue, ''::text), from_at);

CREATE INDEX care_change_changed ON public.care_change USING btree (changed_at);

CREATE INDEX care_change_recorded ON public.care_change USING btree (recorded_at);

CREATE INDEX copy_request_customer ON public.copy_request USING btree (customer_id, notice_id, asked_at);

CREATE INDEX customer_email_hash ON public.customer USING btree (email_hash) WHERE (email_hash IS NOT NULL);

CREATE INDEX customer_name_keys ON public.customer USING gin (((first_name_keys || last_name_keys)));

CREATE INDEX customer_phone_hash ON public.customer USING btree (phone_hash) WHERE (phone_hash IS NOT NULL);

CREATE INDEX customer_shuffled ON public.customer USING btree (hashint8extended(id, (0)::bigint), id);

CREATE INDEX customer_unreachable ON public.customer USING btree (id) WHERE ((erased_at IS NULL) AND (email_hash IS NULL) AND (phone_hash IS NULL));

CREATE INDEX customer_brand_customer ON public.customer_brand USING btree (customer_id);

CREATE INDEX dispatch_live ON public.dispatch USING btree (state) WHERE (state = ANY (ARRAY['running'::text, 'paused'::text]));

CREATE INDEX enquiry_age ON public.enquiry USING btree (asked_at);

CREATE INDEX enquiry_by_source ON public.enquiry USING btree (source_hash, asked_at);

CREATE INDEX enquiry_of_customer ON public.enquiry USING btree (customer_id, asked_at) WHERE (customer_id IS NOT NULL);

CREATE INDEX enquiry_waiting ON public.enquiry USING btree (asked_at) WHERE (answered_at IS NULL);

CREATE INDEX erasure_newest ON public.erasure USING btree (asked_at DESC, id);

CREATE UNIQUE INDEX erasure_of_customer ON public.erasure USING btree (customer_id) WHERE (state <> 'withdrawn'::text);

CREATE INDEX erasure_waiting ON public.erasure USING btree (looked_at) WHERE (state = 'waiting'::text);

CREATE INDEX esign_past_of ON public.esign_past USING btree (customer_id);

CREATE INDEX exercise_test_of ON public.exercise_test USING btree (notice_id, id);

CREATE INDEX feedback_of_notice ON public.feedback USING btree (notice_id, id);

CREATE INDEX idempotency_record_age ON public.idempotency_record USING btree (created_at);

CREATE UNIQUE INDEX import_mapping_name ON public.import_mapping USING btree (kind, lower(name));

CREATE INDEX import_run_latest ON public.import_run USING btree (started_at DESC, id DESC);

CREATE INDEX import_run_of_brand ON public.import_run USING btree (brand_id, started_at DESC, id DESC) WHERE (brand_id IS NOT NULL);

CREATE INDEX inbound_call_customer ON public.inbound_call USING btree (customer_id, offered_at) WHERE (customer_id IS NOT NULL);

CREATE UNIQUE INDEX inbound_call_logged_once ON public.inbound_call USING btree (log_key) WHERE (log_key IS NOT NULL);

CREATE INDEX inbound_call_time ON public.inbound_call USING btree (offered_at);

CREATE INDEX inbound_mail_of_customer ON public.inbound_mail USING btree (customer_id, id DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX inbound_mail_replies ON public.inbound_mail USING btree (id DESC) WHERE (kind = 'reply'::text);

CREATE INDEX inbound_sms_customer ON public.inbound_sms USING btree (customer_id, id) WHERE (customer_id IS NOT NULL);

CREATE INDEX incident_open ON public.incident USING btree (declared_at DESC) WHERE (status = 'open'::text);

CREATE INDEX incident_anchor_of ON public.incident_anchor USING btree (incident_id, no);

CREATE UNIQUE INDEX incident_hold_lives ON public.incident_hold USING btree (incident_id) WHERE (ended_at IS NULL);

CREATE INDEX incident_hold_of ON public.incident_hold USING btree (incident_id, placed_at);

CREATE INDEX incident_law_entry_of ON public.incident_law_entry USING btree (incident_id, no);

CREATE INDEX incident_let_in_of ON public.incident_let_in USING btree (restriction_id, requested_at);

CREATE UNIQUE INDEX incident_restriction_stands ON public.incident_restriction USING btree (incident_id) WHERE (lifted_at IS NULL);

CREATE UNIQUE INDEX incident_viewer_lives ON public.incident_viewer USING btree (restriction_id, person_id) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX incident_viewer_of_let_in ON public.incident_viewer USING btree (let_in_id) WHERE (let_in_id IS NOT NULL);

CREATE INDEX law_rule_newest ON public.law_rule USING btree (rule_id, no DESC);

CREATE INDEX measurement_latest ON public.measurement USING btree (notice_id, taken_at DESC);

CREATE INDEX message_arrived_after_all ON public.message USING btree (notice_id) WHERE ((state = 'delivered'::text) AND (climbed_at IS NOT NULL));

CREATE INDEX message_ask_again ON public.message USING btree (receipt_ask_at) WHERE ((state = 'sent'::text) AND (channel = 'sms'::text) AND (receipt_ask_at IS NOT NULL));

CREATE INDEX message_ask_receipt ON public.message USING btree (handed_over_at) WHERE ((state = 'sent'::text) AND (channel = 'sms'::text) AND (receipt_ask_at IS NULL));

CREATE INDEX message_asked ON public.message USING btree (notice_id, channel, id) WHERE ((state = 'pending'::text) AND (retry_at IS NULL) AND (asked_at IS NOT NULL));

CREATE INDEX message_by_state ON public.message USING btree (notice_id, state, id) WHERE (state <> 'sending'::text);

CREATE INDEX message_canary ON public.message USING btree (notice_id, channel, due_at, id) WHERE canary;

CREATE INDEX message_due ON public.message USING btree (notice_id, channel, wave_no, due_at, id) WHERE ((state = 'pending'::text) AND (retry_at IS NULL));

CREATE INDEX message_fallen ON public.message USING btree (notice_id, id) WHERE ((state = ANY (ARRAY['bounced'::text, 'failed'::text, 'suppressed'::text])) AND (climbed_at IS NULL));

CREATE INDEX message_handed_sms ON public.message USING btree (provider, handed_over_at) WHERE ((channel = 'sms'::text) AND (handed_over_at IS NOT NULL));

CREATE INDEX message_lease ON public.message USING btree (lease_until) WHERE (state = 'sending'::text);

CREATE INDEX message_no_receipt ON public.message USING btree (notice_id, handed_over_at) WHERE ((state = 'sent'::text) AND (channel = 'sms'::text) AND (climbed_at IS NULL));

CREATE INDEX message_provider ON public.message USING btree (provider, provider_id) WHERE (provider_id IS NOT NULL);

CREATE INDEX message_receipt_to_make_up ON public.message USING btree (handed_over_at) WHERE (exercise AND (state = 'sent'::text) AND (receipt_rank = 0));

CREATE INDEX message_restored ON public.message USING btree (id) WHERE ((state = 'unknown'::text) AND (code = 'restored'::text));

CREATE INDEX message_retry ON public.message USING btree (retry_at) WHERE ((state = 'pending'::text) AND (retry_at IS NOT NULL));

CREATE INDEX message_unknown ON public.message USING btree (notice_id, id) WHERE (state = 'unknown'::text);

CREATE INDEX notice_waiting ON public.notice USING btree (approved_at) WHERE (state = 'approved'::text);

CREATE UNIQUE INDEX notice_hold_lives ON public.notice_hold USING btree (notice_id) WHERE (ended_at IS NULL);

CREATE INDEX notice_hold_of ON public.notice_hold USING btree (notice_id, placed_at);

CREATE INDEX notice_member_barred ON public.notice_member USING btree (notice_id, barred, "position") WHERE (barred IS NOT NULL);

CREATE INDEX notice_member_customer ON public.notice_member USING btree (customer_id);

CREATE INDEX notice_member_email ON public.notice_member USING btree (email_message_id) WHERE (email_message_id IS NOT NULL);

CREATE INDEX notice_member_sms ON public.notice_member USING btree (sms_message_id) WHERE (sms_message_id IS NOT NULL);

CREATE INDEX passkey_person ON public.passkey USING btree (person_id);

CREATE UNIQUE INDEX person_company_account ON public.person USING btree (company_issuer, company_subject) WHERE (company_subject IS NOT NULL);

CREATE UNIQUE INDEX person_email ON public.person USING btree (lower(email));

CREATE INDEX postal_item_file ON public.postal_item USING btree (file_id, "position");

CREATE INDEX preflight_notice ON public.preflight USING btree (notice_id, requested_at DESC);

CREATE UNIQUE INDEX preflight_one_at_work ON public.preflight USING btree (notice_id, revision) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX preflight_waiting ON public.preflight USING btree (requested_at) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX queue_fit_newest ON public.queue_fit USING btree (fitted_until, id DESC);

CREATE INDEX rate_grant_temporary ON public.rate_grant USING btree (bucket) WHERE temporary;

CREATE INDEX receipt_heard ON public.receipt USING btree (id) WHERE (outcome = 'heard'::text);

CREATE INDEX receipt_message ON public.receipt USING btree (message_id);

CREATE UNIQUE INDEX retention_hold_live ON public.retention_hold USING btree (COALESCE(incident_id, '00000000-0000-0000-0000-000000000000'::uuid)) WHERE (lifted_at IS NULL);

CREATE INDEX send_tally_notice ON public.send_tally USING btree (notice_id, slot);

CREATE UNIQUE INDEX session_id ON public.session USING btree (id);

CREATE INDEX session_person ON public.session USING btree (person_id);

CREATE INDEX signed_plan_notice ON public.signed_plan USING btree (notice_id, revision);

CREATE INDEX staff_message_leased ON public.staff_message USING btree (lease_until) WHERE (state = 'sending'::text);

CREATE INDEX staff_message_waiting ON public.staff_message USING btree (due_at) WHERE (state = 'pending'::text);

CREATE INDEX substitute_step_of ON public.substitute_step USING btree (incident_id, no);

CREATE UNIQUE INDEX suppression_active ON public.suppression USING btree (channel, address_hash, scope) WHERE (lifted_at IS NULL);

CREATE INDEX suppression_ends ON public.suppression USING btree (until) WHERE ((lifted_at IS NULL) AND (until IS NOT NULL));

CREATE INDEX suppression_preference ON public.suppression USING btree (channel, address_hash) WHERE ((lifted_at IS NULL) AND (scope <> 'all'::text));

CREATE INDEX test_send_lately ON public.test_send USING btree (person_id, sent_at);

CREATE INDEX touchpoint_attributes ON public.touchpoint USING gin (attributes jsonb_path_ops);

CREATE INDEX touchpoint_kind_time ON public.touchpoint USING btree (kind, occurred_at);

CREATE UNIQUE INDEX wave_step ON public.wave USING btree (notice_id, stratum, step);

CREATE INDEX webhook_delivery_dead ON public.webhook_delivery USING btree (endpoint_id, event_id) WHERE (state = 'dead'::text);

CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (next_at) WHERE (state = 'pending'::text);

CREATE INDEX webhook_delivery_of ON public.webhook_delivery USING btree (event_id);

CREATE INDEX webhook_event_age ON public.webhook_event USING btree (created_at);

CREATE INDEX webhook_event_fresh ON public.webhook_event USING btree (id) WHERE (NOT spread);

CREATE INDEX working_draft_saved_at ON public.working_draft USING btree (saved_at);

-- Views

create view published.actual_message as
 SELECT id,
    notice_id,
    customer_id,
    channel,
    wave_no,
    address_hash,
    state,
    provider,
    provider_id,
    handed_over_at,
    delivered_at,
    settled_at,
    code,
    reason,
    resent_in_doubt,
    body_hash
   FROM message m
  WHERE NOT exercise;

create view published.actual_notice as
 SELECT n.id,
    n.incident_id,
    n.number,
    n.type,
    n.state,
    n.audience_id,
    n.plan_hash,
    n.approved_at,
    n.expires_at,
    n.check_code
   FROM notice n
     JOIN incident i ON i.id = n.incident_id AND NOT i.exercise;

create view published.address_change as
 SELECT id AS customer_id,
    email_changed_at,
    phone_changed_at
   FROM customer c;

create view published.agents_on_duty as
 SELECT interval_start,
    (interval_seconds::numeric / 60.0)::double precision AS minutes,
    queue,
    agents
   FROM agents_on_duty d;

create view published.approval as
 SELECT id,
    notice_id,
    revision,
    plan_hash,
    decision,
    reason,
    people_typed,
    decided_by,
    decided_at
   FROM approval a;

create view published.attempt as
 SELECT message_id,
    no,
    state,
    claimed_at,
    begun_at,
    ended_at,
    provider,
    provider_id,
    code,
    reason
   FROM attempt a;

create view published.audience as
 SELECT id,
    incident_id,
    version,
    rule,
    list_id,
    combine,
    told_by_notice_id,
    state,
    algorithm,
    seed,
    hash,
    members,
    counts,
    as_of,
    built_by,
    created_at,
    frozen_at
   FROM audience a;

create view published.audience_author as
 SELECT a.id AS audience_id,
    a.built_by AS person_id
   FROM audience a
UNION
 SELECT a.id AS audience_id,
    answerable_person(split_part(l.created_by, ':'::text, 1), split_part(l.created_by, ':'::text, 2)) AS person_id
   FROM audience a
     JOIN audience_list l ON l.id = a.list_id;

create view published.audience_member as
 SELECT m.audience_id,
    a.incident_id,
    m.customer_id,
    m."position",
    m.draw,
    m.priority_class,
    m.household,
    m.jk_group,
    m.reference,
    m.first_name,
    m.last_name,
    m.locale,
    m.country,
    m.region,
    m.time_zone,
    m.email,
    m.email_hash,
    m.phone,
    m.phone_hash,
    m.preferred_channel,
    m.reasons,
    m.zone_set,
    m.email_changed_at,
    m.phone_changed_at,
    m.place
   FROM audience_member m
     JOIN audience a ON a.id = m.audience_id;

create view published.audience_place as
 SELECT p.audience_id,
    a.incident_id,
    a.frozen_at,
    p.place,
    p.members
   FROM audience_place p
     JOIN audience a ON a.id = p.audience_id;

create view published.broken_glass as
 SELECT g.id,
    g.notice_id,
    n.incident_id,
    g.plan_hash,
    g.requested_by,
    g.reason,
    g.requested_at,
    g.confirmed_by,
    g.confirm_reason,
    g.confirmed_at,
    g.reviewed_by,
    g.verdict,
    g.review,
    g.reviewed_at
   FROM break_glass g
     JOIN notice n ON n.id = g.notice_id
  WHERE g.confirmed_by IS NOT NULL;

create view published.call_customer as
 SELECT c.id,
    c.customer_id,
    c.offered_at
   FROM inbound_call c
  WHERE c.customer_id IS NOT NULL
UNION ALL
 SELECT c.id,
    s.id AS customer_id,
    c.offered_at
   FROM inbound_call c
     JOIN customer s ON s.phone_hash = c.caller_hash
  WHERE c.match_method = 'shared-number'::text AND s.id <> c.customer_id AND (s.phone_changed_at IS NULL OR s.phone_changed_at <= c.offered_at)
UNION ALL
 SELECT a.call_id AS id,
    a.customer_id,
    c.offered_at
   FROM inbound_call_also a
     JOIN inbound_call c ON c.id = a.call_id;

create view published.call_gap as
 SELECT id,
    source,
    queue,
    from_at,
    until_at,
    reason,
    state
   FROM call_gap g
  WHERE state <> 'dismissed'::text;

create view published.call_volume as
 SELECT queue,
    interval_start,
    interval_seconds,
    offered,
    answered,
    abandoned,
    source,
    simulated,
    wait_seconds,
    talk_seconds
   FROM call_volume v;

create view published.care_change as
 SELECT x.customer_id,
    x.changed_at,
    x.recorded_at,
    c.care,
        CASE
            WHEN c.care IS NOT NULL THEN c.representative_email_hash
            ELSE NULL::text
        END AS representative_hash
   FROM care_change x
     JOIN customer c ON c.id = x.customer_id AND c.erased_at IS NULL;

create view published.contact_rate as
 SELECT kind,
    simulated,
    count(*)::integer AS incidents,
    sum(waiting_calls)::integer AS waiting_calls,
    sum(waiting_person_hours) AS waiting_person_hours,
    sum(told_calls)::integer AS told_calls,
    sum(told_person_hours) AS told_person_hours
   FROM contact_rate r
  GROUP BY kind, simulated;

create view published.customer as
 SELECT id,
    reference,
    first_name,
    last_name,
    locale,
    country,
    region,
    email_hash,
    phone_hash,
    erased_at IS NOT NULL AS erased
   FROM customer c;

create view published.customer_brand as
 SELECT b.customer_id,
    b.brand_id,
    NULL::uuid AS incident_id
   FROM customer_brand b
UNION ALL
 SELECT m.customer_id,
    i.brand_id,
    i.id AS incident_id
   FROM audience_member m
     JOIN audience a ON a.id = m.audience_id
     JOIN incident i ON i.id = a.incident_id
  WHERE NOT i.exercise;

create view published.dispatch_state as
 SELECT notice_id,
    incident_id,
    state,
    ledger_written
   FROM dispatch d;

create view published.ended_hold as
 SELECT notice_id,
    ended_at,
    ended_by_kind = 'system'::text AS by_itself
   FROM notice_hold k
  WHERE ended_at IS NOT NULL;

create view published.esign_consent as
 SELECT c.id AS customer_id,
    esign_since(c.esign_consent_on, c.esign_noted_at) AS since,
    NULL::timestamp with time zone AS until
   FROM customer c
  WHERE c.esign_consent = 'yes'::text
UNION ALL
 SELECT p.customer_id,
    p.since,
    p.until
   FROM esign_past p;

create view published.feedback as
 SELECT notice_id,
    customer_id,
    channel,
    answer,
    score,
    recommend,
    words IS NOT NULL AS has_words,
    answered_at
   FROM feedback f;

create view published.hand_over as
 SELECT w.notice_id,
    LEAST(min(w.handed_over_at), c.first_at) AS first_at,
    GREATEST(max(w.last_handed_over_at), c.last_at) AS last_at,
    min(w.handed_over_at) AS waves_from
   FROM wave w
     CROSS JOIN LATERAL ( SELECT min(m.handed_over_at) AS first_at,
            max(m.handed_over_at) AS last_at
           FROM message m
          WHERE m.notice_id = w.notice_id AND m.canary) c
  GROUP BY w.notice_id, c.first_at, c.last_at;

create view published.held_incident as
 SELECT incident_id,
    until_at,
    placed_at
   FROM incident_hold h
  WHERE ended_at IS NULL;

create view published.held_notice as
 SELECT n.id AS notice_id,
    n.incident_id,
    'incident'::text AS scope,
    h.until_at
   FROM notice n
     JOIN incident_hold h ON h.incident_id = n.incident_id AND h.ended_at IS NULL
UNION ALL
 SELECT n.id AS notice_id,
    n.incident_id,
    'notice'::text AS scope,
    k.until_at
   FROM notice_hold k
     JOIN notice n ON n.id = k.notice_id
  WHERE k.ended_at IS NULL;

create view published.inbound_call as
 SELECT id,
    source,
    queue,
    offered_at,
    answered_at,
    ended_at,
    outcome,
    wait_seconds,
    talk_seconds,
    customer_id,
    match_method,
    sharing,
    reason_tag,
    simulated,
    agent,
    reasons_of(reason_tag, tags) AS tags
   FROM inbound_call c;

create view published.incident as
 SELECT id,
    reference,
    kind,
    title,
    severity,
    brand_id,
    status,
    happened_from,
    happened_until,
    discovered_at,
    press_reported_at,
    declared_at,
    closed_at,
    simulated,
    exercise
   FROM incident i;

create view published.incident_author as
 SELECT incident_id,
    revision,
    answerable_person(actor_kind, actor_id) AS person_id
   FROM incident_revision r;

create view published.incident_call_tag as
 SELECT incident_id,
    tag
   FROM incident_call_tag t;

create view published.incident_revision as
 SELECT incident_id,
    revision,
    at,
    actor_kind,
    actor_id,
    content
   FROM incident_revision v;

create view published.letter as
 SELECT notice_id,
    customer_id,
    file_id
   FROM postal_item i;

create view published.measurement as
 SELECT id,
    incident_id,
    notice_id,
    taken_at,
    trigger,
    method,
    result,
    inputs_hash
   FROM measurement m;

create view published.member_outcome as
 SELECT r.notice_id,
    am.customer_id,
    am."position",
    am.jk_group,
    am.priority_class,
    COALESCE(nm.wave_no, ( SELECT w.wave_no
           FROM wave w
          WHERE w.notice_id = r.notice_id AND am.draw >= w.draw_from AND am.draw < w.draw_until AND w.stratum = COALESCE((( SELECT z.stratum
                   FROM rollout_zone z
                  WHERE z.notice_id = r.notice_id AND z.zone_set = am.zone_set))::integer, 0))) AS wave_no,
    e.id AS email_message_id,
    s.id AS sms_message_id,
        CASE
            WHEN nm.customer_id IS NULL THEN
            CASE
                WHEN d.state = 'cancelled'::text THEN 'cancelled'::text
                ELSE 'pending'::text
            END
            ELSE outcome_of(nm.barred, e.state, s.state)
        END AS outcome,
    nm.barred_reason,
    LEAST(
        CASE
            WHEN e.state = ANY (ARRAY['sent'::text, 'delivered'::text]) THEN COALESCE(e.delivered_at, e.handed_over_at)
            ELSE NULL::timestamp with time zone
        END,
        CASE
            WHEN s.state = 'delivered'::text THEN s.delivered_at
            ELSE NULL::timestamp with time zone
        END) AS told_at
   FROM rollout r
     JOIN dispatch d ON d.notice_id = r.notice_id
     JOIN audience_member am ON am.audience_id = r.audience_id
     LEFT JOIN notice_member nm ON nm.notice_id = r.notice_id AND nm.customer_id = am.customer_id
     LEFT JOIN message e ON e.id = nm.email_message_id
     LEFT JOIN message s ON s.id = nm.sms_message_id;

create view published.member_place as
 SELECT audience_id,
    customer_id,
    place
   FROM audience_member m;

create view published.message as
 SELECT id,
    notice_id,
    customer_id,
    channel,
    wave_no,
    address_hash,
    state,
    provider,
    provider_id,
    handed_over_at,
    delivered_at,
    settled_at,
    code,
    reason,
    resent_in_doubt,
    body_hash
   FROM message m;

create view published.message_record as
 SELECT id,
    notice_id,
    customer_id,
    channel,
    copy_no,
    wave_no,
    state,
    held_reason,
    due_at,
    begun_at,
    handed_over_at,
    delivered_at,
    settled_at,
    attempts,
    resent_in_doubt,
    provider,
    provider_id,
    body_hash,
    code,
    reason,
    follows_id,
    follows_why
   FROM message m;

create view published.notice as
 SELECT id,
    incident_id,
    number,
    type,
    state,
    audience_id,
    plan_hash,
    approved_at,
    expires_at,
    check_code
   FROM notice n;

create view published.notice_contributor as
 SELECT notice_id,
    person_id,
    part,
    at
   FROM notice_contributor c;

create view published.notice_record as
 SELECT id,
    incident_id,
    number,
    type,
    state,
    revision,
    incident_revision,
    audience_id,
    corrects_notice_id,
    check_code,
    plan_hash,
    created_by,
    created_at,
    submitted_by,
    submitted_at,
    approved_at,
    expires_at,
    updated_at
   FROM notice n;

create view published.notice_standing as
 SELECT id AS notice_id,
    incident_id,
    number,
    state,
    audience_id,
    approved_at,
    COALESCE(policies ->> 'standing'::text, 'early-warning'::text) AS standing
   FROM notice n;

create view published.notice_told as
 SELECT notice_id,
    NOT exercise AND (state = ANY (ARRAY['running'::text, 'finished'::text])) AND (EXISTS ( SELECT
           FROM wave w
          WHERE w.notice_id = d.notice_id AND w.opened_at IS NOT NULL)) AS stands
   FROM dispatch d;

create view published.page_visit as
 SELECT notice_id,
    customer_id,
    seen_at,
    proved_at,
    cardinality(steps) AS steps_done
   FROM personal_page p;

create view published.postal_address as
 SELECT id AS customer_id,
    address_line1,
    address_line2,
    city,
    region,
    postal_code,
    country
   FROM customer c;

create view published.posted_letter as
 SELECT i.notice_id,
    i.customer_id,
    f.posted_on,
    f.posted_at
   FROM postal_item i
     JOIN postal_file f ON f.id = i.file_id
  WHERE f.posted_on IS NOT NULL;

create view published.provider_pace as
 SELECT provider,
    channel,
    share,
    call_ms,
    calls_timed
   FROM provider_health h;

create view published.public_notice as
 SELECT n.id AS notice_id,
    n.incident_id
   FROM notice n
     JOIN incident i ON i.id = n.incident_id AND NOT i.exercise
  WHERE n.state = 'approved'::text AND COALESCE((n.policies ->> 'publicPage'::text)::boolean, false) AND NOT (EXISTS ( SELECT
           FROM incident_hold h
          WHERE h.incident_id = n.incident_id AND h.ended_at IS NULL)) AND NOT (EXISTS ( SELECT
           FROM notice_hold k
          WHERE k.notice_id = n.id AND k.ended_at IS NULL));

create view published.report_revision as
 SELECT incident_id,
    revision,
    taken_at,
    cause,
    figures,
    figures_hash,
    changes
   FROM report_revision r;

create view published.restricted_incident as
 SELECT r.incident_id,
    i.reference,
    r.id AS restriction_id
   FROM incident_restriction r
     JOIN incident i ON i.id = r.incident_id
  WHERE r.lifted_at IS NULL;

create view published.retention_hold as
 SELECT incident_id
   FROM retention_hold h
  WHERE lifted_at IS NULL;

create view published.rollout as
 SELECT r.notice_id,
    n.incident_id,
    r.audience_id,
    r.algorithm,
    r.seed,
    r.wave_count,
    r.members,
    r.created_at,
    r.late_percent
   FROM rollout r
     JOIN notice n ON n.id = r.notice_id;

create view published.rollout_zone as
 SELECT notice_id,
    zone_set,
    stratum
   FROM rollout_zone z;

create view published.sender_check as
 SELECT domain,
    findings,
    checked_at
   FROM sender_check c;

create view published.sent_to as
 SELECT nm.notice_id,
    nm.customer_id,
    m.id AS message_id,
    m.channel,
    m.address,
    m.state,
    m.copy_no,
    m.due_at,
    m.handed_over_at,
    m.delivered_at,
    m.code,
    m.reason,
    m.body_hash,
    m.customer_id AS composed_for
   FROM notice_member nm
     JOIN message m ON (m.id = nm.email_message_id OR m.id = nm.sms_message_id) AND NOT m.exercise
UNION ALL
 SELECT r.notice_id,
    r.customer_id,
    m.id AS message_id,
    m.channel,
    m.address,
    m.state,
    m.copy_no,
    m.due_at,
    m.handed_over_at,
    m.delivered_at,
    m.code,
    m.reason,
    m.body_hash,
    m.customer_id AS composed_for
   FROM copy_request r
     JOIN message m ON m.id = r.message_id AND m.copy_no > 0 AND NOT m.exercise;

create view published.signed_plan as
 SELECT plan_hash,
    notice_id,
    revision,
    plan,
    kept_at
   FROM signed_plan s;

create view published.speaking_notice as
 SELECT d.notice_id,
    d.incident_id,
    r.audience_id,
    r.created_at
   FROM dispatch d
     JOIN rollout r ON r.notice_id = d.notice_id
  WHERE NOT d.exercise AND (d.state = ANY (ARRAY['running'::text, 'finished'::text])) AND (EXISTS ( SELECT
           FROM wave w
          WHERE w.notice_id = d.notice_id AND w.opened_at IS NOT NULL)) AND NOT (EXISTS ( SELECT
           FROM incident_hold h
          WHERE h.incident_id = d.incident_id AND h.ended_at IS NULL)) AND NOT (EXISTS ( SELECT
           FROM notice_hold k
          WHERE k.notice_id = d.notice_id AND k.ended_at IS NULL));

create view published.substitute_step as
 SELECT no,
    incident_id,
    terms_id,
    step_id,
    is_done,
    note,
    entered_by_kind,
    entered_by,
    entered_at
   FROM substitute_step s;

create view published.suppression as
 SELECT channel,
    address_hash,
    scope,
    reason,
    since
   FROM suppression s
  WHERE lifted_at IS NULL;

create view published.suppression_bypass as
 SELECT message_id,
    reason,
    since,
    sent_at
   FROM suppression_bypass b;

create view published.template_version as
 SELECT hash,
    kind,
    locale,
    notice_type,
    subject,
    email_html,
    email_text,
    sms,
    labels
   FROM template_version v;

create view published.unanswered_incident as
 SELECT incident_id
   FROM incident_asking a
  WHERE NOT answered;

create view published.wave as
 SELECT notice_id,
    wave_no,
    draw_from,
    draw_until,
    planned_at,
    opened_at,
    COALESCE(handed_over_at, opened_at) AS handed_over_at,
    last_handed_over_at,
    stratum,
    late
   FROM wave w;

-- Functions

CREATE OR REPLACE FUNCTION public.answerable_person(actor_kind text, actor_id text)
 RETURNS uuid
 LANGUAGE sql
 STABLE
RETURN CASE actor_kind WHEN 'person'::text THEN (actor_id)::uuid WHEN 'key'::text THEN (SELECT k.created_by FROM api_key k WHERE (k.id = (answerable_person.actor_id)::uuid)) ELSE NULL::uuid END
;

CREATE OR REPLACE FUNCTION public.attribute_number(written text)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ((length(written) <= 400) AND (written ~ '^[+-]?[0-9]+([.][0-9]+)?$'::text)) THEN (written)::numeric ELSE NULL::numeric END
;

CREATE OR REPLACE FUNCTION public.attribute_time(written text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN ((written ~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$'::text) AND pg_input_is_valid(written, 'date'::text)) THEN (((written)::date)::timestamp without time zone AT TIME ZONE 'UTC'::text) WHEN ((written ~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?$'::text) AND pg_input_is_valid(written, 'timestamp'::text)) THEN ((written)::timestamp without time zone AT TIME ZONE 'UTC'::text) WHEN ((written ~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$'::text) AND pg_input_is_valid(written, 'timestamptz'::text)) THEN (written)::timestamp with time zone ELSE NULL::timestamp with time zone END
;

CREATE OR REPLACE FUNCTION public.check_approval()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    target notice%rowtype;
    glass break_glass%rowtype;
    may text[];
  begin
    select * into target from notice where id = new.notice_id for update;
    if target.state is distinct from 'submitted' then
      raise exception 'notice % is %, and only a submitted notice can be decided', new.notice_id, target.state using errcode = 'check_violation', constraint = 'approval_needs_submitted';
    end if;
    if (target.plan_hash, target.revision) is distinct from (new.plan_hash, new.revision) then
      raise exception 'the plan of notice % changed since it was looked at', new.notice_id using errcode = 'check_violation', constraint = 'approval_of_this_plan';
    end if;
    if new.break_glass_id is null then
      may := roles_for(new.decided_by, published.brand_of('notices', new.notice_id::text));
      if not coalesce('approver' = any (may) or (new.decision <> 'approved' and 'legal' = any (may)), false) then
        raise exception 'only an approver approves; an approver or legal rejects and returns' using errcode = 'check_violation', constraint = 'approval_by_approver';
      end if;
    else
      -- both words are for exactly this plan, both administrators still are, and neither had a hand in it; the times are held by the table itself
      select * into glass from break_glass where id = new.break_glass_id for update;
      if new.decision <> 'approved' or (glass.notice_id, glass.plan_hash, glass.confirmed_by, glass.confirmed_at) is distinct from (new.notice_id, new.plan_hash, new.decided_by, new.decided_at)
         or not coalesce('admin' = any (roles_for(glass.requested_by, published.brand_of('notices', new.notice_id::text))) and 'admin' = any (roles_for(glass.confirmed_by, published.brand_of('notices', new.notice_id::text))), false) then
        raise exception 'two administrators have to ask for exactly this plan within ten minutes' using errcode = 'check_violation', constraint = 'approval_by_two_admins';
      end if;
      if had_a_hand(target, glass.requested_by) then
        raise exception 'who had a hand in a notice does not break the glass for it' using errcode = 'check_violation', constraint = 'approval_four_eyes';
      end if;
    end if;
    if new.decision = 'approved' then
      -- what the notice says was the incident's first: who wrote it there is looked up, and not only taken from the contributors
      if had_a_hand(target, new.decided_by) then
        raise exception 'who wrote, edited, chose the people of or submitted a notice, or wrote its facts, does not approve it' using errcode = 'check_violation', constraint = 'approval_four_eyes';
      end if;
      if new.people_typed is distinct from (select a.members from audience as a where a.id = target.audience_id) then
        raise exception 'the number of people typed is not the number in the audience' using errcode = 'check_violation', constraint = 'approval_of_these_people';
      end if;
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_audit_link()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    hash_before text;
  begin
    select l.hash into hash_before from audit_link as l where l.position = new.position - 1;
    if hash_before is null and new.position <> 1 then
      raise exception 'link % follows none', new.position using errcode = 'check_violation';
    end if;
    if new.hash <> encode(sha256(convert_to('firstword-audit-link-1:' || new.position || ':' || coalesce(hash_before, repeat('0', 64)) || ':' || new.event_hash, 'UTF8')), 'hex') then
      raise exception 'link % does not follow from the one before', new.position using errcode = 'check_violation';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_break_glass()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'INSERT' then
      if new.confirmed_by is null and new.reviewed_by is null and coalesce('admin' = any (roles_for(new.requested_by, published.brand_of('notices', new.notice_id::text))), false) then
        return new;
      end if;
      raise exception 'an administrator asks to break the glass, and another confirms it afterwards' using errcode = 'check_violation', constraint = 'break_glass_by_admin';
    end if;
    if tg_op = 'UPDATE'
       and (to_jsonb(new) - '{confirmed_by,confirm_reason,confirmed_at,reviewed_by,verdict,review,reviewed_at}'::text[]) = (to_jsonb(old) - '{confirmed_by,confirm_reason,confirmed_at,reviewed_by,verdict,review,reviewed_at}'::text[])
       and (old.confirmed_by is null or (old.confirmed_by, old.confirm_reason, old.confirmed_at) = (new.confirmed_by, new.confirm_reason, new.confirmed_at))
       and (old.reviewed_by is null or (old.reviewed_by, old.verdict, old.review, old.reviewed_at) = (new.reviewed_by, new.verdict, new.review, new.reviewed_at)) then
      if old.confirmed_by is null and new.confirmed_by is not null and not coalesce('admin' = any (roles_for(new.confirmed_by, published.brand_of('notices', new.notice_id::text))), false) then
        raise exception 'an administrator confirms that the glass is broken' using errcode = 'check_violation', constraint = 'break_glass_by_admin';
      end if;
      return new;
    end if;
    raise exception '% on break_glass is refused: it is a record, to which one confirmation and one review are added', tg_op using errcode = 'restrict_violation';
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_briefing_answer()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    may text[] := roles_for(new.person_id, published.brand_of('notices', new.notice_id::text));
  begin
    if not coalesce(case new.kind when 'given' then 'ops' = any (may) else may && array['approver','commander']
         or exists (select from break_glass as g where g.notice_id = new.notice_id and g.confirmed_by = new.person_id and g.confirmed_at = new.at) end, false) then
      raise exception 'the ops lead says that agents have a briefing; an approver or a commander passes over it' using errcode = 'check_violation', constraint = 'briefing_answer_by_role';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_briefing_hash()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if old.policies->'briefing' = 'true' and new.policies->'briefing' is distinct from 'true' then
      raise exception 'that notice % waits for the briefing can not be taken away, only passed over', old.id using errcode = 'check_violation', constraint = 'notice_briefing_stands';
    end if;
    if new.briefing_hash is distinct from old.briefing_hash and new.state not in ('draft','returned') and not (old.state in ('draft','returned') and new.state = 'submitted') then
      raise exception 'the briefing that was submitted with notice % is on record', old.id using errcode = 'check_violation', constraint = 'notice_plan_is_signed';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_exercise_test()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if not exists (select from notice as n join incident as i on i.id = n.incident_id where n.id = new.notice_id and i.exercise) then
          raise exception 'notice % is of no exercise: its tests are messages', new.notice_id using errcode = 'restrict_violation';
        end if;
        return new;
      end $function$
;

CREATE OR REPLACE FUNCTION public.check_finding_override()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    target record;
  begin
    select n.state, n.revision into target from notice as n where n.id = new.notice_id for share;
    if target.state not in ('draft', 'returned') or target.revision <> new.revision then
      raise exception 'findings of notice % are let pass in the revision that stands, before it is submitted', new.notice_id using errcode = 'check_violation', constraint = 'finding_override_of_this_revision';
    end if;
    if new.rule in ('empty-part', 'too-many-findings') then
      raise exception 'no reason lifts %', new.rule using errcode = 'check_violation', constraint = 'finding_override_of_what_can_be';
    end if;
    if not coalesce('legal' = any (roles_for(new.person_id, published.brand_of('notices', new.notice_id::text))), false) then
      raise exception 'only legal lets a finding pass' using errcode = 'check_violation', constraint = 'finding_override_by_legal';
    end if;
    if exists (select from notice_contributor as c where c.notice_id = new.notice_id and c.person_id = new.person_id) then
      raise exception 'who had a hand in notice % lets nothing of it pass', new.notice_id using errcode = 'check_violation', constraint = 'finding_override_four_eyes';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_hold()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'INSERT' then
      -- a notice that starts, or goes on, at this moment does so before this hold or waits for it
      perform from incident as i where i.id = new.incident_id for update;
      return new;
    end if;
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null
       and (to_jsonb(new) - '{ended_by_kind,ended_by,ended_at,end_reason}'::text[]) = (to_jsonb(old) - '{ended_by_kind,ended_by,ended_at,end_reason}'::text[]) then
      return new;
    end if;
    raise exception '% on incident_hold is refused: a hold is a record, and only its end is added', tg_op using errcode = 'restrict_violation';
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_let_in()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    mark incident_restriction%rowtype;
    brand text;
    word uuid;
  begin
    if tg_op = 'DELETE' then raise exception 'what administrators asked for is a record' using errcode = 'restrict_violation', constraint = 'incident_let_in_is_a_record'; end if;
    if tg_op = 'UPDATE' and (old.confirmed_by is not null or (to_jsonb(new) - '{confirmed_by,confirm_reason,confirmed_at}'::text[]) <> (to_jsonb(old) - '{confirmed_by,confirm_reason,confirmed_at}'::text[]))
       or tg_op = 'INSERT' and new.confirmed_by is not null then
      raise exception 'one administrator asks, and the word of another is added to that once' using errcode = 'restrict_violation', constraint = 'incident_let_in_is_a_record';
    end if;
    select * into mark from incident_restriction as r where r.id = new.restriction_id for update;
    brand := published.brand_of('incidents', mark.incident_id::text);
    word := coalesce(new.confirmed_by, new.requested_by);
    if not coalesce('admin' = any (roles_for(word, brand)) and exists (select from person as p where p.id = word and p.disabled_at is null), false) then
      raise exception 'two administrators let somebody in' using errcode = 'check_violation', constraint = 'incident_let_in_by_admin';
    end if;
    if mark.lifted_at is not null or not published.is_stranded(mark.id) then
      raise exception 'somebody on the list can let others in' using errcode = 'check_violation', constraint = 'incident_let_in_of_stranded';
    end if;
    if not coalesce(roles_for(new.person_id, brand) && array['commander', 'legal'] and exists (select from person as p where p.id = new.person_id and p.disabled_at is null), false) then
      raise exception 'whoever is let in has to be able to let others in' using errcode = 'check_violation', constraint = 'incident_let_in_of_restricter';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_new_notice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if new.state <> 'draft' or new.revision <> 1 then
      raise exception 'a notice begins as a draft' using errcode = 'check_violation', constraint = 'notice_begins_as_draft';
    end if;
    if not exists (select from audience as a where a.id = new.audience_id and a.incident_id = new.incident_id and a.state = 'frozen') then
      raise exception 'the audience of a notice is a frozen one of its incident' using errcode = 'check_violation', constraint = 'notice_audience_of_incident';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_no_letters()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if exists (select from notice as n join incident as i on i.id = n.incident_id where n.id = new.notice_id and i.exercise) then
      raise exception 'notice % belongs to an exercise: nobody gets a letter', new.notice_id using errcode = 'check_violation', constraint = 'exercise_without_letters';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_not_held()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    incident constant uuid := (select n.incident_id from notice as n where n.id = new.notice_id);
  begin
    perform from incident as i where i.id = incident for share;
    if exists (select from incident_hold as h where h.incident_id = incident and h.ended_at is null) then
      raise exception 'law enforcement holds incident %: nothing of it goes out', incident using errcode = 'check_violation', constraint = 'incident_held';
    end if;
    if exists (select from notice_hold as k where k.notice_id = new.notice_id and k.ended_at is null) then
      raise exception 'law enforcement holds notice %: nothing of it goes out', new.notice_id using errcode = 'check_violation', constraint = 'notice_held';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_notice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    edited constant boolean :=
      (new.audience_id, new.facts, new.incident, new.incident_revision, new.schedule, new.policies, new.sender, new.law, new.type, new.corrects_notice_id)
      is distinct from
      (old.audience_id, old.facts, old.incident, old.incident_revision, old.schedule, old.policies, old.sender, old.law, old.type, old.corrects_notice_id);
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
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_notice_hold()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'INSERT' then
      -- a notice that starts, or goes on, at this moment does so before this hold or waits for it: see check_not_held
      perform from incident as i where i.id = (select n.incident_id from notice as n where n.id = new.notice_id) for update;
      return new;
    end if;
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null
       and (to_jsonb(new) - '{ended_by_kind,ended_by,ended_at,end_reason}'::text[]) = (to_jsonb(old) - '{ended_by_kind,ended_by,ended_at,end_reason}'::text[]) then
      return new;
    end if;
    raise exception '% on notice_hold is refused: a hold is a record, and only its end is added', tg_op using errcode = 'restrict_violation';
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_notice_text()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_open_findings_of_approval()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if open_findings(new.notice_id, new.revision) > 0 then
      raise exception 'findings block revision % of notice %', new.revision, new.notice_id using errcode = 'check_violation', constraint = 'notice_findings_answered';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_open_findings_of_notice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if open_findings(new.id, new.revision) > 0 then
      raise exception 'findings block revision % of notice %', new.revision, new.id using errcode = 'check_violation', constraint = 'notice_findings_answered';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_phones_ready()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if new.decision = 'approved' and exists (
      select from notice as n
       where n.id = new.notice_id and n.policies->'briefing' = 'true'
         and not exists (select from briefing_answer as a where a.notice_id = n.id and a.briefing_hash = n.briefing_hash)
    ) then
      raise exception 'nobody said that agents have the briefing of notice %, nor passed over it', new.notice_id using errcode = 'check_violation', constraint = 'approval_phones_ready';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_quiet_hours()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if jsonb_typeof(old.policies -> 'quietHours') = 'object' and jsonb_typeof(new.policies -> 'quietHours') is distinct from 'object' then
      raise exception 'the quiet hours of notice % are passed over with a reason, and not taken away', old.id
        using errcode = 'check_violation', constraint = 'notice_quiet_hours_stay';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_restriction()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'INSERT' and new.lifted_at is null then return new; end if;
    if tg_op = 'UPDATE' and old.lifted_at is null and new.lifted_at is not null
       and (to_jsonb(new) - '{lifted_by,lift_reason,lifted_at}'::text[]) = (to_jsonb(old) - '{lifted_by,lift_reason,lifted_at}'::text[])
       and exists (select from incident_viewer as v where v.restriction_id = new.id and v.person_id = new.lifted_by and v.removed_at is null) then
      return new;
    end if;
    raise exception '% on incident_restriction is refused: it is a record, to which somebody on its list adds its end', tg_op using errcode = 'restrict_violation', constraint = 'incident_restriction_is_a_record';
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_viewer()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    mark incident_restriction%rowtype;
  begin
    if tg_op = 'DELETE' then raise exception 'a list is a record' using errcode = 'restrict_violation', constraint = 'incident_viewer_is_a_record'; end if;
    select * into mark from incident_restriction as r where r.id = new.restriction_id for update;
    if tg_op = 'INSERT' and new.removed_at is null and mark.lifted_at is null then
      if new.let_in_id is null
         and ((new.person_id = new.added_by and new.added_by = mark.placed_by and not exists (select from incident_viewer as v where v.restriction_id = mark.id))
              or (new.person_id <> new.added_by and exists (select from incident_viewer as v where v.restriction_id = mark.id and v.person_id = new.added_by and v.removed_at is null))) then
        return new;
      end if;
      if published.is_stranded(mark.id)
         and exists (select from incident_let_in as l where l.id = new.let_in_id and (l.restriction_id, l.person_id, l.confirmed_by, l.confirmed_at) = (mark.id, new.person_id, new.added_by, new.added_at)) then
        return new;
      end if;
    end if;
    if tg_op = 'UPDATE' and old.removed_at is null and new.removed_at is not null
       and (to_jsonb(new) - '{removed_by,remove_reason,removed_at}'::text[]) = (to_jsonb(old) - '{removed_by,remove_reason,removed_at}'::text[])
       and exists (select from incident_viewer as v where v.restriction_id = mark.id and v.person_id = new.removed_by and v.removed_at is null) then
      if not exists (select from incident_viewer as v join person as p on p.id = v.person_id and p.disabled_at is null where v.restriction_id = mark.id and v.removed_at is null and v.id <> new.id) then
        raise exception 'somebody has to be able to see the incident' using errcode = 'check_violation', constraint = 'incident_viewer_last';
      end if;
      return new;
    end if;
    raise exception 'somebody on the list lets another in, or takes one off, and nobody himself' using errcode = 'restrict_violation', constraint = 'incident_viewer_by_another';
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_wording()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    -- one at a time, so that versions count on without a gap
    perform pg_advisory_xact_lock(hashtextextended('wording ' || new.about, 0));
    if new.version <> coalesce((select max(w.version) from wording as w where w.about = new.about), 0) + 1 then
      raise exception 'somebody saved another version of % meanwhile', new.about using errcode = 'check_violation', constraint = 'wording_counts_on';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.check_wording_review()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    its record;
    seen integer;
  begin
    select w.about, w.version into its from wording as w where w.id = new.wording_id;
    perform pg_advisory_xact_lock(hashtextextended('wording ' || its.about, 0));
    if its.version < (select max(w.version) from wording as w where w.about = its.about) then
      raise exception 'a newer version of % waits', its.about using errcode = 'check_violation', constraint = 'wording_review_of_the_newest';
    end if;
    select coalesce(max(w.version), 0) into seen
      from wording as w join wording_review as r on r.wording_id = w.id
     where w.about = its.about and r.decision = 'reviewed' and w.version < its.version;
    if new.decision = 'reviewed' and exists (
      select from wording as w
       where w.about = its.about and w.version <= its.version and w.made_by = new.decided_by
         and (w.version > seen or w.version in (select f.restored_from from wording as f where f.about = its.about and f.version > seen))
    ) then
      raise exception 'who wrote % does not review it', its.about using errcode = 'check_violation', constraint = 'wording_review_four_eyes';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.esign_since(said_on date, noted_at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
AS $function$ select coalesce(said_on::timestamp at time zone 'UTC', noted_at) $function$
;

CREATE OR REPLACE FUNCTION public.exercise_of_notice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    new.exercise := coalesce((select i.exercise from notice as n join incident as i on i.id = n.incident_id where n.id = new.notice_id), false);
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.had_a_hand(target notice, person uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
    select exists (select from notice_contributor as c where c.notice_id = target.id and c.person_id = person)
        or target.created_by = person or coalesce(target.submitted_by = person, false)
        or exists (select from published.incident_author as i where i.incident_id = target.incident_id and i.revision <= target.incident_revision and i.person_id = person)
        or exists (select from published.audience_author as a where a.audience_id = target.audience_id and a.person_id = person)
  $function$
;

CREATE OR REPLACE FUNCTION public.keep_erased()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    return null; -- an import that read him before he was erased writes nothing back
  end $function$
;

CREATE OR REPLACE FUNCTION public.keep_esign_past()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    since timestamptz := esign_since(old.esign_consent_on, old.esign_noted_at);
    ended timestamptz := coalesce(esign_since(new.esign_consent_on, new.esign_noted_at), now());
  begin
    -- a "no" of an earlier day than the "yes" says that there never was one
    if since < ended then insert into esign_past (customer_id, since, until) values (old.id, since, ended); end if;
    return null;
  end $function$
;

CREATE OR REPLACE FUNCTION public.keep_exercise()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    raise exception 'incident % was declared as %: that never changes', old.reference, case when old.exercise then 'an exercise' else 'an actual incident' end
      using errcode = 'restrict_violation', constraint = 'incident_exercise_stays';
  end $function$
;

CREATE OR REPLACE FUNCTION public.only_sealed_anew(was text, becomes text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select becomes is not distinct from was
        or coalesce(becomes like 'e1.%' and was <> '' and (was not like 'e1.%' or published.sealed_as(was) = published.sealed_as(becomes)), false)
  $function$
;

CREATE OR REPLACE FUNCTION public.open_findings(of_notice uuid, of_revision integer)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
    select count(*)
      from (select f.findings from preflight as f
             where f.notice_id = of_notice and f.revision = of_revision and f.state in ('passed', 'failed')
             order by f.requested_at desc, f.id limit 1) as latest,
           jsonb_array_elements(latest.findings) as x (finding)
     where x.finding->>'severity' = 'block'
       and not exists (
         select from finding_override as o
          where o.notice_id = of_notice and o.revision = of_revision and o.rule = x.finding->>'rule' and o.part = x.finding->>'part'
            and o.locale = x.finding->>'locale' and o.found = x.finding->>'where')
  $function$
;

CREATE OR REPLACE FUNCTION public.outcome_of(barred text, email text, sms text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select coalesce(barred, (array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'])[
      least(array_position(array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'], email),
            array_position(array['delivered','sent','sending','pending','unknown','bounced','failed','suppressed','cancelled'], sms))])
  $function$
;

CREATE OR REPLACE FUNCTION public.pause_held()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    update dispatch set state = 'paused', generation = generation + 1, brake = null, changed_by = 'law-enforcement-hold', reason = 'Law enforcement asked that nobody is told yet.', changed_at = new.placed_at
     where incident_id = new.incident_id and state = 'running';
    return null;
  end $function$
;

CREATE OR REPLACE FUNCTION public.pause_held_notice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    update dispatch set state = 'paused', generation = generation + 1, brake = null, changed_by = 'law-enforcement-hold', reason = 'Law enforcement asked that nobody is told of this notice yet.', changed_at = new.placed_at
     where notice_id = new.notice_id and state = 'running';
    return null;
  end $function$
;

CREATE OR REPLACE FUNCTION public.queue_audit_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    insert into audit_unsealed (event_id) values (new.id);
    return null;
  end $function$
;

CREATE OR REPLACE FUNCTION public.reasons_of(reason_tag text, tags text[])
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select case when reason_tag is null or lower(reason_tag) = any (tags) then tags else array_prepend(lower(reason_tag), tags) end
  $function$
;

CREATE OR REPLACE FUNCTION public.redials(since timestamp with time zone, before timestamp with time zone)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE
AS $function$
    select x.id
      from (select c.id, c.offered_at, lag(c.outcome) over w as outcome_before,
                   lag(coalesce(c.ended_at, c.offered_at + make_interval(secs => coalesce(c.wait_seconds, 0)))) over w as ended_before
              from inbound_call as c
             where c.offered_at >= since - interval '1 day' and c.offered_at < before and (c.caller_hash is not null or c.customer_id is not null)
            window w as (partition by coalesce(c.caller_hash, 'customer ' || c.customer_id) order by c.offered_at, c.id)) as x
     where x.offered_at >= since and x.outcome_before = 'abandoned' and x.offered_at <= x.ended_before + interval '10 minutes'
  $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_but_forgetting_letter()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'UPDATE' and only_sealed_anew(old.name, new.name) and only_sealed_anew(old.address_line1, new.address_line1)
       and only_sealed_anew(old.address_line2, new.address_line2) and only_sealed_anew(old.city, new.city)
       and (to_jsonb(new) - '{name,address_line1,address_line2,city}'::text[]) = (to_jsonb(old) - '{name,address_line1,address_line2,city}'::text[]) then
      return new;
    end if;
    if tg_op = 'UPDATE' and new.name = '' and new.address_line1 = '' and new.address_line2 is null and new.city = '' and new.postal_code is null
       and (to_jsonb(new) - '{name,address_line1,address_line2,city,postal_code}'::text[]) = (to_jsonb(old) - '{name,address_line1,address_line2,city,postal_code}'::text[]) then
      return new;
    end if;
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_but_forgetting_member()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'UPDATE' and only_sealed_anew(old.first_name, new.first_name) and only_sealed_anew(old.last_name, new.last_name)
       and only_sealed_anew(old.email, new.email) and only_sealed_anew(old.phone, new.phone)
       and (to_jsonb(new) - '{first_name,last_name,email,phone}'::text[]) = (to_jsonb(old) - '{first_name,last_name,email,phone}'::text[]) then
      return new;
    end if;
    if tg_op = 'UPDATE' and new.reference in (old.reference, 'erased:' || new.customer_id) and new.first_name is null and new.last_name is null
       and new.email is null and new.email_hash is null and new.phone is null and new.phone_hash is null and new.reasons -> 'touchpoints' = '[]'
       and (to_jsonb(new) - '{reference,first_name,last_name,email,email_hash,phone,phone_hash,reasons}'::text[])
         = (to_jsonb(old) - '{reference,first_name,last_name,email,email_hash,phone,phone_hash,reasons}'::text[])
       and new.reasons - 'touchpoints' - 'more' = old.reasons - 'touchpoints' - 'more' then
      return new;
    end if;
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_but_forgetting_words()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'UPDATE' and (new.reason = '' or only_sealed_anew(old.reason, new.reason)) and to_jsonb(new) - 'reason' = to_jsonb(old) - 'reason' then
      return new;
    end if;
    raise exception '% on % is refused: its rows are a record and never change', tg_op, tg_table_name using errcode = 'restrict_violation';
  end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_of_frozen_audience()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if old.state = 'frozen' then
      raise exception 'audience % is frozen: make a new version', old.id using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_of_frozen_members()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'INSERT' and exists (select from added join audience on audience.id = added.audience_id where audience.state = 'frozen') then
      raise exception 'the audience is frozen: nobody is added to it' using errcode = 'restrict_violation';
    end if;
    return null;
  end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_of_postal_file()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'DELETE' or old.posted_on is not null
       or (new.id, new.notice_id, new.number, new.letters, new.made_by, new.made_at) is distinct from (old.id, old.notice_id, old.number, old.letters, old.made_by, old.made_at) then
      raise exception 'a postal file is a record: it is marked as posted once, and nothing else of it changes' using errcode = 'restrict_violation';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_reassignment()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if tg_op = 'DELETE' or (new.notice_id, new.wave_no, new.stratum, new.step, new.draw_from, new.draw_until, new.planned_at)
                           is distinct from (old.notice_id, old.wave_no, old.stratum, old.step, old.draw_from, old.draw_until, old.planned_at) then
      raise exception 'who is in which wave is on record and never changes' using errcode = 'restrict_violation';
    end if;
    if new.opened_at is distinct from old.opened_at
       and not (select s.allowed @> new.opened_at from rollout_stratum as s where s.notice_id = new.notice_id and s.stratum = new.stratum) then
      raise exception 'wave % would open in the quiet hours of its readers', new.wave_no using errcode = 'check_violation', constraint = 'wave_keeps_quiet_hours';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_to_draw_again()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    if exists (select from dispatch as d where d.notice_id = new.notice_id) then
      raise exception 'who is told when was drawn before the first message, and is not added to' using errcode = 'restrict_violation';
    end if;
    return new;
  end $function$
;

CREATE OR REPLACE FUNCTION public.roles_for(person uuid, brand text)
 RETURNS text[]
 LANGUAGE sql
 STABLE
AS $function$
    select p.roles || coalesce((select b.roles from person_brand_role as b where b.person_id = p.id and b.brand_id = $2), '{}')
      from person as p where p.id = $1 and p.disabled_at is null
  $function$
;

CREATE OR REPLACE FUNCTION public.say_approved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    perform pg_notify('firstword', 'notice.approved'); -- delivered when the approval is committed, and never where it is not
    return null;
  end $function$
;

CREATE OR REPLACE FUNCTION public.say_dispatch_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    perform pg_notify('firstword', 'dispatch.changed'); -- delivered at the commit, once for all that a transaction changes
    return null;
  end $function$
;

CREATE OR REPLACE FUNCTION public.server_identity()
 RETURNS text
 LANGUAGE plpgsql
 STABLE
AS $function$
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
  end $function$
;

CREATE OR REPLACE FUNCTION published.brand_of(kind text, id text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
    select case kind
      when 'brands' then (select b.id from brand as b where b.id = $2)
      when 'incidents' then (select i.brand_id from incident as i where i.id = $2::uuid)
      when 'notices' then (select i.brand_id from notice as n join incident as i on i.id = n.incident_id where n.id = $2::uuid)
      when 'audiences' then (select i.brand_id from audience as a join incident as i on i.id = a.incident_id where a.id = $2::uuid)
      when 'lists' then (select i.brand_id from audience_list as l join incident as i on i.id = l.incident_id where l.id = $2::uuid)
      when 'messages' then (select i.brand_id from message as m join notice as n on n.id = m.notice_id join incident as i on i.id = n.incident_id where m.id = $2::bigint)
      when 'postal-files' then (select i.brand_id from postal_file as f join notice as n on n.id = f.notice_id join incident as i on i.id = n.incident_id where f.id::text = $2)
      when 'alerts' then (select i.brand_id from alert as a join incident as i on i.id = a.incident_id where a.id = $2::uuid)
      when 'imports' then (select r.brand_id from import_run as r where r.id = $2::uuid)
    end
  $function$
;

CREATE OR REPLACE FUNCTION published.exercise_of(kind text, id text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
    select case kind
      when 'incidents' then (select i.reference from incident as i where i.id = $2::uuid and i.exercise)
      when 'notices' then (select i.reference from notice as n join incident as i on i.id = n.incident_id where n.id = $2::uuid and i.exercise)
      when 'audiences' then (select i.reference from audience as a join incident as i on i.id = a.incident_id where a.id = $2::uuid and i.exercise)
      when 'lists' then (select i.reference from audience_list as l join incident as i on i.id = l.incident_id where l.id = $2::uuid and i.exercise)
      when 'messages' then (select i.reference from message as m join notice as n on n.id = m.notice_id join incident as i on i.id = n.incident_id where m.id = $2::bigint and i.exercise)
    end
  $function$
;

CREATE OR REPLACE FUNCTION published.incident_of(kind text, id text)
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$
    select case kind
      when 'incidents' then $2::uuid
      when 'notices' then (select n.incident_id from notice as n where n.id = $2::uuid)
      when 'audiences' then (select a.incident_id from audience as a where a.id = $2::uuid)
      when 'lists' then (select l.incident_id from audience_list as l where l.id = $2::uuid)
      when 'messages' then (select n.incident_id from message as m join notice as n on n.id = m.notice_id where m.id = $2::bigint)
      when 'postal-files' then (select n.incident_id from postal_file as f join notice as n on n.id = f.notice_id where f.id::text = $2)
      when 'alerts' then (select a.incident_id from alert as a where a.id = $2::uuid)
    end
  $function$
;

CREATE OR REPLACE FUNCTION published.is_stranded(restriction uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
    select not exists (
      select from incident_viewer as v
        join person as p on p.id = v.person_id
        join incident_restriction as r on r.id = v.restriction_id
       where v.restriction_id = $1 and v.removed_at is null and p.disabled_at is null
         and roles_for(p.id, published.brand_of('incidents', r.incident_id::text)) && array['commander', 'legal'])
  $function$
;

CREATE OR REPLACE FUNCTION published.sealed_as(value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select case when value like 'e1.%' then left(split_part(value, '.', 3), 16) else value end
  $function$
;

CREATE OR REPLACE FUNCTION published.unseen_by(person uuid, by_key boolean)
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
AS $function$
    select coalesce(array_agg(r.incident_id), '{}')
      from incident_restriction as r
     where r.lifted_at is null
       and not exists (select from incident_viewer as v where v.restriction_id = r.id and v.person_id = $1 and v.removed_at is null and (v.with_keys or not $2))
  $function$
;

-- Triggers

CREATE TRIGGER approval_findings_answered BEFORE INSERT ON approval FOR EACH ROW WHEN (new.decision = 'approved'::text) EXECUTE FUNCTION check_open_findings_of_approval();

CREATE TRIGGER approval_four_eyes BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION check_approval();

CREATE TRIGGER approval_is_a_record BEFORE DELETE OR UPDATE ON approval FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER approval_is_kept BEFORE TRUNCATE ON approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER approval_phones_ready BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION check_phones_ready();

CREATE TRIGGER audience_frozen BEFORE DELETE OR UPDATE ON audience FOR EACH ROW EXECUTE FUNCTION refuse_change_of_frozen_audience();

CREATE TRIGGER audience_member_frozen_insert AFTER INSERT ON audience_member REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_frozen_members();

CREATE TRIGGER audience_member_is_a_record BEFORE DELETE OR UPDATE ON audience_member FOR EACH ROW EXECUTE FUNCTION refuse_change_but_forgetting_member();

CREATE TRIGGER audience_member_is_kept BEFORE TRUNCATE ON audience_member FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audience_place_is_a_record BEFORE DELETE OR UPDATE ON audience_place FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audience_place_is_kept BEFORE TRUNCATE ON audience_place FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audience_zone_is_a_record BEFORE DELETE OR UPDATE ON audience_zone FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audience_zone_is_kept BEFORE TRUNCATE ON audience_zone FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_event_is_a_record BEFORE DELETE OR UPDATE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_event_is_kept BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_event_waits_for_its_link AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION queue_audit_event();

CREATE TRIGGER audit_link_follows BEFORE INSERT ON audit_link FOR EACH ROW EXECUTE FUNCTION check_audit_link();

CREATE TRIGGER audit_link_is_a_record BEFORE DELETE OR UPDATE ON audit_link FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_link_is_kept BEFORE TRUNCATE ON audit_link FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_salt_is_a_record BEFORE DELETE OR UPDATE ON audit_salt FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_salt_is_kept BEFORE TRUNCATE ON audit_salt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER brand_regime_is_a_record BEFORE DELETE OR UPDATE ON brand_regime FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER brand_regime_is_kept BEFORE TRUNCATE ON brand_regime FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER break_glass_is_a_record BEFORE INSERT OR DELETE OR UPDATE ON break_glass FOR EACH ROW EXECUTE FUNCTION check_break_glass();

CREATE TRIGGER break_glass_is_kept BEFORE TRUNCATE ON break_glass FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER briefing_is_a_record BEFORE DELETE OR UPDATE ON briefing FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER briefing_is_kept BEFORE TRUNCATE ON briefing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER briefing_answer_guard BEFORE INSERT ON briefing_answer FOR EACH ROW EXECUTE FUNCTION check_briefing_answer();

CREATE TRIGGER briefing_answer_is_a_record BEFORE DELETE OR UPDATE ON briefing_answer FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER briefing_answer_is_kept BEFORE TRUNCATE ON briefing_answer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER copy_request_is_a_record BEFORE DELETE OR UPDATE ON copy_request FOR EACH ROW EXECUTE FUNCTION refuse_change_but_forgetting_words();

CREATE TRIGGER copy_request_is_kept BEFORE TRUNCATE ON copy_request FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER customer_stays_erased BEFORE UPDATE ON customer FOR EACH ROW WHEN (old.erased_at IS NOT NULL) EXECUTE FUNCTION keep_erased();

CREATE TRIGGER esign_consent_ends AFTER UPDATE OF esign_consent ON customer FOR EACH ROW WHEN (old.esign_consent = 'yes'::text AND new.esign_consent IS DISTINCT FROM 'yes'::text) EXECUTE FUNCTION keep_esign_past();

CREATE TRIGGER dispatch_begun_is_said AFTER INSERT ON dispatch FOR EACH ROW WHEN (new.state = 'running'::text) EXECUTE FUNCTION say_dispatch_changed();

CREATE TRIGGER dispatch_changed_is_said AFTER UPDATE OF state ON dispatch FOR EACH ROW WHEN (new.state <> old.state) EXECUTE FUNCTION say_dispatch_changed();

CREATE TRIGGER dispatch_exercise BEFORE INSERT ON dispatch FOR EACH ROW EXECUTE FUNCTION exercise_of_notice();

CREATE TRIGGER dispatch_not_held BEFORE INSERT ON dispatch FOR EACH ROW WHEN (new.state = 'running'::text) EXECUTE FUNCTION check_not_held();

CREATE TRIGGER dispatch_stays_held BEFORE UPDATE ON dispatch FOR EACH ROW WHEN (new.state = 'running'::text AND old.state <> 'running'::text) EXECUTE FUNCTION check_not_held();

CREATE TRIGGER exercise_test_is_of_one BEFORE INSERT OR UPDATE ON exercise_test FOR EACH ROW EXECUTE FUNCTION check_exercise_test();

CREATE TRIGGER finding_override_guard BEFORE INSERT ON finding_override FOR EACH ROW EXECUTE FUNCTION check_finding_override();

CREATE TRIGGER finding_override_is_a_record BEFORE DELETE OR UPDATE ON finding_override FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER finding_override_is_kept BEFORE TRUNCATE ON finding_override FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_exercise_stays BEFORE UPDATE OF exercise ON incident FOR EACH ROW WHEN (new.exercise IS DISTINCT FROM old.exercise) EXECUTE FUNCTION keep_exercise();

CREATE TRIGGER incident_anchor_is_a_record BEFORE DELETE OR UPDATE ON incident_anchor FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_anchor_is_kept BEFORE TRUNCATE ON incident_anchor FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_hold_is_a_record BEFORE INSERT OR DELETE OR UPDATE ON incident_hold FOR EACH ROW EXECUTE FUNCTION check_hold();

CREATE TRIGGER incident_hold_is_kept BEFORE TRUNCATE ON incident_hold FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_hold_pauses AFTER INSERT ON incident_hold FOR EACH ROW EXECUTE FUNCTION pause_held();

CREATE TRIGGER incident_law_entry_is_a_record BEFORE DELETE OR UPDATE ON incident_law_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_law_entry_is_kept BEFORE TRUNCATE ON incident_law_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_let_in_is_a_record BEFORE INSERT OR DELETE OR UPDATE ON incident_let_in FOR EACH ROW EXECUTE FUNCTION check_let_in();

CREATE TRIGGER incident_let_in_is_kept BEFORE TRUNCATE ON incident_let_in FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_restriction_is_a_record BEFORE INSERT OR DELETE OR UPDATE ON incident_restriction FOR EACH ROW EXECUTE FUNCTION check_restriction();

CREATE TRIGGER incident_restriction_is_kept BEFORE TRUNCATE ON incident_restriction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_revision_is_a_record BEFORE DELETE OR UPDATE ON incident_revision FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_revision_is_kept BEFORE TRUNCATE ON incident_revision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER incident_viewer_is_a_record BEFORE INSERT OR DELETE OR UPDATE ON incident_viewer FOR EACH ROW EXECUTE FUNCTION check_viewer();

CREATE TRIGGER incident_viewer_is_kept BEFORE TRUNCATE ON incident_viewer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER law_review_is_a_record BEFORE DELETE OR UPDATE ON law_review FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER law_review_is_kept BEFORE TRUNCATE ON law_review FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER law_rule_is_a_record BEFORE DELETE OR UPDATE ON law_rule FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER law_rule_is_kept BEFORE TRUNCATE ON law_rule FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER measurement_is_a_record BEFORE DELETE OR UPDATE ON measurement FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER measurement_is_kept BEFORE TRUNCATE ON measurement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER notice_approved_is_said AFTER UPDATE ON notice FOR EACH ROW WHEN (new.state = 'approved'::text AND old.state <> 'approved'::text) EXECUTE FUNCTION say_approved();

CREATE TRIGGER notice_begins BEFORE INSERT ON notice FOR EACH ROW EXECUTE FUNCTION check_new_notice();

CREATE TRIGGER notice_briefing_guard BEFORE UPDATE ON notice FOR EACH ROW EXECUTE FUNCTION check_briefing_hash();

CREATE TRIGGER notice_findings_answered BEFORE UPDATE OF state ON notice FOR EACH ROW WHEN ((new.state = ANY (ARRAY['submitted'::text, 'approved'::text])) AND new.state <> old.state) EXECUTE FUNCTION check_open_findings_of_notice();

CREATE TRIGGER notice_guard BEFORE UPDATE ON notice FOR EACH ROW EXECUTE FUNCTION check_notice();

CREATE TRIGGER notice_is_kept BEFORE DELETE ON notice FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER notice_quiet_hours BEFORE UPDATE OF policies ON notice FOR EACH ROW EXECUTE FUNCTION check_quiet_hours();

CREATE TRIGGER notice_contributor_is_a_record BEFORE DELETE OR UPDATE ON notice_contributor FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER notice_contributor_is_kept BEFORE TRUNCATE ON notice_contributor FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER notice_hold_is_a_record BEFORE INSERT OR DELETE OR UPDATE ON notice_hold FOR EACH ROW EXECUTE FUNCTION check_notice_hold();

CREATE TRIGGER notice_hold_is_kept BEFORE TRUNCATE ON notice_hold FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER notice_hold_pauses AFTER INSERT ON notice_hold FOR EACH ROW EXECUTE FUNCTION pause_held_notice();

CREATE TRIGGER notice_text_guard BEFORE INSERT OR DELETE OR UPDATE ON notice_text FOR EACH ROW EXECUTE FUNCTION check_notice_text();

CREATE TRIGGER postal_file_is_a_record BEFORE DELETE OR UPDATE ON postal_file FOR EACH ROW EXECUTE FUNCTION refuse_change_of_postal_file();

CREATE TRIGGER postal_file_is_kept BEFORE TRUNCATE ON postal_file FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER postal_file_not_held BEFORE INSERT ON postal_file FOR EACH ROW EXECUTE FUNCTION check_not_held();

CREATE TRIGGER postal_file_not_in_exercise BEFORE INSERT ON postal_file FOR EACH ROW EXECUTE FUNCTION check_no_letters();

CREATE TRIGGER postal_item_is_a_record BEFORE DELETE OR UPDATE ON postal_item FOR EACH ROW EXECUTE FUNCTION refuse_change_but_forgetting_letter();

CREATE TRIGGER postal_item_is_kept BEFORE TRUNCATE ON postal_item FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER queue_fit_is_a_record BEFORE DELETE OR UPDATE ON queue_fit FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER queue_fit_is_kept BEFORE TRUNCATE ON queue_fit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER report_remark_is_a_record BEFORE DELETE OR UPDATE ON report_remark FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER report_remark_is_kept BEFORE TRUNCATE ON report_remark FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER report_revision_is_a_record BEFORE DELETE OR UPDATE ON report_revision FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER report_revision_is_kept BEFORE TRUNCATE ON report_revision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rollout_exercise BEFORE INSERT ON rollout FOR EACH ROW EXECUTE FUNCTION exercise_of_notice();

CREATE TRIGGER rollout_is_a_record BEFORE DELETE OR UPDATE ON rollout FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rollout_is_kept BEFORE TRUNCATE ON rollout FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rollout_stratum_is_a_record BEFORE DELETE OR UPDATE ON rollout_stratum FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rollout_stratum_is_drawn_once BEFORE INSERT ON rollout_stratum FOR EACH ROW EXECUTE FUNCTION refuse_to_draw_again();

CREATE TRIGGER rollout_stratum_is_kept BEFORE TRUNCATE ON rollout_stratum FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rollout_zone_is_a_record BEFORE DELETE OR UPDATE ON rollout_zone FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rollout_zone_is_drawn_once BEFORE INSERT ON rollout_zone FOR EACH ROW EXECUTE FUNCTION refuse_to_draw_again();

CREATE TRIGGER rollout_zone_is_kept BEFORE TRUNCATE ON rollout_zone FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER signed_plan_is_a_record BEFORE DELETE OR UPDATE ON signed_plan FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER signed_plan_is_kept BEFORE TRUNCATE ON signed_plan FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER storm_release_is_a_record BEFORE DELETE OR UPDATE ON storm_release FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER storm_release_is_kept BEFORE TRUNCATE ON storm_release FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER substitute_step_is_a_record BEFORE DELETE OR UPDATE ON substitute_step FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER substitute_step_is_kept BEFORE TRUNCATE ON substitute_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER suppression_bypass_is_a_record BEFORE DELETE OR UPDATE ON suppression_bypass FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER suppression_bypass_is_kept BEFORE TRUNCATE ON suppression_bypass FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER template_version_is_a_record BEFORE DELETE OR UPDATE ON template_version FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER template_version_is_kept BEFORE TRUNCATE ON template_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER wave_assignment_is_a_record BEFORE DELETE OR UPDATE ON wave FOR EACH ROW EXECUTE FUNCTION refuse_reassignment();

CREATE TRIGGER wave_is_drawn_once BEFORE INSERT ON wave FOR EACH ROW EXECUTE FUNCTION refuse_to_draw_again();

CREATE TRIGGER wave_is_kept BEFORE TRUNCATE ON wave FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER wave_opened_is_said AFTER UPDATE OF opened_at ON wave FOR EACH ROW WHEN (new.opened_at IS NOT NULL AND old.opened_at IS NULL) EXECUTE FUNCTION say_dispatch_changed();

CREATE TRIGGER wording_counts BEFORE INSERT ON wording FOR EACH ROW EXECUTE FUNCTION check_wording();

CREATE TRIGGER wording_is_a_record BEFORE DELETE OR UPDATE ON wording FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER wording_is_kept BEFORE TRUNCATE ON wording FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER wording_review_guard BEFORE INSERT ON wording_review FOR EACH ROW EXECUTE FUNCTION check_wording_review();

CREATE TRIGGER wording_review_is_a_record BEFORE DELETE OR UPDATE ON wording_review FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER wording_review_is_kept BEFORE TRUNCATE ON wording_review FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER zone_set_is_a_record BEFORE DELETE OR UPDATE ON zone_set FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER zone_set_is_kept BEFORE TRUNCATE ON zone_set FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
