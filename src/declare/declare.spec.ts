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

  it.each(['%00', 'No%20Such', 'x'.repeat(41)])('that is asked for as %s is not there', async (id) => {
    expect((await service.send('GET', `/api/v1/brands/${id}`, admin)).statusCode).toBe(404);
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
