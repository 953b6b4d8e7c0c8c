import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAPTURE_SENDER } from '../../src/capture/identity.js';
import { verifyCommand } from '../../src/evidence/cli/verify.command.js';
import { AuditChain } from '../../src/platform/audit/audit-chain.js';
import { Alerts } from '../../src/platform/alerts/alerts.js';
import { LOG, type Log } from '../../src/platform/logging/log.js';
import { Retention } from '../../src/platform/privacy/retention.js';
import { Erasures } from '../../src/platform/privacy/erasures.js';
import type { Browser } from 'playwright-core';
import { TEST_PASSWORD } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { eventually } from '../support/capture-fixture.js';
import { dumpOf, filesBelow, formsOf, openedDumpOf, tracesIn } from '../support/personal-traces.js';
import { type Employee } from '../support/thread.app.js';
import { mailOf } from '../support/thread.capture.js';
import { AFFECTED_RULE } from '../support/thread.company.js';
import { startStory, type Story } from '../support/thread.story.js';

/** She shares her number with Cornelius, who stays. */
const HERS = {
  reference: 'WQ-77001', firstName: 'Wilhelmina', lastName: 'Quackenbush', email: 'wilhelmina.q@mail.example', phone: '+13055550177', street: '17 Larkspur Crescent', order: 'ORDER-WQ-991',
  elsewhere: 'the.other.place@mail.example', oldEmail: 'minnie.old@mail.example',
} as const;
const VALUES = [HERS.reference, HERS.firstName, HERS.lastName, HERS.email, HERS.street, HERS.order, HERS.elsewhere, HERS.oldEmail];
const SHARED = HERS.phone;

interface Answer { state: string; waitsFor: string[]; counts: Record<string, number> | null }

/** One person is forgotten while the service runs; mail and texts go to the capture. */
describe('erasing a customer', () => {
  let story: Story;
  let browser: Browser;
  let counsel: Visitor;
  let legal: Employee;
  let agent: Employee;
  let home = '';
  const logLines: string[] = [];
  const urls: string[] = [];
  let notice = '';
  let customer = '';
  let other = '';
  const erase = () => legal.post<Answer>(`/api/v1/customers/${customer}/erasure`, { ground: 'asked', caseNumber: 'DSR-2026/14' });
  const counted = async () => ({
    outcomes: await story.test.database.db.query(`select outcome, count(*)::int as count from published.member_outcome where notice_id = $1 group by 1 order by 1`, [notice]),
    calls: await story.test.database.db.query(`select c.id, c.customer_id, c.offered_at from published.call_customer as c order by 1, 2`),
    redials: await story.test.database.db.query(`select r from redials('2026-01-01', '2027-01-01') as r order by 1`),
    people: await story.test.database.db.query(`select count(*)::int as count from published.customer`),
    measured: (await story.commander.get<{ result: unknown }>(`/api/v1/notices/${notice}/measurement?fresh=true`)).result,
  });

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'firstword-erasure-home-'));
    [story, browser] = await Promise.all([startStory({ now: new Date('2026-03-16T16:00:00Z'), environment: { LOG_LEVEL: 'debug', FIRSTWORD_HOME: home }, logLines }), launchBrowser()]);
    (story.test.app.getHttpServer()).on('request', ({ url }: IncomingMessage) => urls.push(url ?? ''));
    // A relay that says in its refusals whom it refuses.
    await story.control('PUT', '/smtp-policy', { rules: [{ to: '^(gone|ava)\\.', fault: { kind: 'reject-rcpt', code: 550, text: '5.1.1 <gone.10@mail.example> Siobhán García +12025550110: no such user' } }] });
    [legal, agent] = [await story.hire('legal'), await story.hire('agent')];
    const file = (email: string) => `reference,first_name,last_name,email,phone,street,city,zip,Nickname\nWQ-77001,Wilhelmina,Quackenbush,${email},+13055550177,17 Larkspur Crescent,Seattle,98101,Minnie Quackenbush\n`;
    await story.ops.post('/api/v1/imports/customers', file(HERS.oldEmail));
    await story.ops.post('/api/v1/imports/customers', `${file(HERS.email)}WQ-77002,Cornelius,Dalrymple,cornelius.d@mail.example,+13055550177,18 Larkspur Crescent,Seattle,98101,\n`);
    // Her row comes twice, and her number is in a row that can't be read.
    await story.ops.post('/api/v1/imports/customers', `${file(HERS.email)}WQ-77001,Wilhelmina,Quackenbush,not an address,(305) 555-0177,,,,\n`);
    await story.ops.post('/api/v1/imports/touchpoints', `customer,kind,reference,occurred_at,store,paid_by,label\nWQ-77001,purchase,ORDER-WQ-991,2026-02-12T10:00:00Z,3,card,For Wilhelmina Quackenbush\nWQ-77002,purchase,ORDER-CD-1,2026-02-12T10:00:00Z,3,card,\n`);
    await story.commander.post(`/api/v1/incidents/${story.incident.id}/lists?name=known`, 'reference\nWQ-77001\nT-0001\n');
    const { id: audienceId } = await story.commander.post<{ id: string }>(`/api/v1/incidents/${story.incident.id}/audiences`, { rule: AFFECTED_RULE });
    const find = async (query: string) => (await agent.post<{ items: { id: string }[] }>('/api/v1/desk/customers/search', { query })).items[0]!.id;
    [customer, other] = [await find(HERS.reference), await find('WQ-77002')];
    notice = await story.draft({ audienceId });
    await story.desk.approve(notice);
    const sent = () => story.test.database.db.query<{ state: string }>(`select state from message where notice_id = $1 and customer_id = $2`, [notice, customer]);
    await eventually(async () => (await sent())[0]?.state === 'sent');
    await liveOn();
    const person = await story.test.person('legal');
    counsel = await Visitor.arrive(browser, story.url);
    await counsel.signIn(person.email, TEST_PASSWORD);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await story?.close();
    await rm(home, { recursive: true, force: true });
  });

  /** She calls, writes, asks for a copy to another place, answers the question, and somebody writes it all down. */
  async function liveOn(): Promise<void> {
    const { db } = story.test.database;
    await agent.post(`/api/v1/desk/customers/${customer}/copies`, { noticeId: notice, channel: 'email', address: HERS.elsewhere, checked: ['reference', 'postal-code'], reason: 'Wilhelmina is at her sister’s', key: 'a copy for her' });
    await agent.post(`/api/v1/desk/customers/${customer}/calls`, { reason: 'what-to-do', note: 'Mrs Quackenbush was upset', key: 'a call of hers' });
    await story.ops.post('/api/v1/calls', `call_id,offered_at,phone,outcome\nW-1,2026-03-16T16:05:00Z,${SHARED},abandoned\nW-2,2026-03-16T16:06:00Z,${SHARED},answered\n`);
    await story.control('POST', '/inbound-sms', { url: `${story.url}/webhooks/twilio/sms`, from: SHARED, to: CAPTURE_SENDER, body: 'Wilhelmina Quackenbush here, what now?' });
    const sealed = (text: string): string => db.sealing.text(text, HERS.reference);
    await db.query(`insert into inbound_mail (digest, kind, sender_hash, customer_id, subject, body, received_at)
                    select repeat('a', 64), 'reply', c.email_hash, c.id, $2, $3, now() from customer as c where c.id = $1`, [customer, sealed('From Wilhelmina'), sealed('Yours, W. Quackenbush')]);
    await db.query(`insert into feedback (notice_id, customer_id, channel, answer, words, answered_at) values ($1, $2, 'page', 'no', $3, now())`, [notice, customer, sealed('I am Wilhelmina Quackenbush')]);
    await db.query(`insert into soft_bounce (address_hash, message_id, occurred_at) select c.email_hash, 1, now() from customer as c where c.id = $1`, [customer]);
    await db.query(`update attempt set reason = '451 <wilhelmina.q@mail.example> later' where message_id in (select m.id from message as m where m.customer_id = $1)`, [customer]);
    const hers = (await mailOf(story.capture, notice)).find(({ to }) => to[0] === HERS.email)!;
    expect((await fetch(story.url + /\/n\/\w{27}/.exec(hers.text)![0])).status).toBe(200);
    expect((await fetch(`${story.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: HERS.email, password: 'Wilhelmina Quackenbush' }) })).status).toBe(401);
    const [made] = await db.query<{ id: string }>(`insert into postal_file (notice_id, number, letters, made_by, made_at) values ($1, 1, 1, 'test', now()) returning id`, [notice]);
    await db.query(`insert into postal_item (notice_id, customer_id, file_id, position, outcome, name, address_line1, city, postal_code, country)
                    values ($1, $2, $3, 0, 'failed', $4, $5, $6, '98101', 'US')`, [notice, customer, made!.id, sealed('Wilhelmina Quackenbush'), sealed(HERS.street), sealed('Seattle')]);
  }

  it('hands out everything that is held, in plain names, and only to whom that is given', async () => {
    await expect(agent.get(`/api/v1/customers/${customer}/personal-data`)).rejects.toThrow('role-missing');
    const { sections } = await legal.get<{ sections: { key: string; rows: Record<string, unknown>[] }[] }>(`/api/v1/customers/${customer}/personal-data`);
    const of = (key: string) => sections.find((one) => one.key === key)!.rows;
    expect(of('profile')).toMatchObject([{ reference: HERS.reference, firstName: 'Wilhelmina', emailAddress: HERS.email, phoneNumber: SHARED, addressLine1: HERS.street, attributes: { Nickname: 'Minnie Quackenbush' } }]);
    expect(of('messages').map(({ address }) => address).sort()).toEqual([HERS.elsewhere, HERS.email]);
    expect(sections.filter(({ rows }) => rows.length > 0).map(({ key }) => key).sort()).toEqual(
      ['answers', 'audiences', 'calls', 'copies', 'letters', 'mails', 'messages', 'profile', 'record', 'texts', 'touchpoints'].sort());
    expect(of('record').map(({ what }) => what)).toContain('customer.exported');
  });

  it('shows a customer, and who looked, to whoever may know', async () => {
    const { page } = counsel;
    await page.goto('/customers');
    expect(await page.locator('tbody tr').count()).toBe(50);
    await counsel.look('customers');
    await story.ops.post('/api/v1/suppressions', { channel: 'sms', address: story.people.find(({ phone }) => phone !== '')!.phone, note: 'asked on the phone' });
    await page.getByRole('link', { name: 'With a stopped address' }).click();
    await page.waitForURL('**reach=stopped');
    expect((await page.locator('tbody').textContent())!.replaceAll(' ', '')).toContain(story.people.find(({ phone }) => phone !== '')!.phone);
    await page.goto('/customers');
    await page.getByRole('link', { name: 'Next of customers' }).click();
    await page.waitForURL('**before=*');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download this list (CSV)' }).click();
    const lines = readFileSync((await (await download).path()), 'utf8').split('\r\n');
    expect([lines.length, lines.some((line) => line.includes('wilhelmina.q@mail.example') && line.includes("'+13055550177"))]).toEqual([247, true]);
    await page.getByLabel('Find a customer').fill('quackenb');
    await counsel.press('Find');
    expect([new URL(page.url()).pathname, await page.locator('h1').textContent()]).toEqual([`/customers/${customer}`, 'Wilhelmina Quackenbush']);
    expect(await page.locator('main').textContent()).toMatch(/Nickname: Minnie Quackenbush.*Messages to them.*the\.other\.place@mail\.example.*Mrs Quackenbush was upset/s);
    await counsel.look('customer');
    await page.getByRole('link', { name: /^Who did what/ }).click();
    await page.waitForURL('**show=record');
    expect(await page.locator('main').textContent()).toMatch(/legal \d+took everything, to hand it out/);
    expect(counsel.complaints).toEqual([]);
  });

  it('waits for what is under way, says for what, and can be withdrawn until then', async () => {
    await expect(agent.post(`/api/v1/customers/${customer}/erasure`, { ground: 'asked' })).rejects.toThrow('role-missing');
    await expect(legal.post('/api/v1/customers/999999/erasure', { ground: 'asked' })).rejects.toThrow('customer-not-found');
    await expect(legal.post(`/api/v1/customers/${customer}/erasure`, { ground: 'asked', caseNumber: 'for "Wilhelmina"' })).rejects.toThrow('request-invalid');
    const second = await story.draft({ type: 'update', audienceId: (await story.commander.get<{ audience: { id: string } }>(`/api/v1/notices/${notice}`)).audience.id, schedule: { waves: 2, waveIntervalMinutes: 60, canary: 0 } });
    await story.desk.approve(second);
    await eventually(async () => (await story.test.database.db.query(`select from message where notice_id = $1 and customer_id = $2`, [second, customer])).length === 1);
    const { page } = counsel;
    await page.getByRole('link', { name: 'Erase …' }).click();
    await page.waitForURL('**/erase');
    await page.getByLabel('The person asked for it').check();
    await page.getByLabel('Your number for the request, if there is one').fill('DSR 14');
    await page.getByLabel('Type the customer number: WQ-77001').fill('WQ-77002');
    await counsel.press('Erase for good');
    expect(await page.getByRole('alert').textContent()).toContain('so that nobody else is erased');
    expect(await page.getByLabel('The person asked for it').isChecked()).toBe(true);
    counsel.complaints.length = 0; // the 422 that this is about
    await counsel.look('customer-erase');
    await page.getByLabel('Type the customer number: WQ-77001').fill('WQ-77001');
    await counsel.press('Erase for good');
    expect(await page.locator('.notice.warn').textContent()).toMatch(/To be erased\..*Notice 2 of INC-\d+ is going out/s);
    await counsel.press('Withdraw the erasure');
    expect(await page.getByRole('status').textContent()).toContain('Everything is as it was');
    expect(await erase()).toMatchObject({ state: 'waiting', waitsFor: expect.arrayContaining([expect.stringMatching(/^Notice 2 of INC-\d+ is going out\.$/)]), counts: null });
    expect((await legal.ask('DELETE', `/api/v1/customers/${customer}/erasure`)).status).toBe(204);
    expect((await legal.get<{ items: Answer[] }>('/api/v1/erasures?state=withdrawn')).items).toHaveLength(2);
    expect((await erase()).state).toBe('waiting');
    expect(await story.test.database.db.query('select first_name from customer where id = $1', [customer])).toEqual([{ first_name: 'Wilhelmina' }]);
    await story.commander.post(`/api/v1/notices/${second}/cancel`, { reason: 'said already' });
    await eventually(async () => (await story.commander.get<{ dispatch: { state: string } }>(`/api/v1/notices/${notice}/progress`)).dispatch.state === 'finished');
  });

  it('lies in no table as it is: a dump of the database names nobody without the keys', async () => {
    const people = [HERS.firstName, HERS.lastName, HERS.email, HERS.street, HERS.elsewhere, HERS.oldEmail, SHARED, ...story.people.slice(0, 40).flatMap(({ email, phone }) => [email, phone].filter((address) => address !== ''))];
    const found = (dump: ReadonlyMap<string, string>) => [...dump].flatMap(([table, text]) => tracesIn(table, text, people));
    const traces = found(await dumpOf(story.test.database.db));
    // What the company's own data say in words of their own: attributes of a customer, the label of a purchase, and where that is a reason. And what this story wrote past the product.
    expect([...new Set(traces.map(({ where, form }) => `${where} ${form}`))].sort()).toEqual([
      'attempt wilhelmina.q@mail.example', 'audience_member Quackenbush', 'audience_member Wilhelmina', 'customer Quackenbush', 'touchpoint Quackenbush', 'touchpoint Wilhelmina',
    ]);
    const tables = new Set(found(await openedDumpOf(story.test.database.db)).map(({ where }) => where)); // the search finds what is there
    for (const table of ['customer', 'audience_member', 'message', 'postal_item', 'import_bad_row', 'inbound_sms', 'inbound_mail', 'inbound_call', 'feedback', 'copy_request']) expect(tables).toContain(table);
  });

  it('erases once nothing is under way: no table holds anything of hers, and every count is what it was', async () => {
    const before = await counted();
    const dumped = await openedDumpOf(story.test.database.db);
    expect([...dumped].flatMap(([table, text]) => tracesIn(table, text, VALUES)).length).toBeGreaterThan(20); // the search finds what is there
    const [{ email_hash: hash }] = await story.test.database.db.query<{ email_hash: string }>('select email_hash from customer where id = $1', [customer]) as [{ email_hash: string }];
    await eventually(async () => {
      await story.test.app.get(Erasures).attemptWaiting();
      return (await erase()).state === 'done';
    });
    expect((await erase()).counts).toMatchObject({ customers: 1, touchpoints: 1, messages: 3, 'places in lists': 1, 'places in audiences': 1, letters: 1, answers: 1, 'e-mails from them': 1 });
    const after = await openedDumpOf(story.test.database.db);
    expect([...after].flatMap(([table, text]) => tracesIn(table, text, VALUES))).toEqual([]);
    expect([...after].filter(([, text]) => text.includes(hash)).map(([table]) => table)).toEqual([]);
    expect(await counted()).toEqual(before);
    expect((await story.commander.get<{ sum: { adds: boolean } }>(`/api/v1/notices/${notice}/progress`)).sum.adds).toBe(true);
  });

  it('keeps the number of the one who shares it, and his calls, texts and messages', async () => {
    expect(await story.test.database.db.query('select phone, erased_at from customer where id = $1', [other])).toEqual([{ phone: SHARED, erased_at: null }]);
    const counted = await story.test.database.db.query<{ ids: string[] }>(`select array_agg(distinct c.customer_id::text) as ids from published.call_customer as c join inbound_call as i on i.id = c.id where i.call_id = 'W-1'`);
    expect(counted[0]!.ids.sort()).toEqual([customer, other].sort());
    expect(await story.test.database.db.query(`select address from message where notice_id = $1 and customer_id = $2`, [notice, other])).toEqual([{ address: 'cornelius.d@mail.example' }]);
  });

  it('leaves nothing by which she could come back unseen', async () => {
    await expect(agent.get(`/api/v1/desk/customers/${customer}`)).rejects.toThrow('customer-not-found');
    for (const query of [HERS.reference, HERS.email, 'Quackenbush']) expect((await agent.post<{ items: unknown[] }>('/api/v1/desk/customers/search', { query })).items).toEqual([]);
    await expect(legal.get(`/api/v1/customers/${customer}/personal-data`)).rejects.toThrow('customer-not-found');
    // An import that read her before she was erased writes nothing back.
    await story.test.database.db.query(`update customer set first_name = 'Wilhelmina', email = $2, email_hash = 'x' where id = $1`, [customer, HERS.email]);
    // A call that was being written when she was erased is found when everybody is looked over again.
    await story.test.database.db.query(`insert into inbound_call (source, call_id, offered_at, customer_id, match_method, note) values ('desk', 'late', now(), $1, 'customer-reference', 'Wilhelmina Quackenbush called')`, [customer]);
    await story.test.database.db.query(`update erasure set looked_at = now() - interval '1 hour' where customer_id = $1`, [customer]);
    await story.test.app.get(Erasures).attemptWaiting();
    expect([...(await openedDumpOf(story.test.database.db))].flatMap(([table, text]) => tracesIn(table, text, VALUES))).toEqual([]);
    const frozen = await story.commander.post<{ counts: { members: number } }>(`/api/v1/incidents/${story.incident.id}/audiences`, { rule: AFFECTED_RULE });
    expect(frozen.counts.members).toBe(story.people.length + 1);
    await expect(story.test.database.db.query(`update audience_member set region = 'XX' where customer_id = $1`, [customer])).rejects.toThrow('never change');
    await expect(story.test.database.db.query(`update audience_member set first_name = 'Somebody' where customer_id = $1`, [other])).rejects.toThrow('never change');
  });

  it('says on its pages that it was done, and no more', async () => {
    const { page } = counsel;
    await page.goto('/customers/erasures?state=done');
    expect(await page.locator('tbody tr').textContent()).toMatch(/DSR-2026\/14The person asked for it.*erased/s);
    await counsel.look('erasures');
    await page.locator('tbody a').first().click();
    await page.waitForURL(`**/customers/${customer}`);
    expect(await page.locator('h1').textContent()).toBe('An erased customer');
    await counsel.look('customer-erased');
    expect(counsel.complaints).toEqual([]);
  });

  it('holds and forgets by time: what would go is said first, what is held stays, and counts stay what they were', async () => {
    const { page } = counsel;
    const { db } = story.test.database;
    const retention = story.test.app.get(Retention);
    const waits = async (of: 'openIncidents' | 'heldIncidents'): Promise<object> => Object.fromEntries((await retention.plan()).kinds.map((kind) => [kind.key, kind[of]]));
    expect(await waits('openIncidents')).toMatchObject({ audiences: 1, messages: 1, imports: 0, replies: 0 });
    await page.goto('/customers/retention');
    expect(await page.getByRole('row', { name: 'Who was affected' }).textContent()).toContain('not before an incident is closed (1 is open)');
    await story.commander.post(`/api/v1/incidents/${story.incident.id}/close`);
    await eventually(async () => (await db.query(`select from dispatch as d where d.state in ('running','paused')`)).length === 0);
    expect(await retention.purgeDue()).toBe(0);
    const before = await counted();
    story.test.clock.set(new Date('2030-01-01T00:00:00Z'));
    await page.goto('/customers/retention');
    await page.getByLabel('What', { exact: true }).selectOption({ index: 1 });
    await page.getByLabel('Why').fill('claim 12 of the court');
    await counsel.press('Hold it');
    expect(await page.locator('main').textContent()).toMatch(/It is held\..*INC-\d+ claim 12 of the court/s);
    await counsel.look('retention');
    await expect(legal.post('/api/v1/retention/holds', { incident: story.incident.id, reason: 'twice' })).rejects.toThrow('retention-held');
    expect((await legal.post<Answer>(`/api/v1/customers/${other}/erasure`, { ground: 'asked' })).waitsFor).toEqual([expect.stringMatching(/^What is known of INC-\d+ is held for a claim\.$/)]);
    await retention.purgeDue(); // bad rows and words of those whom nobody holds go
    expect(await waits('heldIncidents')).toMatchObject({ audiences: 1, calls: 1, messages: 1, imports: 0 });
    expect((await db.query(`select from audience_member where email is not null`)).length).toBeGreaterThan(100);
    expect((await db.query(`select from inbound_call where caller_hash is not null and source <> 'desk'`)).length).toBe(2);
    await counsel.press(/^Lift the hold/);
    const due = (await retention.plan()).kinds.map((kind) => [kind.key, kind.due > 0]);
    expect(due).toEqual([['audiences', true], ['calls', true], ['exercise-tests', false], ['imports', false], ['messages', true], ['replies', false]]);
    await retention.purgeDue();
    expect(await retention.purgeDue()).toBe(0);
    expect((await retention.plan()).kinds.map((kind) => kind.due)).toEqual([0, 0, 0, 0, 0, 0]);
    const dump = await openedDumpOf(db, ['customer', 'touchpoint', 'person', 'session', 'brand', 'notice', 'signed_plan', 'api_key', 'audit_event']);
    const addresses = story.people.flatMap(({ email, phone }) => [email.toLowerCase(), phone]).filter((one) => one !== '');
    expect([...dump].flatMap(([table, text]) => tracesIn(table, text, addresses))).toEqual([]);
    expect(await db.query(`select from import_bad_row`)).toEqual([]);
    expect({ ...(await counted()), redials: before.redials, measured: before.measured }).toEqual(before);
    expect((await story.commander.get<{ sum: { adds: boolean } }>(`/api/v1/notices/${notice}/progress`)).sum.adds).toBe(true);
    expect((await db.query<{ rows: number }>(`select sum((e.details ->> 'rows')::int)::int as rows from audit_event as e where e.action = 'retention.purged'`))[0]!.rows).toBeGreaterThan(300);
  });

  /** What the service has written outside of its tables of customers, messages and replies, and the addresses that it was asked for. */
  async function written(): Promise<ReadonlyMap<string, string>> {
    const [alerts, events, jobs, metrics] = [
      await story.test.database.db.query('select * from alert'), await story.test.database.db.query('select action, subject_kind, subject_id, details from audit_event'),
      await story.test.database.db.query('select * from job_run'), await (await fetch(`${story.url}/metrics`)).text(),
    ];
    const files = [...(await filesBelow(home))].map(([path, text]): [string, string] => [`file ${path.replace(home, '')}`, text]);
    return new Map([['log', logLines.join('')], ['metrics', metrics], ['urls', urls.join('\n')], ['alerts', JSON.stringify(alerts)], ['record', JSON.stringify(events)], ['jobs', JSON.stringify(jobs)], ...files]);
  }

  it('has written no name, address or number of anybody into logs, figures, addresses, alerts, the record or files', async () => {
    const some = story.people.slice(0, 40).flatMap(({ email, phone, firstName, lastName }) => [email.toLowerCase(), phone, ...(firstName ? [`${firstName} ${lastName}`] : [])]);
    const values = [...VALUES, SHARED, 'gone.10@mail.example', 'Siobhán', 'Dalrymple', ...some].filter((value) => value !== '');
    const texts = await written();
    expect([logLines.length > 200, urls.length > 50, texts.get('metrics')!.includes('firstword_'), texts.get('log')!.includes('http.answered')]).toEqual([true, true, true, true]);
    expect([...texts].flatMap(([where, text]) => tracesIn(where, text, values))).toEqual([]);
  });

  it('would have found them: a leak that is planted in each of these places, in each form', async () => {
    const value = 'siobhán+née@mail.example';
    const forms = formsOf(value);
    expect(forms).toHaveLength(7); // as it is, in two kinds of address, quoted-printable, and three faces of base64
    await mkdir(join(home, 'planted'), { recursive: true });
    for (const [no, form] of forms.entries()) {
      story.test.app.get<Log>(LOG).info({ event: 'test.planted', detail: `x${Buffer.from(value).length}${form}` });
      await writeFile(join(home, 'planted', `${no}.txt`), `before ${form} after`);
    }
    story.test.app.get<Log>(LOG).info({ event: 'test.planted', detail: Buffer.from(`To: ${value}\n`).toString('base64') });
    await story.test.app.get(Alerts).raise({ kind: 'test.planted', subject: 'x', message: 'It was +13055550177.', remedy: 'None.', lasting: false });
    await fetch(`${story.url}/desk?find=${encodeURIComponent(value)}`);
    const found = [...(await written())].flatMap(([where, text]) => tracesIn(where, text, [value, '+13055550177']).map((trace) => trace.where));
    expect(new Set(found)).toEqual(new Set(['log', 'urls', 'alerts', ...forms.map((_, no) => `file /planted/${no}.txt`)]));
    expect(tracesIn('log', Buffer.from(`To: ${value}\n`).toString('base64'), [value])).toHaveLength(1);
  });

  it('leaves the chain and the evidence whole', async () => {
    const chain = story.test.app.get(AuditChain);
    await chain.seal();
    expect(await chain.look()).toBe(0);
    const folder = await mkdtemp(join(tmpdir(), 'firstword-erasure-spec-'));
    const pack = await story.test.send('GET', `/api/v1/incidents/${story.incident.id}/evidence.zip`, await story.test.key(await story.test.person('auditor')));
    await writeFile(join(folder, 'pack.zip'), pack.rawPayload);
    const lines: string[] = [];
    const say = (text: string): void => void lines.push(text);
    const code = await verifyCommand.run([join(folder, 'pack.zip')], { environment: {}, input: process.stdin, print: say, complain: say });
    await rm(folder, { recursive: true });
    expect([code, lines.filter((line) => /Notice \d: the sum holds/.test(line)).length]).toEqual([0, expect.any(Number)]);
    expect(lines.join('\n')).toContain('the chain holds');
  });
});
