import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, type Client, testApp, type TestApp } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/capture-fixture.js';
import { BRAND, FACTS } from '../../../test/support/thread.company.js';
import { RestrictionService } from '../../declare/restriction.service.js';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';

const HTML = { accept: 'text/html' };

/** Each asks while an incident is being restricted: he was let in before that was committed, and what he asks for is read after. */
describe('an incident that is restricted while somebody is being answered', () => {
  let test: TestApp;
  let carla: Actor;
  let other: Browser;
  let key: Client;
  let declarer: Client;
  beforeAll(async () => {
    test = await testApp();
    const commander = await test.person('commander', 'admin');
    carla = commander.actor;
    declarer = await test.key(commander, ['commander', 'admin']);
    expect((await test.send('PUT', '/api/v1/brands/shop', declarer, { ...BRAND, id: 'shop' })).statusCode).toBe(200);
    const person = await test.person('commander', 'auditor');
    [other, key] = [await test.browser(person), await test.key(person)];
  });
  afterAll(() => test.close());

  async function incident(title: string): Promise<IncidentId> {
    const declared = await test.send('POST', '/api/v1/incidents', declarer, { kind: 'service-outage', title, severity: 'low', brandId: 'shop', facts: { ...FACTS, dataInvolved: [] } });
    return declared.json<{ id: IncidentId }>().id;
  }

  /** @param table  What the request reads after the guard: it waits there until the restriction is committed. */
  async function restrictedWhile<Answer>(id: IncidentId, table: string, ask: () => Promise<Answer>): Promise<Answer> {
    const answer = await test.database.transactions.run(async (tx) => {
      await test.app.get(RestrictionService).placeWithin(tx, carla, id, { reason: 'under seal', people: [] });
      await tx.query(`lock table ${table} in access exclusive mode`);
      const asked = ask();
      await eventually(() => test.database.db.query(`select from pg_locks as l where not l.granted and l.relation = $1::regclass`, [table]), (waiting) => waiting.length > 0);
      return { asked };
    });
    return answer.asked;
  }

  it('is on no list of the API: whoever asks is told to ask again', async () => {
    for (const who of ['browser', 'key'] as const) {
      const as = who === 'browser' ? other : key;
      const id = await incident(`Sealed from ${who}`);
      const answer = await restrictedWhile(id, 'incident', () => test.send('GET', '/api/v1/incidents?limit=100', as));
      expect([answer.statusCode, answer.json(), answer.body.includes(id)]).toEqual([409, expect.objectContaining({ code: 'sight-changed' }), false]);
      const again = await test.send('GET', '/api/v1/incidents?limit=100', as);
      expect([again.statusCode, again.body.includes(id)]).toEqual([200, false]);
    }
  });

  it('is on no page: the browser asks for it again', async () => {
    const id = await incident('Sealed from pages');
    const page = await restrictedWhile(id, 'incident', () => test.send('GET', '/incidents?state=open', other, undefined, HTML));
    expect([page.statusCode, page.headers.location, page.body]).toEqual([303, '/incidents?state=open', '']);
    const own = await restrictedWhile(await incident('Sealed, opened'), 'incident', () => test.send('GET', `/incidents/${id}`, other, undefined, HTML));
    expect([own.statusCode === 200, own.body.includes('Sealed')]).toEqual([false, false]);
  });

  it('is in no file: one that was begun breaks off', async () => {
    const id = await incident('Sealed from files');
    const url = await test.url();
    const file = await restrictedWhile(id, 'audit_event', () => fetch(`${url}/api/v1/audit.csv`, { headers: key.headers }).then((answer) => answer.text(), () => 'broken off').catch(() => 'broken off'));
    expect(file).not.toContain(id);
    const whole = await (await fetch(`${url}/api/v1/audit.csv`, { headers: key.headers })).text();
    expect([whole.includes('key.created'), whole.includes(id)]).toEqual([true, false]);
  });

  it('is shown to whoever is on its list, without a second asking', async () => {
    const id = await incident('Sealed, and on the list');
    const listed = await test.person('commander');
    const viewer = await test.browser(listed);
    const answer = await test.database.transactions.run(async (tx) => {
      await test.app.get(RestrictionService).placeWithin(tx, carla, id, { reason: 'under seal', people: [{ personId: listed.id, withKeys: false }] });
      await tx.query('lock table incident in access exclusive mode');
      const asked = test.send('GET', '/api/v1/incidents?limit=100', viewer);
      await eventually(() => test.database.db.query(`select from pg_locks as l where not l.granted and l.relation = 'incident'::regclass`), (waiting) => waiting.length > 0);
      return { asked };
    });
    const { statusCode, body } = await answer.asked;
    expect([statusCode, body.includes(id)]).toEqual([200, true]);
  });
});
