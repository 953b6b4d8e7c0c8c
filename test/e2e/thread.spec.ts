import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonOf } from '../../src/kernel/json-of.js';
import type { AudiencePreview } from '../../src/audience/audience.service.js';
import type { Member } from '../../src/audience/contract.js';
import type { TimelineEntry } from '../../src/declare/incident.service.js';
import { KNOWN_ACTIONS } from '../../src/declare/model/sentence-for.js';
import type { MemberRow, MessageRow } from '../../src/deliver/store/ledger.repository.js';
import type { InboundCall } from '../../src/hear/contract.js';
import type { IncidentMeasurement, MeasurementSnapshot } from '../../src/measure/contract.js';
import type { ImportAnswer } from '../../src/platform/imports/imports.controller.js';
import { askCapture } from '../support/capture-fixture.js';
import { type Employee, startThread, type ThreadApp } from '../support/thread.app.js';
import { arrivals, type CapturedMail, type CapturedSms, mailOf, textsWith } from '../support/thread.capture.js';
import { ThreadClient } from '../support/thread.client.js';
import {
  affected, AFFECTED_RULE, BAD_PURCHASES, BRAND, BREACH, chosenAddress, CORRECTED_FACTS, CUSTOMER_ROWS, customersCsv, FACTS, languageOf, purchases, purchasesCsv,
  type Shopper, shoppers,
} from '../support/thread.company.js';
import { NoticeDesk, type NoticeJson, type ProgressJson, underWay } from '../support/thread.desk.js';

// One incident from the first file to the figures, as its people live it: each step stands on those before it.
const DECLARED_AT = new Date('2026-03-02T17:00:00Z');
const minutes = (count: number): Date => new Date(DECLARED_AT.getTime() + count * 60_000);
/** Approved at 20 minutes, three waves an hour apart. */
const WAVES_AT = [20, 80, 140];

const CUSTOMERS = shoppers();
const BOUGHT = purchases(CUSTOMERS);
const AFFECTED = affected(CUSTOMERS, BOUGHT);

/** Members who get one message, by its address. */
const byAddress = (people: readonly Shopper[]) => Map.groupBy(people.filter((one) => chosenAddress(one)), (one) => chosenAddress(one)!.address);
const channelTo = (address: string): 'email' | 'sms' => (address.startsWith('+') ? 'sms' : 'email');
const EXPECTED = byAddress(AFFECTED);
const isAlone = ({ phone }: Shopper): boolean => CUSTOMERS.filter((one) => one.phone === phone).length === 1;
const textedAlone = AFFECTED.filter((one) => chosenAddress(one)?.channel === 'sms' && isAlone(one));
/** People with a number and nothing else: what bars the number bars them. */
const [stopper, optedOut, deadNumber] = textedAlone.filter(({ email }) => email === '') as [Shopper, Shopper, Shopper];
const outOfReach = textedAlone.find(({ email }) => email !== '')!;
const gone = AFFECTED.filter((one) => chosenAddress(one)?.address.startsWith('gone.'));
const nowhere = AFFECTED.filter((one) => chosenAddress(one) === null);
/** Whom the first notice reaches: all but whose address no provider takes, and who has none. */
const TOLD = AFFECTED.filter((one) => ![...gone, ...nowhere, optedOut, deadNumber, outOfReach].includes(one));
const exactly = (phone: string): string => `^\\${phone}$`;

let app: ThreadApp;
let [commander, author, approver, ops, auditor] = [] as unknown as [Employee, Employee, Employee, Employee, Employee];
let desk: NoticeDesk;
let incident: { id: string; reference: string; revision: number };
let audience: { id: string; hash: string; counts: { members: number } };
let initial: NoticeJson;
const ids: Record<'initial' | 'update' | 'correction', string> = { initial: '', update: '', correction: '' };
/** What the public API says of each member, by his reference. */
let members: Map<string, JsonOf<Member>>;

beforeAll(async () => {
  app = await startThread({ now: DECLARED_AT });
  [commander, author, approver, ops, auditor] = [await app.hire('commander'), await app.hire('author', 'approver'), await app.hire('approver'), await app.hire('ops'), await app.hire('auditor')];
  desk = new NoticeDesk(commander, approver, ops);
  await app.control('PUT', '/smtp-policy', { rules: [{ to: '^gone\\.', fault: { kind: 'reject-rcpt', code: 550, text: '5.1.1 No such user' } }] });
  await app.control('PUT', '/twilio-policy', {
    delays: { sentMs: [0, 0], finalMs: [0, 20] },
    rules: [
      { to: exactly(optedOut.phone), fault: { kind: 'answer', status: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient' } },
      { to: exactly(deadNumber.phone), fault: { kind: 'outcome', status: 'undelivered', errorCode: 30005 } },
      { to: exactly(outOfReach.phone), fault: { kind: 'outcome', status: 'undelivered', errorCode: 30003 } },
      { fault: { kind: 'callbacks', order: 'reversed', copies: 2 } },
    ],
  });
});
afterAll(() => app.close());

/** Whole messages of the outside world: nothing arrives later than this look. */
async function arrived(notice: NoticeJson['notice']): Promise<{ mail: CapturedMail[]; texts: CapturedSms[] }> {
  await app.capture.callbacksIdle();
  return { mail: await mailOf(app.capture, notice.id), texts: await textsWith(app.capture, notice.checkCode) };
}

const addressesOf = ({ mail, texts }: { mail: CapturedMail[]; texts: CapturedSms[] }): string[] =>
  [...mail.flatMap(({ to }) => to.map((address) => address.toLowerCase())), ...texts.map(({ to }) => to)].sort();

/** Nothing waits any more, and every text has its receipt: a plain relay says no more of an e-mail than that it took it. */
const settled = (id: string, people: number): Promise<ProgressJson> =>
  desk.watch(id, people, (progress) => progress.dispatch.state === 'finished' && underWay(progress) === 0 && (progress.messages.sms.sent ?? 0) === 0);

describe('customers come in', () => {
  const importFile = (client: ThreadClient, kind: string, csv: string) => client.post<ImportAnswer>(`/api/v1/imports/${kind}`, csv);

  it('as a file with its own column names; bad rows stop nothing and are told', async () => {
    await app.admin.put(`/api/v1/brands/${BRAND.id}`, BRAND);
    const answer = await importFile(ops, 'customers', customersCsv(CUSTOMERS));
    expect(answer).toMatchObject({
      state: 'done',
      counts: { rowsRead: CUSTOMER_ROWS.rows, inserted: CUSTOMER_ROWS.inserted, updated: 0, unchanged: 0, incomplete: CUSTOMER_ROWS.incomplete, skipped: CUSTOMER_ROWS.skipped, rejected: CUSTOMER_ROWS.rejected },
      columns: { 'Customer No': 'reference', 'E-Mail': 'email', Mobile: 'phone', lang: 'locale', tier: 'attributes.tier' },
    });
    expect(answer.badRows.map(({ column, effect }) => [column, effect]).sort()).toEqual([['country', 'dropped'], ['email', 'dropped'], ['phone', 'dropped'], ['reference', 'rejected'], ['reference', 'skipped']]);
  });

  it('with what they bought', async () => {
    const answer = await importFile(ops, 'touchpoints', purchasesCsv(BOUGHT));
    expect(answer.counts).toMatchObject({ inserted: BOUGHT.length, rejected: BAD_PURCHASES, updated: 0, unchanged: 0 });
    expect(answer.badRowsTotal).toBe(BAD_PURCHASES);
  });

  it('once: the same files again, an hour later, change nothing', async () => {
    app.test.clock.advance(-3_600_000);
    const [people, bought] = [await importFile(ops, 'customers', customersCsv(CUSTOMERS)), await importFile(ops, 'touchpoints', purchasesCsv(BOUGHT))];
    app.test.clock.set(DECLARED_AT);
    expect(people.counts).toMatchObject({ inserted: 0, updated: 0, unchanged: CUSTOMER_ROWS.inserted });
    expect(bought.counts).toMatchObject({ inserted: 0, updated: 0, unchanged: BOUGHT.length });
  });

  it.each([
    ['has no reference column', 'first_name,email\nBroken,broken@mail.example\n'],
    ['ends inside a quoted cell', 'reference,first_name,email\nX-1,Broken,broken@mail.example\nX-2,"Bro'],
  ])('not at all from a file that %s', async (_, csv) => {
    const answer = await ops.ask<{ code: string; importId: string }>('POST', '/api/v1/imports/customers', csv);
    expect(answer.status).toBe(422);
    expect(await ops.get('/api/v1/customers?query=Broken')).toMatchObject({ items: [] });
    expect(await ops.get('/api/v1/imports?limit=1')).toMatchObject({ items: [{ state: 'failed', counts: { inserted: 0 } }] });
  });
});

describe('the incident is declared, and who it touches is found', () => {
  it('by a commander; nothing leaves by it', async () => {
    incident = await commander.post('/api/v1/incidents', {
      kind: 'data-breach', title: 'Card numbers copied at two stores', severity: 'critical', brandId: BRAND.id, facts: FACTS,
      happenedFrom: BREACH.from, happenedUntil: BREACH.until, discoveredAt: minutes(-60), pressReportedAt: minutes(90),
    });
    expect(incident.reference).toMatch(/^INC-/);
    expect((await author.ask('POST', '/api/v1/incidents', {})).status).toBe(403);
  });

  it('by a rule that means exactly those whom a plain count of the files means', async () => {
    const preview = await commander.post<AudiencePreview>(`/api/v1/incidents/${incident.id}/audiences/preview`, { rule: AFFECTED_RULE });
    const count = (of: (one: Shopper) => boolean): number => AFFECTED.filter(of).length;
    expect(preview.counts).toMatchObject({
      members: AFFECTED.length, email: count(({ email }) => email !== ''), sms: count(({ phone }) => phone !== ''), unreachable: nowhere.length, suppressed: 0,
      byLocale: { 'en-US': count(({ locale }) => locale === 'en-US'), 'es-MX': count(({ locale }) => locale === 'es-MX'), 'fr-CA': count(({ locale }) => locale === 'fr-CA'), unknown: count(({ locale }) => locale === '') },
    });
    expect(preview.examples).toHaveLength(10);
  });

  it('and frozen, each with the reason why', async () => {
    audience = await author.post(`/api/v1/incidents/${incident.id}/audiences`, { rule: AFFECTED_RULE });
    const items = await commander.all<JsonOf<Member>>(`/api/v1/audiences/${audience.id}/members`);
    members = new Map(items.map((member) => [member.reference, member]));
    expect([...members.keys()].sort()).toEqual(AFFECTED.map(({ reference }) => reference).sort());
    expect(members.get('T-0013')).toMatchObject({ reasons: { by: ['rule'], data: ['card-number', 'card-expiry'], touchpoints: [{ kind: 'purchase', occurredAt: BREACH.from, label: 'Store 7' }] } });
    expect(await commander.get(`/api/v1/audiences/${audience.id}/verification`)).toMatchObject({ intact: true });
  });
});

describe('the first notice', () => {
  it('is drafted, proved for everyone and submitted', async () => {
    const draft = await author.post<{ id: string }>(`/api/v1/incidents/${incident.id}/notices`, {
      type: 'initial', audienceId: audience.id, schedule: { waves: 3, waveIntervalMinutes: 60 }, policies: { channels: 'preferred', unknownEmail: 'ask', mandatory: true, ladder: null },
    });
    ids.initial = draft.id;
    expect((await author.ask('POST', `/api/v1/notices/${draft.id}/submit`)).body).toMatchObject({ code: 'preflight-missing' });
    const preflight = await desk.prove(draft.id);
    const written = (channel: string): number => [...EXPECTED.keys()].filter((address) => channelTo(address) === channel).length;
    expect(preflight).toMatchObject({ state: 'passed', members: AFFECTED.length, failures: 0 });
    expect(preflight.summary).toMatchObject({
      members: AFFECTED.length,
      people: { unreachable: nowhere.length, suppressed: 0, both: 0 },
      messages: { email: written('email'), sms: written('sms') },
      byLocale: { en: AFFECTED.filter((one) => languageOf(one) === 'en').length, es: AFFECTED.filter((one) => languageOf(one) === 'es').length },
    });
    await author.post(`/api/v1/notices/${draft.id}/submit`);
    initial = await desk.view(draft.id);
    expect(initial).toMatchObject({ notice: { state: 'submitted', number: 1 }, begun: false });
  });

  it('is approved by somebody else alone, who has typed the number of people', async () => {
    const { planHash } = initial.notice;
    const approve = (client: ThreadClient, people: number, hash = planHash) => client.ask<{ code: string }>('POST', `/api/v1/notices/${ids.initial}/approve`, { planHash: hash, people });
    app.test.clock.set(minutes(10));
    expect([await approve(author, AFFECTED.length)]).toMatchObject([{ status: 403, body: { code: 'four-eyes' } }]);
    const { key } = await author.post<{ key: string }>('/api/v1/keys', { name: 'a program of the author', roles: ['approver'] });
    expect(await approve(ThreadClient.withKey(app.url, key), AFFECTED.length)).toMatchObject({ status: 403, body: { code: 'person-needed' } });
    expect(await approve(commander, AFFECTED.length)).toMatchObject({ status: 403 });
    expect(await approve(approver, AFFECTED.length)).toMatchObject({ status: 409, body: { code: 'phones-not-ready' } });
    await desk.brief(ids.initial);
    expect(await approve(approver, AFFECTED.length + 1)).toMatchObject({ status: 422, body: { code: 'people-mismatch' } });
    expect(await approve(approver, AFFECTED.length, 'f'.repeat(64))).toMatchObject({ status: 409, body: { code: 'plan-changed' } });
    expect((await desk.view(ids.initial)).notice.state).toBe('submitted');
    expect(await arrivals(app.capture)).toBe(0);
  });

  it('finds people at the phones before it: they call first', async () => {
    await callFrom(pickByWave()[2][0]!, 120);
  });

  it('goes out in three waves, and adds up at every look', async () => {
    app.test.clock.set(minutes(WAVES_AT[0]!));
    expect(await approver.ask('POST', `/api/v1/notices/${ids.initial}/approve`, { planHash: initial.notice.planHash, people: AFFECTED.length })).toMatchObject({ status: 200, body: { state: 'approved' } });
    for (const [wave, at] of WAVES_AT.entries()) {
      app.test.clock.set(minutes(at));
      const waiting = (progress: ProgressJson) => progress.waves.slice(0, wave + 1).some(({ openedAt, outcomes }) => openedAt === null || (outcomes.pending ?? 0) + (outcomes.sending ?? 0) > 0);
      const progress = await desk.watch(ids.initial, AFFECTED.length, (so) => so.waves.length === 3 && so.dispatch.ledgerWritten && !waiting(so));
      expect(progress.waves.map(({ openedAt }) => openedAt !== null)).toEqual([true, wave >= 1, wave >= 2]);
      await callsBetweenWaves(wave);
    }
    const done = await settled(ids.initial, AFFECTED.length);
    const texted = [...EXPECTED].filter(([address]) => channelTo(address) === 'sms').flatMap(([, people]) => people).length;
    expect(done.sum.outcomes).toEqual({
      pending: 0, sending: 0, unknown: 0, cancelled: 0, suppressed: 0,
      unreachable: nowhere.length,
      bounced: gone.length + 2, // the mailboxes that are gone, who opted out at Twilio, and the number that is nobody's
      failed: 1, // the phone that is off
      delivered: texted - 3,
      sent: AFFECTED.length - nowhere.length - gone.length - texted,
    });
  });

  it('reached each address once, in its language, by its name, with the code that proves it', async () => {
    const { notice } = initial;
    const got = await arrived(notice);
    const refused = new Set([...gone.map((one) => one.email.toLowerCase()), optedOut.phone]);
    expect(addressesOf(got)).toEqual([...EXPECTED.keys()].filter((address) => !refused.has(address)).sort());
    expect(await askCapture(app.capture, '/captured/duplicates')).toEqual({ mail: [], sms: [] });
    for (const mail of got.mail) expectMail(mail, notice);
    for (const sms of got.texts) expectText(sms, notice);
  });

  it('carries the Message-IDs of the ledger, each its own', async () => {
    const rows = await commander.all<MessageRow>(`/api/v1/notices/${ids.initial}/messages`);
    const { mail } = await arrived(initial.notice);
    const messageIdOf = (id: string): string => `<m.${id}-${ids.initial}@${BRAND.domain}>`;
    const handedOver = rows.filter(({ channel, state }) => channel === 'email' && state === 'sent');
    expect(mail.map(({ messageId }) => messageId).sort()).toEqual(handedOver.map(({ id }) => messageIdOf(id)).sort());
    expect(rows.every(({ attempts }) => attempts === 1)).toBe(true);
    // The same text can be made again at any time.
    for (const row of handedOver.slice(0, 3)) {
      const preview = await commander.post<{ email: { text: string } }>(`/api/v1/notices/${ids.initial}/preview`, { as: { customerId: row.customerId } });
      const sent = mail.find(({ messageId }) => messageId === messageIdOf(row.id))!;
      expect(sent.text.replace(/\s+/g, ' ').trim()).toBe(preview.email.text.replace(/\s+/g, ' ').trim());
    }
  });

  it('condemned what the providers condemned, and says why of each', async () => {
    const why = async (outcome: string) => (await auditor.all<MemberRow>(`/api/v1/notices/${ids.initial}/members?outcome=${outcome}`)).map(({ reference, code }) => [reference, code]).sort();
    expect(await why('bounced')).toEqual([...gone.map(({ reference }) => [reference, '5.1.1']), [optedOut.reference, '21610'], [deadNumber.reference, '30005']].sort());
    expect(await why('failed')).toEqual([[outOfReach.reference, '30003']]);
    const suppressed = await ops.all<{ channel: string; reason: string }>('/api/v1/suppressions');
    const count = (channel: string, reason: string): number => suppressed.filter((one) => one.channel === channel && one.reason === reason).length;
    expect([count('email', 'hard-bounce'), count('sms', 'stop'), count('sms', 'dead-number'), suppressed.length]).toEqual([gone.length, 1, 1, gone.length + 2]);
    const unreachable = await auditor.all<MemberRow>(`/api/v1/notices/${ids.initial}/members?outcome=unreachable`);
    expect(unreachable.map(({ reference, reason }) => [reference, reason]).sort()).toEqual(nowhere.map(({ reference }) => [reference, 'No address is known on any channel of this notice.']).sort());
  });
});

describe('a customer writes STOP', () => {
  it('and gets an answer, once', async () => {
    const text = { url: `${app.url}/webhooks/twilio/sms`, from: stopper.phone, to: '+12025550100', body: 'Stop.', messageSid: `SM${'5'.repeat(32)}` };
    const heard = await app.control<{ answer: { status: number; body: string } }>('POST', '/inbound-sms', text);
    expect(heard.answer).toMatchObject({ status: 200, body: expect.stringContaining('Tidewater') });
    await app.control('POST', '/inbound-sms', text);
    expect((await ops.all<{ reason: string }>('/api/v1/suppressions?channel=sms')).filter(({ reason }) => reason === 'stop')).toHaveLength(2);
    expect(await ops.get(`/api/v1/inbound-sms?customer=${members.get(stopper.reference)!.customerId}`)).toMatchObject({ items: [{ keyword: 'stop', body: null }] });
  });

  it('and no update goes to that number, nor to any other that is barred', async () => {
    const { id } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident.id}/notices`, { type: 'update', audienceId: audience.id, schedule: { waves: 1 }, policies: { channels: 'preferred', ladder: null } });
    ids.update = id;
    app.test.clock.set(minutes(200));
    await desk.approve(id);
    const done = await settled(id, AFFECTED.length);
    // Whose e-mail or number is barred hears on the other one, where there is one.
    const barred = [stopper, optedOut, deadNumber, ...gone.filter(({ phone }) => phone === '')];
    expect(done.sum.outcomes).toMatchObject({ suppressed: barred.length, unreachable: nowhere.length, bounced: 0, failed: 1 });
    // The approver was shown before what then happened.
    const { notice, preflight } = await desk.view(id);
    const all = (states: object): number => Object.values(states).reduce((sum: number, count: number) => sum + count, 0);
    expect(preflight!.summary).toMatchObject({ people: { suppressed: barred.length, unreachable: nowhere.length }, messages: { email: all(done.messages.email), sms: all(done.messages.sms) } });
    const got = await arrived(notice);
    const addresses = addressesOf(got);
    expect(addresses).not.toContain(stopper.phone);
    expect(addresses.some((address) => address.startsWith('gone.') || address === optedOut.phone || address === deadNumber.phone)).toBe(false);
    const moved = gone.filter(({ phone }) => phone !== '').map(({ phone }) => phone);
    expect(addresses).toEqual([...new Set([...[...EXPECTED].filter(([, people]) => !people.some((one) => [...barred, ...gone].includes(one))).map(([address]) => address), ...moved])].sort());
    const why = await auditor.all<MemberRow>(`/api/v1/notices/${id}/members?outcome=suppressed`);
    expect(why.find(({ reference }) => reference === stopper.reference)).toMatchObject({ code: 'stop', reason: 'The person replied STOP.' });
    expect(why.map(({ reference }) => reference).sort()).toEqual(barred.map(({ reference }) => reference).sort());
  });
});

describe('a correction', () => {
  it('goes to those who were told by the notice that was wrong, and to nobody else', async () => {
    const told = await auditor.all<MemberRow>(`/api/v1/notices/${ids.initial}/members`);
    const toldReferences = told.filter(({ outcome }) => outcome === 'sent' || outcome === 'delivered').map(({ reference }) => reference).sort();
    expect(toldReferences).toEqual(TOLD.map(({ reference }) => reference).sort());

    const frozen = await commander.post<{ id: string; version: number; counts: { members: number } }>(`/api/v1/notices/${ids.initial}/told-audience`);
    expect(frozen).toMatchObject({ version: 2, counts: { members: toldReferences.length } });
    const people = await commander.all<JsonOf<Member>>(`/api/v1/audiences/${frozen.id}/members`);
    expect(people.map(({ reference }) => reference).sort()).toEqual(toldReferences);
    // Why he is in it has not changed; that he was told is why he hears of it again.
    expect(people.find(({ reference }) => reference === 'T-0013')!.reasons).toEqual({ ...members.get('T-0013')!.reasons, by: ['told-before'] });

    app.test.clock.set(minutes(260));
    await commander.patch(`/api/v1/incidents/${incident.id}`, { revision: incident.revision, facts: CORRECTED_FACTS });
    const { id } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident.id}/notices`, { type: 'correction', audienceId: frozen.id, correctsNoticeId: ids.initial, policies: { channels: 'preferred', ladder: null } });
    ids.correction = id;
    await desk.approve(id);
    await settled(id, toldReferences.length);

    const { notice } = await desk.view(id);
    const got = await arrived(notice);
    const expected = byAddress(AFFECTED.filter(({ reference }) => toldReferences.includes(reference) && reference !== stopper.reference));
    expect(addressesOf(got)).toEqual([...expected.keys()].sort());
    for (const mail of got.mail) expect(mail.text).toContain(languageOf(readersOf(mail)[0]!) === 'es' ? 'En la tienda 7 empezó el 12 de febrero.' : 'At store 7 it began on February 12.');
  });

  it('names a notice of the incident that went out', async () => {
    const wrong = { type: 'correction', audienceId: audience.id };
    expect((await commander.ask('POST', `/api/v1/incidents/${incident.id}/notices`, wrong)).body).toMatchObject({ code: 'correction-of-nothing' });
  });
});

// ── calls ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Calls as the test made them, to be counted by hand. */
const made: { reference: string | null; at: Date; wave: number }[] = [];

/** Members with a number of their own and a message that arrived, by their wave. */
function pickByWave(): [Shopper[], Shopper[], Shopper[]] {
  const draws = [...members.values()].map(({ position }) => position).sort((a, b) => a - b);
  expect(draws).toEqual(draws.map((_, index) => index));
  const failing = new Set([optedOut, deadNumber, outOfReach, stopper]);
  const usable = AFFECTED.filter((one) => one.phone !== '' && isAlone(one) && !failing.has(one) && !gone.includes(one)).sort((a, b) => members.get(a.reference)!.position - members.get(b.reference)!.position);
  // Thirds of the draw, without those near the cuts: a household never parts, so a cut can lie a little further on.
  const third = AFFECTED.length / 3;
  const inWave = (wave: number) => usable.filter(({ reference }) => {
    const place = members.get(reference)!.position;
    return place >= third * wave + 6 && place < third * (wave + 1) - 6;
  });
  return [inWave(0), inWave(1), inWave(2)];
}

async function callFrom(caller: Shopper | null, durationSeconds: number, wave = 2): Promise<void> {
  const from = caller?.phone ?? 'anonymous';
  made.push({ reference: caller?.reference ?? null, at: app.test.clock.now(), wave });
  const hooks = { url: `${app.url}/webhooks/twilio/voice`, statusUrl: `${app.url}/webhooks/twilio/voice/status` };
  const answer = await app.control<{ answer: { status: number; body: string }; ended: { status: number } }>('POST', '/inbound-call', { ...hooks, from, to: '+12025550100', durationSeconds });
  expect(answer).toMatchObject({ answer: { status: 200, body: expect.stringContaining('Tidewater') }, ended: { status: 204 } });
}

/** After each wave some call who were told, some who still wait, and one whom nobody knows. */
async function callsBetweenWaves(wave: number): Promise<void> {
  const [first, second, third] = pickByWave();
  app.test.clock.set(minutes(WAVES_AT[wave]! + 25));
  if (wave === 0) for (const [caller, of] of [[first[0]!, 0], [second[0]!, 1], [second[1]!, 1], [third[1]!, 2]] as const) await callFrom(caller, 90, of);
  if (wave === 1) for (const [caller, of] of [[first[1]!, 0], [second[2]!, 1], [third[2]!, 2]] as const) await callFrom(caller, 60, of);
  if (wave === 2) await callFrom(first[0]!, 30, 0);
  await callFrom(null, 20);
}

describe('calls', () => {
  const known = () => made.filter(({ reference }) => reference !== null);

  it('found their members by number, and only by it', async () => {
    const calls = await ops.all<JsonOf<InboundCall>>(`/api/v1/incidents/${incident.id}/calls`);
    const seen = calls.map(({ customerId, offeredAt, matchMethod }) => [customerId, offeredAt, matchMethod]).sort();
    expect(seen).toEqual(known().map(({ reference, at }) => [members.get(reference!)!.customerId, at.toISOString(), 'number']).sort());
  });

  it('come again as a file, and change nothing', async () => {
    const file = 'call_id,offered_at,phone,outcome\nF-1,2026-03-02T16:00:00Z,(206) 555-0177,answered\nF-2,2026-03-02T16:30:00Z,anonymous,abandoned\n';
    expect(await ops.post('/api/v1/calls', file)).toMatchObject({ counts: { inserted: 2, rejected: 0 } });
    expect(await ops.post('/api/v1/calls', file)).toMatchObject({ counts: { inserted: 0, updated: 0, unchanged: 2 } });
    const volumes = 'queue,interval_start,interval_minutes,offered\nmain,2026-03-02T16:00:00Z,30,12\nmain,2026-03-02T16:30:00Z,30,0\n';
    expect(await ops.post('/api/v1/call-volumes', volumes)).toMatchObject({ counts: { inserted: 2, rejected: 0 } });
    expect(await ops.post('/api/v1/call-volumes', volumes)).toMatchObject({ counts: { inserted: 0, updated: 0, unchanged: 2 } });
  });

  it('say who heard it from us first, as a hand counts it', async () => {
    const outcomes = await auditor.all<JsonOf<MemberRow>>(`/api/v1/notices/${ids.initial}/members`);
    const later = await auditor.all<JsonOf<MemberRow>>(`/api/v1/notices/${ids.update}/members`);
    const firstCall = new Map(known().toReversed().map(({ reference, at }) => [reference!, at]));
    // Whoever the first notice did not reach may have heard it by the next: that is the first word too.
    const toldAt = new Map([...later, ...outcomes].flatMap(({ reference, toldAt: at }) => (at === null ? [] : [[reference, new Date(at)] as const])));
    const told = (hours: number): number => outcomes.filter(({ reference }) => {
      const [at, call] = [toldAt.get(reference), firstCall.get(reference)];
      return at !== undefined && at <= minutes(60 * hours) && (call === undefined || at < call);
    }).length;
    const calledFirst = (hours: number): number => [...firstCall].filter(([reference, call]) => call <= minutes(60 * hours) && !(toldAt.has(reference) && toldAt.get(reference)! < call)).length;
    // By hand as well: of those who called, four did so before their wave.
    expect([calledFirst(1), calledFirst(4)]).toEqual([4, 5]);

    const { result } = await auditor.get<MeasurementSnapshot>(`/api/v1/notices/${ids.initial}/measurement?fresh=true`);
    if (result.firstWord.kind !== 'first-word') throw new Error('There must be a first word.');
    expect(result.firstWord.at.map(({ hours, toldFirst, calledFirst: called, neither }) => [hours, toldFirst.count, called.count, neither.count])).toEqual(
      [1, 4, 24].map((hours) => [hours, told(hours), calledFirst(hours), AFFECTED.length - told(hours) - calledFirst(hours)]),
    );
    const waits = outcomes.map(({ reference }) => (toldAt.has(reference) ? (toldAt.get(reference)!.getTime() - DECLARED_AT.getTime()) / 60_000 : Infinity)).sort((a, b) => a - b);
    expect(result.firstWord.median).toEqual({ kind: 'reached', minutes: waits[Math.ceil(waits.length / 2) - 1] });
    expect(result.calls).toEqual({ offered: made.length, identified: known().length, byMembers: known().length, contacts: made.length, shared: 0 });
    // The press wrote of it at 90 minutes: two waves had gone by then.
    expect(result.beforePress).toMatchObject({ count: outcomes.filter(({ waveNo, toldAt: at }) => waveNo < 2 && at !== null).length, of: AFFECTED.length });
  });

  it('are too few to say how many were avoided, and that is what is said, with the counts', async () => {
    const { result } = await auditor.get<MeasurementSnapshot>(`/api/v1/notices/${ids.initial}/measurement?fresh=true`);
    // Between the first wave and the last, while there is somebody to compare with.
    const compared = known().filter(({ at }) => at >= minutes(WAVES_AT[0]!) && at < minutes(WAVES_AT[2]!));
    const waiting = compared.filter(({ at, wave }) => at < minutes(WAVES_AT[wave]!)).length;
    expect([waiting, compared.length - waiting]).toEqual([4, 3]);
    expect(result.avoided).toMatchObject({
      kind: 'not-enough-data',
      reasons: expect.arrayContaining([{ code: 'few-waiting-calls', have: waiting, need: 250 }]),
      calls: { waiting, notified: compared.length - waiting },
    });
    const whole = await auditor.get<IncidentMeasurement>(`/api/v1/incidents/${incident.id}/measurement`);
    expect(whole.notices.map(({ result: { notice } }) => notice.type)).toEqual(['initial', 'update', 'correction']);
    await auditor.post(`/api/v1/notices/${ids.initial}/measurements`);
  });
});

describe('afterwards', () => {
  it('the timeline has a plain sentence for everything that was done', async () => {
    await commander.post(`/api/v1/incidents/${incident.id}/close`);
    const entries = await auditor.all<JsonOf<TimelineEntry>>(`/api/v1/incidents/${incident.id}/timeline`);
    const actions = new Set(entries.map(({ action }) => action));
    expect([...actions].filter((action) => !KNOWN_ACTIONS.has(action))).toEqual([]);
    expect([...actions]).toEqual(expect.arrayContaining([
      'incident.declared', 'incident.amended', 'incident.closed', 'audience.drafted', 'audience.frozen', 'notice.drafted', 'notice.preflight-requested', 'notice.preflight-passed',
      'notice.submitted', 'notice.approved', 'rollout.started', 'dispatch.finished', 'texts.stopped', 'measurement.taken',
    ]));
    for (const { sentence } of entries) expect(sentence).toMatch(/^[A-Z][^{}[\]_]*[a-z.)0-9]$/);
    expect(entries.map(({ sentence }) => sentence)).toEqual(expect.arrayContaining([
      'The incident was declared', `Sending of notice 1 (first word) began, for ${AFFECTED.length} people in 3 waves`, 'Sending of notice 3 (correction) is done', 'A customer asked for no more texts',
      'The effect of notice 1 (first word) was measured: not enough data yet', `Those who were told before were frozen as an audience: ${TOLD.length} people`,
    ]));
  });

  it('nobody is told of a closed incident', async () => {
    expect((await commander.ask('POST', `/api/v1/notices/${ids.initial}/told-audience`)).body).toMatchObject({ code: 'incident-closed' });
  });
});

// ── what one message must be ──────────────────────────────────────────────────────────────────────────────────────────────────

const readersOf = ({ to }: CapturedMail): Shopper[] => EXPECTED.get(to[0]!.toLowerCase())!;

function expectMail(mail: CapturedMail, { id, checkCode }: NoticeJson['notice']): void {
  // Of a household the one with the lowest id speaks for all: the one who came first in the file.
  const [reader] = readersOf(mail);
  const language = languageOf(reader!);
  const header = (name: string): string | undefined => mail.headers.find((one) => one.name.toLowerCase() === name.toLowerCase())?.value;
  const neutral = language === 'es' ? 'cliente' : 'customer';
  const greeting = reader!.firstName === '' ? neutral : `${reader!.firstName} ${reader!.lastName}`;
  expect(mail).toMatchObject({ from: BRAND.fromEmail, to: [expect.any(String)], notice: id });
  expect(mail.subject).toContain(language === 'es' ? 'Aviso de filtración de datos' : 'Notice of Data Breach');
  expect([header('Content-Language'), header('X-Firstword-Notice'), header('Auto-Submitted')]).toEqual([language, id, 'auto-generated']);
  for (const part of [mail.text, mail.html]) {
    expect(part).toContain(checkCode);
    expect(part).toContain(reader!.reference);
    expect(part.replaceAll('&#x27;', "'").replaceAll('&#39;', "'")).toContain(greeting);
  }
  expect(mail.text).toContain(language === 'es' ? FACTS.text.es.whatHappened.slice(0, 40) : FACTS.text.en.whatHappened.slice(0, 40));
  const links = [...mail.html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href!);
  const own = [BRAND.website, `https://${BRAND.domain}`, `tel:${BRAND.phone.replace(/[^+\d]/g, '')}`];
  expect(links.filter((href) => !own.some((start) => href.startsWith(start)))).toEqual([]);
}

function expectText({ to, from, body, status }: CapturedSms, { checkCode }: NoticeJson['notice']): void {
  const [reader] = EXPECTED.get(to)!;
  expect(from).toBe('+12025550100');
  expect(body).toContain(`${checkCode}`);
  expect(body).toContain(languageOf(reader!) === 'es' ? 'filtraci' : 'data breach');
  expect(body.startsWith(`${BRAND.name}:`)).toBe(true);
  expect(status).toBe(to === deadNumber.phone || to === outOfReach.phone ? 'undelivered' : 'delivered');
}
