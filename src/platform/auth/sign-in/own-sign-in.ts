import { Injectable } from '@nestjs/common';
import { type RegistrationResponseJSON } from '@simplewebauthn/server';
import { type Actor } from '../../../kernel/actor.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { type PersonId } from '../../../kernel/ids.js';
import { Database } from '../../database/transactions.js';
import { type BrowserSession } from '../access.js';
import { People } from '../people.js';
import { type OwnSession, Sessions } from '../sessions.js';
import { type Passkey, Passkeys } from './passkeys.js';
import { type NewTotp, SecondFactors } from './second-factors.js';

/** How a person signs in, and where he is signed in now. */
export interface OwnSignInState {
  readonly hasTotp: boolean;
  readonly recoveryCodesLeft: number;
  readonly hasCompanyAccount: boolean;
  readonly passkeys: readonly Passkey[];
  readonly sessions: readonly OwnSession[];
  /** On whose clocks he is told times; null: the company's. */
  readonly timeZone: string | null;
}

/** Minutes after signing in for which ways to sign in may be changed: whoever finds a screen open must not make himself at home. */
export const FRESH_MINUTES = 15;

/** What a person may do about his own ways in. Everything but looking and ending sessions asks for a session that is fresh. */
@Injectable()
export class OwnSignIn {
  constructor(
    private readonly db: Database,
    private readonly people: People,
    private readonly sessions: Sessions,
    private readonly factors: SecondFactors,
    private readonly passkeys: Passkeys,
  ) {}

  async state(actor: Actor, session: BrowserSession | null): Promise<OwnSignInState> {
    const id = personOf(actor);
    const [hasTotp, recoveryCodesLeft, passkeys, sessions, timeZone, company] = await Promise.all([
      this.factors.hasTotp(id), this.factors.codesLeft(id), this.passkeys.list(id), this.sessions.ofPerson(id, session?.tokenHash ?? null), this.people.ownZone(id),
      this.db.query('select 1 from person as p where p.id = $1 and p.company_subject is not null', [id]),
    ]);
    return { hasTotp, recoveryCodesLeft, passkeys, sessions, timeZone, hasCompanyAccount: company.length > 0 };
  }

  async beginTotp(actor: Actor, session: BrowserSession | null): Promise<NewTotp> {
    const { id, email } = await this.freshly(actor, session);
    return this.factors.beginTotp(id, email);
  }

  /** The secret that waits for its first code; null where none does. */
  async waitingTotp(actor: Actor, session: BrowserSession | null): Promise<NewTotp | null> {
    if (!isFresh(session)) return null;
    const { id, email } = await this.people.get(personOf(actor));
    return this.factors.waiting(id, email);
  }

  /** @returns recovery codes, this once. @throws DomainError unprocessable `code-wrong`; conflict `totp-not-begun` */
  async confirmTotp(actor: Actor, session: BrowserSession | null, code: string): Promise<readonly string[]> {
    const { id } = await this.freshly(actor, session);
    return this.factors.confirmTotp(actor, id, code);
  }

  async removeTotp(actor: Actor, session: BrowserSession | null): Promise<void> {
    const { id } = await this.freshly(actor, session);
    await this.factors.removeTotp(actor, id);
  }

  /** @throws DomainError conflict `totp-missing` */
  async renewCodes(actor: Actor, session: BrowserSession | null): Promise<readonly string[]> {
    const { id } = await this.freshly(actor, session);
    if (!(await this.factors.hasTotp(id))) throw new DomainError('conflict', 'totp-missing', 'Recovery codes stand in for an authenticator app. Set one up first.');
    return this.factors.renewCodes(actor, id);
  }

  async beginPasskey(actor: Actor, session: BrowserSession | null) {
    return this.passkeys.beginNew(await this.freshly(actor, session));
  }

  async addPasskey(actor: Actor, session: BrowserSession | null, name: string, step: string, response: RegistrationResponseJSON): Promise<Passkey> {
    const { id } = await this.freshly(actor, session);
    return this.passkeys.addNew(actor, id, name, step, response);
  }

  async removePasskey(actor: Actor, session: BrowserSession | null, passkey: string): Promise<void> {
    const { id } = await this.freshly(actor, session);
    await this.passkeys.remove(actor, id, passkey);
  }

  /** It opens nothing, so no fresh session is asked for. @throws DomainError unprocessable `zone-unknown` */
  async setTimeZone(actor: Actor, zone: string | null): Promise<string | null> {
    return this.people.setOwnZone(actor, personOf(actor), zone);
  }

  /** @returns how many. */
  async endOtherSessions(actor: Actor, session: BrowserSession | null): Promise<number> {
    if (!session) throw noSession();
    return this.sessions.endOthers(actor, personOf(actor), session.tokenHash);
  }

  /** @param id  Of one of the person's other sessions. */
  async endSession(actor: Actor, session: BrowserSession | null, id: string): Promise<void> {
    if (!session) throw noSession();
    await this.sessions.endOne(actor, personOf(actor), id, session.tokenHash);
  }

  private async freshly(actor: Actor, session: BrowserSession | null) {
    const id = personOf(actor);
    if (!isFresh(session)) throw new DomainError('forbidden', 'session-not-fresh', `Sign out and in again first: this may be changed for ${FRESH_MINUTES} minutes after signing in.`);
    return this.people.get(id);
  }
}

export const isFresh = (session: BrowserSession | null): boolean => session !== null && Date.now() - session.openedAt.getTime() < FRESH_MINUTES * 60_000;

const noSession = (): DomainError => new DomainError('invalid', 'no-session', 'An API key has no session and no ways to sign in.');

function personOf(actor: Actor): PersonId {
  if (actor.kind === 'person') return actor.id;
  throw noSession();
}
