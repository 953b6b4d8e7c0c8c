import { describe, expect, it } from '@jest/globals';
import { SettingsError } from '../config/config.js';
import { databaseError } from './database-error.js';
import { listenError, refuseWrongHost } from './doors.js';

const failure = (code: string, message = code): Error => Object.assign(new Error(message), { code });

describe('why the service does not listen', () => {
  it.each([
    ['ENOTFOUND', SettingsError, /^HOST is wrong: "shop" is no address of this machine/],
    ['EADDRNOTAVAIL', SettingsError, /^HOST is wrong: .* set 0\.0\.0\.0 for all/],
    ['EACCES', SettingsError, /^PORT is wrong: this user may not listen on 80\./],
    ['EADDRINUSE', Error, /^Something listens on shop:80 already\. Stop it, or set PORT/],
    ['EMFILE', Error, /listen on HOST and PORT, shop:80: EMFILE/],
  ])('%s', (code, kind, words) => {
    const error = listenError(failure(code), 'shop', 80);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(words);
  });

  it.each(['not-a-host.invalid', '192.0.2.1'])('is found out before anything is started: %s', async (host) => {
    await expect(refuseWrongHost(host)).rejects.toThrow(/^HOST is wrong: /);
  });

  it('is nothing where it can', async () => {
    await expect(refuseWrongHost('127.0.0.1')).resolves.toBeUndefined();
  });
});

describe('why the database does not take the service', () => {
  const url = 'postgres://jo:hunt%40er2@db.example:6432/firstword?sslpassword=hunter3';

  it.each<[string, unknown, string]>([
    ['refused', failure('ECONNREFUSED'), 'nothing listens there. Start PostgreSQL, or set DATABASE_URL to another one (ECONNREFUSED).'],
    ['refused at each address', new AggregateError([failure('ECONNREFUSED'), failure('ECONNREFUSED')]), 'nothing listens there. Start PostgreSQL, or set'],
    ['unknown host', failure('ENOTFOUND'), 'that host is not known. Correct its name'],
    ['wrong password', failure('28P01', 'password authentication failed for user "jo"'), 'it refuses the user or the password. Correct them'],
    ['no such database', failure('3D000'), 'it has no database of that name. Create it'],
    ['anything else', failure('XX000', 'no entry for jo@db.example.org with hunt@er2 or hunt%40er2'), 'no entry for [address] with … or … (XX000).'],
    ['without a code', new Error('The server does not support SSL connections'), 'The server does not support SSL connections.'],
  ])('%s', (_, error, words) => {
    const { message } = databaseError(error, url);
    expect(message).toContain(`DATABASE_URL leads to db.example:6432/firstword, and ${words}`);
    expect(message).not.toMatch(/hunt|jo\b/);
  });
});
