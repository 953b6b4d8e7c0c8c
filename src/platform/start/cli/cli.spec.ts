import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../../../test/support/postgres.js';
import { type Command, UsageError } from './command.js';
import { commands } from './commands.js';
import { runCommand } from './run-command.js';

describe('the command line', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  const run = async (line: string[], input = '', list: readonly Command[] = commands) => {
    const [printed, complained]: [string[], string[]] = [[], []];
    const environment = { DATABASE_URL: database.url, SECRET_KEY: 'x'.repeat(32), ROLE: 'worker' };
    const code = await runCommand(list, line, { environment, input: Readable.from([input]), print: (text) => void printed.push(text), complain: (text) => void complained.push(text) });
    return { code, printed: printed.join('\n'), complained: complained.join('\n') };
  };
  const add = (...more: string[]) => ['people', 'add', '--email', 'jo@shop.example', '--name', 'Jo Bloggs', ...more];

  it('shows every command when it is asked for help, and when it is asked for one that is not there', async () => {
    expect(await run([])).toMatchObject({ code: 0, printed: expect.stringContaining('people add --email') });
    expect(await run(['persons', 'add'])).toMatchObject({ code: 2, complained: expect.stringMatching(/^There is no command "persons add"[^]*migrations-check/) });
  });

  it('adds the first person, with a password that is on no command line', async () => {
    const added = await run(add('--roles', 'admin,commander', '--password-stdin'), 'a long enough password\n');
    expect(added).toEqual({ code: 0, printed: 'Jo Bloggs may sign in as jo@shop.example, with the roles commander, admin.', complained: '' });
    const events = await database.db.query('select actor_kind, actor_id, action from audit_event');
    expect(events).toEqual([{ actor_kind: 'system', actor_id: 'cli', action: 'person.created' }]);
  });

  it.each<[string, string[], string, number, RegExp]>([
    ['an address that is taken', ['--roles', 'agent', '--password-stdin'], 'a long enough password', 1, /^There is a person with this e-mail address already\.$/],
    ['a weak password', ['--roles', 'agent', '--password-stdin'], 'short', 1, /at least 12 characters/],
    ['a role that is not there', ['--roles', 'agent,boss'], '', 2, /^There is no role "boss"/],
    ['no roles', [], '', 2, /^--roles is missing\.\nUsage: npm run cli -- people add --email/],
    ['an unknown option', ['--rolls', 'x'], '', 2, /Unknown option '--rolls'/],
    ['nobody to ask for a password', ['--roles', 'agent'], '', 2, /no terminal to ask/],
  ])('refuses %s', async (_, more, input, code, words) => {
    const refused = await run(add(...more), input);
    expect(refused.code).toBe(code);
    expect(refused.complained).toMatch(words);
  });

  it('says when there is nothing to migrate', async () => {
    expect(await run(['migrate'])).toMatchObject({ code: 0, printed: 'The database is up to date.' });
  });

  it('tells a wrong call from a failure', async () => {
    const failing = (error: Error): Command => ({ name: 'fail', usage: '--x', summary: '', run: () => Promise.reject(error) });
    expect(await run(['fail'], '', [failing(new UsageError('Not so.'))])).toMatchObject({ code: 2, complained: 'Not so.\nUsage: npm run cli -- fail --x' });
    expect(await run(['fail'], '', [failing(new Error('Out of paper.'))])).toMatchObject({ code: 1, complained: 'It failed: Out of paper.' });
  });
});
