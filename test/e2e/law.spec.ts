import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import type { LawAnswer } from '../../src/measure/model/law-answer.js';
import type { IncidentId } from '../../src/kernel/ids.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import { DeliverWatch } from '../../src/deliver/deliver-watch.service.js';
import { RolloutService } from '../../src/deliver/rollout.service.js';
import { type LawBoard, LawClocksService } from '../../src/measure/law-clocks.service.js';
import { LawWatch } from '../../src/measure/law-watch.service.js';
import { TEST_PASSWORD } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { askCapture, eventually } from '../support/capture-fixture.js';
import { storySteps } from '../support/story-steps.js';
import { type Employee, startThread, type ThreadApp } from '../support/thread.app.js';
import { BRAND, BREACH, FACTS } from '../support/thread.company.js';
import { mailOf } from '../support/thread.capture.js';
import { NoticeDesk } from '../support/thread.desk.js';

type Law = JsonOf<LawAnswer>;

const DISCOVERED = '2026-03-01T17:00:00.000Z';
const NOW = new Date('2026-03-02T17:00:00Z');

/** With what the GDPR asks for besides. */
const CONSEQUENCES = { en: 'Whoever has a card number can try to pay with it on the web.', es: 'Quien tiene un número de tarjeta puede intentar pagar con él en la red.' };
const TOLD = { ...FACTS, text: { en: { ...FACTS.text.en, consequences: CONSEQUENCES.en }, es: { ...FACTS.text.es, consequences: CONSEQUENCES.es } } };

/** Ten people, who agreed to get notices by e-mail but for one of California: four of California, two of Massachusetts, one of a ZIP code of Texas, one of the United States alone, a German, and one of whom nobody knows anything. */
const CUSTOMERS = [
  'reference,first_name,last_name,email,phone,country,region,postal_code',
  ...['CA', 'California', 'us-ca', ''].map((region, index) => `L-0${index + 1},Ann,Lee,ann.${index + 1}@mail.example,,US,${region},${region === '' ? '90210' : ''}`),
  'L-05,Bo,Ray,bo.5@mail.example,,US,MA,02139', 'L-06,Bo,Ray,bo.6@mail.example,,US,Massachusetts,', 'L-07,Cy,Poe,cy.7@mail.example,,US,,73301',
  'L-08,Di,Fox,di.8@mail.example,,US,,', 'L-09,Eva,Kurz,eva.9@mail.example,,DE,Bayern,80331', 'L-10,Flo,Orr,flo.10@mail.example,,,,', '',
].map((line, index) => (line === '' ? '' : index === 0 ? `${line},esign_consent,esign_consent_on,esign_consent_words,address_line1,city` : line.startsWith('L-04') ? `${line},no,,,1 Main St,Beverly Hills` : `${line},yes,2024-05-01,terms of 2024,,`)).join('\n');

/** What the law asks of a breach, on the running service: which clocks run, what stops them, and who was told where. */
describe('the law', () => {
  const seen: Visitor[] = [];
  const it = storySteps(seen);
  let thread: ThreadApp;
  let browser: Browser;
  let commander: Employee;
  let legal: Employee;
  let desk: NoticeDesk;
  let incident = '';
  let audienceId = '';

  beforeAll(async () => {
    [thread, browser] = await Promise.all([startThread({ now: NOW, environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    [commander, legal] = [await thread.hire('commander'), await thread.hire('legal')];
    desk = new NoticeDesk(commander, await thread.hire('approver'), await thread.hire('ops'));
    await thread.admin.put(`/api/v1/brands/${BRAND.id}`, BRAND);
    await commander.post('/api/v1/imports/customers', CUSTOMERS);
    ({ id: incident } = await commander.post<{ id: string }>('/api/v1/incidents', {
      kind: 'data-breach', title: 'Card numbers copied at two stores', severity: 'critical', brandId: BRAND.id, facts: TOLD, happenedFrom: BREACH.from, happenedUntil: BREACH.until, discoveredAt: DISCOVERED,
    }));
  });
  afterAll(async () => {
    await browser?.close();
    await thread?.close();
  });

  const law = () => legal.get<Law>(`/api/v1/incidents/${incident}/law`);
  const clockOf = async (rule: string) => (await law()).clocks.find(({ ruleId }) => ruleId === rule);
  const enter = (body: object) => legal.ask<{ code: string; detail: string }>('POST', `/api/v1/incidents/${incident}/law/entries`, body);
  const alerts = async () => {
    await thread.test.app.get(LawWatch).look();
    return (await legal.get<{ items: { kind: string; subject: string; state: string; message: string }[] }>('/api/v1/alerts?live=true')).items.filter(({ kind }) => kind.startsWith('law-clock'));
  };

  it('says with an if which clocks run, before anybody knows who is affected', async () => {
    expect(await law()).toMatchObject({ places: null, countedAt: null });
    expect(await clockOf('us-ca-people')).toMatchObject({ binds: 'if-affected', state: 'running', deadline: '2026-03-31T16:00:00.000Z' });
    expect(await alerts()).toEqual([]);
  });

  it('knows where the frozen live, and runs the clocks of those places', async () => {
    const { id: listId } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/lists?name=people.csv`, ['reference', ...Array.from({ length: 10 }, (_, index) => `L-${String(index + 1).padStart(2, '0')}`), ''].join('\n'));
    ({ id: audienceId } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/audiences`, { listId }));
    const { places, clocks } = await law();
    expect(places?.map(({ place, affected, told }) => [place, affected, told])).toEqual([['US-CA', 4, 0], ['US-MA', 2, 0], ['', 1, 0], ['DE', 1, 0], ['US', 1, 0], ['US-TX', 1, 0]]);
    // Texas' Attorney General is told from 250 people on, HIPAA binds nobody who is no health company
    expect(clocks.map(({ ruleId, state }) => [ruleId, state])).toEqual([['eu-gdpr-33', 'running'], ['us-ca-people', 'running'], ['eu-gdpr-34', 'prompt'], ['us-ma-people', 'prompt'], ['us-tx-people', 'waits']]);
  });

  it('runs from the times that people enter, keeps the earlier ones on record, and refuses what can\'t be', async () => {
    expect(await clockOf('eu-gdpr-33')).toMatchObject({ anchorFrom: 'discovery', deadline: '2026-03-04T17:00:00.000Z', stage: null });
    const anchor = (body: object) => legal.ask<{ code: string }>('POST', `/api/v1/incidents/${incident}/law/anchors`, body);
    expect(await anchor({ anchor: 'aware', at: '2026-03-03T00:00:00Z' })).toMatchObject({ status: 422, body: { code: 'anchor-in-future' } });
    expect(await anchor({ anchor: 'aware', at: '2026-03-02T08:00:00Z', note: 'The forensic report came.' })).toMatchObject({ status: 204 });
    expect(await anchor({ anchor: 'aware', at: '2026-03-01T23:00:00Z', note: 'The call of the card network was enough.' })).toMatchObject({ status: 204 });
    expect(await clockOf('eu-gdpr-33')).toMatchObject({ anchorFrom: 'entered', anchorAt: '2026-03-01T23:00:00.000Z', deadline: '2026-03-04T23:00:00.000Z' });
    expect((await law()).anchors.map(({ at, note }) => [at, note])).toEqual([['2026-03-02T08:00:00.000Z', 'The forensic report came.'], ['2026-03-01T23:00:00.000Z', 'The call of the card network was enough.']]);
    expect(await commander.ask('POST', '/api/v1/law/rules', [])).toMatchObject({ status: 403 });
  });

  it('raises an alert at each stage, and none of the one before', async () => {
    thread.test.clock.set(new Date('2026-03-03T12:00:00Z')); // 37 of 72 hours
    expect((await alerts()).map(({ kind, subject }) => [kind, subject])).toEqual([['law-clock.half', `law:${incident}:eu-gdpr-33`]]);
    thread.test.clock.set(new Date('2026-03-04T22:30:00Z'));
    expect((await alerts()).map(({ kind }) => kind)).toEqual(['law-clock.hour']);
    thread.test.clock.set(new Date('2026-03-05T00:00:00Z'));
    const lapsed = await alerts();
    expect(lapsed.map(({ kind }) => kind)).toEqual(['law-clock.lapsed']);
    expect(lapsed[0]!.message).toMatch(/^INC-\d+: GDPR Art\. 33: tell the authority: the time is over \(\d+ Mar 2026, .*\)\.$/);
  });

  it('is met by a person\'s word with its time and reference, and the alert is over', async () => {
    expect(await enter({ ruleId: 'eu-gdpr-33', kind: 'met', note: 'Reference 4711' })).toMatchObject({ status: 422, body: { code: 'met-needs-time' } });
    expect(await enter({ ruleId: 'eu-gdpr-99', kind: 'met', at: '2026-03-04T20:00:00Z', note: 'Reference 4711' })).toMatchObject({ status: 404, body: { code: 'law-rule-not-found' } });
    expect(await enter({ ruleId: 'eu-gdpr-33', kind: 'met', at: '2026-03-04T20:00:00Z', note: 'Reference 4711' })).toMatchObject({ status: 204 });
    expect(await clockOf('eu-gdpr-33')).toMatchObject({ state: 'met', metBy: 'entry', note: 'Reference 4711' });
    expect(await alerts()).toEqual([]);
  });

  it('lists what the law of each place asks where people can\'t be told one by one, and keeps who did it', async () => {
    const laws = async () => (await law()).substitute.map(({ id, untold }) => [id, untold]);
    const before = await laws();
    expect(before.length).toBeGreaterThan(0);
    const [[first]] = before as [[string, number]];
    const { substitute } = await law();
    const step = substitute[0]!.steps[0]!.id;
    const tick = { law: first, step, isDone: true, note: 'harbourpine.example/notice, from 6 March' };
    const ops = await thread.hire('ops');
    expect(await ops.ask('POST', `/api/v1/incidents/${incident}/law/substitute`, tick)).toMatchObject({ status: 403 });
    expect(await legal.ask('POST', `/api/v1/incidents/${incident}/law/substitute`, { ...tick, step: 'nothing' })).toMatchObject({ status: 404, body: { code: 'substitute-step-not-found' } });
    expect(await legal.ask('POST', `/api/v1/incidents/${incident}/law/substitute`, tick)).toMatchObject({ status: 204 });
    expect((await law()).substitute.find(({ id }) => id === first)?.steps[0]).toMatchObject({ said: { isDone: true, note: tick.note } });
    expect(await legal.ask('POST', `/api/v1/incidents/${incident}/law/substitute`, { ...tick, isDone: false, note: 'It was taken down.' })).toMatchObject({ status: 204 });
    expect((await law()).substitute.find(({ id }) => id === first)?.steps[0]).toMatchObject({ said: { isDone: false } });
    const events = await thread.test.database.db.query(`select action, details from audit_event where action like 'substitute-step.%' order by id`);
    expect(events).toMatchObject([{ action: 'substitute-step.done', details: { law: first, step } }, { action: 'substitute-step.undone' }]);
    const { items } = await legal.get<{ items: { id: string; contentHash: string; review: unknown }[] }>('/api/v1/law/service');
    expect(await legal.ask('POST', `/api/v1/law/rules/service-${items[0]!.id}/review`, { contentHash: items[0]!.contentHash })).toMatchObject({ status: 204 });
    expect((await legal.get<{ items: { id: string; review: unknown }[] }>('/api/v1/law/service')).items[0]!.review).not.toBeNull();
  });

  it('is not met by an early warning, whomever that reaches', async () => {
    const { id } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'initial', audienceId, schedule: { waves: 1 }, policies: { channels: 'email' } });
    await looksBeforeSigning(id);
    await desk.approve(id);
    await desk.finished(id, 10);
    const mails = await mailOf(thread.capture, id);
    const read = (address: string) => mails.find(({ to }) => to.includes(address))!;
    const [california, massachusetts, germany, nowhere] = ['ann.1', 'bo.5', 'eva.9', 'flo.10'].map((name) => read(`${name}@mail.example`));
    for (const { text, html } of [california!, germany!, nowhere!]) for (const shown of [text, html]) expect([shown.includes(TOLD.text.en.whatHappened.slice(0, 40)), shown.includes('Equifax')]).toEqual([true, false]);
    for (const shown of [massachusetts!.text, massachusetts!.html]) {
      for (const barred of [TOLD.text.en.whatHappened, TOLD.text.en.whatWeDo, CONSEQUENCES.en]) expect(shown).not.toContain(barred.slice(0, 25));
      for (const said of ['The law of Massachusetts', 'Equifax', TOLD.text.en.whatYouCanDo[0]]) expect(shown).toContain(said);
    }
    const { summary } = await legal.get<{ summary: { byLaw: { variant: string; people: number }[] } }>(`/api/v1/notices/${id}/preflight`);
    expect(summary.byLaw.map(({ variant, people }) => [variant, people])).toEqual([['us-ca', 4], ['general', 3], ['us-ma', 2], ['eu-gdpr', 1]]);
    const { places, clocks } = await law();
    expect(places?.find(({ place }) => place === 'US-CA')).toMatchObject({ affected: 4, told: 4, byEmail: 4, statutory: 0 });
    expect(clocks.find(({ ruleId }) => ruleId === 'us-ca-people')).toMatchObject({ state: 'running', toldByStatutory: 0 });
  });

  it('of a large incident shows what was counted last, says that nothing was yet, and counts behind the page', async () => {
    const [clocks, id] = [thread.test.app.get(LawClocksService), incident as IncidentId];
    const told = ({ places }: LawBoard) => places?.find(({ place }) => place === 'US-CA')?.told;
    const { db } = thread.test.database;
    await db.query(`delete from law_count where incident_id = $1`, [id]);
    expect(await clocks.of(id, 1)).toMatchObject({ places: null, countedAt: null, isCounting: true });
    await clocks.settled();
    expect([await clocks.of(id, 1)].map((board) => [told(board), board.isCounting])).toEqual([[4, false]]);
    const counted = (is: string) => db.query(`update law_count set places = jsonb_set(places, '{0,told}', '3'), took_ms = 100, counted_at = now() - $2::interval where incident_id = $1`, [id, is]);
    await counted('1 second');
    expect(told(await clocks.of(id, 1))).toBe(3); // it cost too much to be made again so soon
    await clocks.settled();
    expect(told(await clocks.of(id, 1))).toBe(3);
    await counted('1 hour');
    expect(told(await clocks.of(id, 1))).toBe(3);
    await clocks.settled();
    expect(told(await clocks.of(id, 1))).toBe(4);
  });

  it('is met by the statutory notice once everybody who lives there has it', async () => {
    const { id } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'update', audienceId, schedule: { waves: 1 }, policies: { channels: 'email', standing: 'statutory' } });
    // Who signs it sees which clock it stops, when that ends, and for how many.
    const page = (await legal.ask<string>('GET', `/notices/${id}/approve`, undefined, { headers: { accept: 'text/html' } })).body;
    const board = /What the law waits for<\/h2>[^]*?<\/section>/.exec(page)?.[0] ?? '';
    expect(board).toContain('To the law this is the statutory notice');
    expect(board).toMatch(/<th scope="row"[^>]*>[^<]*California[^<]*<\/th><td[^>]*>the people themselves<\/td><td[^>]*><strong class="tone[^>]*>in [^<]+<\/strong><br><time[^]*?<td class="num"[^>]*>4<\/td><td class="small"[^>]*>[^<]*This notice stops it\./);
    await desk.approve(id);
    await desk.finished(id, 10);
    // One of the four did not agree to be told so: to him it was an early warning, and the letter is the notice.
    expect(await eventually(() => clockOf('us-ca-people'), (clock) => clock?.toldByStatutory === 3)).toMatchObject({ state: 'running', residents: 4, owedByPost: 1 });
    const ops = await thread.hire('ops');
    expect(await ops.get(`/api/v1/notices/${id}/postal`)).toMatchObject({ waiting: { letters: 0, owed: { letters: 1, withoutAddress: 0 } } });
    const file = await ops.post<{ id: string; letters: number }>(`/api/v1/notices/${id}/postal-files`);
    expect(file.letters).toBe(1);
    expect((await ops.ask<string>('GET', `/api/v1/postal-files/${file.id}/letters.csv`)).body).toMatch(/L-04[^]*statutory notice/);
    expect(await ops.get(`/api/v1/notices/${id}/postal`)).toMatchObject({ waiting: { owed: { letters: 0, withoutAddress: 0 } } });
    await ops.post(`/api/v1/postal-files/${file.id}/posted`, { postedOn: '2026-03-05', note: 'by hand' });
    const met = await eventually(() => clockOf('us-ca-people'), (clock) => clock?.state === 'met');
    expect(met).toMatchObject({ metBy: 'ledger', toldByStatutory: 4, metAt: expect.stringMatching(/^2026-03-05T/) });
    const csv = await legal.ask<string>('GET', `/api/v1/incidents/${incident}/law.csv`);
    expect(csv.body.split('\r\n').slice(1, 3).map((line) => line.split(',').slice(0, 8).join(','))).toEqual(['"US-CA","4","4","0","4","0","1","4"', '"US-MA","2","2","0","2","0","0","2"']);
  });

  it('uses no address that may be a thief\'s, and writes to nobody who can\'t read it himself', async () => {
    const people = [
      'reference,first_name,last_name,email,phone,country,care,representative_email,email_changed_at,phone_changed_at',
      'S-01,Ana,Sol,ana.s1@mail.example,+12065550171,US,,,2026-02-12T00:00:00Z,', // his e-mail address was changed while the data lay open: by text
      'S-02,Ben,Sol,ben.s2@mail.example,,US,,,2026-02-10T00:00:00Z,', 'S-03,Cem,Sol,cem.s3@mail.example,,US,,,2026-02-24T00:00:00Z,', // the first instant of it, and the first after it
      'S-04,Dan,Sol,dan.s4@OPENMAIL.example,,US,,,,',
      'S-05,Eli,Sol,eli.s5@mail.example,+12065550175,US,minor,mum.s5@mail.example,,', 'S-06,Fay,Sol,fay.s6@mail.example,,US,minor,,,', 'S-07,Gus,Sol,gus.s7@mail.example,,US,deceased,,,', '',
    ];
    await commander.post('/api/v1/imports/customers', people.join('\n'));
    const { id: other } = await commander.post<{ id: string }>('/api/v1/incidents', { kind: 'data-breach', title: 'Mailboxes opened', severity: 'high', brandId: BRAND.id, facts: { ...FACTS, breachedMailDomains: ['openmail.example'] } });
    const { id: listId } = await commander.post<{ id: string }>(`/api/v1/incidents/${other}/lists?name=s.csv`, ['reference', ...people.slice(1, -1).map((line) => line.slice(0, 4)), ''].join('\n'));
    const { id: audience } = await commander.post<{ id: string }>(`/api/v1/incidents/${other}/audiences`, { listId });
    const { id } = await commander.post<{ id: string }>(`/api/v1/incidents/${other}/notices`, { type: 'initial', audienceId: audience, schedule: { waves: 1 }, policies: { channels: 'preferred', quietHours: { overrideReason: 'A test by night.' } } });
    const { summary } = await desk.prove(id);
    expect(summary?.people).toEqual({ email: 2, sms: 1, both: 0, suppressed: 4, unreachable: 0 });
    await desk.approve(id);
    const { sum } = await desk.watch(id, 7, ({ sum: { outcomes } }) => outcomes.pending + outcomes.sending === 0 && outcomes.suppressed === 4);
    expect(sum.outcomes).toMatchObject({ suppressed: 4, unreachable: 0 });
    const members = await commander.all<{ reference: string; outcome: string; reasonCode?: string; reason: string | null }>(`/api/v1/notices/${id}/members`);
    expect(Object.fromEntries(members.filter(({ outcome }) => outcome === 'suppressed').map(({ reference, reason }) => [reference, reason]))).toEqual({
      'S-02': 'The address was changed while the data lay open, and may be a thief’s.', 'S-04': 'The breach opened the mailboxes of this provider.',
      'S-06': 'The person is a minor, and no address of a parent or guardian is known.', 'S-07': 'The person has died, and no address of a representative is known.',
    });
    const mail = await askCapture<{ items: { to: string; text?: string }[] }>(thread.capture, '/captured/mail');
    expect(JSON.stringify(mail)).not.toMatch(/ana\.s1|ben\.s2|dan\.s4|eli\.s5|fay\.s6|gus\.s7/);
    expect(JSON.stringify(mail)).toMatch(/cem\.s3.*mum\.s5|mum\.s5.*cem\.s3/s);
  });

  it('keeps still while law enforcement asks for it: nothing starts, goes on or is written, by whatever way', async () => {
    const { id: listId } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/lists?name=two.csv`, 'reference\nL-01\nL-05\n');
    const { id: audience } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/audiences`, { listId });
    const { id } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'update', audienceId: audience, schedule: { waves: 2, waveIntervalMinutes: 60 }, policies: { channels: 'email' } });
    await desk.approve(id);
    await desk.watch(id, 2, ({ dispatch }) => dispatch.state === 'running');
    const { id: waiting } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'update', audienceId: audience, schedule: { waves: 1 }, policies: { channels: 'email' } });
    const hold = { requestedBy: 'FBI Seattle, letter 7', reason: 'An arrest is prepared.', until: '2026-03-06T00:00:00Z' };
    expect(await legal.ask('POST', `/api/v1/incidents/${incident}/holds`, { ...hold, until: '2026-03-01T00:00:00Z' })).toMatchObject({ status: 422, body: { code: 'hold-ends-in-past' } });
    expect(await legal.post(`/api/v1/incidents/${incident}/holds`, hold)).toMatchObject({ items: [{ requestedBy: 'FBI Seattle, letter 7', endedAt: null }] });
    expect(await legal.ask('POST', `/api/v1/incidents/${incident}/holds`, hold)).toMatchObject({ status: 409, body: { code: 'hold-stands' } });

    const paused = await desk.watch(id, 2, ({ dispatch }) => dispatch.state !== 'running');
    expect(paused.dispatch).toMatchObject({ state: 'paused', changedBy: 'law-enforcement-hold' });
    expect(await commander.ask('POST', `/api/v1/notices/${id}/resume`, { reason: 'They won\'t mind.' })).toMatchObject({ status: 409, body: { code: 'incident-held' } });
    // not by another way into the database either
    const db = thread.test.database.db;
    await expect(db.query(`update dispatch set state = 'running' where notice_id = $1`, [id])).rejects.toMatchObject({ constraint: 'incident_held' });
    await expect(db.query(`delete from incident_hold where incident_id = $1`, [incident])).rejects.toThrow(/only its end is added/);
    await desk.approve(waiting);
    expect(await thread.test.app.get(RolloutService).startDue()).toBe(0);
    expect(await db.query('select from rollout where notice_id = $1', [waiting])).toEqual([]);
    expect(await clockOf('us-ma-people')).toMatchObject({ state: 'met' });

    thread.test.clock.set(new Date('2026-03-06T00:00:01Z'));
    await thread.test.app.get(LawWatch).look();
    expect((await legal.get<{ items: { kind: string }[] }>('/api/v1/alerts?live=true')).items.map(({ kind }) => kind)).toContain('hold.over');
    expect(await commander.ask('POST', `/api/v1/incidents/${incident}/holds/end`, { reason: 'Their letter of today.' })).toMatchObject({ status: 200, body: { items: [{ endReason: 'Their letter of today.' }] } });
    expect((await desk.watch(id, 2, () => true)).dispatch.state).toBe('paused'); // it waits for a person
    await desk.watch(waiting, 2, ({ dispatch }) => dispatch.state !== 'paused'); // what had not begun begins
    expect(await commander.ask('POST', `/api/v1/notices/${id}/cancel`, { reason: 'Said by now.' })).toMatchObject({ status: 200 });
  });

  it('keeps still of one notice alone: it pauses, its copies, letters and public words stop, and the others go on', async () => {
    const { id: listId } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/lists?name=three.csv`, 'reference\nL-01\nL-02\nL-05\n');
    const { id: audience } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/audiences`, { listId });
    const draft = async () => (await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'update', audienceId: audience, schedule: { waves: 2, waveIntervalMinutes: 60 }, policies: { channels: 'email', publicPage: true } })).id;
    const [one, other] = [await draft(), await draft()];
    for (const id of [one, other]) {
      await desk.approve(id);
      await desk.watch(id, 3, ({ dispatch }) => dispatch.state === 'running');
    }
    const hold = { requestedBy: 'FBI Seattle, letter 8', reason: 'A search is prepared.', until: '2026-03-07T00:00:00Z' };
    expect(await legal.post(`/api/v1/notices/${one}/holds`, hold)).toMatchObject({ items: [{ noticeId: one, requestedBy: 'FBI Seattle, letter 8', endedAt: null }] });
    const paused = await desk.watch(one, 3, ({ dispatch }) => dispatch.state !== 'running');
    expect(paused.dispatch).toMatchObject({ state: 'paused', changedBy: 'law-enforcement-hold' });
    expect(await commander.ask('POST', `/api/v1/notices/${one}/resume`, { reason: 'They won\'t mind.' })).toMatchObject({ status: 409, body: { code: 'notice-held' } });
    expect(await commander.ask('POST', `/api/v1/notices/${one}/postal-files`, {})).toMatchObject({ status: 409, body: { code: 'notice-held' } });
    const db = thread.test.database.db;
    await expect(db.query(`update dispatch set state = 'running' where notice_id = $1`, [one])).rejects.toMatchObject({ constraint: 'notice_held' });
    expect((await desk.watch(other, 3, () => true)).dispatch.state).toBe('running');
    expect(await db.query(`select p.notice_id::text as id from published.public_notice as p where p.notice_id = any($1::uuid[])`, [[one, other]])).toEqual([{ id: other }]);

    thread.test.clock.set(new Date('2026-03-07T00:00:01Z'));
    const { items } = await eventually(() => legal.get<{ items: { endedAt: string | null; endedBy: string | null }[] }>(`/api/v1/notices/${one}/holds`), (holds) => holds.items[0]?.endedAt !== null);
    expect(items).toMatchObject([{ endedBy: null }]);
    expect((await desk.watch(one, 3, () => true)).dispatch.state).toBe('paused'); // it waits for a person, who is told
    await thread.test.app.get(DeliverWatch).look();
    expect((await legal.get<{ items: { kind: string; severity: string }[] }>('/api/v1/alerts?live=true')).items).toContainEqual(expect.objectContaining({ kind: 'hold.ended', severity: 'critical' }));
    expect(await commander.ask('POST', `/api/v1/notices/${one}/resume`, { reason: 'The hold is over.' })).toMatchObject({ status: 200 });
    await thread.test.app.get(DeliverWatch).look();
    expect((await legal.get<{ items: { kind: string }[] }>('/api/v1/alerts?live=true')).items.map(({ kind }) => kind)).not.toContain('hold.ended');
    for (const id of [one, other]) await commander.ask('POST', `/api/v1/notices/${id}/cancel`, { reason: 'Said by now.' });
  });

  it('is data: a row is loaded, reviewed, and counts as unreviewed again when it changes; a bad one is refused by name', async () => {
    const rules = await legal.get<{ items: Record<string, unknown>[] }>('/api/v1/law/rules');
    const { contentHash, origin: _o, review: _r, ...texas } = rules.items.find(({ id }) => id === 'us-tx-people')!;
    expect(await legal.ask('POST', `/api/v1/law/rules/us-tx-people/review`, { contentHash })).toMatchObject({ status: 204 });
    expect(await legal.ask('POST', '/api/v1/law/rules', [{ ...texas, offset: 45 }, { ...texas, id: 'us-tx-2', unit: 'weeks' }])).toMatchObject({ status: 422, body: { code: 'law-rules-bad', detail: expect.stringContaining('Row 2 ("us-tx-2"): unit') } });
    expect((await clockOf('us-tx-people'))?.reviewed).toBe(true);
    expect(await legal.post('/api/v1/law/rules', [{ ...texas, offset: 45 }])).toEqual({ rules: 1 });
    expect(await legal.ask('POST', `/api/v1/law/rules/us-tx-people/review`, { contentHash })).toMatchObject({ status: 409, body: { code: 'law-rule-changed' } });
    await legal.post(`/api/v1/incidents/${incident}/law/anchors`, { anchor: 'determined', at: '2026-03-02T17:00:00Z' });
    expect(await clockOf('us-tx-people')).toMatchObject({ reviewed: false, state: 'met' });
  });

  /** A clock that waits for a date says so in a tag of five words, on the narrowest phone too. */
  async function looksBeforeSigning(notice: string): Promise<void> {
    const tomas = await Visitor.arrive(browser, thread.url);
    seen.push(tomas);
    await tomas.signIn((await thread.test.person('approver', 'legal')).email, TEST_PASSWORD);
    await tomas.page.goto(`/notices/${notice}/approve`);
    await tomas.page.getByRole('link', { name: 'not started: a date is missing' }).first().waitFor();
    await tomas.look('approve-law');
  }

  /** Folded by place, and what is asked for open, in a telephone's few screens; opened from the keyboard; whole on paper. */
  async function readsAllRules(lena: Visitor): Promise<void> {
    const { page } = lena;
    const tall = (): Promise<number> => page.evaluate<number>('document.documentElement.scrollHeight');
    const rows = (): Promise<number> => page.locator('[id^="law-"]:visible').count();
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto('/law');
    const [folded, places] = [await tall(), await page.locator('.law-place').count()];
    expect([folded < 4_000 || folded, await rows(), places > 10]).toEqual([true, 0, true]);
    await page.emulateMedia({ media: 'print' });
    const all = await rows();
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('link', { name: 'Open all' }).click();
    expect([await rows(), all > 40]).toEqual([all, true]);
    await page.getByRole('link', { name: 'Fold all' }).click();
    expect(await rows()).toBe(0);
    await page.getByLabel('Title or place').fill('Massachusetts');
    await page.getByLabel('About').selectOption('How it is brought'.toLowerCase());
    await page.getByRole('button', { name: /^Show/ }).click();
    await page.waitForURL('**/law?**');
    expect([await rows(), await page.locator('.law-place[open]').count()]).toEqual([1, 1]);
    await lena.look('law-rules-asked');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto('/law');
    await page.locator('#place-US-WA > summary').press('Enter');
    await page.getByRole('button', { name: /I have compared it.*Washington/ }).first().click();
    await page.waitForURL('**/law#law-*');
    await page.locator('#place-US-WA[open]').waitFor();
  }

  /** By the API as on the page, once the only rule of a place is none any more. */
  async function namesPlacesWithoutRule(): Promise<void> {
    const { items } = await legal.get<{ items: (Record<string, unknown> & { jurisdiction: string })[] }>('/api/v1/law/rules?limit=500');
    const massachusetts = items.filter(({ jurisdiction }) => jurisdiction === 'US-MA').map(({ contentHash: _h, origin: _o, review: _r, ...row }) => ({ ...row, effectiveFrom: '2030-01-01' }));
    await legal.post('/api/v1/law/rules', massachusetts);
    expect((await law()).placesWithoutRule).toEqual([{ place: 'US-MA', affected: 2 }]);
  }

  it('is a page that a person reads and enters into', async () => {
    const lena = await Visitor.arrive(browser, thread.url);
    seen.push(lena);
    const person = await thread.test.person('legal', 'commander');
    await lena.signIn(person.email, TEST_PASSWORD);
    const { page } = lena;
    await page.goto(`/incidents/${incident}`);
    await page.getByRole('link', { name: 'Clocks of the law' }).click();
    await page.waitForURL('**/law');
    expect(await page.locator('main').textContent()).toMatch(/California Civ\. Code 1798\.82.*met.*by the ledger/s);
    await page.locator('.card', { hasText: 'GDPR Art. 34' }).locator('summary').click();
    await page.locator('#note-eu-gdpr-34').fill('No high risk: the data were encrypted.');
    await Promise.all([page.waitForURL('**/law'), page.locator('.card', { hasText: 'GDPR Art. 34' }).getByRole('button', { name: 'It does not apply' }).click()]);
    expect(await page.locator('main').textContent()).toContain('No high risk: the data were encrypted.');
    await lena.look('law');
    const { id: drafted } = (await commander.get<{ items: { id: string }[] }>(`/api/v1/incidents/${incident}/notices`)).items.at(-1)!;
    await page.goto(`/notices/${drafted}`);
    await page.getByText('Law enforcement asks to wait with this notice').click();
    await page.getByLabel('Who asks').fill('FBI Seattle, letter 10');
    await page.getByLabel('Why', { exact: true }).last().fill('A search is prepared.');
    await page.getByRole('button', { name: 'Place the hold' }).click();
    await page.getByText('Nobody is told of this notice').waitFor();
    await lena.look('notice-held');
    await page.goto(`/incidents/${incident}`);
    expect(await page.locator('main').textContent()).toMatch(/Law enforcement has asked that nobody is told of notice \d+/);
    await page.goto(`/notices/${drafted}/briefing`);
    expect(await page.locator('main').textContent()).toContain('Say nothing of this notice.');
    await lena.look('briefing-held');
    await page.goto(`/notices/${drafted}`);
    await page.getByLabel('How it is known that the hold is over').fill('Their letter.');
    await page.getByRole('button', { name: 'End the hold' }).click();
    await page.getByText('Holds that ended').waitFor();
    await readsAllRules(lena);
    await page.getByLabel('It is an essential or important entity in the EU (NIS2)').check();
    await lena.press(/^Save/);
    expect((await law()).regimes).toEqual(['nis2']);
    expect((await law()).placesWithoutRule).toEqual([]);
    await namesPlacesWithoutRule();
    expect(await clockOf('eu-nis2-warning')).toMatchObject({ state: 'lapsed', binds: 'yes' });
    await lena.look('law-rules');
    expect(lena.complaints).toEqual([]);
  });
});
