import { afterAll, beforeAll, describe } from '@jest/globals';
import { BrandService } from '../../src/declare/brand.service.js';
import { type Client, testApp, type TestApp } from '../support/app.js';
import { aBrand } from '../support/declare.builder.js';
import { walkApiLists, type WalkedList } from '../support/walked-api-lists.js';

describe('lists of the API that are read whole', () => {
  let app: TestApp;
  let admin: Client;
  let lists: Readonly<Record<'people' | 'keys' | 'webhooks' | 'templates' | 'playbooks', WalkedList>>;
  const names = ['people', 'keys', 'webhooks', 'templates', 'playbooks'] as const;

  beforeAll(async () => {
    app = await testApp();
    const person = await app.person('admin', 'author', 'ops');
    admin = await app.browser(person);
    const { db } = app.database;
    await db.query(`insert into person (email, name, password_hash, roles, disabled_at) select 'p' || n || '@lists.test', 'Reader ' || lpad(n::text, 3, '0'), 'none', array[case when n % 3 = 0 then 'legal' else 'agent' end], case when n % 5 = 0 then now() end from generate_series(1, 30) as n`);
    await db.query(`insert into api_key (name, prefix, key_hash, roles, created_by, revoked_at, expires_at) select 'key ' || n, 'k' || lpad(n::text, 5, '0'), md5(n::text) || md5((-n)::text), '{ops}', $1, case when n % 4 = 0 then now() end, case when n % 4 = 1 then now() - interval '1 second' end from generate_series(1, 30) as n`, [person.id]);
    await db.query(`insert into webhook_endpoint (url, description, events, secret, created_by, failing_since, disabled_at) select 'https://hook-' || n || '.example/', 'Hook ' || n, '{notice.started}', 'none', $1, case when n % 3 = 1 then now() end, case when n % 3 = 2 then now() end from generate_series(1, 12) as n`, [person.id]);
    const brand = aBrand();
    await app.app.get(BrandService).save(person.actor, brand);
    const of = (about: unknown): Record<string, unknown> => about as Record<string, unknown>;
    lists = {
      people: {
        url: '/api/v1/people', keyOf: ({ id }) => id, nothing: 'words=nobody-of-this-name',
        filters: [['role=legal', ({ roles }) => (roles as string[]).includes('legal')], ['disabled=true', ({ disabledAt }) => disabledAt !== null], ['disabled=false', ({ disabledAt }) => disabledAt === null], ['words=READER%20001', ({ name }) => name === 'Reader 001']],
      },
      keys: { url: '/api/v1/keys', keyOf: ({ id }) => id, nothing: 'words=no-such-key', filters: [['live=true', ({ revokedAt, expiresAt }) => revokedAt === null && expiresAt === null], ['live=false', ({ revokedAt, expiresAt }) => revokedAt !== null || expiresAt !== null], ['words=fw_k00003', ({ name }) => name === 'key 3']] },
      webhooks: { url: '/api/v1/webhooks', keyOf: ({ id }) => id, nothing: 'words=nowhere', filters: [['state=on', (one) => one['failingSince'] === null && one['disabledAt'] === null], ['state=failing', (one) => one['failingSince'] !== null], ['state=off', (one) => one['disabledAt'] !== null], ['words=hook-7.', ({ description }) => description === 'Hook 7']] },
      templates: { url: `/api/v1/templates/${brand.id}`, keyOf: ({ about }) => JSON.stringify(about), nothing: 'state=draft', filters: [['kind=data-breach', ({ about }) => of(about)['kind'] === 'data-breach'], ['locale=es&type=initial', ({ about }) => of(about)['locale'] === 'es' && of(about)['type'] === 'initial'], ['state=came', ({ newest }) => newest === null]] },
      playbooks: { url: '/api/v1/playbooks', keyOf: ({ kind }) => kind, nothing: 'kind=data-breach&after=data-breach', filters: [['kind=data-breach', ({ kind }) => kind === 'data-breach']] },
    };
  });
  afterAll(() => app?.close());

  walkApiLists(names, () => ({ app, client: admin, lists }));
});
