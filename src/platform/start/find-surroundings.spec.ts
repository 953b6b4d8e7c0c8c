import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CAPTURE_AUTH_TOKEN } from '../../capture/identity.js';
import { readSettings } from '../config/config.js';
import { captureToken, findSurroundings, publicUrlOf } from './find-surroundings.js';
import { type OpenDatabase } from './open-database.js';
import { readEnvironment } from './read-environment.js';
import { secretKeyOf } from './secret-key.js';

describe('what is found at start', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstword-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    [{ PUBLIC_URL: 'https://words.shop.example/' }, 'https://words.shop.example'],
    [{}, 'http://127.0.0.1:4000'],
    [{ HOST: '0.0.0.0' }, 'http://localhost:4000'],
    [{ HOST: '::1' }, 'http://[::1]:4000'],
  ])('the public address from %j', (environment, url) => {
    expect(publicUrlOf(readSettings(environment), 4000)).toBe(url);
  });

  it('one secret, though two processes start at once, and only its owner reads it', async () => {
    const home = join(folder, 'home');
    const keys = await Promise.all(Array.from({ length: 8 }, () => secretKeyOf(undefined, home)));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]!.length).toBeGreaterThanOrEqual(64);
    expect((await stat(join(home, 'secret'))).mode & 0o777).toBe(0o600);
    expect([await secretKeyOf(undefined, home), (await readFile(join(home, 'secret'), 'utf8')).trim()]).toEqual([keys[0], keys[0]]);
  });

  it('no secret in the place of one that is not whole, and one that others could read is shut to them', async () => {
    const file = join(folder, 'secret');
    for (const text of ['', ' \n', 'half of a secr']) {
      await writeFile(file, text);
      await expect(secretKeyOf(undefined, folder)).rejects.toThrow('holds no whole secret (32 characters or more). Put it back from a backup');
      expect(await readFile(file, 'utf8')).toBe(text);
    }
    await writeFile(file, 'x'.repeat(40));
    await chmod(file, 0o644);
    expect([await secretKeyOf(undefined, folder), (await stat(file)).mode & 0o777]).toEqual(['x'.repeat(40), 0o600]);
  });

  it('the secret that is configured before the one that is kept', async () => {
    expect(await secretKeyOf('configured', folder)).toBe('configured');
  });

  it('a token for the capture that follows from the secret, and gives neither it nor another one away', () => {
    const [one, other] = ['a', 'b'].map((letter) => captureToken(letter.repeat(32)));
    expect(captureToken('a'.repeat(32))).toBe(one);
    expect(new Set([one, other, CAPTURE_AUTH_TOKEN, 'a'.repeat(32)]).size).toBe(4);
    expect(one).toMatch(/^[\w-]{43}$/);
  });

  it('the settings of a .env file beneath those of the environment', async () => {
    const file = join(folder, '.env');
    await writeFile(file, '# ours\nPORT=4000\nROLE="web"\nLOG_LEVEL=debug\n');
    expect(await readEnvironment({ PORT: '5000' }, file)).toEqual({ PORT: '5000', ROLE: 'web', LOG_LEVEL: 'debug' });
    expect(await readEnvironment({ PORT: '5000' }, join(folder, 'none'))).toEqual({ PORT: '5000' });
  });

  it('where mail and texts really go', async () => {
    const database = { url: 'postgres://x', isEmbedded: true } as OpenDatabase;
    const capture = { pid: 1, smtpPort: 2525, httpPort: 8025, baseUrl: 'http://127.0.0.1:8025', adopted: false };
    const captured = await findSurroundings(readSettings({ FIRSTWORD_HOME: folder }), database, 'http://x', capture);
    expect(captured).toMatchObject({ smtpUrl: 'smtp://127.0.0.1:2525', mailIsCaptured: true, smsIsCaptured: true, captureUrl: 'http://127.0.0.1:8025', twilio: { apiUrl: 'http://127.0.0.1:8025', authToken: captureToken(captured.secretKey) } });
    const environment = { FIRSTWORD_HOME: folder, SMTP_URL: 'smtps://relay.example', TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'x'.repeat(32), TWILIO_FROM: '+12025550123' };
    const real = await findSurroundings(readSettings(environment), database, 'http://x', null);
    expect(real).toMatchObject({ smtpUrl: 'smtps://relay.example', mailIsCaptured: false, smsIsCaptured: false, captureUrl: null, twilio: { accountSid: environment.TWILIO_ACCOUNT_SID, apiUrl: null } });
  });
});
