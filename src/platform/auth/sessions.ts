import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type Role } from '../../kernel/actor.js';
import { type PersonId } from '../../kernel/ids.js';
import { Audit } from '../audit/audit.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { type Settings } from '../config/config.js';
import { Database, Transactions, type Tx } from '../database/transactions.js';
import { type BrowserSession } from './access.js';
import { anywhere, type Rights } from './brand-rights.js';
import { BRAND_ROLES } from './resource-brands.js';
import { type Knock } from './sign-in/knock.js';
import { needsSecondFactor } from './sign-in/second-factor-policy.js';
import { randomToken, tokenHash } from './tokens.js';

/** Real time, as everything about sessions: a fast demo clock must not sign people out. */
export const SESSION_HOURS = { idle: 8, absolute: 24 } as const;

/** How somebody came in. `company`: by the company's own provider, which asks for what it wants to. */
export type SignInWay = 'password' | 'password+code' | 'password+recovery' | 'passkey' | 'company';

/** Who may sign in, as far as a session needs it. */
export interface SessionPerson {
  readonly id: PersonId;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** `token` goes into the cookie and nowhere else. */
export interface SignedIn {
  readonly kind: 'signed-in';
  readonly token: string;
  /** For the cookie by which this browser is known when it comes again. */
  readonly device: string;
  readonly session: Pick<BrowserSession, 'csrfToken' | 'tokenHash' | 'expiresAt'>;
  readonly person: SessionPerson;
}

/** One of a person's sessions, as he sees it. */
export interface OwnSession {
  readonly id: string;
  readonly way: SignInWay;
  readonly browser: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  /** The one that asks. */
  readonly current: boolean;
}

/** What the person of a session may do now, and which incidents are kept from him. */
export interface StandingRights extends Rights {
  readonly unseen: readonly string[];
}

/** Sessions of browsers. The table holds only the hash of what the browser holds. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SECOND_FACTOR'>,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'mailIsCaptured' | 'smsIsCaptured'>,
  ) {}

  /** Opens one for somebody who has shown who he is, and says so on the audit record. The cookie's token is in the answer alone. */
  async open(tx: Tx, person: SessionPerson, way: SignInWay, knock: Knock): Promise<Omit<SignedIn, 'device'>> {
    const [token, csrfToken] = [randomToken(), randomToken()];
    const [row] = await tx.query<{ expires_at: Date }>(INSERT, [tokenHash(token), person.id, csrfToken, SESSION_HOURS.absolute, way, knock.browser]);
    const { id, name, email, roles } = person;
    await this.audit.record(tx, { kind: 'person', id, name, roles }, { action: 'session.started', subject: { kind: 'person', id }, details: { way } });
    return { kind: 'signed-in', token, session: { csrfToken, tokenHash: tokenHash(token), expiresAt: row!.expires_at }, person: { id, name, email, roles } };
  }

  /** The person behind a cookie, or null: unknown, ended, idle too long, or of someone who is disabled. */
  async resume(token: string): Promise<{ readonly actor: Actor; readonly rights: Rights; readonly session: BrowserSession } | null> {
    const hash = tokenHash(token);
    const [row] = await this.db.query<ResumedRow>(RESUME, [hash, SESSION_HOURS.idle]);
    if (!row) return null;
    if (row.stale) await this.db.query('update session set last_seen_at = now() where token_hash = $1', [hash]);
    const rights = { everywhere: row.roles, byBrand: row.brand_roles };
    const strong = row.has_second || row.way === 'passkey' || row.way === 'company';
    return {
      actor: { kind: 'person', id: row.person_id, name: row.name, roles: anywhere(rights), ...(row.unseen.length > 0 ? { unseen: row.unseen } : {}) },
      rights,
      session: {
        csrfToken: row.csrf_token, tokenHash: hash, expiresAt: row.expires_at, openedAt: row.created_at,
        lacksSecondFactor: !strong && needsSecondFactor(this.settings.SECOND_FACTOR, anywhere(rights), this.surroundings),
      },
    };
  }

  /** The person's sessions that stand, newest first. */
  async ofPerson(person: PersonId, current: string | null): Promise<readonly OwnSession[]> {
    return this.db.query<OwnSession>(OWN, [person, SESSION_HOURS.idle, current]);
  }

  /** Ends all of the person's sessions but the one that asks. @returns how many */
  async endOthers(actor: Actor, person: PersonId, keep: string): Promise<number> {
    return this.transactions.run(async (tx) => {
      const ended = await tx.query('delete from session where person_id = $1 and token_hash <> $2 returning id', [person, keep]);
      if (ended.length > 0) await this.audit.record(tx, actor, { action: 'session.others-ended', subject: { kind: 'person', id: person }, details: { sessions: ended.length } });
      return ended.length;
    });
  }

  /** Ends one of the person's sessions, but not the one that asks: that is signed out. One that is gone is as good as ended. */
  async endOne(actor: Actor, person: PersonId, id: string, keep: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const ended = await tx.query('delete from session where person_id = $1 and id = $2 and token_hash <> $3 returning id', [person, id, keep]);
      if (ended.length > 0) await this.audit.record(tx, actor, { action: 'session.one-ended', subject: { kind: 'person', id: person } });
    });
  }

  /**
   * Which of these sessions still stand, and what their people may do now. Being asked about is no use: it keeps no session from going idle.
   *
   * @param hashes  SHA-256 of cookies, as `BrowserSession.tokenHash`.
   */
  async standing(hashes: readonly string[]): Promise<ReadonlyMap<string, StandingRights>> {
    const rows = await this.db.query<{ hash: string } & StandingRights>(STANDING, [hashes, SESSION_HOURS.idle]);
    return new Map(rows.map(({ hash, ...rights }) => [hash, rights]));
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
}

interface ResumedRow {
  readonly person_id: PersonId;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly brand_roles: Readonly<Record<string, readonly Role[]>>;
  readonly csrf_token: string;
  readonly expires_at: Date;
  readonly stale: boolean;
  readonly way: SignInWay;
  readonly created_at: Date;
  readonly has_second: boolean;
  readonly unseen: readonly string[];
}

const INSERT = `
  insert into session (token_hash, person_id, csrf_token, expires_at, way, browser) values ($1, $2, $3, now() + make_interval(hours => $4), $5, $6)
  returning expires_at`;

/** Whether session `s` of person `p` still opens anything; $2 is idle hours. */
const STANDS = `s.expires_at > now() and s.last_seen_at > now() - make_interval(hours => $2) and p.disabled_at is null`;

/** last_seen_at is written at most once a minute: not every click is worth a write. */
const RESUME = `
  select s.person_id, p.name, p.roles, ${BRAND_ROLES} as brand_roles, s.csrf_token, s.expires_at, s.way, s.created_at, s.last_seen_at < now() - interval '1 minute' as stale, published.unseen_by(p.id, false) as unseen,
         exists (select from passkey as k where k.person_id = p.id) or exists (select from totp as t where t.person_id = p.id and t.confirmed_at is not null) as has_second
    from session as s
    join person as p on p.id = s.person_id
   where s.token_hash = $1 and ${STANDS}`;

const OWN = `
  select s.id, s.way, s.browser, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt", s.token_hash is not distinct from $3 as current
    from session as s
    join person as p on p.id = s.person_id
   where s.person_id = $1 and ${STANDS}
   order by s.created_at desc, s.id`;

const STANDING = `
  select s.token_hash as hash, p.roles as everywhere, ${BRAND_ROLES} as "byBrand", published.unseen_by(p.id, false) as unseen
    from session as s
    join person as p on p.id = s.person_id
   where s.token_hash = any($1::text[]) and ${STANDS}`;

/** Only those that still stand: what has gone idle stays over. */
const KEEP_AWAKE = `
  update session as s set last_seen_at = now()
   where s.token_hash = any($1::text[]) and s.last_seen_at < now() - interval '1 minute' and s.last_seen_at > now() - make_interval(hours => $2)`;

const EXPIRE = `delete from session as s where s.expires_at <= now() or s.last_seen_at <= now() - make_interval(hours => $1) returning s.person_id`;
