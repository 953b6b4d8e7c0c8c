import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { type Role } from '../../src/kernel/actor.js';
import { TEST_PASSWORD } from '../support/app.js';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { SseClient } from '../support/sse-client.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { storySteps } from '../support/story-steps.js';
import { startStory, type Story } from '../support/thread.story.js';

/** No approver can be reached, and two administrators approve: on the pages, with everybody looking. */
describe('the break-glass', () => {
  let story: Story;
  let browser: Browser;
  let one: Visitor;
  let two: Visitor;
  let legal: Visitor;
  let notice = '';
  const seen: Visitor[] = [];
  const it = storySteps(seen);

  beforeAll(async () => {
    [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-02T17:00:00Z'), environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    [one, two, legal] = [await arrive('admin'), await arrive('admin'), await arrive('legal')];
    notice = await story.draft();
    await story.desk.submit(notice);
  });
  afterAll(async () => {
    await browser?.close();
    await story?.close();
  });

  async function arrive(...roles: Role[]): Promise<Visitor> {
    const { email } = await story.test.person(...roles);
    const visitor = await Visitor.arrive(browser, story.url);
    seen.push(visitor);
    await visitor.signIn(email, TEST_PASSWORD);
    return visitor;
  }

  const say = async ({ page }: Visitor, people: string) => {
    await page.locator('#glass-people').fill(people);
    await page.locator('#glass-reason').fill('Both approvers are on a plane, and cards are being used');
  };
  const state = async () => (await story.desk.view(notice)).notice.state;

  it('begins with one administrator, who sees what he would sign', async () => {
    await one.page.goto(`/notices/${notice}`);
    await one.page.getByRole('link', { name: 'Look at it and decide' }).click();
    await one.page.waitForURL(`**/notices/${notice}/approve`);
    await one.look('glass-before');
    await say(one, '1');
    await one.press('Ask for it');
    expect(await one.page.locator('main').textContent()).toContain('not the number in the audience');
    await say(one, String(story.people.length));
    await one.press('Ask for it');
    expect(await one.page.locator('.notice.bad').first().textContent()).toContain('wants to approve it without an approver');
    expect([await one.page.locator('#glass-reason').count(), await state()]).toEqual([0, 'submitted']);
  });

  it('waits for another, who is led to it', async () => {
    await two.page.goto('/incidents');
    await two.page.getByRole('link', { name: /needs a second administrator/ }).click();
    await two.page.waitForURL(`**/notices/${notice}/approve`);
    await two.look('glass-asked');
    await say(two, String(story.people.length));
    await two.press(/^Approve it together with/);
    expect(await two.page.locator('main').textContent()).toContain('Two administrators approved it without an approver');
    expect(await state()).toBe('approved');
    await story.desk.finished(notice, story.people.length);
  });

  it('shows in red wherever the notice does, until somebody else has looked it over', async () => {
    for (const path of [`/notices/${notice}`, `/incidents/${story.incident.id}`, `/incidents/${story.incident.id}/room`, `/incidents/${story.incident.id}/room?wall=1`, `/incidents/${story.incident.id}/report`]) {
      await legal.page.goto(path);
      await legal.page.locator('.notice.bad', { hasText: 'Two administrators approved it without an approver' }).waitFor();
      expect([path, await legal.page.locator('main').textContent()]).toEqual([path, expect.stringContaining('still has to look it over')]);
    }
    await legal.page.goto('/incidents');
    await legal.page.getByRole('link', { name: /approved without an approver \(break-glass\)/ }).click();
    await legal.page.waitForURL(`**/notices/${notice}`);
    await legal.page.getByLabel('What you looked at, and what you found').fill('The plane landed at nine; the text was right.');
    await legal.look('glass-review');
    await legal.press('It was right');
    expect(await legal.page.locator('.notice.bad').first().textContent()).toContain('looked it over and found that it was right');
    const sentences = (await story.auditor.all<{ sentence: string }>(`/api/v1/incidents/${story.incident.id}/timeline`)).map(({ sentence }) => sentence).filter((sentence) => /approve/.test(sentence));
    expect(sentences).toEqual([
      expect.stringMatching(/An administrator asked to approve notice 1 \(first word\) without an approver \(break-glass\): Both/),
      expect.stringMatching(/was approved, for .* people, by two administrators and no approver \(break-glass\)$/), expect.stringMatching(/That notice 1 \(first word\) was approved without an approver was looked over: it was right: The plane/),
    ]);
  });

  it('and then only some may see the incident: for everybody else it is nowhere', async () => {
    const { test, incident, commander, audienceId, ops } = story;
    const everyRole = ['commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin'] as const;
    const outsider = await test.person(...everyRole);
    const [browserOf, program] = [await test.browser(outsider), await test.key(outsider)];
    const db = test.database.db;
    const one = async (sql: string) => String((await db.query<{ id: string }>(sql, [incident.id]))[0]!.id);
    const ids: Record<string, string> = {
      incidents: incident.id, notices: notice, audiences: audienceId, messages: await one('select m.id from message as m join notice as n on n.id = m.notice_id where n.incident_id = $1 limit 1'),
      customers: await one('select a.customer_id as id from audience_member as a join audience as x on x.id = a.audience_id where x.incident_id = $1 order by a.position limit 1'),
      alerts: await one('select a.id from alert as a where a.incident_id = $1 limit 1'), brands: 'tidewater',
    };
    await commander.post(`/api/v1/desk/customers/${ids['customers']!}/calls`, { incidentId: incident.id, reason: 'what-happened', note: 'Card numbers copied', key: 'a call of today' });
    const [title, reference] = ['Card numbers copied at two stores', (await commander.get<{ reference: string }>(`/api/v1/incidents/${incident.id}`)).reference];
    const traces = [title, reference, incident.id, notice, audienceId];
    const pathsOf = () => test.app.get(RouteTable).all()
      .filter(({ method, url }) => method === 'GET' && !/^\/(n|u|a|assets|status|check|webhooks|affected|sign-in|health|metrics)(\/|$)/.test(url) && !/events$|vendor|api\/(docs|openapi)/.test(url))
      .map(({ url }) => url.replaceAll(/([a-z-]+)\/:(\w+)/g, (_, kind: string) => `${kind}/${ids[kind] ?? ids['audiences']!}`).replaceAll(/:\w+/g, 'x'));
    /** Where something of the incident can be read. */
    const seenAt = async (client: typeof program) => {
      const found: string[] = [];
      for (const path of pathsOf()) {
        const answer = await test.send('GET', path, client, undefined, { accept: path.startsWith('/api') ? 'application/json' : 'text/html' });
        // an answer may name what was asked for; a refusal says nothing else
        const asked = [...Object.values(ids), path].filter((text) => path.includes(text));
        const body = asked.reduce((text, part) => (answer.statusCode === 404 ? text.replaceAll(part, '') : text), answer.body.replaceAll('placeholder="INC-0001"', ''));
        if (traces.some((trace) => body.includes(trace))) found.push(path);
        if (answer.statusCode >= 500) found.push(`${path} answers ${answer.statusCode}`);
      }
      return found;
    };
    const before = await seenAt(browserOf);
    expect(before.length).toBeGreaterThan(40); // it can be seen all over the place
    const stream = await SseClient.open(`${story.url}/incidents/${incident.id}/room/events`, { cookie: browserOf.cookie });
    await stream.next('beat');

    const auditor = story.auditor.personId;
    const at = `/api/v1/incidents/${incident.id}/viewers`;
    expect(await commander.post(`${at}/restrict`, { reason: 'An arrest is prepared.', people: [{ personId: auditor, withKeys: false }] })).toMatchObject({ restriction: { reason: 'An arrest is prepared.' }, viewers: [{ personId: commander.personId }, { personId: auditor }] });
    await stream.next('over');
    const left = (await test.send('GET', '/api/v1/audit?limit=500', program)).json<{ items: object[] }>().items.map((item) => JSON.stringify(item)).filter((item) => traces.some((trace) => item.includes(trace)));
    expect(left).toEqual([]);
    expect([await seenAt(browserOf), await seenAt(program)]).toEqual([[], []]);
    expect((await commander.get<{ items: { id: string }[] }>('/api/v1/incidents')).items.map(({ id }) => id)).toContain(incident.id);
    expect((await story.auditor.get<{ items: { incidentId: string | null }[] }>('/api/v1/audit?limit=500')).items.some(({ incidentId }) => incidentId === incident.id)).toBe(true);

    // nobody lets himself in, by the service or past it
    for (const client of [browserOf, program]) expect((await test.send('POST', at, client, { personId: outsider.id, reason: 'I want to' })).statusCode).toBe(404);
    await expect(commander.post(at, { personId: commander.personId, withKeys: true, reason: 'mine' })).rejects.toThrow('own-access');
    const [mark] = await db.query<{ id: string }>('select id from incident_restriction where incident_id = $1', [incident.id]);
    for (const by of [outsider.id, commander.personId]) {
      await expect(db.query(`insert into incident_viewer (restriction_id, person_id, reason, added_by, added_at) values ($1, $2, 'x', $2, now())`, [mark!.id, by])).rejects.toThrow('nobody himself');
    }
    await expect(db.query(`insert into incident_viewer (restriction_id, person_id, reason, added_by, added_at) values ($1, $2, 'x', $3, now())`, [mark!.id, outsider.id, ops.personId])).rejects.toThrow('nobody himself');
    expect(await commander.post(at, { personId: outsider.id, reason: 'Leads the sending tonight.' })).toMatchObject({ viewers: [{}, {}, { personId: outsider.id, addedBy: expect.any(String) }] });
    expect([(await test.send('GET', `/api/v1/notices/${notice}`, browserOf)).statusCode, (await test.send('GET', `/api/v1/notices/${notice}`, program)).statusCode]).toEqual([200, 404]);
    expect((await commander.ask('DELETE', `${at}/${outsider.id}`, { reason: 'Done.' })).status).toBe(200);
    expect((await commander.ask('DELETE', `${at}/${auditor}`, { reason: 'Done.' })).status).toBe(200);
    expect(await commander.ask('DELETE', `${at}/${commander.personId}`, { reason: 'Done.' })).toMatchObject({ status: 409, body: { code: 'last-viewer' } });
    await commander.post(`${at}/lift`, { reason: 'It is public.' });
    expect((await test.send('GET', `/api/v1/notices/${notice}`, program)).statusCode).toBe(200);
  });

  it('is said on a page who that is', async () => {
    const { page } = legal;
    await page.goto(`/incidents/${story.incident.id}`);
    await page.getByRole('link', { name: 'Who may see it' }).click();
    await page.waitForURL('**/viewers');
    await legal.look('viewers-all');
    await page.getByLabel('Why').fill('An arrest is prepared.');
    const [{ name } = { name: '' }] = await story.test.database.db.query<{ name: string }>('select name from person where id = $1', [story.commander.personId]);
    await page.getByLabel(name).check();
    await legal.press('Only these may see it');
    expect(await page.locator('main').textContent()).toMatch(/Only those on this list may see it\. An arrest is prepared\./);
    expect(await page.locator('main .card strong').allTextContents()).toEqual(expect.arrayContaining([name]));
    await legal.look('viewers');
    const seenBy = () => Promise.all([story.commander, story.author].map(async (who) => (await who.ask('GET', `/api/v1/incidents/${story.incident.id}`)).status));
    expect(await seenBy()).toEqual([200, 404]);
    await page.getByText(`Take ${name} off the list`).click();
    await page.locator(`#why-${story.commander.personId}`).fill('Was needed for an hour.');
    await legal.press(`Take ${name} off`);
    expect(await seenBy()).toEqual([404, 404]);
    await page.locator('#lift-reason').fill('It is public.');
    await legal.press('Let everybody with a role see it');
    expect(await page.locator('main').textContent()).toContain('Everybody with a role may see this incident.');
    expect(await seenBy()).toEqual([200, 200]);
  });

  it('comes back by two administrators, where nobody is left who can let others in', async () => {
    const { test, incident, commander, author } = story;
    const names = new Map((await test.database.db.query<{ id: string; name: string }>('select id, name from person')).map(({ id, name }) => [id, name]));
    await commander.post(`/api/v1/incidents/${incident.id}/viewers/restrict`, { reason: 'An arrest is prepared.', people: [{ personId: author.personId }] });
    await test.database.db.query('update person set disabled_at = now() where id = $1', [commander.personId]);
    await one.page.goto('/people');
    await one.page.getByRole('link', { name: 'Incidents whose readers can’t be changed any more' }).click();
    await one.page.waitForURL('**/stranded');
    expect(await one.page.locator('main').textContent()).toMatch(new RegExp(`${names.get(commander.personId)!} can’t sign in any more.*${names.get(author.personId)!} may see it, and may let nobody in`, 's'));
    await one.look('stranded');
    const [{ name: legalName }] = await test.database.db.query<{ name: string }>(`select name from person where roles = '{legal}' limit 1`) as [{ name: string }];
    await one.page.getByLabel('Who is to be let in').selectOption({ label: legalName });
    await one.page.getByLabel('Why', { exact: true }).fill('Their commander has left the company.');
    await one.press('Ask for it');
    expect(await one.page.locator('main').textContent()).toContain('This needs the word of another administrator.');
    await two.page.goto('/stranded');
    await two.look('stranded-asked');
    await two.page.getByLabel('Why you agree').fill('So it is.');
    await two.press(/^Let .* in together with/);
    expect(await two.page.locator('main').textContent()).toContain('There is none');
    expect((await two.page.goto(`/incidents/${incident.id}`))!.status()).toBe(404);
    two.complaints.length = 0; // the 404 that this is about
    await legal.page.goto(`/incidents/${incident.id}/viewers`);
    expect(await legal.page.locator('main').textContent()).toContain('So it is.');
    await legal.page.locator('#lift-reason').fill('It is public.');
    await legal.press('Let everybody with a role see it');
  });

  it('made no page complain', () => {
    // the browser says so itself where the first words were refused
    expect(seen.flatMap(({ complaints }) => complaints).filter((line) => !/status of 422/.test(line))).toEqual([]);
  });
});
