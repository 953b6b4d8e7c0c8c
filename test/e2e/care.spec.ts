import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { TEST_PASSWORD } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { askCapture, eventually } from '../support/capture-fixture.js';
import { storySteps } from '../support/story-steps.js';
import { type Employee, startThread, type ThreadApp } from '../support/thread.app.js';
import { BRAND, FACTS } from '../support/thread.company.js';
import { NoticeDesk } from '../support/thread.desk.js';

interface Row { readonly customerId: string; readonly reference: string; readonly outcome: string; readonly reason: string | null }

const PEOPLE = Array.from({ length: 8 }, (_, index) => `K-0${index + 1}`);
const CUSTOMERS = ['reference,first_name,last_name,email,phone,country', ...PEOPLE.map((reference) => `${reference},Kim,Ode,kim.${reference.toLowerCase()}@mail.example,,US`), ''].join('\n');

/** A notice goes out in two waves; of those in the second one it turns out meanwhile that somebody else reads for them. */
describe('people who are written to through somebody else', () => {
  const seen: Visitor[] = [];
  const it = storySteps(seen);
  let thread: ThreadApp;
  let browser: Browser;
  let commander: Employee;
  let ops: Employee;
  let notice = '';
  let waiting: readonly Row[] = [];

  beforeAll(async () => {
    [thread, browser] = await Promise.all([startThread({ now: new Date('2026-03-16T18:00:00Z'), environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    [commander, ops] = [await thread.hire('commander'), await thread.hire('ops')];
    const desk = new NoticeDesk(commander, await thread.hire('approver'), await thread.hire('ops'));
    await thread.admin.put(`/api/v1/brands/${BRAND.id}`, BRAND);
    await commander.post('/api/v1/imports/customers', CUSTOMERS);
    const { id: incident } = await commander.post<{ id: string }>('/api/v1/incidents', { kind: 'data-breach', title: 'Card numbers copied', severity: 'high', brandId: BRAND.id, facts: FACTS });
    const { id: listId } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/lists?name=k.csv`, ['reference', ...PEOPLE, ''].join('\n'));
    const { id: audienceId } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/audiences`, { listId });
    ({ id: notice } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'initial', audienceId, schedule: { waves: 2, waveIntervalMinutes: 60, canary: 0 }, policies: { channels: 'email' } }));
    await desk.approve(notice);
    waiting = await eventually(async () => (await members()).filter(({ outcome }) => outcome === 'pending'), (rows) => rows.length === 4);
  });
  afterAll(async () => {
    await browser?.close();
    await thread?.close();
  });

  const members = () => commander.all<Row>(`/api/v1/notices/${notice}/members`);
  const of = async (who: Row) => (await members()).find(({ reference }) => reference === who.reference)!;
  const becomes = (who: Row, outcome: string) => eventually(() => of(who), (row) => row.outcome === outcome);

  it('are entered on the customer\'s page, by keys alone, and the notice goes to them no longer', async () => {
    const person = await thread.test.person('ops');
    const olga = await Visitor.arrive(browser, thread.url);
    seen.push(olga);
    await olga.signIn(person.email, TEST_PASSWORD);
    const { page } = olga;
    await page.goto(`/customers/${waiting[0]!.customerId}`);
    await page.getByRole('link', { name: 'Change who is written to' }).click();
    await page.waitForURL('**/care');
    await olga.look('customer-care');
    await page.getByLabel('The customer, as everybody else').focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('A minor: write to a parent or guardian').isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.type('mum at home');
    await page.keyboard.press('Tab');
    await page.keyboard.type('The mother called.');
    // What is no address is refused by the service too.
    await page.locator('#representativeEmail').evaluate((field) => field.setAttribute('type', 'text'));
    await olga.press('Save');
    expect(await page.getByRole('alert').textContent()).toContain('is no e-mail address');
    expect(await page.locator('#reason').inputValue()).toBe('The mother called.');
    olga.complaints.length = 0; // the 422 that this is about
    await page.locator('#representativeEmail').fill('mum@mail.example');
    await olga.press('Save');
    expect(await page.getByRole('status').textContent()).toContain('Messages that have not begun go by it');
    expect(await page.locator('main').textContent()).toMatch(/mum@mail\.example/);
    expect(await becomes(waiting[0]!, 'suppressed')).toMatchObject({ reason: 'The person became known as a minor after the audience was frozen: a parent or guardian is written to by a new audience.' });
    expect(olga.complaints).toEqual([]);
  });

  it('come by a file and by the API, and everybody is in the sum', async () => {
    await ops.post('/api/v1/imports/customers', `reference,care,representative_email\n${waiting[1]!.reference},deceased,\n`);
    await ops.put(`/api/v1/customers/${waiting[2]!.customerId}/care`, { care: 'represented', representativeEmail: null, reason: 'The court wrote.' });
    expect([(await becomes(waiting[1]!, 'suppressed')).reason, (await becomes(waiting[2]!, 'suppressed')).reason]).toEqual([
      'The person has died, and no address of a representative is known.', 'The person has a representative, and no address of theirs is known.',
    ]);
    await ops.put(`/api/v1/customers/${waiting[2]!.customerId}/care`, { care: null, reason: 'It was a mistake.' });
    await becomes(waiting[2]!, 'pending');
    const { sum, withheld } = await commander.get<{ sum: { adds: boolean; members: number; outcomes: Record<string, number> }; withheld: object }>(`/api/v1/notices/${notice}/progress`);
    expect(sum).toMatchObject({ adds: true, members: 8, outcomes: { pending: 2, suppressed: 2 } });
    expect(withheld).toEqual({ people: 2, reachable: 1 });
  });

  it('are said to the commander with how many of them a new audience takes in, on the notice and in the room', async () => {
    const lead = await thread.test.browser(await thread.test.person('commander'));
    const page = async (url: string) => (await thread.test.send('GET', url, lead, undefined, { accept: 'text/html' })).body.replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ');
    const { incidentId } = (await thread.test.database.db.query<{ incidentId: string }>('select n.incident_id as "incidentId" from notice as n where n.id = $1', [notice]))[0]!;
    expect(await page(`/notices/${notice}`)).toContain('2 people get nothing of this notice: after its audience was frozen it changed who is written to for them. For 1 of them somebody is known by now');
    expect(await page(`/incidents/${incidentId}/room`)).toContain('For 1 of them somebody is known by now: freeze a new audience');
  });

  it('get nothing when the wave opens; the others do', async () => {
    thread.test.clock.set(new Date('2026-03-16T20:00:00Z'));
    await eventually(members, (rows) => rows.filter(({ outcome }) => outcome === 'sent').length === 6);
    const mail = JSON.stringify(await askCapture(thread.capture, '/captured/mail'));
    for (const { reference } of waiting.slice(0, 2)) expect(mail).not.toContain(`kim.${reference.toLowerCase()}@`);
    expect(mail).not.toContain('mum@mail.example');
    for (const { reference } of waiting.slice(2)) expect(mail).toContain(`kim.${reference.toLowerCase()}@`);
  });
});
