import type { MigrationInterface, QueryRunner } from 'typeorm';

/** More ways to sign in than a password, tries that are counted by account, browser and address, and sessions that can be told apart. */
export class SignInWays1795317240000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  -- Locking an account let a stranger shut its owner out; waits are kept in sign_in_tries.
  alter table person drop column if exists failed_sign_ins;
  alter table person drop column if exists locked_until;
  -- Whom the company's provider means: issuer and subject, since an e-mail address may pass to somebody else.
  alter table person add column if not exists company_issuer text;
  alter table person add column if not exists company_subject text;
  create unique index if not exists person_company_account on person (company_issuer, company_subject) where company_subject is not null;

  alter table session add column if not exists id uuid not null default gen_random_uuid();
  alter table session add column if not exists way text not null default 'password';
  alter table session add column if not exists browser text not null default '';
  create unique index if not exists session_id on session (id);

  create table if not exists totp (
    person_id uuid primary key references person,
    secret text not null,                        -- sealed with a key of the deployment
    confirmed_at timestamptz,                    -- null until the first right code: until then it is asked for nowhere
    last_step bigint not null default 0          -- the half-minute of the last code that was taken: none opens twice
  );

  create table if not exists recovery_code (
    person_id uuid not null references person,
    code_hash text not null,                     -- HMAC with a key of the deployment
    used_at timestamptz,
    primary key (person_id, code_hash)
  );

  create table if not exists passkey (
    id uuid primary key default gen_random_uuid(),
    person_id uuid not null references person,
    credential_id text not null unique,
    public_key bytea not null,
    counter bigint not null,                     -- a copy that signs with an older one is refused
    transports text[] not null,
    synced boolean not null,                     -- may be on several devices
    backed_up boolean not null,
    name text not null check (length(trim(name)) between 1 and 100),
    created_at timestamptz not null default now(),
    last_used_at timestamptz
  );
  create index if not exists passkey_person on passkey (person_id);

  create table if not exists sign_in_step (      -- what a sign-in that takes several requests has got to; each is used once
    token_hash text primary key,
    kind text not null,
    person_id uuid references person,
    data jsonb not null,
    expires_at timestamptz not null
  );

  create table if not exists sign_in_tries (     -- keyed hashes: nobody's address or name
    bucket text primary key,
    failures int not null,
    last_at timestamptz not null,
    open_at timestamptz not null
  );

  create table if not exists sign_in_minute (
    minute timestamptz primary key,
    failures int not null
  );
`;
