import { Inject, Injectable } from '@nestjs/common';
import { allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, calculatePKCECodeChallenge, ClientSecretPost, type Configuration, discovery, fetchUserInfo, None, randomNonce, randomPKCECodeVerifier } from 'openid-client';
import { ROLES, type Role } from '../../../kernel/actor.js';
import { parseEmail } from '../../../kernel/email.js';
import { type PersonId } from '../../../kernel/ids.js';
import { Audit } from '../../audit/audit.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../../config/config.module.js';
import { type Settings } from '../../config/config.js';
import { Transactions, type Tx } from '../../database/transactions.js';
import { LOG, type Log } from '../../logging/log.js';
import { hashPassword } from '../password.js';
import { randomToken, sameToken, tokenHash } from '../tokens.js';
import { type Knock } from './knock.js';
import { SignIn, type SignInOutcome } from './sign-in.js';
import { SignInSteps } from './steps.js';

export const COMPANY_CALLBACK = '/sign-in/company/callback';

type Own = Pick<Settings, 'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_CLIENT_SECRET' | 'OIDC_NAME' | 'OIDC_NEW_PEOPLE_ROLES'>;

/** What the provider says of somebody, checked. */
interface Claims {
  readonly issuer: string;
  readonly subject: string;
  /** Null where the provider does not vouch for it. */
  readonly email: string | null;
  readonly name: string;
}

/** `unknown`: the provider knows him, and nobody here is him. `away`: the provider does not answer, or answers what can't be checked. */
export type CompanyOutcome = { readonly outcome: SignInOutcome | { readonly kind: 'unknown' } | { readonly kind: 'away' }; readonly next: string };

/** Signing in by the company's OpenID Connect provider: code flow with PKCE, state bound to the browser, nonce, ID token verified. */
@Injectable()
export class CompanySignIn {
  private found: Promise<Configuration> | null = null;

  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly steps: SignInSteps,
    private readonly signIn: SignIn,
    @Inject(SETTINGS) private readonly settings: Own,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'publicUrl'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** What the button says; null where there is no such way. */
  get name(): string | null {
    return this.settings.OIDC_ISSUER ? this.settings.OIDC_NAME : null;
  }

  /**
   * @param next  Where to go on afterwards: a path of our own.
   * @returns the provider's page, and what the browser must bring back in a cookie; null where the provider is away.
   */
  async begin(next: string): Promise<{ readonly address: string; readonly binding: string } | null> {
    const config = await this.configuration();
    if (!config) return null;
    const [verifier, nonce, binding] = [randomPKCECodeVerifier(), randomNonce(), randomToken()];
    const state = await this.steps.begin('company', null, { verifier, nonce, next, binding: tokenHash(binding) });
    const address = buildAuthorizationUrl(config, {
      redirect_uri: this.callback, scope: 'openid email profile', state, nonce, code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    });
    return { address: address.href, binding };
  }

  /** @param query  Of the callback, as it came. @param binding  The cookie of the browser that began. */
  async finish(query: string, binding: string | null, knock: Knock): Promise<CompanyOutcome> {
    const state = new URLSearchParams(query).get('state');
    const begun = state ? await this.steps.take('company', state) : null;
    // Another browser's answer signs nobody in: it could be somebody else's account.
    if (!begun || !binding || !sameToken(tokenHash(binding), begun.data['binding']!)) return { outcome: { kind: 'refused' }, next: '/incidents' };
    const { verifier, nonce, next } = begun.data as { verifier: string; nonce: string; next: string };
    const claims = await this.claimsOf(new URL(`${this.callback}${query}`), state!, verifier, nonce);
    if (!claims) return { outcome: { kind: 'away' }, next };
    const person = await this.personOf(claims);
    return { outcome: person ? await this.signIn.open(person, 'company', knock) : { kind: 'unknown' }, next };
  }

  private get callback(): string {
    return new URL(COMPANY_CALLBACK, this.surroundings.publicUrl).href;
  }

  private async claimsOf(url: URL, state: string, verifier: string, nonce: string): Promise<Claims | null> {
    const config = await this.configuration();
    if (!config) return null;
    try {
      const tokens = await authorizationCodeGrant(config, url, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true });
      const { iss, sub, ...told } = tokens.claims()!;
      // Some put the address into the ID token; the standard has it asked for.
      const { email, email_verified: verified, name } = told['email'] === undefined && config.serverMetadata().userinfo_endpoint ? await fetchUserInfo(config, tokens.access_token, sub) : told;
      const address = typeof email === 'string' && verified === true ? parseEmail(email) : null;
      return { issuer: iss, subject: sub, email: address, name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : (address ?? sub).slice(0, 200) };
    } catch (error) {
      this.log.warn({ event: 'sign-in.company-refused', reason: error instanceof Error ? error.name : 'unknown', code: (error as { code?: unknown }).code });
      return null;
    }
  }

  /** By issuer and subject; the first time by an e-mail address that the provider vouches for. */
  private async personOf(claims: Claims): Promise<PersonId | null> {
    return this.transactions.run(async (tx) => {
      const [known] = await tx.query<{ id: PersonId }>('select p.id from person as p where p.company_issuer = $1 and p.company_subject = $2', [claims.issuer, claims.subject]);
      if (known) return known.id;
      if (!claims.email) return null;
      const [linked] = await tx.query<{ id: PersonId }>(LINK, [claims.issuer, claims.subject, claims.email]);
      if (linked) {
        await this.audit.record(tx, { kind: 'system', id: 'sign-in' }, { action: 'person.company-account-linked', subject: { kind: 'person', id: linked.id } });
        return linked.id;
      }
      return this.create(tx, claims, claims.email);
    });
  }

  /** Only where the settings give roles to new people, and nobody has the address. His password is one that nobody knows. */
  private async create(tx: Tx, { issuer, subject, name }: Claims, email: string): Promise<PersonId | null> {
    const roles = newRoles(this.settings.OIDC_NEW_PEOPLE_ROLES);
    if (roles.length === 0) return null;
    const [made] = await tx.query<{ id: PersonId }>(CREATE, [email, name, roles, await hashPassword(randomToken()), issuer, subject]);
    if (made) await this.audit.record(tx, { kind: 'system', id: 'sign-in' }, { action: 'person.created', subject: { kind: 'person', id: made.id }, details: { roles, by: 'company account' } });
    return made?.id ?? null;
  }

  /** Asked for once, and again after it failed: the provider may be away when we start. */
  private async configuration(): Promise<Configuration | null> {
    const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret } = this.settings;
    if (!issuer || !id) return null;
    const insecure = new URL(issuer).protocol === 'http:'; // the settings let that be on this machine only
    this.found ??= discovery(new URL(issuer), id, { redirect_uris: [this.callback] }, secret ? ClientSecretPost(secret) : None(), { timeout: 10, ...(insecure ? { execute: [allowInsecureRequests] } : {}) });
    try {
      return await this.found;
    } catch (error) {
      this.found = null;
      this.log.warn({ event: 'sign-in.company-away', reason: error instanceof Error ? error.name : 'unknown', code: (error as { code?: unknown }).code });
      return null;
    }
  }
}

const newRoles = (text: string | undefined): Role[] => ROLES.filter((role) => (text ?? '').split(',').map((word) => word.trim()).includes(role));

/** Somebody who is linked to another account stays that: an address that passed on opens nothing. */
const LINK = `
  update person as p set company_issuer = $1, company_subject = $2
   where lower(p.email) = lower($3) and p.company_subject is null and p.disabled_at is null
  returning p.id`;

const CREATE = `
  insert into person (email, name, roles, password_hash, company_issuer, company_subject)
  select $1, $2, $3, $4, $5, $6 where not exists (select from person as p where lower(p.email) = lower($1))
  on conflict do nothing returning id`;
