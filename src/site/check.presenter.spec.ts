import { describe, expect, it } from '@jest/globals';
import { aBrand } from '../../test/support/declare.builder.js';
import { brandsAt, checkPage } from './check.presenter.js';
import { wordsIn } from './check.words.js';

const PINE = aBrand({ id: 'pine', name: 'Pine', checkAddress: 'pine.example/check', phone: '+1 206 555 0100', website: 'https://pine.example', supportHours: { en: 'every day 8 to 20' } });
const OAK = aBrand({ id: 'oak', name: 'Oak', checkAddress: 'https://oak.example/check', phone: '+1 206 555 0199', website: 'https://oak.example', supportHours: {} });
const namesAt = (host: string | undefined): readonly string[] => brandsAt([PINE, OAK], host).map(({ name }) => name);

it.each([
  ['pine.example', ['Pine']], ['PINE.example:8443', ['Pine']], ['oak.example', ['Oak']], ['localhost:3000', ['Oak', 'Pine']], ['', ['Oak', 'Pine']], [undefined, ['Oak', 'Pine']],
])('names at %p %p', (host, names) => {
  expect(namesAt(host)).toEqual(names);
});

describe('the check page where no message is known', () => {
  const shown = (code: string, brands = [PINE], lang = 'en', allowed = true) => checkPage({ words: wordsIn(lang), code, notice: null, allowed, simulation: false, brands });

  it('names the company, its number and hours, and its website', () => {
    expect(shown('')).toMatchObject({ from: 'Pine', callAny: null, callers: [{ name: null, call: 'You can call us on +1 206 555 0100 (every day 8 to 20). If a message gives another number, do not call that one.', phone: '+1 206 555 0100', website: 'https://pine.example' }] });
  });
  it('says the same to whoever has no code, an unknown one, or asked too often', () => {
    const [none, unknown, tooMany] = [shown(''), shown('AAAA-AAAA'), shown('AAAA-AAAA', [PINE], 'en', false)];
    expect([unknown.callers, tooMany.callers, unknown.from, tooMany.from]).toEqual([none.callers, none.callers, none.from, none.from]);
  });
  it('names each of several brands with its number, and none at its head', () => {
    expect(shown('', [OAK, PINE], 'es')).toMatchObject({ from: null, callAny: expect.stringContaining('Si un mensaje da otro número'), callers: [{ name: 'Oak', call: '+1 206 555 0199' }, { name: 'Pine', call: '+1 206 555 0100' }] });
  });
  it('says nothing of a company where there is none yet', () => {
    expect(shown('', [])).toMatchObject({ from: null, callAny: null, callers: [] });
  });
});
