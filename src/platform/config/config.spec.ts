import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from './config.js';
import { describeSettings } from './describe-settings.js';

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
    [{ DKIM_DOMAIN: 'shop.example' }, 'DKIM_SELECTOR is wrong: is missing'],
    [{ SIMULATION: 'perhaps' }, 'SIMULATION is wrong'],
  ])('%j stops the start with a sentence that names it', (environment, sentence) => {
    expect(faultsOf(environment)).toContain(sentence);
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
    expect(rows.every((row) => /^\| `[A-Z_]+` \| (–|`.+`) \| .+ \|$/.test(row))).toBe(true);
  });
});
