import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { TokenPot } from '../worker/token-pot.js';
import { type Grant, RateRepository } from './rate.repository.js';

describe('a rate that all instances share', () => {
  let database: TestDatabase;
  const rates = new RateRepository();
  let buckets = 0;

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  /** A bucket that was last looked at so long ago, with so many tokens in it. */
  const bucket = async (secondsAgo: number, tokens = 0): Promise<string> => {
    const name = `bucket ${(buckets += 1)}`;
    await database.transactions.run((tx) => rates.open(tx, name));
    await database.db.query(`update rate_grant set refilled_at = now() - $2 * interval '1 second', tokens = $3 where bucket = $1`, [name, secondsAgo, tokens]);
    return name;
  };
  const take = (name: string, want: number, perSecond: number, burst: number): Promise<Grant> => database.transactions.run((tx) => rates.take(tx, name, want, perSecond, burst));

  it('gives what has flowed in, and no more', async () => {
    const name = await bucket(0.5);
    const { tokens } = await take(name, 1_000, 100, 1_000);
    expect(tokens).toBeGreaterThanOrEqual(50);
    expect(tokens).toBeLessThan(100);
  });

  it('does not make up for a pause beyond its burst', async () => {
    expect(await take(await bucket(3_600), 1_000, 1_000, 50)).toEqual({ tokens: 50, waitMs: 0 });
  });

  it('says how long to wait where there is none', async () => {
    const grant = await take(await bucket(0, 0), 10, 2, 1);
    expect(grant.tokens).toBe(0);
    expect(grant.waitMs).toBeGreaterThan(300);
    expect(grant.waitMs).toBeLessThanOrEqual(500);
  });

  it('keeps what was not asked for', async () => {
    const name = await bucket(0, 50);
    expect((await take(name, 10, 0.001, 50)).tokens).toBe(10);
    expect((await take(name, 100, 0.001, 50)).tokens).toBe(40);
  });

  it('gives no token twice, to however many that ask at once', async () => {
    const name = await bucket(0, 100);
    const grants = await Promise.all(Array.from({ length: 16 }, () => take(name, 10, 0.001, 100)));
    expect(grants.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(100);
  });

  it('can be opened twice', async () => {
    const name = await bucket(0, 7);
    await database.transactions.run((tx) => rates.open(tx, name));
    expect((await take(name, 100, 0.001, 50)).tokens).toBe(7);
  });
});

describe('a pot of tokens', () => {
  const potOf = (grants: Grant[], asked: number[] = []) =>
    new TokenPot(100, async (want) => {
      asked.push(want);
      return grants.shift() ?? { tokens: 0, waitMs: 10 };
    });

  it('asks for fifty milliseconds of the rate at most, whatever it has to pay', async () => {
    const asked: number[] = [];
    expect(await potOf([{ tokens: 5, waitMs: 0 }], asked).pay(Array.from({ length: 25 }, () => 1))).toEqual({ paid: 5, waitMs: 0 });
    expect(asked).toEqual([5]);
  });

  it('saves up for a text that costs more than a grant', async () => {
    const pot = potOf([{ tokens: 5, waitMs: 0 }, { tokens: 5, waitMs: 0 }]);
    expect(await pot.pay([8])).toMatchObject({ paid: 0 });
    expect(await pot.pay([8])).toEqual({ paid: 1, waitMs: 0 });
  });

  it('pays in order, and stops at the first that it can\'t', async () => {
    expect(await potOf([{ tokens: 5, waitMs: 0 }]).pay([2, 4, 1])).toMatchObject({ paid: 1 });
  });

  it('spends what came back before it asks for more', async () => {
    const asked: number[] = [];
    const pot = potOf([], asked);
    pot.giveBack(3);
    expect(await pot.pay([1, 1, 1])).toEqual({ paid: 3, waitMs: 0 });
    expect(asked).toEqual([]);
  });
});
