import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { type AuthenticationResponseJSON, generateAuthenticationOptions, generateRegistrationOptions, type RegistrationResponseJSON, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { type Actor } from '../../../kernel/actor.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { type PersonId } from '../../../kernel/ids.js';
import { Audit } from '../../audit/audit.js';
import { SURROUNDINGS, type Surroundings } from '../../config/config.module.js';
import { Database, Transactions } from '../../database/transactions.js';
import { SignInSteps } from './steps.js';

export interface Passkey {
  readonly id: string;
  readonly name: string;
  /** May be on several devices, by the maker's cloud. */
  readonly synced: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Options for the browser, and the token by which its answer is known. */
export interface Asked<Options> {
  readonly step: string;
  readonly options: Options;
}

const MOST = 20;

/** Passkeys (WebAuthn): found by the browser itself, opened by the person's finger, face or PIN, so one is two factors. */
@Injectable()
export class Passkeys {
  private readonly origin: string;
  private readonly host: string;

  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly steps: SignInSteps,
    @Inject(SURROUNDINGS) surroundings: Pick<Surroundings, 'publicUrl'>,
  ) {
    const url = new URL(surroundings.publicUrl);
    [this.origin, this.host] = [url.origin, url.hostname];
  }

  /** Browsers keep passkeys for a name, and for no bare address. */
  get arePossible(): boolean {
    return isIP(this.host.replace(/^\[|\]$/g, '')) === 0;
  }

  /** Oldest first. */
  async list(person: PersonId): Promise<readonly Passkey[]> {
    return this.db.query<Passkey>(LIST, [person]);
  }

  /** @throws DomainError conflict `too-many-passkeys` */
  async beginNew(person: { readonly id: PersonId; readonly name: string; readonly email: string }) {
    const known = await this.db.query<{ id: string; transports: string[] }>('select p.credential_id as id, p.transports from passkey as p where p.person_id = $1', [person.id]);
    if (known.length >= MOST) throw new DomainError('conflict', 'too-many-passkeys', `There are ${MOST} passkeys already. Remove one first.`);
    const options = await generateRegistrationOptions({
      rpName: 'Firstword', rpID: this.host, userName: person.email, userDisplayName: person.name, userID: new TextEncoder().encode(person.id), attestationType: 'none', excludeCredentials: known,
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    return { step: await this.steps.begin('passkey-new', person.id, { challenge: options.challenge }), options };
  }

  /** @throws DomainError unprocessable `passkey-wrong`; conflict `passkey-known` */
  async addNew(actor: Actor, person: PersonId, name: string, step: string, response: RegistrationResponseJSON): Promise<Passkey> {
    const begun = await this.steps.take('passkey-new', step);
    if (begun?.personId !== person) throw wrong();
    const verified = await verifyRegistrationResponse({ response, expectedChallenge: begun.data['challenge']!, expectedOrigin: this.origin, expectedRPID: this.host, requireUserVerification: true }).catch(() => null);
    if (!verified?.verified) throw wrong();
    const { credential, credentialDeviceType, credentialBackedUp } = verified.registrationInfo;
    return this.transactions.run(async (tx) => {
      const [made] = await tx.query<Passkey>(INSERT, [person, credential.id, Buffer.from(credential.publicKey), credential.counter, credential.transports ?? [], credentialDeviceType === 'multiDevice', credentialBackedUp, name.trim().slice(0, 100) || 'Passkey']);
      if (!made) throw new DomainError('conflict', 'passkey-known', 'This passkey is known already.');
      await this.audit.record(tx, actor, { action: 'person.passkey-added', subject: { kind: 'person', id: person }, details: { passkey: made.id } });
      return made;
    });
  }

  /** @throws DomainError not-found `passkey-not-found`, also for someone else's */
  async remove(actor: Actor, person: PersonId, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const [gone] = await tx.query('delete from passkey where id = $1 and person_id = $2 returning id', [id, person]);
      if (!gone) throw new DomainError('not-found', 'passkey-not-found', 'There is no such passkey.');
      await this.audit.record(tx, actor, { action: 'person.passkey-removed', subject: { kind: 'person', id: person }, details: { passkey: id } });
    });
  }

  /** Says nothing of who is known: the browser offers what it has for this site. */
  async begin() {
    const options = await generateAuthenticationOptions({ rpID: this.host, userVerification: 'required' });
    return { step: await this.steps.begin('passkey-in', null, { challenge: options.challenge }), options };
  }

  /** Whose passkey has signed the challenge; null where none of ours did. */
  async accept(step: string, response: AuthenticationResponseJSON): Promise<PersonId | null> {
    const begun = await this.steps.take('passkey-in', step);
    const [row] = begun ? await this.db.query<PasskeyRow>('select p.id, p.person_id, p.public_key, p.counter, p.transports from passkey as p where p.credential_id = $1', [response.id]) : [];
    if (!begun || !row) return null;
    const verified = await verifyAuthenticationResponse({
      response, expectedChallenge: begun.data['challenge']!, expectedOrigin: this.origin, expectedRPID: this.host, requireUserVerification: true,
      credential: { id: response.id, publicKey: new Uint8Array(row.public_key), counter: Number(row.counter), transports: row.transports },
    }).catch(() => null);
    if (!verified?.verified) return null;
    const { newCounter, credentialBackedUp } = verified.authenticationInfo;
    // Of two that answer with one count at once, one is a copy.
    const [used] = await this.db.query('update passkey set counter = $2, backed_up = $3, last_used_at = now() where id = $1 and (counter = $4 and ($2 > $4 or $2 = 0)) returning id', [row.id, newCounter, credentialBackedUp, row.counter]);
    return used ? row.person_id : null;
  }
}

interface PasskeyRow {
  readonly id: string;
  readonly person_id: PersonId;
  readonly public_key: Buffer;
  readonly counter: string;
  readonly transports: string[];
}

const wrong = (): DomainError => new DomainError('unprocessable', 'passkey-wrong', 'The passkey could not be checked. Begin again.');

const COLUMNS = `id, name, synced, created_at as "createdAt", last_used_at as "lastUsedAt"`;
const LIST = `select ${COLUMNS} from passkey where person_id = $1 order by created_at, id`;
const INSERT = `
  insert into passkey (person_id, credential_id, public_key, counter, transports, synced, backed_up, name) values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (credential_id) do nothing returning ${COLUMNS}`;
