import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { Alerts } from '../../src/platform/alerts/alerts.js';
import { eventually } from '../support/capture-fixture.js';
import { ReportService } from '../../src/measure/report.service.js';
import { TEST_PASSWORD } from '../support/app.js';
import { AnswerChecks, type ApiDocument } from '../support/answer-checks.js';
import { type Employee, startThread, type ThreadApp } from '../support/thread.app.js';
import { AFFECTED_RULE, BRAND, BREACH, chosenAddress, customersCsv, FACTS, purchases, purchasesCsv, shoppers } from '../support/thread.company.js';
import { NoticeDesk, underWay } from '../support/thread.desk.js';

// A small incident from file to figures. Every answer on the way is held against /api/openapi.json.
const DECLARED_AT = new Date('2026-03-02T17:00:00Z');
const minutes = (count: number): Date => new Date(DECLARED_AT.getTime() + count * 60_000);
const people = shoppers().slice(0, 60);

let app: ThreadApp;
let checks: AnswerChecks;

beforeAll(async () => {
  app = await startThread({ now: DECLARED_AT });
  checks = new AnswerChecks((await (await fetch(`${app.url}/api/openapi.json`)).json()) as ApiDocument);
  const real = globalThis.fetch;
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const answer = await real(input, init);
    const url = input instanceof Request ? input.url : input.toString();
    if (url.startsWith(`${app.url}/api/v1/`)) checks.look(init?.method ?? 'GET', url, answer.status, await answer.clone().text());
    return answer;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await app.close();
});

describe('the description of the API', () => {
  it('promises a body of a described shape for each operation, but for those that answer nothing or a file', () => {
    const bare = checks.operations().filter(({ name, described }) => name.includes(' /api/v1/') && !described).map(({ name }) => name);
    expect(bare.sort()).toEqual([
      'DELETE /api/v1/alert-contacts/{id}',
      'DELETE /api/v1/call-calendar/{date}',
      'DELETE /api/v1/customers/{id}/erasure',
      'DELETE /api/v1/import-mappings/{kind}/{name}',
      'DELETE /api/v1/me/passkeys/{id}',
      'DELETE /api/v1/me/totp',
      'DELETE /api/v1/retention/holds/{id}',
      'DELETE /api/v1/session',
      'DELETE /api/v1/webhooks/{id}',
      'GET /api/v1/audit.csv',
      'GET /api/v1/exercises.csv',
      'GET /api/v1/imports/{id}/bad-rows.csv',
      'GET /api/v1/incidents/{id}/evidence.zip',
      'GET /api/v1/incidents/{id}/law.csv',
      'GET /api/v1/incidents/{id}/report.csv',
      'GET /api/v1/postal-files/{id}/letters.csv',
      'POST /api/v1/customers/{id}/page-revocation',
      'POST /api/v1/desk/customers/{id}/not-theirs',
      'POST /api/v1/desk/replies/{kind}/{id}',
      'POST /api/v1/incidents/{id}/law/anchors',
      'POST /api/v1/incidents/{id}/law/entries',
      'POST /api/v1/incidents/{id}/law/substitute',
      'POST /api/v1/law/rules/{id}/review',
      'POST /api/v1/me/password',
      'POST /api/v1/messages/{id}/decide',
      'POST /api/v1/retention/holds',
      'POST /api/v1/webhooks/{id}/deliveries/{event}/redeliver',
      'POST /api/v1/webhooks/{id}/enable',
      'POST /api/v1/webhooks/{id}/test',
      'PUT /api/v1/call-calendar/{date}',
      'PUT /api/v1/law/regimes/{brand}',
    ]);
  });

  it('says what a key looks like', async () => {
    const { components } = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as { components: { securitySchemes: { key: unknown } } };
    expect(components.securitySchemes.key).toMatchObject({ type: 'http', scheme: 'bearer', bearerFormat: 'fw_<prefix>_<secret>' });
  });
});

describe('the answers of a whole incident', () => {
  it('are what the description says, each of them', async () => {
    const [commander, author, approver, ops] = [await app.hire('commander', 'author'), await app.hire('author', 'commander'), await app.hire('approver'), await app.hire('ops', 'agent')];
    const { references, importId } = await company(ops);
    const { incident, audience } = await declared(commander, references);
    const notice = await told(commander, author, approver, ops, incident, audience);
    await heard(ops, commander, incident, notice);
    await aside(commander, ops, incident, notice, importId);
    await words(author);
    await ownWaysIn();
    const urgent = await author.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'update', audienceId: audience, schedule: { waves: 1 }, policies: { channels: 'email' } });
    await byTwoAdministrators(commander, new NoticeDesk(author, approver, ops), urgent.id);

    expect([...checks.faults]).toEqual([]);
    const promised = checks.operations().filter(({ name, described }) => name.includes(' /api/v1/') && described && !ASKED_BY_BROWSERS.includes(name)).map(({ name }) => name);
    expect(promised.filter((name) => !checks.seen.has(name))).toEqual([]);
  });
});

/** A passkey is made and used by an authenticator: test/e2e/sign-in.spec.ts has one, and holds their answers against the description. */
const ASKED_BY_BROWSERS = ['POST /api/v1/session/passkey', 'POST /api/v1/me/passkeys', 'POST /api/v1/me/passkeys/options', 'POST /api/v1/session/passkey-options'];

/** An app that makes codes, and where else one is signed in. */
async function ownWaysIn(): Promise<void> {
  const person = await app.hire('author');
  const { secret } = await person.post<{ secret: string }>('/api/v1/me/totp', {});
  await person.post('/api/v1/me/totp/confirm', { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() });
  await person.post('/api/v1/me/recovery-codes', {});
  await person.put('/api/v1/me/time-zone', { timeZone: 'Europe/Madrid' });
  await person.get('/api/v1/me/sign-in');
  await person.ask('DELETE', '/api/v1/me/sessions');
}

/** What notices and incidents begin with, in versions. */
async function words(author: Employee): Promise<void> {
  const legal = await app.hire('legal');
  const at = `/api/v1/templates/${BRAND.id}/data-breach/update/en`;
  await author.get(`/api/v1/templates/${BRAND.id}`);
  const { texts } = await author.get<{ texts: Record<string, string> }>(at);
  await author.post(`${at}/try`, texts);
  await author.post(`${at}/try`, { ...texts, subject: '{{#if' });
  await author.post(`${at}/versions`, { after: 0, note: 'shorter', ...texts, subject: 'News of {{brand.name}}' });
  await legal.post(`${at}/review`, { version: 1, decision: 'returned', reason: 'Say what about.' });
  await author.post(`${at}/restore`, { after: 1, version: 0 });
  await author.get(`${at}/diff?from=0&to=1`);
  const own = '/api/v1/playbooks/data-breach';
  await author.post(`${own}/versions`, { after: 0, playbook: { ...(await author.get<object>(own)), severity: 'low' } });
  for (const path of ['versions', 'versions/1', 'diff']) await author.get(`${own}/${path}`);
  await author.post(`${own}/restore`, { after: 1, version: 0 });
  await legal.post(`${own}/review`, { version: 2, decision: 'reviewed' });
}

/** From the second administrator on, one of them asks and the other answers. */
async function byTwoAdministrators(commander: Employee, desk: NoticeDesk, urgent: string): Promise<void> {
  const { admin } = app;
  const [gone, legal, second] = [await app.hire('commander'), await app.hire('legal'), await app.hire('admin', 'ops')];
  const added = await admin.post<{ id: string }>('/api/v1/people', { email: 'late@firstword.test', name: 'Late', roles: ['agent'], password: TEST_PASSWORD });
  await second.get('/api/v1/access-requests');
  await second.post(`/api/v1/access-requests/${added.id}/confirm`, {});
  const refused = await second.post<{ id: string }>('/api/v1/keys', { name: 'refused', roles: ['ops'] });
  await admin.post(`/api/v1/access-requests/${refused.id}/refuse`, { reason: 'not now' });
  const key = await second.post<{ id: string }>('/api/v1/keys', { name: 'made', roles: ['ops'] });
  await admin.post(`/api/v1/access-requests/${key.id}/confirm`, {});
  await second.post(`/api/v1/access-requests/${key.id}/key`, {});
  const signing = { ...(await desk.submit(urgent)), reason: 'Nobody can be reached.' };
  await admin.post(`/api/v1/notices/${urgent}/break-glass`, signing);
  const { id: glass } = await second.post<{ id: string }>(`/api/v1/notices/${urgent}/break-glass/confirm`, signing);
  await commander.post(`/api/v1/notices/${urgent}/break-glass/${glass}/review`, { verdict: 'right', words: 'They were on a plane.' });
  await commander.get(`/api/v1/notices/${urgent}/break-glass`);
  const { id: stranded } = await gone.post<{ id: string }>('/api/v1/incidents', { kind: 'data-breach', title: 'Somebody of the house', severity: 'high', brandId: BRAND.id, facts: FACTS, restricted: { reason: 'He is on shift.' } });
  await admin.patch(`/api/v1/people/${gone.personId}`, { disabled: true });
  await admin.get('/api/v1/stranded-incidents');
  for (const [who, word] of [[admin, 'ask'], [second, 'confirm']] as const) await who.post(`/api/v1/stranded-incidents/${stranded}/${word}`, { personId: legal.personId, reason: 'The commander has left.' });
}

/** Brand, people, keys, customers and what they bought. */
async function company(ops: Employee): Promise<{ references: string[]; importId: string }> {
  const { admin } = app;
  await admin.put(`/api/v1/brands/${BRAND.id}`, BRAND);
  await ops.get(`/api/v1/brands/${BRAND.id}`);
  await ops.get('/api/v1/brands');
  await ops.post(`/api/v1/brands/${BRAND.id}/sender-check`, {});
  await ops.get('/api/v1/sender-checks');
  await ops.get('/api/v1/playbooks');
  await ops.get('/api/v1/playbooks/data-breach');
  await ops.get('/api/v1/rules/schema');
  await ops.get('/api/v1/me');
  await admin.patch(`/api/v1/people/${ops.personId}`, { name: 'Olga Ops' });
  await admin.get('/api/v1/people');
  const { id: keyId } = await ops.post<{ id: string }>('/api/v1/keys', { name: 'a feed', roles: ['ops'] });
  await ops.get('/api/v1/keys');
  await ops.ask('DELETE', `/api/v1/keys/${keyId}`);
  const { id: importId } = await ops.post<{ id: string }>('/api/v1/imports/customers', customersCsv(people));
  await ops.post('/api/v1/imports/touchpoints', purchasesCsv(purchases(people)));
  expect((await ops.ask('POST', '/api/v1/imports/customers', 'first_name\nNobody\n')).status).toBe(422);
  await ops.get('/api/v1/imports');
  await ops.get(`/api/v1/imports/${importId}`);
  const { items } = await ops.get<{ items: { id: string; reference: string }[] }>('/api/v1/customers?query=T-0001');
  await ops.get(`/api/v1/customers/${items[0]!.id}`);
  expect(await ops.put(`/api/v1/customers/${items[0]!.id}/care`, { care: null, reason: 'asked on the phone' })).toEqual({ changed: false });
  expect(await ops.put(`/api/v1/customers/${items[0]!.id}/esign-consent`, { consent: null })).toEqual({ changed: false });
  return { references: people.slice(0, 3).map(({ reference }) => reference), importId };
}

/** The incident, whom it touches, and three ways to say so. */
async function declared(commander: Employee, references: string[]): Promise<{ incident: string; audience: string }> {
  const { id: incident, revision } = await commander.post<{ id: string; revision: number }>('/api/v1/incidents', {
    kind: 'data-breach', title: 'Card numbers copied', severity: 'critical', brandId: BRAND.id, facts: FACTS, happenedFrom: BREACH.from, happenedUntil: BREACH.until, pressReportedAt: minutes(90),
  });
  await commander.patch(`/api/v1/incidents/${incident}`, { revision, title: 'Card numbers copied at two stores' });
  await commander.get(`/api/v1/incidents/${incident}`);
  await commander.get('/api/v1/incidents');
  const { id: listId } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/lists?name=seen`, [...references, 'T-9999']);
  for (const path of [`incidents/${incident}/lists`, `lists/${listId}`, `lists/${listId}/not-found`]) await commander.get(`/api/v1/${path}`);
  await commander.post(`/api/v1/incidents/${incident}/audiences/preview`, { rule: AFFECTED_RULE });
  for (const asked of ['estimate', 'count', 'people']) await commander.post(`/api/v1/incidents/${incident}/audiences/${asked}`, { rule: AFFECTED_RULE });
  await commander.get('/api/v1/rules/vocabulary');
  const few = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/audiences`, { listId, freeze: false });
  await commander.post(`/api/v1/audiences/${few.id}/freeze`);
  const { id: audience } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/audiences`, { rule: { any: [AFFECTED_RULE, { field: 'reference', op: 'eq', value: 'T-0006' }] } });
  await commander.get(`/api/v1/incidents/${incident}/audiences`);
  for (const path of ['', '/members', '/members?limit=5', `/diff/${few.id}`, '/verification']) await commander.get(`/api/v1/audiences/${audience}${path}`);
  return { incident, audience };
}

/** Four notices: one goes out in waves, and one each is returned, rejected and withdrawn. */
async function told(commander: Employee, author: Employee, approver: Employee, ops: Employee, incident: string, audience: string): Promise<string> {
  const desk = new NoticeDesk(author, approver, ops);
  const draft = async (type: string, waves: number) => (await author.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type, audienceId: audience, schedule: { waves, waveIntervalMinutes: 60 }, policies: { channels: 'preferred', unknownEmail: 'ask' } })).id;
  const first = await draft('initial', 1);
  await edited(author, desk, first);
  for (const verb of ['return', 'reject']) {
    const { planHash } = await desk.submit(first);
    await approver.post(`/api/v1/notices/${first}/${verb}`, { planHash, reason: 'Store 9 is missing.' });
  }
  const notice = await draft('initial', 2);
  const { hash } = await ops.get<{ hash: string }>(`/api/v1/notices/${notice}/briefing`);
  await commander.post(`/api/v1/notices/${notice}/briefing/pass-over`, { briefing: hash, reason: 'Cards are being used now.' });
  await desk.approve(notice);
  const { audience: { counts } } = await desk.view(notice);
  await desk.watch(notice, counts.members, ({ waves }) => Boolean(waves[0]?.openedAt));
  for (const [verb, body] of [['pause', { reason: 'a look' }], ['resume', {}]] as const) await commander.post(`/api/v1/notices/${notice}/${verb}`, body);
  app.test.clock.set(minutes(61));
  await desk.watch(notice, counts.members, (progress) => progress.dispatch.state === 'finished' && underWay(progress) === 0);
  await commander.post(`/api/v1/notices/${notice}/told-audience`);
  await commander.get('/api/v1/messages?state=unknown');
  for (const path of ['members', 'messages', 'unknown']) await commander.get(`/api/v1/notices/${notice}/${path}`);
  await approver.get(`/api/v1/notices/${notice}/messages`);
  const later = await draft('update', 3);
  await desk.approve(later);
  await desk.watch(later, counts.members, ({ waves }) => Boolean(waves[0]?.openedAt));
  await commander.post(`/api/v1/notices/${later}/cancel`, { reason: 'enough' });
  const never = await draft('update', 1);
  await letPass(author, desk, never);
  await commander.post(`/api/v1/notices/${never}/withdraw`, { reason: 'not needed' });
  await commander.get(`/api/v1/incidents/${incident}/notices`);
  await commander.get('/api/v1/notices?state=approved');
  return notice;
}

/** Words that lead elsewhere, and that legal lets pass. */
async function letPass(author: Employee, desk: NoticeDesk, notice: string): Promise<void> {
  const [at, legal] = [`/api/v1/notices/${notice}`, await app.hire('legal')];
  const { texts, notice: { revision } } = await desk.view(notice);
  const { subject, emailHtml, emailText, sms } = texts.find(({ locale }) => locale === 'en')!;
  await author.put(`${at}/texts/en`, { revision, subject, emailHtml, emailText: `${emailText}\nSee https://elsewhere.example too.`, sms });
  expect(await desk.prove(notice)).toMatchObject({ state: 'failed' });
  const view = await legal.get<{ revision: number; findings: { rule: string; part: string; locale: string; where: string }[] }>(`${at}/findings`);
  const { rule, part, locale, where } = view.findings.find((finding) => finding.rule === 'foreign-link')!;
  expect(await legal.post(`${at}/findings/overrides`, { revision: view.revision, rule, part, locale, where, reason: 'The regulator names this page.' })).toMatchObject({ overrides: [{ rule }] });
}

/** Edits, a proof that fails for want of a value, and looks through one reader's eyes. */
async function edited(author: Employee, desk: NoticeDesk, notice: string): Promise<void> {
  const at = `/api/v1/notices/${notice}`;
  const revision = async () => (await desk.view(notice)).notice.revision;
  await author.patch(at, { revision: await revision(), schedule: { waves: 2, waveIntervalMinutes: 30 }, refreshFacts: true });
  const { texts } = await desk.view(notice);
  const { subject, emailHtml, emailText, sms } = texts.find(({ locale }) => locale === 'en')!;
  await author.put(`${at}/texts/en`, { revision: await revision(), subject: `${subject} {{notice.corrects}}`, emailHtml, emailText, sms });
  expect(await desk.prove(notice)).toMatchObject({ state: 'failed' });
  expect((await author.get<{ items: unknown[] }>(`${at}/preflight/failures`)).items).not.toEqual([]);
  await author.put(`${at}/texts/en`, { revision: await revision(), subject, emailHtml, emailText, sms });
  await author.post(`${at}/preview`, { as: { position: 0 } });
  await author.post(`${at}/preview`, { texts: [{ locale: 'en', subject: '{{#if', emailHtml, emailText, sms }] });
  expect((await author.ask('DELETE', `${at}/texts/es?revision=${await revision()}`)).status).toBe(200);
}

/** Customers call and write; what it all came to. */
async function heard(ops: Employee, commander: Employee, incident: string, notice: string): Promise<void> {
  const caller = people.find((one) => chosenAddress(one)?.channel === 'sms')!;
  await app.control('POST', '/inbound-sms', { url: `${app.url}/webhooks/twilio/sms`, from: caller.phone, to: '+12025550100', body: 'STOP', messageSid: `SM${'5'.repeat(32)}` });
  await ops.get('/api/v1/inbound-sms');
  await ops.post('/api/v1/calls', `call_id,offered_at,phone,outcome\nF-1,2026-03-02T17:30:00Z,${caller.phone},answered\nF-2,2026-03-02T17:40:00Z,anonymous,abandoned\n`);
  await ops.post('/api/v1/call-volumes', 'queue,interval_start,interval_minutes,offered,answered,abandoned\nmain,2026-03-02T17:00:00Z,30,12,10,2\n');
  await ops.get('/api/v1/call-volumes?from=2026-03-02T00:00:00Z&until=2026-03-03T00:00:00Z');
  const { items } = await ops.get<{ items: { customerId: string }[] }>(`/api/v1/incidents/${incident}/calls`);
  await ops.get(`/api/v1/customers/${items[0]!.customerId}/calls`);
  await app.test.database.db.query(`insert into feedback (notice_id, customer_id, channel, answer, words, answered_at) values ($1, $2, 'page', 'partly', 'Which store?', now())`, [notice, items[0]!.customerId]);
  for (const path of ['', '/comments']) await ops.get(`/api/v1/notices/${notice}/feedback${path}`);
  await commander.get('/api/v1/desk/customers?query=T-0001');
  await commander.post('/api/v1/desk/customers/search', { query: 'T-0001' });
  await commander.get(`/api/v1/desk/customers/${items[0]!.customerId}`);
  await commander.get('/api/v1/desk/replies');
  await commander.get(`/api/v1/notices/${notice}/passed-preferences`);
  await commander.post(`/api/v1/desk/customers/${items[0]!.customerId}/calls`, { reason: 'what-happened', key: 'a call of today' });
  await commander.post(`/api/v1/desk/customers/${items[0]!.customerId}/copies`, { noticeId: notice, channel: 'email', reason: 'asked for', key: 'a copy of today' });
  await commander.post(`/api/v1/customers/${items[0]!.customerId}/page-revocation`, { reason: 'not his' });
  await feed(ops, incident);
  app.test.clock.set(minutes(600));
  await commander.post(`/api/v1/notices/${notice}/measurements`);
  await ops.put('/api/v1/call-calendar/2026-02-16', { kind: 'set-aside', note: 'the web shop was down' });
  await ops.get('/api/v1/call-calendar');
  await commander.get(`/api/v1/incidents/${incident}/expected-calls`);
  await ops.put('/api/v1/phone-figures', { currency: 'USD', agentHourCost: 30, callCost: null, thresholdSeconds: 20, targetShare: 0.8, callsPerThousand: 30 });
  for (const path of ['phone-figures', 'queue-fit', `notices/${notice}/hold-time`, `notices/${notice}/phone-forecast`]) await ops.get(`/api/v1/${path}`);
  for (const path of [`notices/${notice}/measurement`, `notices/${notice}/measurement?fresh=true`, `notices/${notice}/measurements`, `incidents/${incident}/measurement`, 'precision?people=20000&callsPerThousand=30&latePercent=5']) await commander.get(`/api/v1/${path}`);
}

/** What is to be known of the phones besides the calls. */
async function feed(ops: Employee, incident: string): Promise<void> {
  await ops.post('/api/v1/agents-on-duty', 'queue,interval_start,interval_minutes,agents\nmain,2026-03-02T17:00:00Z,30,6\n');
  await ops.get('/api/v1/agents-on-duty?from=2026-03-02T00:00:00Z&until=2026-03-03T00:00:00Z');
  const { id: gap } = await ops.post<{ id: string }>('/api/v1/call-gaps', { from: '2026-02-27T00:00:00Z', until: '2026-02-27T06:00:00Z', reason: 'the feed was down' });
  await ops.post(`/api/v1/call-gaps/${gap}/decision`, { state: 'dismissed', reason: 'nobody called' });
  await ops.get('/api/v1/call-gaps?from=2026-02-01T00:00:00Z&until=2026-03-03T00:00:00Z');
  await ops.put(`/api/v1/incidents/${incident}/call-reasons`, { tags: ['breach'] });
  await ops.get(`/api/v1/incidents/${incident}/call-reasons`);
  await ops.put('/api/v1/import-mappings/calls/nightly', { options: { timeZone: 'UTC' } });
  await ops.get('/api/v1/import-mappings');
}

async function aside(commander: Employee, ops: Employee, incident: string, notice: string, importId: string): Promise<void> {
  await ops.post('/api/v1/suppressions', { channel: 'email', address: 'someone@mail.example', note: 'asked on the phone' });
  const { items } = await ops.get<{ items: { id: string; source: string }[] }>('/api/v1/suppressions');
  await ops.post(`/api/v1/suppressions/${items[0]!.id}/lift`, { reason: 'asked again' });
  await ops.get('/api/v1/suppressions?state=lifted');
  expect((await ops.ask('GET', `/api/v1/imports/${importId}/bad-rows.csv`)).headers.get('content-type')).toContain('text/csv');
  await ops.get(`/api/v1/notices/${notice}/postal/without-address`);
  await ops.post('/api/v1/imports/customers', `reference,street,city,zip\n${people.map(({ reference }) => `${reference},1 Pine Street,Seattle,98101\n`).join('')}`);
  const letters = await ops.post<{ id: string }>(`/api/v1/notices/${notice}/postal-files`);
  expect((await ops.ask('GET', `/api/v1/postal-files/${letters.id}/letters.csv`)).headers.get('content-type')).toContain('text/csv');
  await ops.post(`/api/v1/postal-files/${letters.id}/posted`, { postedOn: '2026-03-02' });
  await ops.get(`/api/v1/notices/${notice}/postal`);
  await commander.post(`/api/v1/incidents/${incident}/report/remarks`, { words: 'It went well.' });
  for (const path of ['', '/revisions', '.csv']) await commander.ask('GET', `/api/v1/incidents/${incident}/report${path}`);
  await app.test.app.get(ReportService).takeDue();
  await commander.get(`/api/v1/incidents/${incident}/report/revisions/1`);
  await commander.get(`/api/v1/incidents/${incident}/timeline`);
  for (const path of ['', '/chain']) await app.admin.get(`/api/v1/audit${path}`);
  const { items: [customer] } = await app.admin.get<{ items: { id: string }[] }>('/api/v1/customers?query=T-0060');
  await app.admin.get(`/api/v1/customers/${customer!.id}/personal-data`);
  await app.admin.post(`/api/v1/customers/${customer!.id}/erasure`, { ground: 'mistake' });
  await app.admin.get('/api/v1/erasures');
  await app.admin.get('/api/v1/retention');
  await commander.get('/api/v1/exercises');
  const exercise = await commander.post<{ id: string }>('/api/v1/incidents', { kind: 'data-breach', title: 'To practise', severity: 'high', brandId: BRAND.id, facts: FACTS, exercise: true });
  await commander.get(`/api/v1/incidents/${exercise.id}/score`);
  for (const path of ['/law', '/law.csv']) await commander.ask('GET', `/api/v1/incidents/${incident}${path}`);
  const { items: rules } = await commander.get<{ items: { contentHash: string; origin: string; review: null }[] }>('/api/v1/law/rules');
  const { contentHash: _hash, origin: _origin, review: _review, ...rule } = rules[0]!;
  await app.admin.post('/api/v1/law/rules', [rule]);
  await app.admin.get('/api/v1/law/regimes');
  for (const path of ['terms', 'service']) await app.admin.get(`/api/v1/law/${path}`);
  for (const held of [`incidents/${incident}`, `notices/${notice}`]) {
    await commander.post(`/api/v1/${held}/holds`, { requestedBy: 'FBI Seattle, letter 7', reason: 'An arrest is prepared.' });
    await commander.post(`/api/v1/${held}/holds/end`, { reason: 'Their letter of today.' });
    await commander.get(`/api/v1/${held}/holds`);
  }
  await commander.put(`/api/v1/incidents/${incident}/asking`, { answered: false, reason: 'People should be spoken to.' });
  await commander.get(`/api/v1/incidents/${incident}/asking`);
  const { viewers: [me] } = await commander.post<{ viewers: { personId: string }[] }>(`/api/v1/incidents/${incident}/viewers/restrict`, { reason: 'An arrest is prepared.', people: [{ personId: ops.personId }] });
  expect(me!.personId).toBe(commander.personId);
  expect((await commander.ask('DELETE', `/api/v1/incidents/${incident}/viewers/${ops.personId}`, { reason: 'a look' })).status).toBe(200);
  await commander.post(`/api/v1/incidents/${incident}/viewers`, { personId: ops.personId, reason: 'Gives the briefing.' });
  await commander.get(`/api/v1/incidents/${incident}/viewers`);
  await commander.post(`/api/v1/incidents/${incident}/viewers/lift`, { reason: 'It is public.' });
  await commander.post(`/api/v1/incidents/${incident}/close`);
  await commander.post(`/api/v1/incidents/${incident}/reopen`);
  await commander.get(`/api/v1/notices/${notice}`);
  await commander.get('/api/v1/sending');
  // Each account is looked at in the background; until then it counts as shut.
  const { providers } = await eventually(() => commander.get<{ providers: { channel: string; open: boolean }[] }>('/api/v1/providers'), (answer) => answer.providers.every(({ open }) => open));
  expect(providers.map(({ channel }) => channel)).toEqual(['email', 'sms']);
  await commander.post('/api/v1/sending/shut', { reason: 'restored last night' });
  await eventually(() => commander.get<{ marked: boolean }>('/api/v1/sending'), ({ marked }) => marked);
  await commander.post('/api/v1/sending/open', { doubts: 'nothing-lost', reason: 'it was not' });
  await app.test.app.get(Alerts).raise({ kind: 'test.odd', subject: 'test', message: 'Something is odd.', remedy: 'Look at it.', lasting: false });
  const { items: [alert] } = await ops.get<{ items: { id: string }[] }>('/api/v1/alerts');
  await ops.get(`/api/v1/alerts/${alert!.id}/tellings`);
  await ops.post(`/api/v1/alerts/${alert!.id}/acknowledge`);
  const { contacts: [contact] } = await ops.post<{ contacts: { id: string }[] }>('/api/v1/alert-contacts', { personId: ops.personId });
  await ops.put(`/api/v1/alert-contacts/${contact!.id}`, { personId: ops.personId, criticalBy: ['email'] });
  await ops.post(`/api/v1/alert-contacts/${contact!.id}/earlier`);
  await ops.get('/api/v1/alert-contacts');
  const { id: hook } = await app.admin.post<{ id: string }>('/api/v1/webhooks', { url: 'https://hooks.example.invalid/x', description: 'status page', events: ['incident.declared'] });
  await app.admin.post(`/api/v1/webhooks/${hook}/rotate`);
  await app.admin.get('/api/v1/webhooks');
  await app.admin.post(`/api/v1/webhooks/${hook}/test`);
  await eventually(() => app.admin.get<{ items: unknown[] }>(`/api/v1/webhooks/${hook}/deliveries`), ({ items }) => items.length > 0);
  await ops.put('/api/v1/alert-rhythm', { criticalMinutes: 5, warningMinutes: 30, repeatMinutes: 60 });
}
