import { describe, expect, it } from '@jest/globals';
import { type QueryRunner } from 'typeorm';
import { LockSession } from './lock-session.js';

describe('a session of locks', () => {
  it('takes no lock where it could not be opened, neither for the first job nor for those behind it', async () => {
    const asked: string[] = [];
    const runner = {
      connect: () => Promise.reject(new Error('too many connections')),
      query: (sql: string) => Promise.resolve(asked.push(sql)),
      release: () => Promise.resolve(),
    } as unknown as QueryRunner;
    const session = new LockSession(runner);
    const locks = await Promise.allSettled([session.tryLock('one', 'a', 0), session.tryLock('two', 'a', 0)]);
    expect(locks.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await session.close();
    expect(asked).toEqual([]);
  });
});
