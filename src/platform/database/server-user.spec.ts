import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from '@jest/globals';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { type Start, starterFor } from './server-user.js';

const POSTGRES = { uid: 101, gid: 104 };
const PATHS = ['/root/firstword/node_modules/postgres', '/srv/data/postgres'];

/** As a system on which the starts that `lets` names get at everything, and all others only at what does not lie under /root. */
const system = (...lets: readonly string[]) => ({ file, args }: Start): Promise<boolean> =>
  Promise.resolve(lets.some((one) => file === 'setpriv' && args.includes(`--ambient-caps=+${one}`)) || (file !== 'setpriv' && !args.at(-1)!.startsWith('/root/')));

describe('as whom PostgreSQL runs', () => {
  it('is whoever we are, where that is not root', async () => {
    const starter = await starterFor(null, PATHS, () => Promise.reject(new Error('nobody was to be asked')));
    expect(starter('pg_ctl', ['stop'])).toEqual({ file: 'pg_ctl', args: ['stop'], options: {} });
  });
  it('is its owner and no more where he gets at all of it', async () => {
    const starter = await starterFor(POSTGRES, [PATHS[1]!], system());
    expect(starter('pg_ctl', ['stop'])).toEqual({ file: 'pg_ctl', args: ['stop'], options: POSTGRES });
  });
  it.each([
    ['dac_read_search', ['dac_read_search', 'dac_override']],
    ['dac_override', ['dac_override']],
  ])('is its owner with %s below a folder that only root may enter, where the system gives %j', async (capability, given) => {
    const { file, args, options } = (await starterFor(POSTGRES, PATHS, system(...given)))('/bin/pg_ctl', ['stop', '-D', '/x']);
    expect(file).toBe('setpriv');
    expect(args).toEqual(['--reuid=101', '--regid=104', '--clear-groups', '--securebits=+no_setuid_fixup', `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`, '--', '/bin/pg_ctl', 'stop', '-D', '/x']);
    expect(options).toEqual({});
  });
  it('says where there is no way in, and what to do', async () => {
    await expect(starterFor(POSTGRES, PATHS, system())).rejects.toThrow('the user "postgres" then, who may not enter /root/firstword. Put Firstword and its home where every user may enter, such as /srv;');
  });
});

describe('a server below a folder that nobody else may enter', () => {
  it('starts and stops', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'firstword-shut-'));
    try {
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      const server = await startEmbeddedPostgres(join(folder, 'postgres'), { durable: false });
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      const { rows } = await client.query<{ database: string }>('select current_database() as database');
      await client.end();
      await server.stop();
      expect(rows).toEqual([{ database: 'firstword' }]);
      expect(await server.isUp()).toBe(false);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
