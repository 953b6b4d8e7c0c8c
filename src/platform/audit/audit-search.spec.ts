import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, testApp, type TestApp } from '../../../test/support/app.js';
import { BRAND, FACTS } from '../../../test/support/thread.company.js';
import { EVERYTHING, type Sight } from '../../kernel/actor.js';
import { Alerts } from '../alerts/alerts.js';
import { Transactions } from '../database/transactions.js';
import { Audit } from './audit.js';
import { AuditSearch } from './audit-search.js';

const NOBODY = { kind: 'system', id: 'test' } as const;

describe('what an event is about', () => {
  let test: TestApp;
  let admin: Client;
  beforeAll(async () => {
    test = await testApp();
    admin = await test.key(await test.person('admin', 'commander', 'ops', 'author'));
    await test.send('PUT', `/api/v1/brands/${BRAND.id}`, admin, BRAND);
  });
  afterAll(() => test.close());

  const record = (action: string, kind: string, id: string, details = {}) => test.app.get(Transactions).run((tx) => test.app.get(Audit).record(tx, NOBODY, { action, subject: { kind, id }, details }));
  const about = async (what: string, sight: Sight = EVERYTHING) => (await test.app.get(AuditSearch).find({ what, sight }, null, 10)).map((event) => event.about);

  it('is named as people call it, and not where nobody knows it any more', async () => {
    const person = await test.person('agent');
    const [{ name }] = await test.database.db.query<{ name: string }>('select p.name from person as p where p.id = $1', [person.id]) as [{ name: string }];
    await test.send('POST', '/api/v1/imports/customers?sourceName=some.csv', admin, 'reference,first_name\nC-17,Ana\n', { 'content-type': 'text/csv' });
    const [{ id }] = await test.database.db.query<{ id: string }>('select c.id from customer as c') as [{ id: string }];
    await record('test.person', 'person', person.id);
    await record('test.contact', 'alert-contact', 'gone', { person: person.id });
    await record('test.customer', 'customer', id);
    for (const nobody of ['x', '17000', '']) await record('test.nobody', 'customer', nobody);
    expect([await about('test.person'), await about('test.contact'), await about('test.customer'), await about('import.finished'), await about('brand.saved')]).toEqual([[name], [name], ['C-17'], ['some.csv'], [BRAND.name]]);
    expect(await about('test.nobody')).toEqual([null, null, null]);
    await test.database.db.query('update customer set erased_at = now()');
    expect(await about('test.customer')).toEqual([null]);
  });

  it('is kept from whoever may not see the incident of an alert, though the event names none', async () => {
    const incident = (await test.send('POST', '/api/v1/incidents', admin, { kind: 'service-outage', title: 'Secret', severity: 'low', brandId: BRAND.id, facts: { ...FACTS, dataInvolved: [] } })).json<{ id: string }>().id;
    await test.app.get(Alerts).raise({ kind: 'test.odd', subject: 'one', incidentId: incident as never, message: 'Odd in Secret.', remedy: 'Look.', lasting: true });
    const [{ id }] = await test.database.db.query<{ id: string }>('select a.id from alert as a where a.incident_id = $1', [incident]) as [{ id: string }];
    await record('alert.told', 'alert', id);
    expect(await about('alert.told')).toEqual(['Odd in Secret.']);
    expect(await about('alert.told', { brands: null, unseen: [incident] })).toEqual([null]);
  });
});
