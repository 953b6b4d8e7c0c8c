import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { silentLog } from '../../../test/support/deliver.builder.js';
import { AccountCheck } from './account-check.js';

describe('a look at an account', () => {
  let said: (fault: string | null | Error) => void;
  let looks = 0;
  const told: (string | null)[] = [];
  const line = {
    provider: 'smtp',
    selfCheck: () => new Promise<string | null>((resolve, reject) => {
      looks += 1;
      said = (fault) => (fault instanceof Error ? reject(fault) : resolve(fault));
    }),
  };
  beforeEach(() => {
    jest.useFakeTimers();
    looks = 0;
    told.length = 0;
  });
  afterEach(() => void jest.useRealTimers());
  const check = (): AccountCheck => new AccountCheck(line, async (fault) => void told.push(fault), silentLog);
  const answer = async (fault: string | null | Error): Promise<void> => {
    said(fault);
    await jest.advanceTimersByTimeAsync(0);
  };

  it('keeps it shut until it has answered, and waits for nobody', async () => {
    const one = check();
    one.start();
    expect(one.fault).toBe('The account is being looked at.');
    await answer(null);
    expect([one.fault, told]).toEqual([null, [null]]);
    await jest.advanceTimersByTimeAsync(600_000);
    expect(looks).toBe(1);
  });

  it('says why it stays shut, and looks again by itself, ever more seldom, until it opens', async () => {
    const one = check();
    one.start();
    for (const [index, seconds] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      await answer('The mail relay can\'t be reached.');
      expect(one.fault).toBe('The mail relay can\'t be reached.');
      await jest.advanceTimersByTimeAsync(seconds * 1_000 - 1);
      expect(looks).toBe(index + 1);
      await jest.advanceTimersByTimeAsync(1);
      expect(looks).toBe(index + 2);
    }
    await answer(null);
    expect(one.fault).toBeNull();
  });

  it('tells again what could not be put on record, and nothing that is no longer so', async () => {
    let refused = 3;
    const one = new AccountCheck(line, async (fault) => {
      if (refused > 0) throw new Error(`no connection, ${(refused -= 1)} to come`);
      told.push(fault);
    }, silentLog);
    one.start();
    await answer('The mail relay can\'t be reached.');
    await jest.advanceTimersByTimeAsync(1_000);
    await answer(null);
    expect([one.fault, told]).toEqual([null, []]);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual([null]);
  });

  it('takes an error for a fault', async () => {
    const one = check();
    one.start();
    await answer(new TypeError('with words that may name somebody'));
    expect(one.fault).toBe('It could not be looked at: TypeError.');
    one.stop();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(looks).toBe(1);
  });
});
