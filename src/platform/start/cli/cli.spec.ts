import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../../../test/support/postgres.js';
import { type Command, UsageError } from './command.js';
import { commands } from './commands.js';
import { runCommand } from './run-command.js';

/** What a shell makes of a line of the README: the words behind `npm run cli --`, and what is on standard input. */
async function pasted(line: string): Promise<{ words: string[]; typed: string }> {
  const npm = 'npm() { while [ "$1" != -- ]; do shift; done; shift; printf "%s\\0" "$@"; printf "\\0"; case "$*" in *--password-stdin*) cat;; esac; }';
  const { stdout } = await promisify(execFile)('sh', ['-c', `${npm}\n${line}`], { env: { PATH: process.env['PATH'], FIRST_PASSWORD: 'a long enough password' } });
  const [words, typed = ''] = stdout.split('\0\0');
  return { words: words!.split('\0'), typed };
}

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

  it('adds a person by the line of the README that needs no terminal, and asks for one by the other', async () => {
    const lines = [...(await readFile('README.md', 'utf8')).matchAll(/^.*\bpeople add\b.*--email.*$/gm)].map(([line]) => line);
    expect(lines).toHaveLength(2);
    const [asking, piped] = await Promise.all(lines.map((line) => pasted(line)));
    expect(await run(asking!.words, '')).toMatchObject({ code: 2, complained: expect.stringMatching(/no terminal to ask/) });
    expect(await run(piped!.words, piped!.typed)).toEqual({ code: 0, printed: 'Your Name may sign in as you@example.com, with the roles commander, author, admin.', complained: '' });
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

  it.each([
    ['twice the same', 'a long enough password\na long enough password\n', 0, /Sam may sign in/],
    ['two that differ', 'a long enough password\nanother long password\n', 2, /^The two are not the same\./],
    ['one alone', 'a long enough password\n', 2, /^No password was given\./],
  ])('asks at a terminal for the password, and gets %s', async (_, input, expected, words) => {
    const shown: string[] = [];
    const keyboard = Object.assign(Readable.from([input]), { isTTY: true });
    const terminal = { environment: { DATABASE_URL: database.url, SECRET_KEY: 'x'.repeat(32) }, input: keyboard, print: (text: string) => void shown.push(text), complain: (text: string) => void shown.push(text) };
    expect(await runCommand(commands, ['people', 'add', '--email', 'sam@shop.example', '--name', 'Sam', '--roles', 'ops'], terminal)).toBe(expected);
    expect(shown.at(-1)).toMatch(words);
    expect(shown.join()).not.toContain('a long enough password');
  });

  it('brings a file in, lists what was wrong, and keeps all of that in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'firstword-cli-'));
    const file = join(folder, 'customers.csv');
    await writeFile(file, 'reference,email\nA-1,jo@shop.example\nA-2,nobody\n');
    const first = await run(['import', 'customers', file, '--bad-rows', join(folder, 'bad.csv')]);
    expect(first).toMatchObject({ code: 0, complained: '' });
    expect(first.printed).toMatch(/inserted 2[^]*line 3, email:/);
    expect(await readFile(join(folder, 'bad.csv'), 'utf8')).toContain(`3,"email",dropped`);
    expect((await run(['import', 'customers', file])).printed).toContain('unchanged 2');
    expect(await run(['import', 'customers', file, '--save-as', 'the shop’s'])).toMatchObject({ code: 0, complained: '' });
    const runs = () => database.db.query('select count(*)::int as runs, (select string_agg(m.name, $1) from import_mapping as m) as saved from import_run', [',']);
    const before = await runs();
    expect(before).toEqual([{ runs: 3, saved: 'the shop’s' }]);
    for (const name of ['', 'x'.repeat(61), 'shop/2026']) expect(await run(['import', 'customers', file, '--save-as', name])).toMatchObject({ code: 1, complained: expect.stringMatching(/^Give the mapping another name: 1 to 60/) });
    expect(await runs()).toEqual(before);
    await rm(folder, { recursive: true });
  });

  it.each<[string, string[], RegExp]>([
    ['what it does not know', ['weather', 'a.csv'], /no import of "weather"/],
    ['a file that is not there', ['customers', '/nowhere/a.csv'], /no file \/nowhere\/a\.csv/],
  ])('refuses to bring in %s', async (_, more, words) => {
    const refused = await run(['import', ...more]);
    expect(refused.code).toBe(2);
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
