import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { connect } from '../../platform/database/data-source.js';
import { Transactions } from '../../platform/database/transactions.js';
import { type Bill, TokenPot } from '../worker/token-pot.js';
import { type Bucket, BucketMissing, type Cost, type Grant, RateRepository } from './rate.repository.js';
import { TEST_SEALING } from '../../../test/support/test-sealing.js';

const mail = (domain: string | null = null): Cost => ({ cost: 1, sender: null, domain });
const text = (cost: number, sender: string | null = null): Cost => ({ cost, sender, domain: null });

describe('a rate that all instances share', () => {
  let database: TestDatabase;
  let rates: RateRepository;
  let buckets = 0;

  beforeAll(async () => {
    database = await testDatabase();
    rates = new RateRepository(database.transactions, database.db);
  });
  afterAll(() => database.drop());

  /** A bucket that was last looked at so long ago, with so many tokens in it. */
  const bucket = async (perSecond: number, secondsAgo: number, tokens = 0): Promise<Bucket> => {
    const name = `bucket ${(buckets += 1)}`;
    await rates.open(name, perSecond);
    await database.db.query(`update rate_grant set refilled_at = now() - $2 * interval '1 second', tokens = $3 where bucket = $1`, [name, secondsAgo, tokens]);
    return { name, perSecond };
  };
  const limitOf = async ({ name }: Bucket) => (await rates.limits()).find((limit) => limit.bucket === name)!;
  const throttledAgo = ({ name }: Bucket, seconds: number) => database.db.query(`update rate_grant set limited_at = now() - $2 * interval '1 second' where bucket = $1`, [name, seconds]);

  it('gives what has flowed in, and no more', async () => {
    const { tokens } = await rates.take(await bucket(1_000, 0.02), 1_000);
    expect(tokens).toBeGreaterThanOrEqual(20);
    expect(tokens).toBeLessThanOrEqual(50);
  });

  it('does not make up for a pause beyond 50 ms of its rate', async () => {
    expect(await rates.take(await bucket(1_000, 3_600), 1_000)).toEqual({ tokens: 50, waitMs: 0 });
    expect(await rates.pay(await bucket(100, 3_600), [], Array.from({ length: 25 }, () => mail()))).toMatchObject([...Array(5).fill({ paid: true }), ...Array(20).fill({ paid: false })]);
  });

  it('says how long to wait where there is none', async () => {
    const grant = await rates.take(await bucket(2, 0), 10);
    expect(grant.tokens).toBe(0);
    expect(grant.waitMs).toBeGreaterThan(300);
    expect(grant.waitMs).toBeLessThanOrEqual(500);
    const [payment] = await rates.pay(await bucket(2, 0), [], [mail()]);
    expect(payment).toMatchObject({ paid: false });
    expect((payment as { waitMs: number }).waitMs).toBeGreaterThan(300);
  });

  it('gives no token twice, to however many that ask at once', async () => {
    const own = await bucket(0.001, 0, 1);
    const grants = await Promise.all(Array.from({ length: 16 }, () => rates.take(own, 10)));
    expect(grants.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(1);
  });

  it('pays one that costs more than the bucket holds once it is full, and owes the rest', async () => {
    const own = await bucket(3, 10);
    expect(await rates.pay(own, [], [text(4), text(1)])).toMatchObject([{ paid: true }, { paid: false, lacking: own.name }]);
    const [after] = await rates.pay(own, [], [text(1)]);
    expect((after as { waitMs: number }).waitMs).toBeGreaterThan(1_000); // three owed, and one for itself
  });

  it('takes a message\'s tokens from all of its buckets or from none, and lets the others pass', async () => {
    const [account, gmail, other] = [await bucket(1_000, 10), await bucket(20, 10), await bucket(20, 10)];
    const paid = await rates.pay(account, [gmail, other], [mail(gmail.name), mail(gmail.name), mail(), mail(other.name), mail(gmail.name)]);
    expect(paid.map((payment) => (payment.paid ? 'paid' : payment.lacking))).toEqual(['paid', gmail.name, 'paid', 'paid', gmail.name]);
    const left = await database.db.query<{ tokens: number }>(`select g.tokens from unnest($1::text[]) with ordinality as b (name, no) join rate_grant as g on g.bucket = b.name order by b.no`, [[account.name, gmail.name, other.name]]);
    expect(left.map(({ tokens }) => tokens)).toEqual([47, 0, 0]);
  });

  it('spends nothing of a sender\'s where the account lacks', async () => {
    const [account, sender] = [await bucket(0.001, 0, 0), await bucket(100, 10)];
    expect(await rates.pay(account, [sender], [text(1, sender.name)])).toMatchObject([{ paid: false, lacking: account.name }]);
    expect(await rates.take(sender, 100)).toMatchObject({ tokens: 5 });
  });

  it('says which bucket is not open', async () => {
    await expect(rates.pay(await bucket(10, 10), [{ name: 'never opened', perSecond: 1 }], [mail('never opened')])).rejects.toThrow(BucketMissing);
    await expect(rates.pay({ name: 'never opened', perSecond: 1 }, [], [mail()])).rejects.toThrow(BucketMissing);
  });

  it('never waits for another slice in the other order', async () => {
    const [account, one, other] = [await bucket(10_000, 10), await bucket(10_000, 10), await bucket(10_000, 10)];
    const slices = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? [one, other] : [other, one]));
    const paid = await Promise.all(slices.map((order) => rates.pay(account, order, order.map(({ name }) => mail(name)))));
    expect(paid.flat().filter(({ paid: ok }) => ok)).toHaveLength(80);
  });

  describe('when the provider throttles', () => {
    it('is halved, down to one a second, and once a second at most', async () => {
      const own = await bucket(100, 0);
      expect(await rates.throttle(own.name, 'slow down')).toBe(50);
      expect(await rates.throttle(own.name, 'slow down')).toBeNull();
      for (const rate of [25, 12.5, 6.25, 3.125, 1.5625, 1, 1]) {
        await throttledAgo(own, 2);
        expect(await rates.throttle(own.name, 'slow down')).toBe(rate);
      }
    });

    it.each([[9, 50], [10, 55], [29, 60], [60, 80], [100, 100], [3_600, 100]])('climbs: %i s later it is %i', async (seconds, rate) => {
      const own = await bucket(100, 0);
      await rates.throttle(own.name, 'slow down');
      await throttledAgo(own, seconds);
      expect(await limitOf(own)).toMatchObject({ nominal: 100, now: rate, reason: rate < 100 ? 'slow down' : null });
    });

    describe('and is a mailbox domain without a limit of its own', () => {
      const open = async (ownPerSecond: number, owner = 'worker-1'): Promise<Bucket> => {
        const name = `email:domain:d${(buckets += 1)}.example`;
        await rates.throttleDomain(name, ownPerSecond, owner, 'slow down');
        return { name, perSecond: ownPerSecond, temporary: true };
      };
      const isOpen = async ({ name }: Bucket) => (await rates.throttledDomains()).find(({ bucket: known }) => known === name)?.now ?? null;

      it('gets half of what it was getting, climbs by a twentieth of that for each ten seconds, and is closed when it is there again', async () => {
        const own = await open(40);
        expect(await limitOf(own)).toMatchObject({ nominal: 40, configured: false, now: 20, reason: 'slow down' });
        for (const [seconds, rate] of [[9, 20], [10, 22], [99, 38], [100, null]] as const) {
          await throttledAgo(own, seconds);
          expect(await isOpen(own)).toBe(rate);
        }
        expect(await limitOf(own)).toBeUndefined();
      });

      it('is halved again once a second at most, by whichever instance hears it', async () => {
        const own = await open(40);
        expect(await rates.throttleDomain(own.name, 9_999, 'worker-2', 'slow down')).toBeNull();
        await throttledAgo(own, 20); // 24 by then
        expect(await rates.throttleDomain(own.name, 9_999, 'worker-2', 'still')).toBe(12);
        expect(await limitOf(own)).toMatchObject({ nominal: 40, now: 12, reason: 'still' });
      });

      it('opens anew at what it gets by then, where it was closed', async () => {
        const own = await open(40);
        await throttledAgo(own, 200);
        expect(await rates.throttleDomain(own.name, 100, 'worker-1', 'slow down')).toBe(50);
        expect(await limitOf(own)).toMatchObject({ nominal: 100, now: 50 });
      });

      it('is never less than one a second', async () => {
        expect(await isOpen(await open(0))).toBe(1);
      });

      it('is paid like any other, and opened by nobody who pays', async () => {
        const [account, own] = [await bucket(1_000, 10), await open(80)];
        await database.db.query(`update rate_grant set refilled_at = now() - interval '1 minute' where bucket = $1`, [own.name]);
        const pot = new TokenPot(account.name, 1_000, rates);
        const bill: Bill = { cost: 1, sender: null, domain: own };
        expect((await pot.pay([bill, bill, bill], 1_000)).map(({ paid }) => paid)).toEqual([true, true, false]); // 50 ms of 40 a second
        await database.db.query(`delete from rate_grant where bucket = $1`, [own.name]);
        expect((await pot.pay([bill], 1_000))[0]).toMatchObject({ paid: false });
        expect((await database.db.query(`select from rate_grant where bucket = $1`, [own.name]))).toHaveLength(0);
      });

      it('keeps the limit that was configured meanwhile', async () => {
        const own = await open(40);
        await rates.open(own.name, 200);
        expect(await isOpen(own)).toBeNull();
        expect(await limitOf(own)).toMatchObject({ nominal: 200, configured: true });
      });

      it('counts what other instances send there too, by their part of the last half-minute', async () => {
        const notice = '00000000-0000-4000-8000-000000000001';
        const tally = (owner: string, tried: number) =>
          database.transactions.run(async (tx) => {
            await tx.query(`set local session_replication_role = replica`);
            await tx.query(`insert into send_tally (slot, notice_id, channel, owner, tried) values (now(), $1, 'email', $2, $3)`, [notice, owner, tried]);
          });
        await tally('worker-7', 100);
        await tally('worker-8', 300);
        expect(await isOpen(await open(10, 'worker-7'))).toBe(20); // 40 a second by both
        await database.db.query(`delete from send_tally`);
      });

      it('is forgotten a day after it was closed', async () => {
        const own = await open(40);
        await throttledAgo(own, 90_000);
        await open(40);
        expect(await database.db.query(`select from rate_grant where bucket = $1`, [own.name])).toHaveLength(0);
      });
    });

    it('holds for every kind of payment', async () => {
      const own = await bucket(1_000, 0);
      await rates.throttle(own.name, 'slow down');
      await database.db.query(`update rate_grant set refilled_at = now() - interval '1 minute' where bucket = $1`, [own.name]);
      expect(await rates.take(own, 1_000)).toMatchObject({ tokens: 25 });
    });
  });
});

/** Keeps the database's own time of each statement: what a statement calls now. */
class TimedTransactions extends Transactions {
  at = 0;
  override single: Transactions['single'] = (work) =>
    this.run(async (tx) => {
      const value = await work(tx);
      this.at = (await tx.query<{ at: number }>(`select extract(epoch from now())::float8 * 1000 as at`))[0]!.at;
      return value;
    });
}

/** Four connections of their own, each asking as fast as it may; the database's clock tells when each token was given. */
describe('four instances at one limit', () => {
  let database: TestDatabase;
  const sources: DataSource[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    for (let index = 0; index < 4; index += 1) sources.push(await connect(database.url, 2, `instance-${index}`, undefined, TEST_SEALING));
  });
  afterAll(async () => {
    await Promise.all(sources.map((source) => source.destroy()));
    await database.drop();
  });

  /** @returns what was spent a second, and the most that was given in any second. */
  async function run(nominal: number, ms: number, billed: Bill): Promise<{ perSecond: number; most: number }> {
    const account = `account at ${nominal} for ${billed.cost}${billed.sender?.name ?? ''}`;
    const given: { at: number; cost: number }[] = [];
    let spent = 0;
    const until = Date.now() + ms;
    await Promise.all(sources.map(async (source) => {
      const transactions = new TimedTransactions(source);
      const rates = new RateRepository(transactions, database.db);
      const pot = new TokenPot(account, nominal, {
        open: (bucket, perSecond) => rates.open(bucket, perSecond),
        take: async (bucket, want) => {
          const grant = await rates.take(bucket, want);
          given.push({ at: transactions.at, cost: grant.tokens });
          return grant;
        },
        pay: async (...asked) => {
          const payments = await rates.pay(...asked);
          given.push({ at: transactions.at, cost: billed.cost * payments.filter(({ paid }) => paid).length });
          return payments;
        },
      });
      while (Date.now() < until) {
        const payments = await pot.pay(Array.from({ length: 25 }, () => billed), nominal);
        spent += billed.cost * payments.filter(({ paid }) => paid).length;
        const lacking = payments.find((payment) => !payment.paid);
        if (lacking && !lacking.paid) await new Promise((resolve) => setTimeout(resolve, lacking.waitMs));
      }
    }));
    given.sort((one, other) => one.at - other.at);
    return { perSecond: spent / ((given.at(-1)!.at - given[0]!.at) / 1_000), most: mostInASecond(given) };
  }

  const mostInASecond = (given: readonly { at: number; cost: number }[]): number => {
    let [from, sum, most] = [0, 0, 0];
    for (const { at, cost } of given) {
      sum += cost;
      while (given[from]!.at <= at - 1_000) sum -= given[from++]!.cost;
      most = Math.max(most, sum);
    }
    return most;
  };

  const plain: Bill = { cost: 1, sender: null, domain: null };
  it.each([
    ['e-mails at 2,000', 2_000, plain, 100],
    ['e-mails at 100', 100, plain, 5],
    ['texts of 2 segments at 100', 100, { ...plain, cost: 2 }, 5],
    ['texts at 100 by a sender of 40', 100, { ...plain, sender: { name: 'sender of 40', perSecond: 40 } }, 2],
  ] as const)('%s are never given more than it and its burst in a second, and a slow one no less than 95 %% of it', async (name, nominal, bill, burst) => {
    const limit = bill.sender?.perSecond ?? nominal;
    let best = 0;
    // What a busy machine keeps the four from asking for is no fault of the bucket: the best of three has to reach it.
    for (let round = 0; round < 3 && best < 0.95 * limit; round += 1) {
      const { perSecond, most } = await run(nominal, 3_000, bill);
      process.stdout.write(`  four instances, ${name}: ${perSecond.toFixed(1)} of ${limit} a second, most in a second ${most}\n`);
      expect(most).toBeLessThanOrEqual(limit + burst + bill.cost);
      best = perSecond;
    }
    // At 2,000 a second it is the machine that decides; the figure is printed.
    if (limit <= 100) expect(best).toBeGreaterThanOrEqual(0.95 * limit);
  });
});

describe('a pot of tokens', () => {
  const potOf = (grants: Grant[], asked: number[] = [], now: () => number = () => 0) =>
    new TokenPot('account', 2_000, {
      open: async () => undefined,
      pay: async () => [],
      take: async (_, want) => {
        asked.push(want);
        return grants.shift() ?? { tokens: 0, waitMs: 10 };
      },
    }, now);
  const bills = (...costs: number[]): Bill[] => costs.map((cost) => ({ cost, sender: null, domain: null }));

  it('asks once for several slices', async () => {
    const asked: number[] = [];
    const pot = potOf([{ tokens: 100, waitMs: 0 }], asked);
    for (let slice = 0; slice < 4; slice += 1) expect((await pot.pay(bills(...Array<number>(25).fill(1)), 2_000)).every(({ paid }) => paid)).toBe(true);
    expect(asked).toEqual([100]);
  });

  it('pays what it can', async () => {
    expect(await potOf([{ tokens: 5, waitMs: 0 }]).pay(bills(2, 4, 1), 2_000)).toMatchObject([{ paid: true }, { paid: false, lacking: 'account' }, { paid: true }]);
  });

  it('spends nothing that it has kept for too long', async () => {
    let at = 0;
    const asked: number[] = [];
    const pot = potOf([{ tokens: 100, waitMs: 0 }, { tokens: 3, waitMs: 0 }], asked, () => at);
    await pot.pay(bills(1), 2_000);
    at = 60;
    expect((await pot.pay(bills(1, 1, 1, 1), 2_000)).filter(({ paid }) => paid)).toHaveLength(3);
    expect(asked).toEqual([100, 100]);
  });

  it('opens what is missing, and asks again', async () => {
    const opened: string[] = [];
    let fails = true;
    const pot = new TokenPot('account', 10, {
      open: async (name) => void opened.push(name),
      take: async () => ({ tokens: 0, waitMs: 1 }),
      pay: async (_, __, costs) => {
        if (fails) throw new BucketMissing('account');
        return costs.map(() => ({ paid: true }));
      },
    });
    expect(await pot.pay(bills(1), 10)).toMatchObject([{ paid: false }]);
    fails = false;
    expect(await pot.pay(bills(1), 10)).toEqual([{ paid: true }]);
    expect(opened).toEqual(['account', 'account']);
  });

  describe('with a bucket for a sender', () => {
    const quick = { name: 'sender', perSecond: 50_000 };
    const paying = (perSecond: number, sender = quick, refuses: (index: number) => boolean = () => false) => {
      const asked: number[][] = [];
      let at = 0;
      const pot = new TokenPot('account', perSecond, {
        open: async () => undefined,
        take: async () => ({ tokens: 0, waitMs: 1 }),
        pay: async (_, __, costs) => {
          asked.push(costs.map(({ cost }) => cost));
          return costs.map((_cost, index) => (refuses(index) ? { paid: false, lacking: 'sender', waitMs: 5 } : { paid: true }));
        },
      }, () => at);
      const slice = (...costs: number[]) => pot.pay(costs.map((cost) => ({ cost, sender, domain: null })), perSecond);
      return { asked, slice, wait: (ms: number) => void (at += ms) };
    };

    it('pays for the next slices too, in the same statement', async () => {
      const { asked, slice } = paying(50_000);
      for (let count = 0; count < 4; count += 1) expect(await slice(...Array<number>(20).fill(1))).toEqual(Array(20).fill({ paid: true }));
      expect(asked).toEqual([[...Array<number>(20).fill(1), 60]]);
    });

    it('spends nothing that it has kept for too long', async () => {
      const { asked, slice, wait } = paying(50_000);
      await slice(1, 1);
      wait(60);
      await slice(1, 1);
      expect(asked).toEqual([[1, 1, 6], [1, 1, 6]]);
    });

    it('pays ahead no more than a part of what the slowest bucket holds, and nothing where that is little', async () => {
      const some = paying(50_000, { name: 'sender', perSecond: 1_000 });
      await some.slice(...Array<number>(25).fill(1));
      expect(some.asked[0]!.slice(25)).toEqual([20]);
      const none = paying(50_000, { name: 'sender', perSecond: 999 });
      await none.slice(1, 1);
      expect(none.asked).toEqual([[1, 1]]);
    });

    it('counts on nothing that was not paid', async () => {
      const { asked, slice } = paying(50_000, quick, (index) => index > 0);
      expect(await slice(1, 1)).toEqual([{ paid: true }, { paid: false, lacking: 'sender', waitMs: 5 }]);
      await slice(1);
      expect(asked).toEqual([[1, 1, 6], [1, 3]]);
    });
  });
});
