import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { Database } from '../database/transactions.js';
import { type StoredReply } from './idempotency.js';
import { derivedKey, seal, unseal } from './seal.js';

/** Whose key it is; two actors may use the same one. */
export interface RequestKey {
  readonly actor: string;
  readonly key: string;
}

interface Row {
  readonly request_hash: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly response: string | null;
}

/**
 * The answers given to keyed requests, for 24 hours of real time. One row decides which of two equal requests runs. Bodies are
 * sealed: an answer may hold what is shown once (an API key) or what belongs to a customer.
 */
@Injectable()
export class IdempotencyRecords {
  private readonly key: Buffer;

  constructor(
    private readonly db: Database,
    @Inject(SURROUNDINGS) surroundings: Surroundings,
  ) {
    this.key = derivedKey(surroundings.secretKey, 'idempotency records');
  }

  /**
   * @returns null where the request is new and must run now; else the answer that it got before.
   * @throws DomainError unprocessable `idempotency-key-reused`, conflict `request-running`
   */
  async begin(id: RequestKey, method: string, path: string, hash: string): Promise<StoredReply | null> {
    for (let look = 0; look < 3; look++) {
      const begun = await this.db.query(BEGIN, [id.actor, id.key, method, path, hash]);
      if (begun.length > 0) return null;
      const [row] = await this.db.query<Row>(FIND, [id.actor, id.key]);
      if (row) return this.answerOf(row, hash);
      // Its first run failed and was forgotten between the two statements: the key is free again.
    }
    throw stillRunning();
  }

  async finish(id: RequestKey, reply: StoredReply): Promise<void> {
    await this.db.query(FINISH, [id.actor, id.key, reply.status, JSON.stringify(reply.headers), reply.body === null ? null : seal(this.key, reply.body)]);
  }

  /** Frees the key: the request failed on our side, or its answer can't be kept. */
  async forget(id: RequestKey): Promise<void> {
    await this.db.query('delete from idempotency_record where actor = $1 and key = $2 and status is null', [id.actor, id.key]);
  }

  /** @returns how many records were past their 24 hours. */
  async expire(): Promise<number> {
    return (await this.db.query(`delete from idempotency_record where created_at < now() - interval '24 hours' returning key`)).length;
  }

  private answerOf(row: Row, hash: string): StoredReply {
    if (row.request_hash !== hash) {
      throw new DomainError('unprocessable', 'idempotency-key-reused', 'This Idempotency-Key was used for another request. Use a new key for each new request.');
    }
    if (row.status === null) throw stillRunning();
    return { status: row.status, headers: row.headers ?? {}, body: row.response === null ? null : unseal(this.key, row.response) };
  }
}

const stillRunning = (): DomainError =>
  new DomainError(
    'conflict',
    'request-running',
    'A request with this Idempotency-Key is still running, or was cut off before it could answer. Ask again in a moment; if it stays so, look whether it took effect before you send it with a new key.',
  );

const BEGIN = `
  insert into idempotency_record as r (actor, key, method, path, request_hash) values ($1, $2, $3, $4, $5)
  on conflict (actor, key) do update
     set method = excluded.method, path = excluded.path, request_hash = excluded.request_hash,
         status = null, headers = null, response = null, created_at = now(), finished_at = null
   where r.created_at < now() - interval '24 hours'
  returning r.key`;

const FIND = `select r.request_hash, r.status, r.headers, r.response from idempotency_record as r where r.actor = $1 and r.key = $2`;

const FINISH = `
  update idempotency_record as r set status = $3, headers = $4, response = $5, finished_at = now()
   where r.actor = $1 and r.key = $2`;
