import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import { type Browser } from 'playwright-core';
import type { Preview } from '../../src/approve/preview.service.js';
import { ExerciseEmailGateway, ExerciseSmsGateway } from '../../src/deliver/exercise/exercise.gateway.js';
import { MeasureService } from '../../src/measure/measure.service.js';
import type { ExerciseScore } from '../../src/measure/model/exercise-score.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import { TEST_PASSWORD } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { eventually } from '../support/capture-fixture.js';
import { storySteps } from '../support/story-steps.js';
import { AFFECTED_RULE, BREACH, FACTS } from '../support/thread.company.js';
import { arrivals } from '../support/thread.capture.js';
import { startStory, type Story } from '../support/thread.story.js';

const NOW = new Date('2026-03-02T17:00:00Z');
const MINUTE = 60_000;
/** When the actual notice has its receipts; every figure is taken then, before the exercise and after. */
const FIGURES_AT = new Date(NOW.getTime() + 2 * MINUTE);

/** Stands before the relay and before Twilio's API, and counts who comes and what he says. */
class Doorbell {
  rings = 0;
  bytes = 0;
  private target: number | null = null;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async hang(): Promise<Doorbell> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const bell = new Doorbell(server, (server.address() as AddressInfo).port);
    server.on('connection', (socket) => bell.rung(socket));
    return bell;
  }

  /** Until then nobody opens. */
  leadsTo(port: number): void {
    this.target = port;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private rung(socket: Socket): void {
    this.rings += 1;
    if (this.target === null) return void socket.destroy();
    const inside = connect(this.target, '127.0.0.1');
    for (const [one, other] of [[socket, inside], [inside, socket]] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy()).pipe(other);
    }
    socket.on('data', (said) => (this.bytes += said.length));
  }
}

describe('an exercise, from its beginning to its score', () => {
  const seen: Visitor[] = [];
  const it = storySteps(seen);
  let story: Story;
  let relay: Doorbell;
  let twilio: Doorbell;
  let browser: Browser;
  let lead: Visitor;
  let exercise = '';
  let notice = '';
  let people = 0;
  let captured = 0;
  let figures = '';
  let quiet: object = {};
  /** What the made-up providers got: subject and both texts of a mail, the body of a text, by the address. */
  const handed = new Map<string, readonly string[]>();
  const [takesMail, takesText] = [ExerciseEmailGateway.prototype.send, ExerciseSmsGateway.prototype.send];
  jest.spyOn(ExerciseEmailGateway.prototype, 'send').mockImplementation(function (this: ExerciseEmailGateway, ...[mail, ...rest]) {
    handed.set(mail.to, [mail.subject, mail.html, mail.text]);
    return takesMail.call(this, mail, ...rest);
  });
  jest.spyOn(ExerciseSmsGateway.prototype, 'send').mockImplementation(function (this: ExerciseSmsGateway, ...[text, ...rest]) {
    handed.set(text.to, [text.body]);
    return takesText.call(this, text, ...rest);
  });
  const rung = () => ({ relay: [relay.rings, relay.bytes], twilio: [twilio.rings, twilio.bytes] });

  beforeAll(async () => {
    [relay, twilio] = await Promise.all([Doorbell.hang(), Doorbell.hang()]);
    const doors = { smtpUrl: `smtp://127.0.0.1:${relay.port}`, twilioUrl: `http://127.0.0.1:${twilio.port}` };
    [story, browser] = await Promise.all([startStory({ now: NOW, ...doors, environment: { LOG_LEVEL: 'error', EXERCISE_CALL_MS: '1', EXERCISE_RECEIPT_SECONDS: '10', EXERCISE_REFUSED: '30', EXERCISE_BOUNCED: '30', EXERCISE_WITHOUT_RECEIPT: '0', EXERCISE_UNANSWERED: '0', AGENT_BRIEFING: 'asked' } }), launchBrowser()]);
    relay.leadsTo(story.capture.smtpPort);
    twilio.leadsTo(Number(new URL(story.capture.baseUrl).port));
    lead = await Visitor.arrive(browser, story.url, {});
    seen.push(lead);
    await lead.signIn((await story.test.person('commander', 'ops')).email, TEST_PASSWORD);
  });
  afterAll(async () => {
    await browser?.close();
    await story?.close();
    relay?.close();
    twilio?.close();
  });

  /** Every figure that counts customers, calls or messages, of the actual incident and of the company. */
  async function allFigures(): Promise<string> {
    const metrics = (await (await fetch(`${story.url}/metrics`)).text()).split('\n').filter((line) => /^firstword_(messages|sends|queue_age|provider|limit)/.test(line));
    const rows = async (sql: string) => story.test.database.db.query(sql);
    return JSON.stringify({
      metrics: metrics.sort(),
      measured: await story.ops.ask('GET', `/api/v1/incidents/${story.incident.id}/measurement`).then(({ status, body }) => ({ status, body })),
      expected: (await story.ops.ask<{ days?: unknown }>('GET', `/api/v1/incidents/${story.incident.id}/expected-calls`)).body,
      law: (await story.auditor.get<{ clocks: unknown }>(`/api/v1/incidents/${story.incident.id}/law`)).clocks,
      providers: (await story.ops.get<{ providers: { provider: string }[] }>('/api/v1/providers')).providers.map(({ provider }) => provider),
      kept: [await rows('select * from contact_rate'), await rows('select * from measurement'), await rows('select * from report_revision'), await rows('select * from queue_fit')],
      customers: await rows(`select (select count(*)::int from suppression) as stopped, (select count(*)::int from soft_bounce) as soft, (select count(*)::int from suppression_bypass) as passed, (select count(*)::int from personal_page) as pages`),
      company: await rows(`select coalesce(sum(tried), 0)::int as tried from send_tally where not exercise`),
    });
  }

  it('begins with a button, and says on every page what it is', async () => {
    await story.admin.post('/api/v1/webhooks', { url: 'https://hooks.example.invalid/x', description: 'status page', events: ['incident.declared', 'notice.approved'] });
    // The accounts of actual notices are looked at once, when the service starts. From then on every ring would be a message.
    await eventually(() => story.ops.get<{ providers: { open: boolean }[] }>('/api/v1/providers'), ({ providers }) => providers.length === 2 && providers.every(({ open }) => open));
    const actual = await story.draft({ policies: { channels: 'preferred', ladder: null } });
    await story.desk.approve(actual);
    await story.desk.watch(actual, story.people.length, ({ sum: { outcomes } }) => outcomes.pending + outcomes.sending === 0);
    story.test.clock.set(FIGURES_AT);
    await story.desk.finished(actual, story.people.length);
    captured = await arrivals(story.capture);
    quiet = rung();
    // What is kept of the actual notice each business hour is kept now: a job looks every real minute, and a slow machine would have it come in between.
    await story.test.app.get(MeasureService).takeDue();
    figures = await allFigures();
    story.test.clock.set(NOW);
    const { page } = lead;
    await page.goto('/exercises');
    await lead.look('exercises-empty');
    await page.getByLabel('Title').fill('Drill of the quarter');
    await lead.press('Start an exercise');
    await page.waitForURL(/\/incidents\/[^/]+\/audience/);
    exercise = /incidents\/([^/]+)/.exec(page.url())![1]!;
    for (const path of ['audience', '', 'room', 'report', 'law', 'score', 'edit']) {
      await page.goto(`/incidents/${exercise}/${path}`.replace(/\/$/, ''));
      expect([path, await page.locator('.banner.exercise').textContent()]).toEqual([path, expect.stringMatching(/EXERCISE INC-\d+/)]);
      expect(await page.title()).toContain('EXERCISE');
    }
    await page.goto(`/incidents/${story.incident.id}`);
    expect(await page.locator('.banner.exercise').count()).toBe(0);
  });

  it('is shown by the steps of declaring with the mark that every word of it will bear', async () => {
    const { page } = lead;
    await page.goto('/incidents/new?kind=data-breach&exercise=yes');
    await page.getByLabel('Title').fill('Drill, by its steps');
    for (const locale of ['en', 'es'] as const) {
      await page.locator(`#whatHappened-${locale}`).fill(FACTS.text[locale].whatHappened);
      await page.locator(`#whatWeDo-${locale}`).fill(FACTS.text[locale].whatWeDo);
    }
    await lead.press('Go on: who is affected');
    await page.goto('/incidents/new/words');
    for (const [locale, mark] of [['en', 'EXERCISE'], ['es', 'EJERCICIO']] as const) {
      const shown = page.locator(`#${locale}`);
      await shown.locator('summary', { hasText: 'As plain text' }).click();
      const html = await (await page.request.get(`/incidents/new/words/mail.html?locale=${locale}`)).text();
      const words = [await shown.locator('.subject').textContent(), await shown.locator('pre').textContent(), await shown.locator('.cut').first().textContent()].map((text) => text!.trim().slice(0, 20));
      expect([locale, ...words, html]).toEqual([locale, ...Array<unknown>(4).fill(expect.stringContaining(mark))]);
    }
  });

  it('stays what it was declared as, in either direction', async () => {
    const known = await story.commander.get<{ revision: number; exercise: boolean }>(`/api/v1/incidents/${exercise}`);
    expect(known).toMatchObject({ exercise: true });
    expect(await story.commander.ask('PATCH', `/api/v1/incidents/${exercise}`, { revision: known.revision, exercise: false })).toMatchObject({ status: 422 });
    const amended = await story.commander.patch<{ exercise: boolean }>(`/api/v1/incidents/${exercise}`, { revision: known.revision, facts: FACTS, happenedFrom: BREACH.from, happenedUntil: BREACH.until });
    expect(amended.exercise).toBe(true);
  });

  it('is written, shown and signed like the real thing, and each word of it says what it is', async () => {
    const { id: audienceId } = await story.commander.post<{ id: string }>(`/api/v1/incidents/${exercise}/audiences`, { rule: AFFECTED_RULE });
    story.test.clock.set(new Date(NOW.getTime() + 8 * MINUTE));
    notice = (await story.author.post<{ id: string }>(`/api/v1/incidents/${exercise}/notices`, { type: 'initial', audienceId, schedule: { waves: 1 }, policies: { channels: 'preferred', ladder: null, publicPage: true } })).id;
    const preview = await story.author.post<{ email: { subject: string; html: string; text: string } | null; sms: { body: string } | null }>(`/api/v1/notices/${notice}/preview`, { as: { position: 0 } });
    for (const words of [preview.email?.subject, preview.email?.html, preview.email?.text, preview.sms?.body]) if (words !== undefined) expect(words).toMatch(/EXERCISE|EJERCICIO/);
    const signing = await story.desk.submit(notice);
    people = signing.people;
    story.test.clock.set(new Date(NOW.getTime() + 21 * MINUTE));
    await story.approver.post(`/api/v1/notices/${notice}/approve`, signing);
  });

  it('has its tests read in the console: nothing of them goes to a relay, to Twilio or into the queue of colleagues', async () => {
    const { page } = lead;
    await page.goto(`/notices/${notice}/preview`);
    await page.locator('form[action$="/test"] input[name="to"]').first().check();
    await lead.press('Send the test');
    await page.waitForURL(/tested=1/);
    expect(await page.locator('#test ~ .notice').textContent()).toContain('1 test can be read below.');
    const kept = page.locator('section[aria-labelledby="test"] details').first();
    await kept.locator('summary').click();
    expect(await kept.locator('pre').textContent()).toMatch(/EXERCISE|EJERCICIO/);
    await lead.look('exercise-test');
    expect(await story.test.database.db.query('select s.purpose from staff_message as s where s.purpose = $1', ['test'])).toEqual([]);
    // Longer than the queue of colleagues would take to hand it over.
    await new Promise((done) => setTimeout(done, 2_000));
    expect(rung()).toEqual(quiet);
    expect(await arrivals(story.capture)).toBe(captured);
    // Of an actual notice they leave as ever, so it is the exercise that keeps them.
    await expect(story.test.database.db.query(`insert into exercise_test (notice_id, reader, channel, content) select n.id, 'Lena', 'email', 'x' from notice as n where n.id <> $1 limit 1`, [notice])).rejects.toThrow('is of no exercise');
  });

  it('goes out to nobody: no connection is made, and everybody has his outcome', async () => {
    expect(rung()).toEqual(quiet);
    const before = await story.test.database.db.query(`select to_jsonb(c) from customer as c order by c.id`);
    await story.desk.watch(notice, people, ({ sum: { outcomes } }) => outcomes.pending + outcomes.sending === 0);
    story.test.clock.set(new Date(NOW.getTime() + 23 * MINUTE));
    const progress = await story.desk.watch(notice, people, ({ sum: { outcomes } }) => outcomes.sent + outcomes.pending + outcomes.sending === 0);
    expect(progress.sum.outcomes.delivered).toBeGreaterThan(people / 2);
    const counts = await story.test.database.db.query<{ provider: string }>(`select distinct a.provider from attempt as a join message as m on m.id = a.message_id where m.notice_id = $1 order by 1`, [notice]);
    expect(counts.map(({ provider }) => provider)).toEqual(['exercise-email', 'exercise-sms']);
    expect(await arrivals(story.capture)).toBe(captured);
    expect(await story.test.database.db.query(`select to_jsonb(c) from customer as c order by c.id`)).toEqual(before);
    expect(rung()).toEqual(quiet);
  });

  it('hands over to the made-up providers exactly what its preview shows, byte for byte', async () => {
    const sent = await story.test.database.db.query<{ address: string; channel: 'email' | 'sms'; reference: string }>('select m.address, m.channel, c.reference from message as m join customer as c on c.id = m.customer_id where m.notice_id = $1 order by m.id', [notice]);
    const chosen = (['email', 'sms'] as const).flatMap((channel) => sent.filter((one) => one.channel === channel && handed.has(one.address)).slice(0, 12));
    expect(new Set(chosen.map(({ channel }) => channel)).size).toBe(2);
    for (const { address, channel, reference } of chosen) {
      const { email, sms } = await story.author.post<JsonOf<Preview>>(`/api/v1/notices/${notice}/preview`, { as: { reference } });
      expect([reference, handed.get(address)]).toEqual([reference, channel === 'email' ? [email!.subject, email!.html, email!.text] : [sms!.body]]);
    }
  });

  it('is unknown to customers, to whoever answers them, and to other programs', async () => {
    const { code, customer } = (await story.test.database.db.query<{ code: string; customer: string }>(`select n.check_code as code, (select customer_id from message where notice_id = n.id limit 1) as customer from notice as n where n.id = $1`, [notice]))[0]!;
    const check = await (await fetch(`${story.url}/check?code=${code}`, { headers: { accept: 'text/html' } })).text();
    expect(check).not.toContain('INC-0002');
    const agent = await story.hire('agent');
    const desk = await agent.ask('GET', `/api/v1/desk/customers/${customer}`);
    expect(JSON.stringify(desk.body)).not.toContain(notice);
    expect(await story.test.database.db.query('select * from published.public_notice where notice_id = $1', [notice])).toEqual([]);
    expect(await story.test.database.db.query('select * from published.speaking_notice where notice_id = $1', [notice])).toEqual([]);
    expect(await story.ops.ask('POST', `/api/v1/notices/${notice}/postal-files`)).toMatchObject({ status: 409, body: { code: 'exercise-without-letters' } });
  });

  it('is in no figure: each is what it was before', async () => {
    // The same moment of business time, so that nothing else can differ.
    story.test.clock.set(FIGURES_AT);
    expect(JSON.parse(await allFigures())).toEqual(JSON.parse(figures));
    expect(await story.test.database.db.query(`select type from webhook_event where data::text like '%' || $1 || '%' or data::text like '%' || $2 || '%'`, [exercise, notice])).toEqual([]);
  });

  it('is named in each file that is taken of it, wherever that is put', async () => {
    const browser = await story.test.browser(await story.test.person('commander', 'auditor', 'legal', 'admin'));
    for (const url of [`/api/v1/incidents/${exercise}/report.csv`, `/api/v1/incidents/${exercise}/law.csv`, `/incidents/${exercise}/law/places.csv`, `/notices/${notice}/lacking/lacking.csv`, `/notices/${notice}/answers/answers.csv`, `/incidents/${exercise}/report.pdf`]) {
      const answer = await story.test.send('GET', url, browser);
      expect([url, answer.statusCode, answer.headers['content-disposition']]).toEqual([url, 200, expect.stringContaining('filename="EXERCISE-')]);
    }
  });

  it('is scored in minutes, beside the goals', async () => {
    const score = await story.auditor.get<JsonOf<ExerciseScore>>(`/api/v1/incidents/${exercise}/score`);
    expect(score.steps.map(({ step, minutes, met }) => [step, minutes, met])).toEqual([['submitted', 8, true], ['approved', 21, true], ['firstWord', 21, true], ['lastWord', 21, true]]);
    expect(await story.auditor.ask('GET', `/api/v1/incidents/${story.incident.id}/score`)).toMatchObject({ status: 404 });
    const csv = (await story.auditor.ask<string>('GET', '/api/v1/exercises.csv')).body;
    expect(csv).toContain('"EXERCISE INC-');
    expect(csv).not.toContain('Card numbers copied at two stores');
    const { page } = lead;
    await page.goto('/exercises');
    await lead.look('exercises');
    await page.getByRole('link', { name: /Drill of the quarter/ }).click();
    await page.waitForURL(/score/);
    await lead.look('exercise-score');
    await page.goto(`/incidents/${exercise}`);
    await lead.look('exercise-incident');
    expect(lead.complaints).toEqual([]);
  });

});
