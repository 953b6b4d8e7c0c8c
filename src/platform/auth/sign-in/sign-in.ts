import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type AuthenticationResponseJSON } from '@simplewebauthn/server';
import { type PersonId } from '../../../kernel/ids.js';
import { Audit } from '../../audit/audit.js';
import { SETTINGS } from '../../config/config.module.js';
import { type Settings } from '../../config/config.js';
import { Database, Transactions } from '../../database/transactions.js';
import { HashGate, hashPassword, isDated, verifyPassword } from '../password.js';
import { type SessionPerson, Sessions, type SignedIn, type SignInWay } from '../sessions.js';
import { randomToken, tokenHash } from '../tokens.js';
import { type Knock } from './knock.js';
import { Passkeys } from './passkeys.js';
import { SecondFactors } from './second-factors.js';
import { SignInSteps } from './steps.js';
import { type Counted, Tries } from './tries.js';

/** Real milliseconds; well above what an attempt takes. */
const REFUSAL_MS = 200;

/**
 * `refused` says the same whatever was wrong: address, password, or a disabled person. `wait`: too many tries, also for an address that
 * nobody has. `busy`: too many sign in at once. `code`: the password was right, and a code is asked for, with `step`; `wrong`: once more.
 */
export type SignInOutcome =
  | SignedIn
  | { readonly kind: 'refused' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'code'; readonly step: string; readonly wrong: boolean };

interface Candidate extends SessionPerson {
  readonly password_hash: string;
  readonly has_totp: boolean;
}

const REFUSED = { kind: 'refused' } as const;

/** The ways in that Firstword keeps itself: password with a code where there is one, and passkeys. */
@Injectable()
export class SignIn {
  private readonly gate = new HashGate();
  /** Verified where there is nobody to verify against, so that an unknown address takes as long as a wrong password. */
  private readonly nobody = hashPassword(randomToken());

  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly sessions: Sessions,
    private readonly tries: Tries,
    private readonly steps: SignInSteps,
    private readonly factors: SecondFactors,
    private readonly passkeys: Passkeys,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'LOCAL_SIGN_IN'>,
  ) {}

  /** False where the company's provider is the only way in. */
  get isLocalOpen(): boolean {
    return this.settings.LOCAL_SIGN_IN === 'on';
  }

  async byPassword(email: string, password: string, knock: Knock): Promise<SignInOutcome> {
    if (!this.isLocalOpen) return REFUSED;
    return this.atLeast(async () => {
      const wait = await this.tries.waitOf(this.tries.ofAddress(knock));
      if (wait > 0) return { kind: 'wait', seconds: wait };
      return (await this.gate.run(() => this.tryPassword(email.trim(), password, knock))) ?? { kind: 'busy' };
    });
  }

  /** @param step  Of the outcome `code`, good for one try: a wrong code is answered by another step. */
  async byCode(step: string, code: string, knock: Knock): Promise<SignInOutcome> {
    return this.atLeast(async () => {
      const begun = await this.steps.take('code', step);
      if (!begun?.personId) return REFUSED;
      const counted = this.tries.ofCode(begun.personId);
      const seconds = await this.tries.begin(counted);
      if (seconds > 0) return { kind: 'wait', seconds };
      const accepted = await this.factors.accept(begun.personId, code);
      if (!accepted) {
        await this.refuse(begun.personId, knock, 'code');
        return { kind: 'code', step: await this.steps.begin('code', begun.personId, begun.data), wrong: true };
      }
      await this.tries.forget(counted);
      return this.open(begun.personId, accepted === 'app' ? 'password+code' : 'password+recovery', knock, begun.data['password']);
    });
  }

  async byPasskey(step: string, response: AuthenticationResponseJSON, knock: Knock): Promise<SignInOutcome> {
    if (!this.isLocalOpen) return REFUSED;
    return this.atLeast(async () => {
      const seconds = await this.tries.waitOf(this.tries.ofAddress(knock));
      if (seconds > 0) return { kind: 'wait', seconds };
      const person = await this.passkeys.accept(step, response);
      return person ? this.open(person, 'passkey', knock) : this.refuse(null, knock, 'passkey');
    });
  }

  /** For somebody who has shown who he is. `refused` where he is disabled, or his password is another by now. @param password  SHA-256 of what is kept of it. */
  async open(person: PersonId, way: SignInWay, knock: Knock, password: string | null = null): Promise<SignInOutcome> {
    return this.transactions.run(async (tx) => {
      const [found] = await tx.query<SessionPerson>(STANDING_PERSON, [person, password]);
      if (!found) return REFUSED;
      return { ...(await this.sessions.open(tx, found, way, knock)), device: this.tries.deviceFor(person) };
    });
  }

  private async tryPassword(email: string, password: string, knock: Knock): Promise<SignInOutcome> {
    const [candidate] = await this.db.query<Candidate>(CANDIDATE, [email]);
    const counted = (candidate && this.tries.ofDevice(knock, candidate.id)) ?? this.tries.ofAccount(email);
    const seconds = await this.tries.begin(counted);
    if (seconds > 0) return { kind: 'wait', seconds };
    const right = await verifyPassword(password, candidate?.password_hash ?? (await this.nobody));
    return candidate && right ? this.accept(candidate, password, counted, knock) : this.refuse(candidate?.id ?? null, knock, 'password');
  }

  private async accept(candidate: Candidate, password: string, counted: Counted, knock: Knock): Promise<SignInOutcome> {
    await this.tries.forget(counted);
    const kept = tokenHash(await this.renewed(candidate, password));
    if (candidate.has_totp) return { kind: 'code', step: await this.steps.begin('code', candidate.id, { password: kept }), wrong: false };
    return this.open(candidate.id, 'password', knock, kept);
  }

  /** A hash that was made at a lower cost is made again, now that the password is at hand. */
  private async renewed({ id, password_hash: hash }: Candidate, password: string): Promise<string> {
    if (!isDated(hash)) return hash;
    const [row] = await this.db.query<{ hash: string }>('update person set password_hash = $2 where id = $1 and password_hash = $3 returning password_hash as hash', [id, await hashPassword(password), hash]);
    return row?.hash ?? hash;
  }

  private async refuse(person: PersonId | null, knock: Knock, what: string): Promise<SignInOutcome> {
    await Promise.all([this.tries.begin(this.tries.ofAddress(knock)), this.tries.tallyFailure()]);
    if (person) {
      await this.transactions.run((tx) => this.audit.record(tx, { kind: 'system', id: 'sign-in' }, { action: 'person.sign-in-failed', subject: { kind: 'person', id: person }, details: { what } }));
    }
    return REFUSED;
  }

  /** What is not a success takes as long whoever was meant: a failure of somebody who is known writes to the record besides. */
  private async atLeast(work: () => Promise<SignInOutcome>): Promise<SignInOutcome> {
    const floor = sleep(REFUSAL_MS);
    const outcome = await work();
    if (outcome.kind === 'refused' || outcome.kind === 'wait') await floor;
    return outcome;
  }
}

const CANDIDATE = `
  select p.id, p.name, p.email, p.roles, p.password_hash, exists (select from totp as t where t.person_id = p.id and t.confirmed_at is not null) as has_totp
    from person as p where lower(p.email) = lower($1) and p.disabled_at is null`;

/** Locked: who disables a person, or resets his password, meanwhile, waits, and ends the session that was opened. */
const STANDING_PERSON = `
  select p.id, p.name, p.email, p.roles from person as p where p.id = $1 and p.disabled_at is null and ($2::text is null or encode(sha256(convert_to(p.password_hash, 'UTF8')), 'hex') = $2) for update`;
