import { createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type PersonId } from '../../../kernel/ids.js';
import { SURROUNDINGS, type Surroundings } from '../../config/config.module.js';
import { Database } from '../../database/transactions.js';
import { derivedKey } from '../../http/seal.js';
import { sameToken } from '../tokens.js';
import { type Knock } from './knock.js';

/**
 * How many failures cost nothing, and how long the wait grows to. An account that strangers try waits for browsers that it was never used
 * in; one that it was used in has a count of its own, so that nobody shuts its owner out.
 */
export const TRIES = { account: 5, browser: 10, address: 30, code: 5, longestWaitSeconds: 900 } as const;
const DEVICE_MARK_BYTES = 12;

/** What a try is counted by. `stop` closes it until its wait is over. */
export interface Counted {
  readonly bucket: string;
  readonly free: number;
}

/** Counts tries in PostgreSQL, for all instances together, in real time. Names and addresses stand there as keyed hashes. */
@Injectable()
export class Tries {
  private readonly key: Buffer;

  constructor(
    private readonly db: Database,
    @Inject(SURROUNDINGS) surroundings: Pick<Surroundings, 'secretKey'>,
  ) {
    this.key = derivedKey(surroundings.secretKey, 'sign-in tries');
  }

  ofAddress({ address }: Knock): Counted {
    return { bucket: this.hash('address', address), free: TRIES.address };
  }

  /** @param email  As it was typed: an address that nobody has is counted like any other. */
  ofAccount(email: string): Counted {
    return { bucket: this.hash('account', email.trim().toLowerCase()), free: TRIES.account };
  }

  ofCode(person: PersonId): Counted {
    return { bucket: this.hash('code', person), free: TRIES.code };
  }

  /** The count of a browser in which this person has signed in before; null where that is not shown. */
  ofDevice({ device }: Knock, person: PersonId): Counted | null {
    const [mark, mac] = device?.split('.') ?? [];
    if (!mark || !mac || !sameToken(mac, this.hash('device', `${person} ${mark}`))) return null;
    return { bucket: this.hash('browser', mark), free: TRIES.browser };
  }

  /** For the cookie of a browser in which this person has just signed in. */
  deviceFor(person: PersonId): string {
    const mark = randomBytes(DEVICE_MARK_BYTES).toString('base64url');
    return `${mark}.${this.hash('device', `${person} ${mark}`)}`;
  }

  /** Seconds until it may be tried again; 0 where it may. */
  async waitOf({ bucket }: Counted): Promise<number> {
    const [row] = await this.db.query<{ seconds: number }>(WAIT, [bucket]);
    return row?.seconds ?? 0;
  }

  /** Counts a try before it is looked at, so that guesses side by side can't pass. @returns seconds to wait where it is closed, else 0. */
  async begin(counted: Counted): Promise<number> {
    const [counts] = await this.db.query(COUNT, [counted.bucket, counted.free, TRIES.longestWaitSeconds]);
    return counts ? 0 : Math.max(1, await this.waitOf(counted));
  }

  async forget({ bucket }: Counted): Promise<void> {
    await this.db.query('delete from sign_in_tries where bucket = $1', [bucket]);
  }

  async tallyFailure(): Promise<void> {
    await this.db.query(TALLY);
  }

  /** Failures of the last five minutes, whoever was meant. */
  async recentFailures(): Promise<number> {
    const [row] = await this.db.query<{ failures: number }>(RECENT);
    return row!.failures;
  }

  /** What a day without a try has made void. */
  async expire(): Promise<number> {
    await this.db.query(`delete from sign_in_minute where minute < now() - interval '1 day'`);
    return (await this.db.query(`delete from sign_in_tries where last_at < now() - interval '1 day' returning bucket`)).length;
  }

  private hash(kind: string, text: string): string {
    return createHmac('sha256', this.key).update(`${kind}:${text}`).digest('base64url');
  }
}

const WAIT = `select greatest(0, ceil(extract(epoch from t.open_at - now())))::int as seconds from sign_in_tries as t where t.bucket = $1`;

/** One row, or none while it is closed. After the free ones each failure doubles the wait: 1, 2, 4, … seconds. */
const COUNT = `
  insert into sign_in_tries as t (bucket, failures, last_at, open_at) values ($1, 1, now(), now())
  on conflict (bucket) do update
     set failures = case when t.last_at < now() - interval '1 day' then 1 else t.failures + 1 end,
         last_at = now(),
         open_at = case when t.last_at < now() - interval '1 day' or t.failures + 1 < $2::int then now()
                        else now() + make_interval(secs => least($3::int, power(2, least(20, t.failures + 1 - $2::int)))) end
   where t.open_at <= now()
  returning t.bucket`;

const TALLY = `
  insert into sign_in_minute as m (minute, failures) values (date_trunc('minute', now()), 1)
  on conflict (minute) do update set failures = m.failures + 1`;

const RECENT = `select coalesce(sum(m.failures), 0)::int as failures from sign_in_minute as m where m.minute > now() - interval '5 minutes'`;
