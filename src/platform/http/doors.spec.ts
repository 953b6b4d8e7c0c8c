import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { RouteTable } from './route-table.js';

/** Doors that stand open on purpose; each has its own lock, or nothing behind it. */
const OPEN = [
  '/api/openapi.json', '/api/docs', '/api/docs/start.js', '/api/docs/assets/*',
  '/health/live', '/health/ready', '/health/worker', // a container engine asks; they say yes or no
  '/metrics', // to this machine alone, or to who has METRICS_TOKEN: its own spec asks from elsewhere
  'POST /api/v1/session', '/sign-in',
  '/sign-in/company', 'POST /api/v1/session/passkey-options', 'POST /api/v1/session/passkey', // other ways to sign in
  '/affected', '/affected/code', '/affected/answer', // whoever asks whether he is affected; everybody gets one answer until he shows the code
  '/check', // customers ask whether a message is genuine
  '/status', '/status/*', // what anybody may read
  '/assets/*',
];
/** Webhooks are signed by a provider, and the pages of customers and of whoever is told of an alert named by a token in their address: they check that themselves, and so do their own specs. */
const OWN_LOCK = ['/webhooks/', '/n/:token', '/u/:token', '/a/:token'];

describe('the doors', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await testApp();
  });
  afterAll(() => test.close());

  const routes = () => test.app.get(RouteTable).all().filter(({ url, method }) => !OPEN.includes(url) && !OPEN.includes(`${method} ${url}`) && !OWN_LOCK.some((prefix) => url.startsWith(prefix)));
  const filled = (url: string) => url.replaceAll(/:[A-Za-z0-9_]+/g, '00000000-0000-4000-8000-000000000000').replace('*', 'x');

  it('are shut to whoever shows nothing', async () => {
    const answers = await Promise.all(routes().map(async ({ method, url }) => `${method} ${url} ${(await test.send(method as 'GET', filled(url))).statusCode}`));
    expect(answers.length).toBeGreaterThan(5);
    expect(answers.filter((answer) => !answer.endsWith(' 401'))).toEqual([]);
  });

  it('are all in the description of the API', async () => {
    const { paths } = (await test.send('GET', '/api/openapi.json')).json<{ paths: Record<string, Record<string, unknown>> }>();
    const missing = test.app.get(RouteTable).all()
      .filter(({ method, url }) => url.startsWith('/api/v1/') && method !== 'HEAD' && !paths[url.replaceAll(/:([A-Za-z0-9_]+)/g, '{$1}')]?.[method.toLowerCase()]);
    expect(missing).toEqual([]);
  });

  it('describe schemas whose references all lead somewhere', async () => {
    const document = (await test.send('GET', '/api/openapi.json')).json<{ openapi: string; components: { schemas?: Record<string, unknown> } }>();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]!);
    expect(document.openapi).toBe('3.1.0');
    expect(references.filter((name) => !document.components.schemas?.[name])).toEqual([]);
  });
});
