import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPI3 } from 'openapi-typescript';
import { Secret, TOTP } from 'otpauth';
import { commands } from '../../src/client/commands/commands.js';
import { runClient } from '../../src/client/run-client.js';
import { CLIENT_TYPES, clientTypes } from '../client/generate.js';
import { TEST_PASSWORD } from '../support/app.js';
import { type Employee, startThread, type ThreadApp } from '../support/thread.app.js';
import { affected, AFFECTED_RULE, BRAND, BREACH, customersCsv, FACTS, purchases, purchasesCsv, shoppers } from '../support/thread.company.js';
import { NoticeDesk } from '../support/thread.desk.js';

// A whole incident by the command line, each step by whose work it is; every step stands on those before it.
const DECLARED_AT = new Date('2026-03-02T17:00:00Z');
const CUSTOMERS = shoppers();
const BOUGHT = purchases(CUSTOMERS);
const MEMBERS = affected(CUSTOMERS, BOUGHT).length;

let app: ThreadApp;
let folder: string;
let approver: Employee & { email: string };
let author: Employee;
const keys: Record<'commander' | 'author' | 'ops', string> = { commander: '', author: '', ops: '' };
const place = (name: string): string => join(folder, name);

interface Run {
  readonly code: number;
  readonly printed: string;
  readonly said: string;
}

/** The command line as one person has it: his key or nothing, his own folder, and what he types. */
async function firstword(line: string, { key, typed, environment = {} }: { key?: string; typed?: string; environment?: NodeJS.ProcessEnv } = {}): Promise<Run> {
  const [printed, said]: [string[], string[]] = [[], []];
  const input = Object.assign(Readable.from(typed === undefined ? [] : [typed]), typed === undefined ? {} : { isTTY: true });
  const code = await runClient(commands, line.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', '')), {
    environment: { XDG_CONFIG_HOME: folder, FIRSTWORD_URL: app.url, ...(key ? { FIRSTWORD_KEY: key } : {}), ...environment },
    input, print: (words) => void printed.push(words), complain: (words) => void said.push(words),
  }, { waits: [0, 0, 0] });
  return { code, printed: printed.join('\n'), said: said.join('\n') };
}

const keyOf = async (person: Employee, ...roles: string[]): Promise<string> => (await person.post<{ key: string }>('/api/v1/keys', { name: 'the command line', roles })).key;
const idIn = (answer: string): string => (JSON.parse(answer) as { id: string }).id;

beforeAll(async () => {
  [app, folder] = await Promise.all([startThread({ now: DECLARED_AT }), mkdtemp(join(tmpdir(), 'firstword-command-line-'))]);
  const commander = await app.hire('commander');
  author = await app.hire('author');
  approver = Object.assign(await app.hire('approver'), { email: 'approver.3@firstword.test' });
  const ops = await app.hire('ops');
  await app.admin.put(`/api/v1/brands/${BRAND.id}`, BRAND);
  Object.assign(keys, { commander: await keyOf(commander, 'commander'), author: await keyOf(author, 'author'), ops: await keyOf(ops, 'ops') });
  await Promise.all([
    writeFile(place('customers.csv'), customersCsv(CUSTOMERS)), writeFile(place('purchases.csv'), purchasesCsv(BOUGHT)), writeFile(place('rule.json'), JSON.stringify(AFFECTED_RULE)),
    writeFile(place('incident.json'), JSON.stringify({ kind: 'data-breach', title: 'Cards', severity: 'critical', brandId: BRAND.id, facts: FACTS, happenedFrom: BREACH.from, happenedUntil: BREACH.until })),
    writeFile(place('plan.json'), JSON.stringify({ schedule: { waves: 1 }, policies: { channels: 'preferred', ladder: null } })),
  ]);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe('the types of the client', () => {
  it('are those of the API as it is: else npm run client', async () => {
    const document = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as OpenAPI3;
    expect(await clientTypes(document)).toBe(await readFile(CLIENT_TYPES, 'utf8'));
  });
});

describe('firstword', () => {
  it('brings files in, and keeps the list of bad rows', async () => {
    const customers = await firstword(`import customers ${place('customers.csv')} --bad-rows ${place('bad.csv')}`, { key: keys.ops });
    expect(customers).toMatchObject({ code: 0, printed: expect.stringMatching(/inserted 243[^]*line \d+, /) });
    expect(await readFile(place('bad.csv'), 'utf8')).toContain('ruth at mail.example');
    const again = await firstword(`import touchpoints ${place('purchases.csv')} --json --idempotency-key one-load`, { key: keys.ops });
    expect(await firstword(`import touchpoints ${place('purchases.csv')} --json --idempotency-key one-load`, { key: keys.ops })).toMatchObject({ code: 0, printed: again.printed });
    expect((await firstword(`import touchpoints ${place('customers.csv')} --idempotency-key one-load`, { key: keys.ops }))).toMatchObject({ code: 1, said: expect.stringContaining('was used for another request') });
  });

  it('declares from a file, with an example to begin with', async () => {
    const example = await firstword('declare --example data-breach', { key: keys.commander });
    expect(JSON.parse(example.printed)).toMatchObject({ kind: 'data-breach', brandId: BRAND.id, facts: { text: { en: { whatHappened: '', whatYouCanDo: expect.any(Array) } } } });
    const declared = await firstword(`declare ${place('incident.json')} --title "Card numbers copied"`, { key: keys.commander });
    expect(declared).toMatchObject({ code: 0, printed: expect.stringMatching(/^INC-0001 is declared: Card numbers copied\nhttp/), said: expect.stringMatching(/^Idempotency key: [0-9a-f-]{36}$/) });
    expect(await firstword('status', { key: keys.author })).toMatchObject({ code: 0, printed: 'INC-0001  critical  Card numbers copied' });
  });

  it('counts and freezes whom it touches, and drafts', async () => {
    expect(await firstword(`audience count INC-0001 ${place('rule.json')}`, { key: keys.commander })).toMatchObject({ code: 0, printed: expect.stringMatching(new RegExp(`^${MEMBERS} people: \\d+ by e-mail, `)) });
    const audience = idIn((await firstword(`audience freeze inc-0001 ${place('rule.json')} --json`, { key: keys.commander })).printed);
    expect(await firstword(`draft INC-0001 --audience ${audience} --plan ${place('plan.json')}`, { key: keys.author })).toMatchObject({ code: 0, printed: expect.stringContaining('INC-0001/1 is drafted (initial)') });
  });

  it('waits for the pre-flight, and submits', async () => {
    expect(await firstword('submit INC-0001/1', { key: keys.author })).toMatchObject({ code: 1, said: expect.stringContaining('pre-flight') });
    const checked = await firstword('preflight INC-0001/1 --wait', { key: keys.author });
    expect(checked).toMatchObject({ code: 0, printed: expect.stringMatching(new RegExp(`^Pre-flight: passed.\n${MEMBERS} people: [^]*Languages: [^]*\\d+ en`)) });
    expect(await firstword('submit INC-0001/1', { key: keys.author })).toMatchObject({ code: 0, printed: expect.stringMatching(/waits for an approver. The hash of its plan is [0-9a-f]{64}/) });
  });

  it('lets no key approve, and nobody who is not signed in', async () => {
    expect(await firstword('approve INC-0001/1 --people 3', { key: keys.commander })).toMatchObject({ code: 4, said: 'A person decides this, and a key can not. Sign in first: firstword sign-in' });
    expect(await firstword('approve INC-0001/1 --people 3')).toMatchObject({ code: 4, said: expect.stringContaining('Nobody is signed in') });
  });

  it('signs in with password and code, and keeps the session for its owner alone', async () => {
    const { secret } = await approver.post<{ secret: string }>('/api/v1/me/totp', {});
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const now = Date.now();
    await approver.post('/api/v1/me/totp/confirm', { code: totp.generate({ timestamp: now }) });
    expect(await firstword('sign-in --password-stdin', { typed: `${approver.email}\nnot the password 42\n` })).toMatchObject({ code: 4, said: expect.stringContaining('is wrong') });
    expect(await firstword('sign-in', { environment: {} })).toMatchObject({ code: 2, said: expect.stringContaining('no terminal') });
    const signedIn = await firstword(`sign-in --email ${approver.email}`, { typed: `${TEST_PASSWORD}\n${totp.generate({ timestamp: now + 30_000 })}\n` });
    expect(signedIn).toMatchObject({ code: 0, printed: expect.stringMatching(/^approver 3 is signed in at http.*, as approver\.$/) });
    expect((await stat(place('firstword/session.json'))).mode & 0o777).toBe(0o600);
    expect(await firstword('whoami')).toMatchObject({ code: 0, printed: expect.stringContaining('approver 3, a person') });
    await chmod(place('firstword/session.json'), 0o644);
    expect(await firstword('whoami')).toMatchObject({ code: 2, said: expect.stringContaining('chmod 600') });
    await chmod(place('firstword/session.json'), 0o600);
  });

  it('shows no other service what one gave', async () => {
    expect(await firstword('whoami --url http://127.0.0.1:1')).toMatchObject({ code: 4, said: expect.stringContaining('Nobody is signed in at http://127.0.0.1:1.') });
    expect(await firstword('whoami --url http://elsewhere.example')).toMatchObject({ code: 2, said: expect.stringContaining('is not encrypted') });
  });

  it('approves as a person who types the number of people, over what he signs', async () => {
    const desk = new NoticeDesk(author, approver, await app.hire('ops'));
    const [{ id }] = (await author.get<{ items: [{ id: string }] }>('/api/v1/notices')).items;
    await desk.brief(id);
    expect(await firstword('approve INC-0001/1', { typed: 'all of them\n' })).toMatchObject({ code: 2, said: expect.stringContaining('Nothing was signed.') });
    expect(await firstword('approve INC-0001/1', { typed: '3\n' })).toMatchObject({ code: 1 });
    const signed = await firstword('approve INC-0001/1', { typed: `${MEMBERS}\n` });
    expect(signed).toMatchObject({ code: 0, printed: expect.stringContaining('INC-0001/1 is approved. It goes out now.') });
    expect(signed.said).toMatch(/── en, as T-\d+ reads it ──\nSubject: [^]*copied card numbers while people paid[^]*SMS: [^]*── es, [^]*Plan [0-9a-f]{64}\nHow many people/);
  });

  it('says how it goes out, and waits until it is over', async () => {
    const over = await firstword('status INC-0001/1 --wait', { key: keys.commander });
    expect(over).toMatchObject({ code: 0, printed: expect.stringMatching(new RegExp(`: approved\\.\nfinished[^]*${MEMBERS} people: [^]*The sum adds up\\.`)) });
    expect(await firstword('status INC-0001', { key: keys.commander })).toMatchObject({ code: 0, printed: expect.stringMatching(/INC-0001\/1 {2}initial {2}finished {2}\d/) });
    expect(await firstword('doubts', { key: keys.ops })).toMatchObject({ code: 0, printed: 'Nothing is in doubt.' });
    expect(await firstword('doubts decide 12 told', { key: keys.ops })).toMatchObject({ code: 2, said: expect.stringContaining('--reason is missing') });
  });

  it('pauses, resumes and cancels', async () => {
    const [{ id: incident }] = (await author.get<{ items: [{ id: string }] }>('/api/v1/incidents')).items;
    const [{ id: audienceId }] = (await author.get<{ items: [{ id: string }] }>(`/api/v1/incidents/${incident}/audiences`)).items;
    const { id } = await author.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'update', audienceId, schedule: { waves: 3, waveIntervalMinutes: 60 }, policies: { channels: 'preferred', ladder: null } });
    const desk = new NoticeDesk(author, approver, await app.hire('ops'));
    await desk.approve(id);
    await desk.watch(id, MEMBERS, ({ waves }) => Boolean(waves[0]?.openedAt));
    expect(await firstword('pause INC-0001/2', { key: keys.ops })).toMatchObject({ code: 2, said: expect.stringMatching(/^--reason is missing\.\nUsage: firstword pause <notice> --reason/) });
    expect(await firstword('pause INC-0001/2 --reason "a look"', { key: keys.ops })).toMatchObject({ code: 0, printed: expect.stringMatching(/^paused \(a look\)\. 1 of 3 waves have begun\./) });
    expect(await firstword(`resume ${id}`, { key: keys.ops })).toMatchObject({ code: 0, printed: expect.stringMatching(/^running/) });
    expect(await firstword('holds INC-0001/2', { key: keys.ops })).toMatchObject({ code: 0, printed: 'Nothing was ever held.' });
    expect(await firstword('holds place INC-0001/2 --by FBI', { key: keys.commander })).toMatchObject({ code: 2, said: expect.stringContaining('--reason is missing') });
    expect(await firstword('holds place INC-0001/2 --by FBI --reason "They watch." --until soon', { key: keys.commander })).toMatchObject({ code: 2, said: expect.stringContaining('--until must be a time') });
    expect(await firstword('holds place INC-0001/2 --by FBI --reason "They watch."', { key: keys.ops })).toMatchObject({ code: 1, said: expect.stringContaining('commander or legal') });
    const placed = await firstword('holds place INC-0001/2 --by "FBI Seattle" --reason "They watch." --until 2026-03-09T17:00:00Z', { key: keys.commander });
    expect(placed).toMatchObject({ code: 0, printed: expect.stringMatching(/^stands until 2026-03-09 17:00 UTC {2}FBI Seattle: They watch\. {2}placed 2026-03-02/), said: expect.stringContaining('Idempotency key') });
    expect(await firstword(`resume ${id}`, { key: keys.ops })).toMatchObject({ code: 1 });
    expect(await firstword(`holds ${id} --notice`, { key: keys.ops })).toMatchObject({ code: 0, printed: expect.stringMatching(/^stands until/) });
    expect(await firstword(`holds end ${id} --notice --reason "Their letter"`, { key: keys.commander })).toMatchObject({ code: 0, printed: expect.stringMatching(/^ended .*: Their letter$/) });
    expect(await firstword('holds place INC-0001 --by FBI --reason "All of it."', { key: keys.commander })).toMatchObject({ code: 0, printed: expect.stringMatching(/^stands {2}FBI: All of it\./) });
    expect(await firstword('holds end INC-0001 --reason over --json', { key: keys.commander })).toMatchObject({ code: 0, printed: expect.stringContaining('"endReason": "over"') });
    expect(await firstword('holds end INC-0001 --reason over', { key: keys.commander })).toMatchObject({ code: 1, said: expect.stringContaining('No hold stands.') });
    expect(await firstword('cancel INC-0001/2 --reason enough', { key: keys.ops })).toMatchObject({ code: 0, printed: expect.stringMatching(/^cancelled \(enough\)[^]*cancelled\. The sum adds up\./) });
    expect(await firstword('cancel INC-0001/2 --reason enough', { key: keys.author })).toMatchObject({ code: 1, said: expect.stringContaining('This needs the role commander or ops.') });
  });

  it('reports, with the table and a pack that it proves', async () => {
    const key = await keyOf(await app.hire('auditor'), 'auditor');
    const reported = await firstword(`report INC-0001 --csv ${place('report.csv')} --evidence ${place('pack.zip')}`, { key });
    expect(reported).toMatchObject({ code: 0, printed: expect.stringMatching(/^INC-0001, open: Card numbers copied[^]*Notice 1, initial: [^]*Calls avoided: /) });
    expect(await readFile(place('report.csv'), 'utf8')).toContain('INC-0001');
    expect(await firstword(`verify ${place('pack.zip')}`)).toMatchObject({ code: 0, printed: expect.stringContaining('The pack holds.') });
  });

  it('sends again under the same key where the connection is cut, and it is done once', async () => {
    const before = (await author.get<{ items: unknown[] }>('/api/v1/incidents')).items.length;
    const cutting = await cutsTheFirst(app.url);
    const declared = await firstword(`declare ${place('incident.json')} --json`, { key: keys.commander, environment: { FIRSTWORD_URL: cutting.url } });
    await cutting.close();
    expect(declared).toMatchObject({ code: 0, said: expect.stringContaining('the connection was cut). Trying again …') });
    expect(cutting.keys).toHaveLength(2);
    expect(new Set(cutting.keys).size).toBe(1);
    const { items } = await author.get<{ items: { id: string }[] }>('/api/v1/incidents');
    expect(items).toHaveLength(before + 1);
    expect(items.map(({ id }) => id)).toContain(idIn(declared.printed));
  });

  it('says that nobody answers, and how to say it again', async () => {
    const lost = await firstword(`declare ${place('incident.json')} --url http://127.0.0.1:1`, { key: keys.commander });
    expect(lost).toMatchObject({ code: 3, printed: '', said: expect.stringMatching(/^Idempotency key: (.*)\nNo answer[^]*Whether it was done is not known\./) });
  });

  it('answers the API’s own words, each field by name, and for programs the problem itself', async () => {
    await writeFile(place('wrong.json'), JSON.stringify({ kind: 'data-breach', severity: 'worst' }));
    expect(await firstword(`declare ${place('wrong.json')}`, { key: keys.commander })).toMatchObject({ code: 1, said: expect.stringMatching(/The service does not take it:\n[^]* {2}title [^]* {2}severity /) });
    const { code, said } = await firstword(`declare ${place('wrong.json')} --json`, { key: keys.commander });
    expect([code, JSON.parse(said.slice(said.indexOf('{')))]).toMatchObject([1, { status: 422, code: 'request-invalid' }]);
    expect(await firstword('whoami', { key: 'fw_abcdefgh_nothing' })).toMatchObject({ code: 4, said: expect.stringContaining('This API key is unknown') });
    expect(await firstword('status INC-1999-0001', { key: keys.author })).toMatchObject({ code: 2, said: expect.stringContaining('There is no incident "INC-1999-0001".') });
    expect(await firstword('status --loud', { key: keys.author })).toMatchObject({ code: 2, said: expect.stringContaining('Usage: firstword status') });
  });

  it('signs out, and the session is over', async () => {
    expect(await firstword('sign-out')).toMatchObject({ code: 0, printed: 'Signed out.' });
    expect(await firstword('whoami')).toMatchObject({ code: 4 });
  });

  it('is a program of its own: help for each command, a key from a file, JSON for others to read', async () => {
    await writeFile(place('key'), `${keys.author}\n`, { mode: 0o600 });
    const [help, me] = await Promise.all([program(['approve', '--help']), program(['whoami', '--json'])]);
    expect(help).toMatchObject({ code: 0, printed: expect.stringMatching(/^firstword approve <notice>[^]*--idempotency-key/) });
    expect(JSON.parse(me.printed)).toMatchObject({ actor: { kind: 'key', name: 'the command line', roles: ['author'] } });
    for (const { name } of commands) expect((await firstword(`${name} --help`)).printed).toMatch(new RegExp(`^firstword ${name}`));
  });
});

/** The compiled command line in a process of its own. */
async function program(args: readonly string[]): Promise<Pick<Run, 'code' | 'printed'>> {
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/src/client/main.js'), ...args], { env: { PATH: process.env['PATH'], HOME: folder, FIRSTWORD_URL: app.url, FIRSTWORD_KEY_FILE: place('key') }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code: code as number, printed };
}

/** A way to the service that loses the answer of the first request that changes something: it ran, and nobody heard. */
async function cutsTheFirst(target: string): Promise<{ url: string; keys: string[]; close(): Promise<void> }> {
  const seen: string[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    const passed = request(`${target}${incoming.url}`, { method: incoming.method!, headers: incoming.headers }, (answer) => {
      if (incoming.method === 'POST') seen.push(String(incoming.headers['idempotency-key']));
      if (incoming.method === 'POST' && seen.length === 1) return void answer.resume().on('end', () => incoming.socket.destroy());
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys: seen,
    close: () => new Promise((done) => { server.close(() => done()); server.closeAllConnections(); }),
  };
}
