import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type Role } from '../../kernel/actor.js';
import { type PersonId } from '../../kernel/ids.js';
import { Audit } from '../audit/audit.js';
import { Database, Transactions, type Tx } from '../database/transactions.js';
import { LOG, type Log } from '../logging/log.js';
import { type BrowserSession } from './access.js';
import { HashGate, hashPassword, isDated, verifyPassword } from './password.js';
import { randomToken, tokenHash } from './tokens.js';

/** Real time, as everything about sessions: a fast demo clock must not sign people out. */
export const SESSION_HOURS = { idle: 8, absolute: 24 } as const;
export const SIGN_IN_LIMIT = { failures: 10, lockMinutes: 15 } as const;

/** Real milliseconds; well above what an attempt takes. */
const REFUSAL_MS = 200;

/** `token` goes into the cookie and nowhere else. */
export interface SignedIn {
  readonly kind: 'signed-in';
  readonly token: string;
  readonly session: BrowserSession;
  readonly person: { readonly id: PersonId; readonly name: string; readonly email: string; readonly roles: readonly Role[] };
}

/** `refused` says the same whatever was wrong: address, password, a lock or a disabled person. `busy`: too many sign in at once. */
export type SignInOutcome = SignedIn | { readonly kind: 'refused' } | { readonly kind: 'busy' };

interface Candidate {
  readonly id: PersonId;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly password_hash: string;
  readonly locked: boolean;
}

/** Sessions of browsers. The table holds only the hash of what the browser holds. */
@Injectable()
export class Sessions {
  private readonly gate = new HashGate();
  /** Verified where there is nobody to verify against, so that an unknown address takes as long as a wrong password. */
  private readonly nobody = hashPassword(randomToken());

  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * The attempt is counted before the password is looked at, so that guesses made side by side can't pass the limit; success clears it.
   */
  async signIn(email: string, password: string): Promise<SignInOutcome> {
    const floor = sleep(REFUSAL_MS);
    const outcome = await this.attempt(email, password);
    // A failure of someone who is known writes to the record, and takes longer by that: no refusal is faster than this.
    if (outcome.kind === 'refused') await floor;
    return outcome;
  }

  private async attempt(email: string, password: string): Promise<SignInOutcome> {
    const outcome = await this.gate.run(async () => {
      const [candidate] = await this.db.query<Candidate>(COUNT_ATTEMPT, [email.trim(), SIGN_IN_LIMIT.failures, SIGN_IN_LIMIT.lockMinutes]);
      const right = await verifyPassword(password, candidate?.password_hash ?? (await this.nobody));
      if (candidate && right) return this.open(candidate, password);
      if (candidate) await this.recordFailure(candidate);
      return { kind: 'refused' as const };
    });
    return outcome ?? { kind: 'busy' };
  }

  /** The person behind a cookie, or null: unknown, ended, idle too long, or of someone who is disabled. */
  async resume(token: string): Promise<{ readonly actor: Actor; readonly session: BrowserSession } | null> {
    const hash = tokenHash(token);
    const [row] = await this.db.query<ResumedRow>(RESUME, [hash, SESSION_HOURS.idle]);
    if (!row) return null;
    if (row.stale) await this.db.query('update session set last_seen_at = now() where token_hash = $1', [hash]);
    return {
      actor: { kind: 'person', id: row.person_id, name: row.name, roles: row.roles },
      session: { csrfToken: row.csrf_token, tokenHash: hash, expiresAt: row.expires_at },
    };
  }

  /**
   * Which of these sessions still stand, and what their people may do now. Being asked about is no use: it keeps no session from going idle.
   *
   * @param hashes  SHA-256 of cookies, as `BrowserSession.tokenHash`.
   */
  async standing(hashes: readonly string[]): Promise<ReadonlyMap<string, readonly Role[]>> {
    const rows = await this.db.query<{ hash: string; roles: readonly Role[] }>(STANDING, [hashes, SESSION_HOURS.idle]);
    return new Map(rows.map(({ hash, roles }) => [hash, roles]));
  }

  /** They are in use, though nobody presses anything. Their absolute end stays where it is. */
  async keepAwake(hashes: readonly string[]): Promise<void> {
    await this.db.query(KEEP_AWAKE, [hashes, SESSION_HOURS.idle]);
  }

  async signOut(actor: Actor, session: BrowserSession): Promise<void> {
    await this.transactions.run(async (tx) => {
      await tx.query('delete from session where token_hash = $1', [session.tokenHash]);
      await this.audit.record(tx, actor, { action: 'session.ended', subject: { kind: actor.kind, id: actor.id } });
    });
  }

  /** @returns how many sessions were over and are gone now. */
  async expire(): Promise<number> {
    return (await this.db.query(EXPIRE, [SESSION_HOURS.idle])).length;
  }

  private async open(person: Candidate, password: string): Promise<SignInOutcome> {
    const dated = isDated(person.password_hash) ? await hashPassword(password) : null;
    const [token, csrfToken] = [randomToken(), randomToken()];
    return this.transactions.run(async (tx) => {
      // A password that was reset, or a person who was disabled, while this one was looked at: no session is opened on the old state.
      const [same] = await tx.query(CLEAR_ATTEMPTS, [person.id, dated, person.password_hash]);
      if (!same) return { kind: 'refused' };
      const expiresAt = await this.insert(tx, person, token, csrfToken);
      const { id, name, email, roles } = person;
      await this.audit.record(tx, { kind: 'person', id, name, roles }, { action: 'session.started', subject: { kind: 'person', id } });
      return { kind: 'signed-in', token, session: { csrfToken, tokenHash: tokenHash(token), expiresAt }, person: { id, name, email, roles } };
    });
  }

  private async insert(tx: Tx, person: Candidate, token: string, csrfToken: string): Promise<Date> {
    const [row] = await tx.query<{ expires_at: Date }>(INSERT, [tokenHash(token), person.id, csrfToken, SESSION_HOURS.absolute]);
    return row!.expires_at;
  }

  private async recordFailure({ id, locked }: Candidate): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.audit.record(tx, { kind: 'system', id: 'sign-in' }, { action: locked ? 'person.locked' : 'person.sign-in-failed', subject: { kind: 'person', id } });
    });
    if (locked) this.log.warn({ event: 'sign-in.locked', person: id, minutes: SIGN_IN_LIMIT.lockMinutes });
  }
}

interface ResumedRow {
  readonly person_id: PersonId;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly csrf_token: string;
  readonly expires_at: Date;
  readonly stale: boolean;
}

/** One row, or none where nobody may try: unknown, disabled or locked. A lock that has run out starts the count again. */
const COUNT_ATTEMPT = `
  update person as p
     set failed_sign_ins = case when p.locked_until is null then p.failed_sign_ins else 0 end + 1,
         locked_until = case when case when p.locked_until is null then p.failed_sign_ins else 0 end + 1 >= $2 then now() + make_interval(mins => $3) end
   where lower(p.email) = lower($1) and p.disabled_at is null and (p.locked_until is null or p.locked_until <= now())
  returning p.id, p.name, p.email, p.roles, p.password_hash, p.locked_until is not null as locked`;

const CLEAR_ATTEMPTS = `
  update person as p set failed_sign_ins = 0, locked_until = null, password_hash = coalesce($2, p.password_hash)
   where p.id = $1 and p.password_hash = $3 and p.disabled_at is null
  returning p.id`;

const INSERT = `
  insert into session (token_hash, person_id, csrf_token, expires_at) values ($1, $2, $3, now() + make_interval(hours => $4))
  returning expires_at`;

/** last_seen_at is written at most once a minute: not every click is worth a write. */
/** Whether session `s` of person `p` still opens anything; $2 is idle hours. */
const STANDS = `s.expires_at > now() and s.last_seen_at > now() - make_interval(hours => $2) and p.disabled_at is null`;

const RESUME = `
  select s.person_id, p.name, p.roles, s.csrf_token, s.expires_at, s.last_seen_at < now() - interval '1 minute' as stale
    from session as s
    join person as p on p.id = s.person_id
   where s.token_hash = $1 and ${STANDS}`;

const STANDING = `
  select s.token_hash as hash, p.roles
    from session as s
    join person as p on p.id = s.person_id
   where s.token_hash = any($1::text[]) and ${STANDS}`;

/** Only those that still stand: what has gone idle stays over. */
const KEEP_AWAKE = `
  update session as s set last_seen_at = now()
   where s.token_hash = any($1::text[]) and s.last_seen_at < now() - interval '1 minute' and s.last_seen_at > now() - make_interval(hours => $2)`;

const EXPIRE = `delete from session as s where s.expires_at <= now() or s.last_seen_at <= now() - make_interval(hours => $1) returning s.person_id`;
