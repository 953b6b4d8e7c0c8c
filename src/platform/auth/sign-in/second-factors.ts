import { createHmac, randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { toString as qrSvg } from 'qrcode';
import { type Actor } from '../../../kernel/actor.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { type PersonId } from '../../../kernel/ids.js';
import { Audit } from '../../audit/audit.js';
import { SURROUNDINGS, type Surroundings } from '../../config/config.module.js';
import { Database, Transactions, type Tx } from '../../database/transactions.js';
import { derivedKey, seal, unseal } from '../../http/seal.js';

/** Shown until it is confirmed, and never again. */
export interface NewTotp {
  /** Base32, for typing. */
  readonly secret: string;
  readonly address: string;
  /** An SVG of the address, as a data: URL. */
  readonly picture: string;
}

const PERIOD_SECONDS = 30;
const CODES = 10;
/** No letters that are read as figures or as each other. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Codes of an authenticator app (RFC 6238), and the recovery codes for when it is lost. */
@Injectable()
export class SecondFactors {
  private readonly sealing: Buffer;
  private readonly hashing: Buffer;

  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    @Inject(SURROUNDINGS) surroundings: Pick<Surroundings, 'secretKey'>,
  ) {
    this.sealing = derivedKey(surroundings.secretKey, 'authenticator secrets');
    this.hashing = derivedKey(surroundings.secretKey, 'recovery codes');
  }

  async hasTotp(person: PersonId): Promise<boolean> {
    return (await this.db.query('select 1 from totp as t where t.person_id = $1 and t.confirmed_at is not null', [person])).length > 0;
  }

  /** How many recovery codes are left. */
  async codesLeft(person: PersonId): Promise<number> {
    const [row] = await this.db.query<{ left: number }>('select count(*)::int as left from recovery_code as r where r.person_id = $1 and r.used_at is null', [person]);
    return row!.left;
  }

  /** A new secret. It is asked for only once a code of it was typed. @throws DomainError conflict `totp-there` */
  async beginTotp(person: PersonId, email: string): Promise<NewTotp> {
    const secret = new Secret({ size: 20 });
    const [kept] = await this.db.query(BEGIN, [person, seal(this.sealing, secret.base32)]);
    if (!kept) throw new DomainError('conflict', 'totp-there', 'There is an authenticator app already. Remove it first.');
    return shown(secret, email);
  }

  /** The secret that waits for its first code, shown again; null where none waits. */
  async waiting(person: PersonId, email: string): Promise<NewTotp | null> {
    const [row] = await this.db.query<{ secret: string }>('select t.secret from totp as t where t.person_id = $1 and t.confirmed_at is null', [person]);
    return row ? shown(Secret.fromBase32(unseal(this.sealing, row.secret)), email) : null;
  }

  /**
   * @returns ten recovery codes, shown this once.
   * @throws DomainError unprocessable `code-wrong`; conflict `totp-not-begun`
   */
  async confirmTotp(actor: Actor, person: PersonId, code: string): Promise<readonly string[]> {
    return this.transactions.run(async (tx) => {
      const [row] = await tx.query<{ secret: string }>('select t.secret from totp as t where t.person_id = $1 and t.confirmed_at is null for update', [person]);
      if (!row) throw new DomainError('conflict', 'totp-not-begun', 'Begin again: no authenticator app waits for its first code.');
      const step = stepOf(unseal(this.sealing, row.secret), code, 0);
      if (step === null) throw new DomainError('unprocessable', 'code-wrong', 'That is not the code. Type the six figures that the app shows now.', { errors: [{ path: 'code', message: 'is not what the app shows now' }] });
      await tx.query('update totp set confirmed_at = now(), last_step = $2 where person_id = $1', [person, step]);
      await this.audit.record(tx, actor, { action: 'person.totp-added', subject: { kind: 'person', id: person } });
      return this.newCodes(tx, actor, person);
    });
  }

  /** The codes before are void. */
  async renewCodes(actor: Actor, person: PersonId): Promise<readonly string[]> {
    return this.transactions.run((tx) => this.newCodes(tx, actor, person));
  }

  async removeTotp(actor: Actor, person: PersonId): Promise<void> {
    await this.transactions.run(async (tx) => {
      const [gone] = await tx.query('delete from totp where person_id = $1 returning person_id', [person]);
      await tx.query('delete from recovery_code where person_id = $1', [person]);
      if (gone) await this.audit.record(tx, actor, { action: 'person.totp-removed', subject: { kind: 'person', id: person } });
    });
  }

  /** Whether the code opens: one of the app's that was not used yet, or a recovery code, which is spent by it. */
  async accept(person: PersonId, typed: string): Promise<'app' | 'recovery' | null> {
    const code = typed.replaceAll(/[\s-]/g, '').toLowerCase();
    return this.transactions.run(async (tx) => (/^\d{6}$/.test(code) ? this.acceptApp(tx, person, code) : this.acceptRecovery(tx, person, code)));
  }

  private async acceptApp(tx: Tx, person: PersonId, code: string): Promise<'app' | null> {
    const [row] = await tx.query<{ secret: string; last_step: string }>('select t.secret, t.last_step from totp as t where t.person_id = $1 and t.confirmed_at is not null for update', [person]);
    const step = row ? stepOf(unseal(this.sealing, row.secret), code, Number(row.last_step)) : null;
    if (step === null) return null;
    await tx.query('update totp set last_step = $2 where person_id = $1', [person, step]);
    return 'app';
  }

  private async acceptRecovery(tx: Tx, person: PersonId, code: string): Promise<'recovery' | null> {
    const [row] = await tx.query('update recovery_code as r set used_at = now() where r.person_id = $1 and r.code_hash = $2 and r.used_at is null returning r.person_id', [person, this.hash(person, code)]);
    return row ? 'recovery' : null;
  }

  private async newCodes(tx: Tx, actor: Actor, person: PersonId): Promise<readonly string[]> {
    const codes = Array.from({ length: CODES }, () => Array.from({ length: 10 }, () => LETTERS[randomInt(LETTERS.length)]).join(''));
    await tx.query('delete from recovery_code where person_id = $1', [person]);
    await tx.query('insert into recovery_code (person_id, code_hash) select $1, unnest($2::text[])', [person, codes.map((code) => this.hash(person, code))]);
    await this.audit.record(tx, actor, { action: 'person.recovery-codes-made', subject: { kind: 'person', id: person } });
    return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`);
  }

  private hash(person: PersonId, code: string): string {
    return createHmac('sha256', this.hashing).update(`${person}:${code}`).digest('base64url');
  }
}

const totpOf = (secret: Secret, label = ''): TOTP => new TOTP({ issuer: 'Firstword', label, secret, period: PERIOD_SECONDS, digits: 6, algorithm: 'SHA1' });

/** The half-minute that a code belongs to, now or one beside it; null where it is wrong or not newer than the last. */
function stepOf(base32: string, code: string, last: number): number | null {
  const delta = totpOf(Secret.fromBase32(base32)).validate({ token: code.replaceAll(/\s/g, ''), window: 1 });
  if (delta === null) return null;
  const step = Math.floor(Date.now() / 1000 / PERIOD_SECONDS) + delta;
  return step > last ? step : null;
}

async function shown(secret: Secret, email: string): Promise<NewTotp> {
  const address = totpOf(secret, email).toString();
  const svg = await qrSvg(address, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  return { secret: secret.base32, address, picture: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` };
}

const BEGIN = `
  insert into totp as t (person_id, secret) values ($1, $2)
  on conflict (person_id) do update set secret = excluded.secret, last_step = 0 where t.confirmed_at is null
  returning t.person_id`;
