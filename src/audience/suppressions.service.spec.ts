import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import { settingsOfTest, SURROUNDINGS_OF_TEST } from '../../test/support/hear-ports.js';
import type { MessageId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { FixedClock } from '../platform/clock/clock.js';
import { SoftBounceRepository } from './store/soft-bounce.repository.js';
import { SuppressionRepository } from './store/suppression.repository.js';
import { SuppressionsService } from './suppressions.service.js';

const day = (n: number): Date => new Date(Date.UTC(2026, 2, n, 9));
let database: TestDatabase;
let service: SuppressionsService;
const clock = new FixedClock(day(1));

beforeAll(async () => {
  database = await testDatabase();
  service = new SuppressionsService(database.transactions, new SuppressionRepository(database.db), new SoftBounceRepository(), new Audit(database.db, clock), clock, settingsOfTest(), SURROUNDINGS_OF_TEST);
});
afterAll(() => database.drop());
beforeEach(() => database.db.query('truncate suppression, soft_bounce'));

const soft = (message: number, at: Date, addressHash = 'ana') => service.softBounced([{ addressHash, messageId: String(message) as MessageId, source: 'smtp:receipt', occurredAt: at }]);
const active = () => database.db.query('select reason, scope, until from suppression where lifted_at is null order by id');

describe('mail that does not arrive for a reason that passes', () => {
  it('stops the address the third time within a month, for a month', async () => {
    expect([await soft(1, day(1)), await soft(1, day(1)), await soft(2, day(5)), await soft(3, day(6), 'eva')]).toEqual([0, 0, 0, 0]);
    expect(await soft(3, day(9))).toBe(1);
    expect(await active()).toEqual([{ reason: 'soft-bounce', scope: 'all', until: new Date(day(9).getTime() + 30 * 86_400_000) }]);
    expect(await soft(4, day(10))).toBe(0);
  });

  it('is forgotten after a month, and so is what it stopped', async () => {
    await soft(1, day(1));
    await soft(2, day(20));
    expect(await soft(3, day(33))).toBe(0);
    expect(await soft(4, day(34))).toBe(1);
    clock.set(day(63));
    expect(await service.liftEnded()).toBe(0);
    clock.set(day(64));
    expect(await service.liftEnded()).toBe(1);
    expect(await active()).toEqual([]);
    expect(await database.db.query('select count(*)::int as n from soft_bounce')).toEqual([{ n: 1 }]);
    expect(await database.db.query('select lifted_by, lift_reason from suppression')).toEqual([{ lifted_by: 'system:audience.suppressions', lift_reason: 'its time is over' }]);
  });

  it('is over when a mail arrives', async () => {
    for (const n of [1, 2, 3]) await soft(n, day(n));
    await service.arrived(['ana', 'eva']);
    expect(await active()).toEqual([]);
    expect(await soft(4, day(4))).toBe(0);
  });

  it('gives way to what lasts', async () => {
    for (const n of [1, 2, 3]) await soft(n, day(n));
    const since = day(4);
    expect(await service.suppress([{ channel: 'email', addressHash: 'ana', reason: 'hard-bounce', source: 'smtp:receipt', since }])).toBe(1);
    expect(await active()).toEqual([{ reason: 'hard-bounce', scope: 'all', until: null }]);
    await service.arrived(['ana']);
    expect(await active()).toHaveLength(1);
  });
});

it('a complaint stops what may be left out, and no more', async () => {
  const one = { channel: 'email' as const, addressHash: 'ana', source: 'smtp:receipt', since: day(1) };
  expect(await service.suppress([{ ...one, reason: 'complaint' }, { ...one, reason: 'hard-bounce' }])).toBe(2);
  expect(await service.suppress([{ ...one, reason: 'complaint' }])).toBe(0);
  expect(await active()).toEqual([{ reason: 'hard-bounce', scope: 'all', until: null }, { reason: 'complaint', scope: 'optional', until: null }]);
});
