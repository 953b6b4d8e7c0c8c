import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, type Type } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type InjectOptions, type LightMyRequestResponse } from 'fastify';
import { AppModule } from '../../src/app.module.js';
import { type Actor, type Role } from '../../src/kernel/actor.js';
import { ApiKeys } from '../../src/platform/auth/api-keys.js';
import { People, type Person } from '../../src/platform/auth/people.js';
import { RESOLVE } from '../../src/deliver/sender-checks.service.js';
import { Clock, FixedClock } from '../../src/platform/clock/clock.js';
import { readSettings, type Settings } from '../../src/platform/config/config.js';
import { type Surroundings } from '../../src/platform/config/config.module.js';
import { APP_OPTIONS, fastifyAdapter, openDoors } from '../../src/platform/http/http-app.js';
import { createLog, type Log } from '../../src/platform/logging/log.js';
import { NestLog } from '../../src/platform/logging/nest-log.js';
import { testDatabase, type TestDatabase } from './postgres.js';
import { TEST_SECRET_KEY } from './test-sealing.js';

export const TEST_PASSWORD = 'a long enough password 42';

/** A browser or a program that is signed in: headers that it sends. */
export interface Client {
  readonly headers: Readonly<Record<string, string>>;
}

export interface Browser extends Client {
  readonly cookie: string;
  readonly csrfToken: string;
}

export interface TestAppOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly surroundings?: Partial<Surroundings>;
  /** Besides AppModule: controllers that try the platform out. */
  readonly controllers?: Type[];
  readonly now?: Date;
  /** Lines of the log, where a test wants to read them. */
  readonly logLines?: string[];
}

/** The real service on a database of its own, with business time standing still. Timers don't tick, and quiet hours are not kept, unless the environment says so. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  readonly clock: FixedClock;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  /** Listens on a free port at the first call. */
  url(): Promise<string>;
  person(...roles: Role[]): Promise<Person & { readonly actor: Actor }>;
  /** Signs in through the door. */
  browser(person: Person): Promise<Browser>;
  key(person: Person, roles?: readonly Role[]): Promise<Client>;
  /** A JSON request without a socket. */
  send(method: InjectOptions['method'], url: string, client?: Client | null, body?: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  // Timers hold a connection each while they work; where they don't tick, few are needed.
  const database = await testDatabase(options.environment?.['ROLE'] === 'all' ? 32 : 8);
  const settings = readSettings({ ROLE: 'web', QUIET_HOURS: 'off', FIRSTWORD_HOME: join(tmpdir(), 'firstword-test-home'), LOG_LEVEL: options.logLines ? 'debug' : 'fatal', ...options.environment });
  const surroundings: Surroundings = { ...testSurroundings(database.url), ...options.surroundings };
  const log = createLog(settings.LOG_LEVEL, 'test', options.logLines ? { write: (line) => void options.logLines!.push(line) } : undefined);
  const clock = new FixedClock(options.now ?? new Date('2026-03-02T09:00:00Z'));
  const app = await compile(AppModule.with(settings, surroundings, database.dataSource, log), options.controllers ?? [], clock, log);
  await openDoors(app, settings, surroundings, log);
  return around(app, database, clock, settings, surroundings);
}

export const testSurroundings = (databaseUrl: string): Surroundings => ({
  secretKey: TEST_SECRET_KEY,
  lookupKeys: { secret: TEST_SECRET_KEY, over: [] },
  publicUrl: 'http://firstword.test',
  databaseUrl,
  databaseIsEmbedded: true,
  smtpUrl: 'smtp://127.0.0.1:1',
  mailIsCaptured: true,
  twilio: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'an auth token of tests', from: '+12025550100', apiUrl: 'http://127.0.0.1:1' },
  smsIsCaptured: true,
  captureUrl: null,
  instance: 'test',
});

/** No test asks the world: every name is unknown. */
const noSuchName = (): Promise<never> => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));

async function compile(root: DynamicModule, controllers: Type[], clock: Clock, log: Log): Promise<NestFastifyApplication> {
  const module = await Test.createTestingModule({ imports: [root], controllers }).setLogger(new NestLog(log)).overrideProvider(Clock).useValue(clock).overrideProvider(RESOLVE).useValue(noSuchName).compile();
  return module.createNestApplication<NestFastifyApplication>(fastifyAdapter(), { ...APP_OPTIONS, logger: new NestLog(log) });
}

function around(app: NestFastifyApplication, database: TestDatabase, clock: FixedClock, settings: Settings, surroundings: Surroundings): TestApp {
  let listening: Promise<string> | undefined;
  const send: TestApp['send'] = (method, url, client, body, headers) =>
    app.inject({ method: method!, url, headers: { ...client?.headers, ...headers }, ...(body === undefined ? {} : { payload: body as object }) });
  return {
    app, database, clock, settings, surroundings, send,
    url: () => (listening ??= app.listen(0, '127.0.0.1').then(() => app.getUrl())),
    async person(...roles) {
      const name = `Person ${randomBytes(3).toString('hex')}`;
      const email = `${name.replace(' ', '.').toLowerCase()}@firstword.test`;
      const person = await app.get(People).create({ kind: 'system', id: 'test' }, { email, name, roles, password: TEST_PASSWORD });
      return { ...person, actor: { kind: 'person', id: person.id, name, roles } };
    },
    async browser(person) {
      const answer = await send('POST', '/api/v1/session', null, { email: person.email, password: TEST_PASSWORD });
      if (answer.statusCode !== 201) throw new Error(`Sign-in answered ${answer.statusCode}: ${answer.body}`);
      const cookie = `fw_session=${answer.cookies.find(({ name }) => name === 'fw_session')!.value}`;
      const { csrfToken } = answer.json<{ csrfToken: string }>();
      return { cookie, csrfToken, headers: { cookie, 'x-csrf-token': csrfToken } };
    },
    async key(person, roles = person.roles) {
      const { id, name } = person;
      const { key } = await app.get(ApiKeys).create({ kind: 'person', id, name, roles: person.roles }, { name: 'test', roles, expiresAt: null });
      return { headers: { authorization: `Bearer ${key}` } };
    },
    async close() {
      await app.close();
      await database.drop();
    },
  };
}
