import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from './config.js';
import { describeSettings } from './describe-settings.js';

const TWILIO = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'x'.repeat(32) };

const faultsOf = (environment: NodeJS.ProcessEnv): string => {
  try {
    readSettings(environment);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
};

describe('settings', () => {
  it('start a real service with secrets that somebody keeps, and a trial with those that it makes', () => {
    expect(readSettings({ NODE_ENV: 'production', SECRET_KEY: 'x'.repeat(32), DATA_KEYS: 's' })).toMatchObject({ DATA_KEYS: 's' });
    expect(faultsOf({ NODE_ENV: 'development' })).toBe('');
    expect(faultsOf({ DATABASE_URL: 'postgres://db.example/firstword', SECRET_KEY: 'x'.repeat(32) })).toBe('');
  });

  it('all have a default, and take empty for unset', () => {
    expect(readSettings({ PORT: '', SMTP_URL: '  ' })).toMatchObject({ ROLE: 'all', PORT: 3000, SMTP_URL: undefined, SIMULATION: false });
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT is wrong: must be a number. It is: Port to listen on'],
    [{ PORT: '70000' }, 'PORT is wrong: must be at most 65535.'],
    [{ ROLE: 'boss' }, 'ROLE is wrong: must be one of web, worker, all.'],
    [{ SECRET_KEY: 'short' }, 'SECRET_KEY is wrong: must have at least 32 characters.'],
    [{ SMTP_URL: 'relay.example' }, 'SMTP_URL is wrong: must be an address that begins with smtp:// or smtps://.'],
    [{ BUSINESS_CLOCK: 'fast' }, 'BUSINESS_CLOCK is wrong: must be <business time>@<real time>x<speed'],
    [{ TWILIO_ACCOUNT_SID: 'AC1' }, 'TWILIO_ACCOUNT_SID is wrong: must be AC and 32 hexadecimal digits.'],
    [{ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` }, 'TWILIO_AUTH_TOKEN is wrong: is missing, but TWILIO_ACCOUNT_SID or TWILIO_FROM is set.'],
    [{ NODE_ENV: 'production', SECRET_KEY: 'x'.repeat(32) }, 'DATA_KEYS is wrong: must be set where NODE_ENV is production: make a key with `npm run cli -- keys new`'],
    [{ NODE_ENV: 'production', DATA_KEYS: 's', SECRET_KEY: ' ' }, 'SECRET_KEY is wrong: must be set where NODE_ENV is production: make one with `openssl rand -base64 48`'],
    [{ DATABASE_URL: 'postgres://db.example/firstword' }, 'SECRET_KEY is wrong: must be set where DATABASE_URL is, since one that is made on this machine would be lost with it'],
    [{ DATABASE_URL: 'postgres://db.example/firstword', DATA_KEYS: `k1:${'A'.repeat(43)}=`, SECRET_KEY: '' }, 'in the file "secret" of FIRSTWORD_HOME'],
    [{ DKIM_DOMAIN: 'shop.example' }, 'DKIM_SELECTOR is wrong: is missing'],
    [{ SIMULATION: 'perhaps' }, 'SIMULATION is wrong'],
    [{ COMPANY_TIME_ZONE: 'Mars/Base' }, 'COMPANY_TIME_ZONE is wrong: must be a time zone of the IANA list'],
    [{ COMPANY_TIME_ZONE: '+02:00' }, 'COMPANY_TIME_ZONE is wrong: must be a time zone of the IANA list'],
    [{ DEFAULT_COUNTRY: 'XX' }, 'DEFAULT_COUNTRY is wrong: must be the two capital letters of a country'],
    [{ DEFAULT_COUNTRY: 'us' }, 'DEFAULT_COUNTRY is wrong: must be the two capital letters of a country'],
    [{ ...TWILIO, TWILIO_FROM: 'hello' }, 'TWILIO_FROM is wrong: must be a number in E.164'],
    [{ ...TWILIO, TWILIO_FROM: '+1 202 555 0123' }, 'TWILIO_FROM is wrong: must be a number in E.164'],
    [{ ...TWILIO, TWILIO_FROM: 'MG123' }, 'TWILIO_FROM is wrong: must be a number in E.164'],
    [{ SMS_SEGMENT_PRICE: '0.0083' }, 'SMS_SEGMENT_PRICE is wrong: must be an amount and a currency, such as 0.0083 USD.'],
    [{ SMS_COUNTRY_PRICES: 'US=0.0083 USD,DE' }, 'SMS_COUNTRY_PRICES is wrong: must be countries with prices, such as US=0.0083 USD: entry 2 is none.'],
    [{ SMS_COUNTRY_PRICES: 'DE=0,0775 EUR' }, 'SMS_COUNTRY_PRICES is wrong: must be countries with prices, such as US=0.0083 USD: entry 1 is none.'],
    [{ SMS_COUNTRY_PRICES: 'US=0.0083 USD,XX=1 USD' }, 'SMS_COUNTRY_PRICES is wrong: must name countries by two capital letters (ISO 3166), such as US=0.0083 USD: entry 2 names none.'],
    [{ SMS_COUNTRY_PRICES: 'US=0.0083 USD,US=1 USD' }, 'SMS_COUNTRY_PRICES is wrong: must name a country once: entry 2 names one again.'],
    [{ SMS_COUNTRY_PRICES: 'US=0.0083 USD,DE=0.07 EUR' }, 'SMS_COUNTRY_PRICES is wrong: must keep to one currency, since the prices are added up: entry 2 has another.'],
    [{ SMS_COUNTRY_PRICES: 'US=0.0083 USD', SMS_SEGMENT_PRICE: '0.05 EUR' }, 'SMS_SEGMENT_PRICE is wrong: is in another currency than SMS_COUNTRY_PRICES: they are added up.'],
    [{ SMS_COUNTRY_PRICES_FILE: '/nowhere/prices' }, 'SMS_COUNTRY_PRICES_FILE is wrong: names a file that can\'t be read (ENOENT).'],
    [{ SMS_COUNTRY_PRICES_FILE: '/nowhere/prices', SMS_COUNTRY_PRICES: 'US=0.0083 USD' }, 'SMS_COUNTRY_PRICES_FILE is wrong: is set, but SMS_COUNTRY_PRICES is too: there is one list.'],
    [{ PUBLIC_URL: 'https://shop.example/firstword' }, 'PUBLIC_URL is wrong: must end after the host and port'],
    [{ PUBLIC_URL: 'https://shop.example/?a=b' }, 'PUBLIC_URL is wrong: must end after the host and port'],
    [{ PUBLIC_URL: 'https://jo:hunter2@shop.example' }, 'PUBLIC_URL is wrong: must end after the host and port'],
    [{ PUBLIC_URL: 'shop.example' }, 'PUBLIC_URL is wrong: must be an address that begins with http:// or https://'],
  ])('%j stops the start with a sentence that names it', (environment, sentence) => {
    expect(faultsOf(environment)).toContain(sentence);
  });

  it.each([
    { COMPANY_TIME_ZONE: 'Europe/Berlin', DEFAULT_COUNTRY: 'DE', PUBLIC_URL: 'https://words.shop.example:8443/' },
    { ...TWILIO, TWILIO_FROM: '+12025550123' },
    { ...TWILIO, TWILIO_FROM: `MG${'a1'.repeat(16)}` },
  ])('%j are taken as they are', (environment) => {
    expect(readSettings(environment)).toMatchObject(environment);
  });

  it('that are wrong alone and as a group are named together, in the order of the list', () => {
    const names = faultsOf({ PORT: 'x', TWILIO_FROM: 'hello', DKIM_DOMAIN: 'shop.example', COMPANY_TIME_ZONE: 'Mars/Base' }).split('\n').map((line) => line.split(' ')[0]);
    expect(names).toEqual(['PORT', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY_FILE', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM', 'COMPANY_TIME_ZONE']);
  });

  describe('that name the key which signs mail', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'firstword-dkim-'));
      const keys: Readonly<Record<string, KeyObject>> = {
        good: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
        short: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
        edwards: generateKeyPairSync('ed25519').privateKey,
        curve: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
      };
      for (const [name, key] of Object.entries(keys)) await writeFile(join(folder, name), key.export({ type: 'pkcs8', format: 'pem' }));
      await writeFile(join(folder, 'locked'), keys['good']!.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' }));
      await writeFile(join(folder, 'text'), 'not a key');
    });
    afterAll(() => rm(folder, { recursive: true }));
    const signedBy = (file: string) => ({ DKIM_DOMAIN: 'shop.example', DKIM_SELECTOR: 's1', DKIM_PRIVATE_KEY_FILE: join(folder, file) });

    it.each([
      ['none', "names a file that can't be read (ENOENT)"],
      ['.', "names a file that can't be read (EISDIR)"],
      ['text', 'names a file that holds no private key in PEM'],
      ['locked', 'names a file that holds no private key in PEM without a passphrase'],
      ['curve', 'names a file whose key is neither RSA nor Ed25519'],
      ['short', 'names a file whose key has 1024 bits, and receivers want 2048 or more'],
    ])('stop the start: %s', (file, words) => {
      expect(faultsOf(signedBy(file))).toContain(`DKIM_PRIVATE_KEY_FILE is wrong: ${words}`);
    });

    it.each(['good', 'edwards'])('are taken where it can sign: %s', (file) => {
      expect(readSettings(signedBy(file))).toMatchObject(signedBy(file));
    });
  });

  it('that are wrong are all named at once, and none is repeated: it may be a secret', () => {
    const message = faultsOf({ PORT: 'x', SECRET_KEY: 'hunter2', DATABASE_URL: 'mysql://root:hunter2@db/x' });
    expect(message.split('\n')).toHaveLength(3);
    expect(message).not.toContain('hunter2');
  });

  it('are what .env.example says', async () => {
    expect(await readFile('.env.example', 'utf8')).toBe(describeSettings('env'));
  });

  it('make a row each for the README', () => {
    const rows = describeSettings('markdown').trim().split('\n').slice(2);
    expect(rows).toContain('| `PORT` | `3000` | Port to listen on; 0 takes a free one and logs it. |');
    expect(rows.every((row) => /^\| `[A-Z_0-9]+` \| (–|`.+`) \| .+ \|$/.test(row))).toBe(true);
  });
});
