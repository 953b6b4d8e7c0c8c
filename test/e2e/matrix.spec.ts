import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LightMyRequestResponse } from 'fastify';
import { type Role, ROLES } from '../../src/kernel/actor.js';
import { type Client, testApp, type TestApp } from '../support/app.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../support/deliver.builder.js';
import { deliverParts } from '../support/deliver.parts.js';
import { fitting, type Schema } from '../support/fuzz.js';
import { type Door, MATRIX, OWN_BODIES } from '../support/role-matrix.js';

/** MATRIX_SEEN=file writes each answer that was seen, for whoever adds to the table. */
const SEEN = process.env['MATRIX_SEEN'];
const SEED = 20_260_316;

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}
interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Each role has a person in a browser, and a key that has that role alone. */
interface Asking {
  readonly browser: Client;
  readonly key: Client;
}

describe('every role at every door of the API', () => {
  const asking = new Map<Role, Asking>();
  const known: Record<string, string> = {};
  let test: TestApp;
  let api: Api;

  beforeAll(async () => {
    test = await testApp({ now: APPROVED_AT });
    for (const role of ROLES) {
      const person = await test.person(role);
      asking.set(role, { browser: await test.browser(person), key: await test.key(person) });
    }
    Object.assign(known, await someOfEach());
    api = (await test.send('GET', '/api/openapi.json')).json<Api>();
  }, 180_000);
  afterAll(() => test.close());

  /** What stands in an address behind its kind: "/incidents/{id}". */
  async function someOfEach(): Promise<Record<string, string>> {
    const { db, transactions } = test.database;
    const notice = await new DeliverBuilder(db, transactions).notice({ members: 3 });
    await deliverParts({ db, transactions, clock: test.clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() }).begin();
    const [ids] = await db.query<Record<string, string>>(
      `select n.incident_id as incidents, n.audience_id as audiences, (select min(id) from message)::text as messages, (select min(id) from customer)::text as customers from notice as n where n.id = $1`, [notice]);
    return { ...ids, notices: notice, brands: 'northwind', templates: 'northwind', playbooks: 'data-breach', ...TEMPLATE, people: (await test.person('agent')).id };
  }

  const operations = () => Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, operation })));

  /** A request that comes as far as the question who asks: its names are filled with what exists, its body fits. */
  function request({ name, path, operation }: { readonly name: string; readonly path: string; readonly operation: Operation }) {
    const url = path.split('/').map((part, index, all) => (part.startsWith('{') ? (known[all[index - 1] ?? ''] ?? '018f4b7a-0000-7000-8000-000000000000') : part)).join('/');
    const own = OWN_BODIES[name];
    const content = operation.requestBody?.content ?? {};
    const type = typeof own === 'string' || (!('application/json' in content) && Object.keys(content).length > 0) ? 'text/csv' : 'application/json';
    if (own === undefined && Object.keys(content).length === 0) return { url };
    const [made] = own === undefined && type === 'application/json' ? fc.sample(fitting(content['application/json']!.schema ?? {}, api.components.schemas), { numRuns: 1, seed: SEED }) : [own ?? 'reference\nC-1\n'];
    return { url, headers: { 'content-type': type }, payload: typeof made === 'string' ? made : JSON.stringify(made) };
  }

  /** By the question who asks; what is refused for another reason came through the door. */
  const isRefused = ({ statusCode, body }: LightMyRequestResponse): boolean => statusCode === 401 || statusCode === 403 || (statusCode === 400 && body.includes('"no-session"'));

  /** What is public answers everybody alike, but for who asks too often. */
  function isAsExpected(door: Door | 'public' | undefined, who: string, answer: LightMyRequestResponse, toNobody: LightMyRequestResponse): boolean {
    if (door === 'public') return answer.statusCode === toNobody.statusCode || answer.statusCode === 429;
    const role = ROLES.find((one) => who === one || who === `key of ${one}`);
    const mayCome = role !== undefined && door !== undefined && door.roles.includes(role) && !(door.peopleOnly && who !== role);
    return isRefused(answer) !== mayCome;
  }

  it('has an entry for each operation, and no entry for one that is gone', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(operations().map(({ name }) => name).sort());
  });

  it('lets in whom the table names, by browser and by key, and refuses everybody else', async () => {
    const wrong: string[] = [];
    const seen: Record<string, Record<string, number>> = {};
    for (const one of operations().sort((a, b) => turn(a.name) - turn(b.name))) {
      const [door, { url, ...rest }] = [MATRIX[one.name], request(one)];
      const answers = new Map<string, LightMyRequestResponse>();
      const ask = async (who: string, client: Client | null) => answers.set(who, await test.app.inject({ method: one.method as 'GET', url, ...rest, headers: { ...client?.headers, ...rest.headers } }));
      await ask('nobody', null);
      for (const [role, { browser, key }] of asking) {
        await ask(`key of ${role}`, key);
        await ask(role, browser);
      }
      for (const [who, answer] of answers) if (!isAsExpected(door, who, answer, answers.get('nobody')!)) wrong.push(`${one.name}: ${who} is answered ${answer.statusCode}`);
      if ([...answers.values()].some(({ statusCode }) => statusCode === 500)) wrong.push(`${one.name} breaks`);
      seen[one.name] = Object.fromEntries([...answers].map(([who, { statusCode }]) => [who, statusCode]));
    }
    if (SEEN) writeFileSync(SEEN, JSON.stringify(seen, null, 1));
    expect(wrong).toEqual([]);
  }, 600_000);
});

/** A template's address has a name behind each name. */
const TEMPLATE = { '{brand}': 'data-breach', '{kind}': 'initial', '{type}': 'en' };

/** Signing out ends what asks, and takes its turn after all others; looking comes before doing. */
const turn = (name: string): number => (name.endsWith('/session') ? 2 : name.startsWith('GET') ? 0 : 1);
