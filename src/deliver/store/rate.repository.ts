import { Injectable } from '@nestjs/common';
import { type Tx } from '../../platform/database/transactions.js';

/** Tokens handed out, and real milliseconds until there is another where there were none. */
export interface Grant {
  readonly tokens: number;
  readonly waitMs: number;
}

/** Token buckets that all instances share. A bucket never holds more than its burst, so a pause is not made up for. */
@Injectable()
export class RateRepository {
  async open(tx: Tx, bucket: string): Promise<void> {
    await tx.query(`insert into rate_grant (bucket, tokens) values ($1, 0) on conflict (bucket) do nothing`, [bucket]);
  }

  /**
   * Takes up to `want` whole tokens.
   *
   * @param perSecond  Tokens that flow in, > 0.
   * @param burst  Tokens that the bucket holds at most, at least 1.
   */
  async take(tx: Tx, bucket: string, want: number, perSecond: number, burst: number): Promise<Grant> {
    const [row] = await tx.query<{ granted: number; tokens: number }>(TAKE, [bucket, want, perSecond, burst]);
    if (!row) throw new Error(`The rate bucket ${bucket} was never opened.`);
    return { tokens: row.granted, waitMs: row.granted > 0 ? 0 : Math.max(1, ((1 - row.tokens) / perSecond) * 1_000) };
  }
}

/** What is in the bucket by now; the transaction's own time, since three readings of a running clock would not agree. */
const AVAILABLE = `least($4::float8, g.tokens + $3::float8 * extract(epoch from greatest(now() - g.refilled_at, interval '0')))`;

const TAKE = `
  update rate_grant as g
     set tokens = ${AVAILABLE} - least($2::float8, floor(${AVAILABLE})),
         granted = least($2::float8, floor(${AVAILABLE}))::int,
         refilled_at = greatest(g.refilled_at, now())
   where g.bucket = $1
  returning g.granted, g.tokens`;
