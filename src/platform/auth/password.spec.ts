import { describe, expect, it } from '@jest/globals';
import { checkPassword, HashGate, hashPassword, isDated, verifyPassword } from './password.js';

describe('a password', () => {
  it('is kept as Argon2id with its cost and salt, and known again', async () => {
    const [one, two] = [await hashPassword('correct horse battery'), await hashPassword('correct horse battery')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect([await verifyPassword('correct horse battery', one), await verifyPassword('correct horse batterY', one)]).toEqual([true, false]);
  });

  it('is the same however the keyboard composes its letters', async () => {
    expect(await verifyPassword('pass é wört 123', await hashPassword('pass é wört 123'))).toBe(true);
  });

  // Vector of the reference implementation (P-H-C/phc-winner-argon2, src/test.c): version 0x13, 2 passes, 64 MiB, 1 lane.
  it('of the reference implementation is known', async () => {
    const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect([await verifyPassword('password', phc), await verifyPassword('Password', phc), isDated(phc)]).toEqual([true, false, true]);
    expect(isDated(await hashPassword('correct horse battery'))).toBe(false);
  });

  it('in another form is a fault, not a wrong password', async () => {
    await expect(verifyPassword('x', '$2b$10$abc')).rejects.toThrow('not in the form of Argon2id');
  });

  it.each([
    ['short', 'at least 12'],
    ['x'.repeat(201), 'at most 200'],
    ['aaaaaaaaaaaaaaa', 'same few characters'],
    ['margaret@shop.example', 'e-mail address'],
    ['Margaret12345', 'e-mail address'],
  ])('%s is refused', (password, why) => {
    expect(() => checkPassword(password, 'margaret@shop.example')).toThrow(why);
  });

  it('that is long enough is taken', () => {
    expect(() => checkPassword('four words in a row', 'margaret@shop.example')).not.toThrow();
  });
});

describe('the gate', () => {
  it('lets two in, makes others wait, and turns away whom it has no room for', async () => {
    const gate = new HashGate(2, 1);
    const ends: (() => void)[] = [];
    const work = () => new Promise<string>((end) => ends.push(() => end('done')));
    const [one, two, three] = [gate.run(work), gate.run(work), gate.run(work)];
    expect(await gate.run(work)).toBeNull();
    expect(ends).toHaveLength(2);
    ends[0]!();
    expect(await one).toBe('done');
    await new Promise(setImmediate);
    expect(ends).toHaveLength(3);
    ends[1]!();
    ends[2]!();
    expect(await Promise.all([two, three])).toEqual(['done', 'done']);
  });

  it('is free again after work that failed', async () => {
    const gate = new HashGate(1, 0);
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.run(() => Promise.resolve(1))).toBe(1);
  });
});
