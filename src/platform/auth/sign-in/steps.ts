import { Injectable } from '@nestjs/common';
import { type PersonId } from '../../../kernel/ids.js';
import { Database } from '../../database/transactions.js';
import { randomToken, tokenHash } from '../tokens.js';

export type StepKind = 'code' | 'passkey-in' | 'passkey-new' | 'company';

export interface Step {
  readonly personId: PersonId | null;
  readonly data: Readonly<Record<string, string>>;
}

/** Minutes for which a sign-in that was begun may be gone on with. */
const MINUTES = 5;

/** What a sign-in of several requests has got to, kept here and not with the browser. Each step is taken once. */
@Injectable()
export class SignInSteps {
  constructor(private readonly db: Database) {}

  /** @returns the token by which it is gone on with. */
  async begin(kind: StepKind, personId: PersonId | null, data: Readonly<Record<string, string>> = {}): Promise<string> {
    const token = randomToken();
    await this.db.query(`insert into sign_in_step (token_hash, kind, person_id, data, expires_at) values ($1, $2, $3, $4, now() + make_interval(mins => $5))`, [tokenHash(token), kind, personId, JSON.stringify(data), MINUTES]);
    return token;
  }

  /** It is gone after this, whatever comes of it; null where it is unknown, over or taken. */
  async take(kind: StepKind, token: string): Promise<Step | null> {
    const [row] = await this.db.query<{ person_id: PersonId | null; data: Record<string, string>; stands: boolean }>(
      `delete from sign_in_step as s where s.token_hash = $1 and s.kind = $2 returning s.person_id, s.data, s.expires_at > now() as stands`, [tokenHash(token), kind],
    );
    return row?.stands ? { personId: row.person_id, data: row.data } : null;
  }

  async expire(): Promise<number> {
    return (await this.db.query('delete from sign_in_step as s where s.expires_at <= now() returning s.kind')).length;
  }
}
