import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { CAPTURE_SENDER } from '../../src/capture/identity.js';
import { TEST_PASSWORD } from '../support/app.js';
import { eventually } from '../support/capture-fixture.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { type Employee } from '../support/thread.app.js';
import { startStory, type Story } from '../support/thread.story.js';

interface Found { items: { id: string; reference: string }[] }
interface Case {
  customer: { id: string };
  notices: { notice: { id: string } | null; outcome: string; reasons: { data: string[] }; nextUpdateAt: string | null; pageSeenAt: string | null; checks: string[]; answers: unknown[]; messages: { messageId: string; channel: string; address: string; state: string; copyNo: number; text: string; proved: boolean }[] }[];
  replies: { kind: string; id: string; state: string; text: string }[];
}

/** An agent at the desk, on the running service, while a notice goes out; mail and texts go to the capture. */
describe('the agent desk', () => {
  let story: Story;
  let browser: Browser;
  let agent: Employee;
  let agentAtBrowser: Visitor;
  let caller: Story['people'][number];
  let customer = '';
  let notice = '';

  const file = () => agent.get<Case>(`/api/v1/desk/customers/${customer}`);
  const copies = async () => (await file()).notices[0]!.messages.filter(({ copyNo }) => copyNo > 0);

  beforeAll(async () => {
    [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-16T16:00:00Z'), environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    agent = await story.hire('agent');
    notice = await story.draft();
    await story.desk.approve(notice);
    caller = story.people.find(({ email, phone, preferred }) => email !== '' && phone !== '' && preferred !== 'sms' && story.people.filter((one) => one.email === email || one.phone === phone).length === 1)!;
    const found = await agent.get<Found>(`/api/v1/desk/customers?query=${encodeURIComponent(caller.reference)}`);
    customer = found.items[0]!.id;
    await eventually(async () => (await file()).notices[0]?.messages[0]?.state === 'sent');
    const person = await story.test.person('agent');
    agentAtBrowser = await Visitor.arrive(browser, story.url);
    await agentAtBrowser.signIn(person.email, TEST_PASSWORD);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await story?.close();
  });

  it('finds a caller by number, address, name and reference, and nobody by a part of them', async () => {
    for (const query of [caller.phone, caller.email, caller.reference, caller.lastName]) {
      expect((await agent.get<Found>(`/api/v1/desk/customers?query=${encodeURIComponent(query)}`)).items.map(({ reference }) => reference)).toContain(caller.reference);
    }
    expect(await agent.get<Found>(`/api/v1/desk/customers?query=${encodeURIComponent(caller.email.slice(0, 5))}`)).not.toMatchObject({ items: [{ reference: caller.reference }] });
  });

  it('shows why it concerns him and the exact text, proved, and puts every look on record', async () => {
    const { notices: [shown] } = await file();
    expect(shown).toMatchObject({ outcome: 'sent', pageSeenAt: null, messages: [{ channel: 'email', address: caller.email, state: 'sent', copyNo: 0, proved: true }] });
    expect(shown!.reasons.data).toContain('card-number');
    expect(shown!.messages[0]!.text).toContain(caller.reference);
    expect(shown!.answers.length).toBeGreaterThan(1);
    const looks = await story.test.database.db.query<{ actor_id: string; details: object }>(`select actor_id, details from audit_event where action = 'customer.looked-up' and subject_id = $1 order by id desc limit 1`, [customer]);
    expect(looks).toEqual([{ actor_id: agent.personId, details: {} }]);
  });

  it('sends it again by the path of every message: once for a request, to another address after a check, and never past a STOP', async () => {
    const again = { noticeId: notice, channel: 'sms', reason: 'asked on the phone', key: 'the first request' };
    const first = await agent.post<{ kind: string; messageId: string }>(`/api/v1/desk/customers/${customer}/copies`, again);
    expect(first.kind).toBe('copy');
    expect(await agent.post(`/api/v1/desk/customers/${customer}/copies`, again)).toEqual(first);
    await eventually(async () => (await copies())[0]?.state === 'delivered');
    expect(await copies()).toMatchObject([{ channel: 'sms', address: caller.phone, proved: true }]);
    const elsewhere = { ...again, channel: 'email', address: 'New.Place@mail.example', key: 'another place' };
    await expect(agent.post(`/api/v1/desk/customers/${customer}/copies`, { ...elsewhere, checked: ['reference'] })).rejects.toThrow('check-too-small');
    expect(await agent.post(`/api/v1/desk/customers/${customer}/copies`, { ...elsewhere, checked: ['reference', 'postal-code'] })).toMatchObject({ kind: 'copy' });
    await eventually(async () => (await copies()).some(({ channel, state }) => channel === 'email' && state === 'sent'));
    await story.admin.post('/api/v1/suppressions', { channel: 'sms', address: caller.phone, reason: 'stop', note: 'test' });
    story.test.clock.advance(10 * 60_000);
    expect(await agent.post(`/api/v1/desk/customers/${customer}/copies`, { ...again, key: 'after the STOP' })).toEqual({ kind: 'refused', why: 'stopped' });
    expect((await story.commander.get<{ sum: { adds: boolean; members: number } }>(`/api/v1/notices/${notice}/progress`)).sum).toMatchObject({ adds: true, members: story.people.length });
  });

  it('logs a call in two clicks, on the call that rang where one did', async () => {
    const { page } = agentAtBrowser;
    await page.goto('/desk');
    await page.getByLabel('Who is calling?').fill(caller.phone);
    await agentAtBrowser.press('Find');
    expect(new URL(page.url()).pathname).toBe(`/desk/customers/${customer}`);
    expect(await page.locator('main').textContent()).toContain('data: card number');
    await agentAtBrowser.press('Is it genuine?');
    expect(await page.getByRole('status').textContent()).toContain('The call is logged.');
    const logged = await story.test.database.db.query(`select source, reason_tag, outcome, incident_id, customer_id from inbound_call`);
    expect(logged).toEqual([{ source: 'desk', reason_tag: 'is-it-genuine', outcome: 'answered', incident_id: story.incident.id, customer_id: customer }]);
    await agentAtBrowser.look('desk-case');
  });

  it('sends again from the page, and says why not', async () => {
    const { page } = agentAtBrowser;
    await page.goto(`/desk/customers/${customer}`);
    await page.getByText('Send notice 1 again').click();
    await page.getByLabel('By').selectOption('email');
    await page.getByLabel(/To another address/).fill('third@mail.example');
    await agentAtBrowser.press('Send it');
    expect(await page.getByRole('alert').textContent()).toContain('check two things');
    agentAtBrowser.complaints.length = 0; // the 422 that this is about
    await page.getByText('Send notice 1 again').click();
    await page.getByLabel('By').selectOption('email');
    await page.getByLabel(/To another address/).fill('third@mail.example');
    await page.getByLabel('customer number').check();
    await page.getByLabel('a call back').check();
    await agentAtBrowser.press('Send it');
    expect(await page.getByRole('status').textContent()).toContain('It is on its way again.');
    expect(agentAtBrowser.complaints).toEqual([]);
  });

  it('has what people wrote back, until somebody says that it was answered', async () => {
    await story.control('POST', '/inbound-sms', { url: `${story.url}/webhooks/twilio/sms`, from: caller.phone, to: CAPTURE_SENDER, body: 'please don\'t stop, but what is a chip?' });
    const { page } = agentAtBrowser;
    await eventually(async () => (await agent.get<{ items: unknown[] }>('/api/v1/desk/replies')).items.length === 1);
    await page.goto('/desk');
    expect(await page.locator('main').textContent()).toContain('please don\'t stop, but what is a chip?');
    await agentAtBrowser.look('desk');
    await page.getByRole('button', { name: /was answered/ }).click();
    await page.waitForLoadState('load');
    expect((await agent.get<{ items: unknown[] }>('/api/v1/desk/replies')).items).toEqual([]);
    expect(await agent.get('/api/v1/desk/replies?state=answered')).toMatchObject({ items: [{ kind: 'sms', state: 'answered', customerId: customer }] });
  });

  it('knows whom a message reached by mistake: its reader says so on the page that it holds, and is written to no more', async () => {
    const other = story.people.find((one) => one.reference !== caller.reference && one.email !== '' && one.preferred !== 'sms' && story.people.filter(({ email }) => email === one.email).length === 1)!;
    const { items } = await agent.get<Found>(`/api/v1/desk/customers?query=${encodeURIComponent(other.reference)}`);
    const his = () => agent.get<Case & { customer: { suppressed: { reason: string }[] } }>(`/api/v1/desk/customers/${items[0]!.id}`);
    const link = /\/n\/\w+/.exec((await his()).notices[0]!.messages[0]!.text)![0];
    const stranger = await Visitor.arrive(browser, story.url);
    await stranger.page.goto(link);
    await stranger.page.getByText('Are you somebody else?').click();
    await stranger.look('page-not-me');
    await stranger.press(/It came by e-mail/);
    expect(await stranger.page.locator('main').textContent()).not.toContain('What we are doing');
    expect(await his()).toMatchObject({ customer: { suppressed: [{ channel: 'email', reason: 'not-me' }] }, notices: [{ outcome: 'failed' }] });
    expect((await story.commander.get<{ sum: { adds: boolean } }>(`/api/v1/notices/${notice}/progress`)).sum.adds).toBe(true);
  });

  it('stops a number that changed hands, once it is shown in whose it is', async () => {
    const texted = story.people.find((one) => one.preferred === 'sms' && story.people.filter(({ phone }) => phone === one.phone).length === 1)!;
    const { items } = await agent.get<Found>(`/api/v1/desk/customers?query=${encodeURIComponent(texted.reference)}`);
    const path = `/api/v1/desk/customers/${items[0]!.id}`;
    const his = async () => (await agent.get<Case & { customer: { suppressed: { channel: string; reason: string }[] } }>(path));
    await eventually(his, ({ notices: [one] }) => one!.messages.some(({ channel, state }) => channel === 'sms' && state === 'delivered'));
    const messageId = (await his()).notices[0]!.messages.find(({ channel }) => channel === 'sms')!.messageId;
    const mailed = (await file()).notices[0]!.messages.find(({ channel, copyNo }) => channel === 'email' && copyNo === 0)!.messageId;
    const wroteFromIt = () => agent.post(`${path}/not-theirs`, { messageId, shownBy: 'wrote-from-it' });
    const wrote = (days: number) => story.test.database.db.query(
      `insert into inbound_sms (provider_id, from_hash, to_number, keyword, body, received_at)
       select 'SM-' || $2::int, m.address_hash, '+12025550100', 'help', null, m.handed_over_at + $2::int * interval '1 day' from message as m where m.id = $1`, [messageId, days]);
    await expect(wroteFromIt()).rejects.toThrow('not-shown');
    await wrote(-1); // whoever had the number then says nothing of who has it now
    await expect(wroteFromIt()).rejects.toThrow('not-shown');
    await expect(agent.post(`${path}/not-theirs`, { messageId: mailed, shownBy: 'called-back' })).rejects.toThrow('message-not-found');
    await expect(agent.post(`/api/v1/desk/customers/${customer}/not-theirs`, { messageId: mailed, shownBy: 'called-back' })).rejects.toThrow('not-shown');
    expect((await his()).customer.suppressed).toEqual([]);
    const { page } = agentAtBrowser;
    await page.goto(`/desk/customers/${items[0]!.id}`);
    await page.getByText('This number belongs to somebody else').click();
    await page.getByLabel(/called this number back/).check();
    await agentAtBrowser.look('desk-not-theirs');
    await agentAtBrowser.press('Stop writing there');
    expect(await page.getByRole('status').textContent()).toContain('We write there no more');
    await agent.post(`${path}/not-theirs`, { messageId, shownBy: 'called-back' }); // a second click
    const after = await his();
    expect(after.customer.suppressed).toMatchObject([{ channel: 'sms', reason: 'not-me' }]);
    expect(after.notices[0]!.messages.find((one) => one.messageId === messageId)!.state).toBe('failed');
    const kept = await story.test.database.db.query(`select distinct actor_kind, details from audit_event where action = 'pages.revoked' and subject_id = $1`, [items[0]!.id]);
    expect(kept).toEqual([{ actor_kind: 'person', details: { reason: 'the address belongs to somebody else', channel: 'sms', message: messageId, shownBy: 'called-back' } }]);
    expect((await story.commander.get<{ sum: { adds: boolean } }>(`/api/v1/notices/${notice}/progress`)).sum.adds).toBe(true);
    await wrote(1);
    await wroteFromIt();
  });

  it('pages what people wrote back, none twice and none left out, whatever is answered meanwhile', async () => {
    const { db } = story.test.database;
    await db.query(`
      with texts as (insert into inbound_sms (provider_id, to_number, keyword, body, received_at) select 'page-' || n, '+1', 'other', 'text ' || n, timestamptz '2026-03-17T08:00:00Z' + n / 2 * interval '1 minute' from generate_series(1, 4) as n)
      insert into inbound_mail (digest, kind, subject, body, received_at) select repeat(n::text, 64), 'reply', '', 'mail ' || n, timestamptz '2026-03-17T08:00:00Z' + n / 2 * interval '1 minute' from generate_series(1, 3) as n`);
    const pageOf = (after: string | null, state = 'open') => agent.get<{ items: { kind: string; id: string; text: string }[]; next: string | null }>(`/api/v1/desk/replies?state=${state}&limit=2${after ? `&after=${encodeURIComponent(after)}` : ''}`);
    const texts: string[] = [];
    for (let after: string | null = null, first = true; first || after !== null; first = false) {
      const { items, next } = await pageOf(after);
      texts.push(...items.map(({ text }) => text));
      if (items[0]) await agent.post(`/api/v1/desk/replies/${items[0].kind}/${items[0].id}`, { state: 'closed' });
      after = next;
    }
    expect(texts).toEqual(['mail 1', 'text 1', 'mail 2', 'mail 3', 'text 2', 'text 3', 'text 4']);
    const first = await pageOf(null, 'closed');
    const second = await pageOf(first.next, 'closed');
    expect([...first.items, ...second.items].map(({ text }) => text)).toEqual(['text 4', 'text 2', 'mail 2', 'mail 1']);
    await expect(pageOf('nowhere')).rejects.toThrow('cursor-unknown');
    await agentAtBrowser.page.goto('/desk?state=closed&after=nowhere');
    expect(await agentAtBrowser.page.locator('main').textContent()).toContain('text 4');
  });

  it('has the briefing that the lead has given, and where the first wave is', async () => {
    const { page } = agentAtBrowser;
    await page.goto('/desk');
    const briefing = page.locator('li', { hasText: 'first word' });
    expect(await briefing.textContent()).toMatch(/People (?:have been told since|were told from) .*ops 4 has given you the briefing/s);
    await briefing.getByRole('link').click();
    await page.waitForURL('**/briefing');
    expect(await page.locator('main').textContent()).toContain('ops 4 confirmed it');
    expect(await page.getByRole('button', { name: /I have read it/ }).count()).toBe(0);
    await page.getByText('The message, without').first().click();
    const message = (await page.locator('details.message').first().textContent())!;
    expect(message).toContain('Dear customer,');
    expect(story.people.filter(({ lastName, reference }) => message.includes(lastName) || message.includes(reference))).toEqual([]);
    await agentAtBrowser.look('briefing-of-agents');
  });

  it('helps whoever has not been told yet, and whoever is told late, as it helps everybody', async () => {
    const later = await story.draft({ type: 'update', schedule: { waves: 2, waveIntervalMinutes: 60, canary: 0, lateGroup: { percent: 10, afterHours: 4 } } });
    await story.desk.approve(later);
    const waits = async () => (await story.test.database.db.query<{ id: string; late: boolean }>(
      `select distinct on (w.late) m.customer_id as id, w.late
         from message as m
         join published.wave as w on w.notice_id = m.notice_id and w.wave_no = m.wave_no and w.opened_at is null
        where m.notice_id = $1 and m.state = 'pending' and m.channel = 'email'
        order by w.late, m.customer_id`, [later]));
    const people = await eventually(waits, (found) => found.length === 2);
    for (const { id } of people) {
      const { notices } = await agent.get<Case>(`/api/v1/desk/customers/${id}`);
      const untold = notices.find((one) => one.notice?.id === later)!;
      expect([untold.outcome, untold.messages.map(({ state, text }) => [state, text])]).toEqual(['pending', [['pending', null]]]);
      expect(untold.answers.length).toBeGreaterThan(5);
      const asked = { noticeId: later, channel: 'email', reason: 'asked on the phone', key: `before his turn ${id}` };
      expect(await agent.post(`/api/v1/desk/customers/${id}/copies`, asked)).toMatchObject({ kind: 'brought-forward' });
      await eventually(async () => (await agent.get<Case>(`/api/v1/desk/customers/${id}`)).notices.find((one) => one.notice?.id === later)!.outcome === 'sent');
    }
  });

  it('is shut to those who do not speak with customers', async () => {
    await expect(story.auditor.get(`/api/v1/desk/customers/${customer}`)).rejects.toThrow('role-missing');
  });
});
