import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, type TestApp, testApp } from '../../test/support/app.js';
import { aBrand, aDeclaration } from '../../test/support/declare.builder.js';
import { INCIDENT_KINDS } from './contract.js';

describe('declaring an incident', () => {
  let service: TestApp;
  let commander: Client;
  let admin: Client;
  let agent: Client;

  beforeAll(async () => {
    service = await testApp({ now: new Date('2026-03-16T14:00:00Z') });
    commander = await service.browser(await service.person('commander'));
    admin = await service.browser(await service.person('admin'));
    agent = await service.browser(await service.person('agent'));
    await service.send('PUT', '/api/v1/brands/harbour-pine', admin, aBrand());
  });
  afterAll(() => service.close());

  const declare = (body: unknown = aDeclaration(), client = commander) => service.send('POST', '/api/v1/incidents', client, body);

  it('keeps what was said, at business time, and sends nothing', async () => {
    const answer = await declare();
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ kind: 'data-breach', status: 'open', revision: 1, declaredAt: '2026-03-16T14:00:00.000Z', simulated: false });
    expect(answer.json().reference).toMatch(/^INC-\d{4}$/);
    const [{ messages }] = await service.database.db.query<{ messages: number }>('select count(*)::int as messages from message') as [{ messages: number }];
    expect(messages).toBe(0);
  });

  it('is on the timeline with a sentence and a name', async () => {
    const { id } = (await declare()).json();
    const { items } = (await service.send('GET', `/api/v1/incidents/${id}/timeline`, agent)).json();
    expect(items).toEqual([expect.objectContaining({ action: 'incident.declared', sentence: 'The incident was declared' })]);
    expect(items[0].actor.name).toEqual(expect.any(String));
  });

  it.each([
    ['an end before its beginning', { happenedUntil: new Date('2026-01-01T00:00:00Z') }, 'It ends before it begins.'],
    ['a discovery in the future', { discoveredAt: new Date('2026-03-16T15:00:00Z') }, 'It was discovered in the future.'],
    ['no words in any language', { facts: { ...aDeclaration().facts, text: {} } }, 'language'],
    ['a language without steps', { facts: { ...aDeclaration().facts, text: { en: { whatHappened: 'x', whatWeDo: 'y', whatYouCanDo: [] } } } }, 'step'],
    ['a brand that is not there', { brandId: 'nobody' }, 'no brand "nobody"'],
  ])('is refused with %s, and says so', async (_, change, words) => {
    const answer = await declare(aDeclaration(change));
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
    expect(answer.body).toContain(words.replaceAll('"', '\\"'));
  });

  it('is refused with a commander who is not there', async () => {
    const answer = await declare({ ...aDeclaration(), commanderId: '00000000-0000-4000-8000-000000000000' });
    expect(answer.json()).toMatchObject({ status: 422, code: 'commander-unknown', errors: [{ path: 'commanderId' }] });
  });

  it('takes the next number each time, and is listed newest first', async () => {
    const [one, two] = [(await declare()).json(), (await declare()).json()];
    expect(Number(two.reference.slice(4)) - Number(one.reference.slice(4))).toBe(1);
    const ids = (await service.send('GET', '/api/v1/incidents?status=open', agent)).json().items.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining([one.id, two.id]));
    expect((await service.send('GET', '/api/v1/incidents?status=lost', agent)).statusCode).toBe(422);
  });

  it('has a press time that can be set later', async () => {
    const { id } = (await declare()).json();
    const amended = await service.send('PATCH', `/api/v1/incidents/${id}`, commander, { revision: 1, pressReportedAt: '2026-03-16T15:30:00+01:00' });
    expect(amended.json()).toMatchObject({ pressReportedAt: '2026-03-16T14:30:00.000Z', revision: 2 });
  });

  it('has a timeline that can be read page by page, in order of time', async () => {
    const { id } = (await declare()).json();
    service.clock.advance(60_000);
    await service.send('POST', `/api/v1/incidents/${id}/close`, commander);
    service.clock.advance(-120_000); // another machine's clock is behind
    await service.send('POST', `/api/v1/incidents/${id}/reopen`, commander);
    service.clock.advance(60_000);
    const page = async (after: string) => (await service.send('GET', `/api/v1/incidents/${id}/timeline?limit=1&after=${after}`, agent)).json();
    const found: string[] = [];
    for (let next: string | null = '0'; next !== null; ) {
      const { items, next: following }: { items: { action: string }[]; next: string | null } = await page(next);
      found.push(...items.map(({ action }) => action));
      next = following;
    }
    expect(found).toEqual(['incident.reopened', 'incident.declared', 'incident.closed']);
  });

  it('is for commanders', async () => {
    expect((await declare(aDeclaration(), agent)).statusCode).toBe(403);
  });

  describe('that only some may see', () => {
    const listed = async (client: Client): Promise<string[]> => (await service.send('GET', '/api/v1/incidents', client)).json().items.map(({ id }: { id: string }) => id);
    const at = (path: string, client: Client, body?: unknown) => service.send(body === undefined ? 'GET' : 'POST', path, client, body);

    it('is so from the first moment on: the declarer, who leads it and those he names', async () => {
      const [lead, ops, other] = await Promise.all([service.person('commander'), service.person('ops'), service.person('commander', 'admin')]);
      const declared = await declare({ ...aDeclaration(), commanderId: lead.id, restricted: { reason: 'Somebody of the house.', people: [{ personId: ops.id }, { personId: ops.id, withKeys: true }] } });
      const { id } = declared.json<{ id: string }>();
      const [there, notThere] = [await Promise.all([commander, await service.browser(lead), await service.browser(ops), await service.key(ops)].map(listed)), await Promise.all([await service.browser(other), agent, admin, await service.key(lead)].map(listed))];
      expect([there.map((ids) => ids.includes(id)), notThere.map((ids) => ids.includes(id))]).toEqual([[true, true, true, true], [false, false, false, false]]);
      // incident and mark are of one transaction: there is no state between them that somebody could read
      const [row] = await service.database.db.query<{ one: boolean; revisions: number }>('select i.xmin = r.xmin as one, (select count(*)::int from audit_event as e where e.incident_id = i.id) as revisions from incident as i join incident_restriction as r on r.incident_id = i.id where i.id = $1', [id]);
      expect(row).toEqual({ one: true, revisions: 4 });
    });

    it('is there for the program that declared it', async () => {
      const key = await service.key(await service.person('commander'));
      const { id } = (await declare({ ...aDeclaration(), restricted: { reason: 'An arrest is prepared.' } }, key)).json<{ id: string }>();
      expect([(await listed(key)).includes(id), (await listed(commander)).includes(id)]).toEqual([true, false]);
    });

    it('is not declared at all where somebody on the list is nobody', async () => {
      const before = (await listed(commander)).length;
      const answer = await declare({ ...aDeclaration(), restricted: { reason: 'x', people: [{ personId: '00000000-0000-4000-8000-000000000000' }] } });
      expect([answer.json(), (await listed(commander)).length]).toEqual([expect.objectContaining({ status: 422, code: 'person-unknown' }), before]);
      expect((await declare({ ...aDeclaration(), restricted: { reason: ' ' } })).json()).toMatchObject({ errors: [{ path: 'restricted.reason' }] });
    });

    it('comes back, where nobody is left who can let others in, by the words of two administrators and never of one', async () => {
      const [gone, agentOn, legal, one, two] = await Promise.all([service.person('commander'), service.person('agent'), service.person('legal'), service.person('admin', 'legal'), service.person('admin')]);
      const { id } = (await declare({ ...aDeclaration(), restricted: { reason: 'An arrest is prepared.', people: [{ personId: agentOn.id }] } }, await service.browser(gone))).json<{ id: string }>();
      const [first, second] = [await service.browser(one), await service.browser(two)];
      const stranded = async () => (await at('/api/v1/stranded-incidents', first)).json<{ items: { incidentId: string }[] }>().items;
      const say = (word: string, client: Client, personId = legal.id) => at(`/api/v1/stranded-incidents/${id}/${word}`, client, { personId, reason: 'The commander has left.' });
      expect([await stranded(), (await say('ask', first)).json()]).toEqual([[], expect.objectContaining({ code: 'not-stranded' })]);
      await service.database.db.query('update person set disabled_at = now() where id = $1', [gone.id]);
      expect(await stranded()).toEqual([expect.objectContaining({ incidentId: id, viewers: [{ name: gone.name, mayNotSignIn: true }, { name: agentOn.name, mayNotSignIn: false }], asked: null })]);
      expect(JSON.stringify(await stranded())).not.toMatch(/Card numbers|arrest/);

      // neither lets himself in, nor an agent, who could not lead the list; nobody says both words, and not too late
      const codes = async (...answers: Promise<{ json(): { code?: string } }>[]) => (await Promise.all(answers)).map((answer) => answer.json().code);
      expect(await codes(say('ask', first, one.id), say('ask', first, agentOn.id), say('confirm', second), say('ask', commander))).toEqual(['own-access', 'person-unknown', 'let-in-over', 'role-missing']);
      expect((await say('ask', first)).statusCode).toBe(200);
      expect((await say('ask', first)).statusCode).toBe(200);
      expect(await codes(say('confirm', first), say('ask', second))).toEqual(['second-admin-needed', 'let-in-waits']);
      service.clock.advance(10 * 60_000);
      expect(await codes(say('confirm', second))).toEqual(['let-in-over']);
      await say('ask', first);
      expect((await say('confirm', second)).json()).toMatchObject({ items: [] });
      expect((await Promise.all([await service.browser(legal), first, second].map(listed))).map((ids) => ids.includes(id))).toEqual([true, false, false]);

      // those on the list are told at each word, and read afterwards who did what
      const told = await service.database.db.query<{ person: string }>(`select split_part(m.key, ':', 4) as person from staff_message as m where m.key like 'let-in:%:done:%' order by 1`);
      expect(told.map(({ person }) => person)).toEqual([agentOn.id, legal.id].sort());
      expect((await service.database.db.query(`select 1 from staff_message as m where m.key like 'let-in:%:asked:' || $1 || ':email'`, [agentOn.id])).length).toBe(2);
      const { items } = (await at(`/api/v1/incidents/${id}/timeline`, await service.browser(legal))).json<{ items: { sentence: string }[] }>();
      expect(items.map(({ sentence }) => sentence).slice(-1)).toEqual([expect.stringMatching(/Two administrators let somebody in/)]);
    });

    it('and no statement past the service lets one alone do it', async () => {
      const [gone, legal, one, two] = await Promise.all([service.person('commander'), service.person('legal'), service.person('admin'), service.person('admin')]);
      const { id } = (await declare({ ...aDeclaration(), restricted: { reason: 'x' } }, await service.browser(gone))).json<{ id: string }>();
      const { db } = service.database;
      const [{ mark }] = await db.query<{ mark: string }>('select id as mark from incident_restriction where incident_id = $1', [id]) as [{ mark: string }];
      const ask = (by: string, person: string, more = ['null', 'null', 'null']) => db.query<{ id: string }>(`insert into incident_let_in (restriction_id, person_id, requested_by, reason, requested_at, expires_at, confirmed_by, confirm_reason, confirmed_at) values ($1, $2, $3, 'x', '2026-03-16T14:00Z', '2026-03-16T14:10Z', ${more.join(', ')}) returning id`, [mark, person, by]);
      await expect(ask(one.id, legal.id)).rejects.toThrow('somebody on the list can let others in');
      await db.query('update person set disabled_at = now() where id = $1', [gone.id]);
      await expect(ask(legal.id, two.id)).rejects.toThrow('two administrators');
      await expect(ask(one.id, two.id)).rejects.toThrow('able to let others in');
      await expect(ask(one.id, legal.id, [`'${two.id}'`, `'x'`, `'2026-03-16T14:01Z'`])).rejects.toThrow('added to that once');
      const [{ id: word }] = await ask(one.id, legal.id) as [{ id: string }];
      const letIn = () => db.query(`insert into incident_viewer (restriction_id, person_id, reason, added_by, added_at, let_in_id) values ($1, $2, 'x', $3, '2026-03-16T14:01Z', $4)`, [mark, legal.id, two.id, word]);
      const confirm = (by: string, when: string) => db.query(`update incident_let_in set confirmed_by = $2, confirm_reason = 'x', confirmed_at = $3 where id = $1`, [word, by, when]);
      await expect(letIn()).rejects.toThrow('nobody himself');
      await expect(confirm(one.id, '2026-03-16T14:01Z')).rejects.toThrow('incident_let_in_second');
      await expect(confirm(two.id, '2026-03-16T14:10Z')).rejects.toThrow('incident_let_in_in_time');
      await confirm(two.id, '2026-03-16T14:01Z');
      await letIn();
      await expect(letIn()).rejects.toThrow('nobody himself');
    });
  });

  it('amended twice from the same revision keeps the first and refuses the second', async () => {
    const { id } = (await declare()).json();
    const amend = (title: string) => service.send('PATCH', `/api/v1/incidents/${id}`, commander, { revision: 1, title });
    const answers = await Promise.all([amend('One'), amend('Two')]);
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409]);
    const kept = answers.find((answer) => answer.statusCode === 200)!.json();
    expect((await service.send('GET', `/api/v1/incidents/${id}`, commander)).json()).toMatchObject({ title: kept.title, revision: 2 });
    const revisions = await service.database.db.query('select revision from incident_revision where incident_id = $1 order by 1', [id]);
    expect(revisions).toEqual([{ revision: 1 }, { revision: 2 }]);
  });

  it('closed refuses changes until it is open again; closing twice is once', async () => {
    const { id } = (await declare()).json();
    await service.send('POST', `/api/v1/incidents/${id}/close`, commander);
    expect((await service.send('POST', `/api/v1/incidents/${id}/close`, commander)).json()).toMatchObject({ status: 'closed', revision: 2 });
    expect((await service.send('PATCH', `/api/v1/incidents/${id}`, commander, { revision: 2, title: 'Late' })).json()).toMatchObject({ code: 'incident-closed' });
    expect((await service.send('POST', `/api/v1/incidents/${id}/reopen`, commander)).json()).toMatchObject({ status: 'open', closedAt: null });
  });
});

describe('a brand', () => {
  let service: TestApp;
  let admin: Client;
  beforeAll(async () => {
    service = await testApp();
    admin = await service.browser(await service.person('admin'));
  });
  afterAll(() => service.close());

  it.each([
    ['fromEmail', 'care@harbourpine-alerts.example'],
    ['website', 'https://harbourpine.example.evil.test'],
    ['checkAddress', 'bit.test/check'],
    ['timeZone', 'Pacific'],
  ])('is refused where its %s is %s', async (field, value) => {
    const answer = await service.send('PUT', '/api/v1/brands/harbour-pine', admin, aBrand({ [field]: value }));
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.body).toContain(field);
  });

  it.each([['%00', 422], ['No%20Such', 404], ['x'.repeat(41), 404]])('that is asked for as %s is not there: %s', async (id, status) => {
    expect((await service.send('GET', `/api/v1/brands/${id}`, admin)).statusCode).toBe(status);
  });

  it('is changed as a whole, and comes back as it was given', async () => {
    await service.send('PUT', '/api/v1/brands/harbour-pine', admin, aBrand());
    const answer = await service.send('PUT', '/api/v1/brands/harbour-pine', admin, aBrand({ phone: '+1 206-555-0199' }));
    expect(answer.json()).toEqual(aBrand({ phone: '+1 206-555-0199' }));
  });
});

describe('a playbook', () => {
  it('is there for every kind, in every language that its title is in', async () => {
    const service = await testApp();
    const agent = await service.key(await service.person('agent'));
    const { items } = (await service.send('GET', '/api/v1/playbooks', agent)).json<{ items: { kind: string; title: object; advice: object; agent: object; policies: object }[] }>();
    expect(items.map(({ kind }) => kind)).toEqual([...INCIDENT_KINDS]);
    for (const { title, advice, agent: briefing } of items) expect([Object.keys(advice), Object.keys(briefing)]).toEqual([Object.keys(title), Object.keys(title)]);
    expect((await service.send('GET', '/api/v1/playbooks/fraud-wave', agent)).json()).toEqual(items.at(-1));
    expect((await service.send('GET', '/api/v1/playbooks/rumour', agent)).statusCode).toBe(404);
    await service.close();
  });
});
