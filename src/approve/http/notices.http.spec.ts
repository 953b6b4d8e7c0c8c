import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApproveBuilder } from '../../../test/support/approve.builder.js';
import { testApp, type Client, type TestApp } from '../../../test/support/app.js';
import { aDeclaration } from '../../../test/support/declare.builder.js';
import type { Role } from '../../kernel/actor.js';
import type { IncidentId } from '../../kernel/ids.js';
import { PreflightService } from '../preflight.service.js';

describe('notices through the door', () => {
  let test: TestApp;
  let author: Client;
  let approver: Client;
  let legal: Client;
  let ops: Client;
  let robot: Client;
  let draft: { url: string; body: object };
  beforeAll(async () => {
    test = await testApp();
    const build = new ApproveBuilder(test.database.db);
    const commander = await test.person('commander');
    const signedIn = async (role: Role) => test.browser(await test.person(role));
    [author, approver, legal, ops] = [await signedIn('author'), await signedIn('approver'), await signedIn('legal'), await signedIn('ops')];
    robot = await test.key(await test.person('author', 'approver'));
    const incident = await build.incident(commander.actor);
    const audience = await build.audience(incident, commander.actor, [{}, { locale: 'es' }, { phone: null }]);
    draft = { url: `/api/v1/incidents/${incident}/notices`, body: { type: 'initial', audienceId: audience, schedule: { waves: 1 } } };
  });
  afterAll(() => test.close());

  const drafted = async (client = author) => (await test.send('POST', draft.url, client, { ...draft.body, type: 'update' })).json<{ id: string; state: string; revision: number }>();
  const proved = async (id: string) => {
    await test.send('POST', `/api/v1/notices/${id}/preflight`, author, {});
    await test.app.get(PreflightService).runWaiting();
  };

  it('go from draft to approval', async () => {
    const answer = await test.send('POST', draft.url, author, draft.body);
    expect([answer.statusCode, answer.json()]).toMatchObject([201, { state: 'draft', revision: 1, number: 1, createdAt: '2026-03-02T09:00:00.000Z' }]);
    const { id } = answer.json<{ id: string }>();
    const url = `/api/v1/notices/${id}`;

    const asked = await test.send('POST', `${url}/preflight`, author, {});
    expect([asked.statusCode, asked.json()]).toMatchObject([202, { state: 'queued' }]);
    await test.app.get(PreflightService).runWaiting();
    expect((await test.send('GET', `${url}/preflight`, legal)).json()).toMatchObject({ state: 'passed', members: 3, stale: false });
    expect((await test.send('GET', `${url}/preflight/failures`, legal)).json()).toEqual({ items: [], next: null });

    const submitted = (await test.send('POST', `${url}/submit`, author, {})).json<{ planHash: string }>();
    expect((await test.send('GET', '/api/v1/notices?state=submitted', approver)).json()).toMatchObject({ items: [{ id }], next: null });
    const view = await test.send('GET', url, approver);
    expect([view.headers['etag'], view.json()]).toMatchObject(['"1-submitted"', { notice: { planHash: submitted.planHash }, audience: { counts: { members: 3 } }, steps: { approve: null, edit: 'Needs the role author or commander.' } }]);

    const approve = () => test.send('POST', `${url}/approve`, approver, { planHash: submitted.planHash, people: 3 });
    expect((await approve()).json()).toMatchObject({ status: 409, code: 'phones-not-ready' });
    const { hash, document } = (await test.send('GET', `${url}/briefing`, ops)).json<{ hash: string; document: object }>();
    expect(document).toMatchObject({ proofs: expect.arrayContaining(['postal-code']), words: [{ locale: 'en', never: expect.any(Array) }, { locale: 'es' }] });
    const confirm = (client: Client, briefing = hash) => test.send('POST', `${url}/briefing/confirm`, client, { briefing });
    expect([(await confirm(approver)).statusCode, (await confirm(await test.key(await test.person('ops')))).json(), (await confirm(ops, 'f'.repeat(64))).json()]).toMatchObject([403, { code: 'person-needed' }, { code: 'briefing-changed' }]);
    expect((await confirm(ops)).json()).toMatchObject({ hash, state: 'given', answers: [{ kind: 'given', hash }] });
    const approved = await approve();
    expect([approved.statusCode, approved.json()]).toMatchObject([200, { state: 'approved', expiresAt: '2026-03-05T09:00:00.000Z' }]);
    expect((await test.send('GET', draft.url, legal)).json()).toMatchObject({ items: [{ id, state: 'approved' }] });
  });

  it('are refused as a second first word to the same people, with the one that there is', async () => {
    const first = (await test.send('GET', draft.url, legal)).json<{ items: { id: string; type: string }[] }>().items.find(({ type }) => type === 'initial')!;
    const again = await test.send('POST', draft.url, author, draft.body);
    expect(again.json()).toMatchObject({ status: 409, code: 'first-word-exists', detail: expect.stringContaining('is approved and will go out'), details: { noticeId: first.id } });
  });

  it('are edited by whoever has seen the last revision, in the body or as If-Match', async () => {
    const { id } = await drafted();
    const edit = (body: object, headers?: Record<string, string>) => test.send('PATCH', `/api/v1/notices/${id}`, author, body, headers);
    expect((await edit({ schedule: { expiresAfterHours: 24 } })).json()).toMatchObject({ status: 400, code: 'revision-needed' });
    expect((await edit({ schedule: { expiresAfterHours: 24 } }, { 'if-match': '"1-draft"' })).json()).toMatchObject({ revision: 2 });
    expect((await edit({ revision: 1, schedule: { expiresAfterHours: 12 } })).json()).toMatchObject({ status: 409, code: 'stale-revision', details: { revision: 2 } });
    expect((await edit({ revision: 2, schedule: { expiresAfterHours: 0 } })).statusCode).toBe(422);
    expect((await edit({ revision: 2, checkCode: 'AAAA-AAAA' })).statusCode).toBe(422);
  });

  it('have texts whose faults are told with their places', async () => {
    const { id } = await drafted();
    const text = { subject: 'Hello', emailHtml: '<p>Hi</p>', emailText: 'Hi\n{{#if x}}', sms: 'Hi' };
    const answer = await test.send('PUT', `/api/v1/notices/${id}/texts/en`, author, { ...text, revision: 1 });
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { code: 'template-faults', details: { faults: [{ part: 'emailText', line: 2 }] } }]);
    expect((await test.send('PUT', `/api/v1/notices/${id}/texts/en`, author, { ...text, emailText: 'Hi', revision: 1 })).json()).toMatchObject({ revision: 2 });
    expect((await test.send('DELETE', `/api/v1/notices/${id}/texts/es?revision=2`, author)).json()).toMatchObject({ revision: 3 });
  });

  it('show what a member reads, and texts that are not saved', async () => {
    const { id } = await drafted();
    const look = (body: object, client = legal) => test.send('POST', `/api/v1/notices/${id}/preview`, client, body);
    expect((await look({})).json()).toMatchObject({ reader: { position: 0 }, locale: 'en', sms: { encoding: 'GSM-7' }, lacking: [] });
    expect((await look({ as: { who: 'no-phone' } })).json()).toMatchObject({ reader: { position: 2, hasPhone: false } });
    expect((await look({ as: { position: 1 } })).json()).toMatchObject({ locale: 'es' });
    const texts = [{ locale: 'en', subject: 'Hello', emailHtml: '<p>Hi</p>', emailText: 'Hi', sms: 'Hi' }];
    expect((await look({ texts })).json()).toMatchObject({ email: { subject: 'Hello' }, sms: { body: 'Hi', segments: 1 } });
    expect((await look({ as: { position: 9 } })).json()).toMatchObject({ status: 404, code: 'member-not-found' });
  });

  it('are decided by people with the role, and by no key', async () => {
    const { id } = await drafted();
    await proved(id);
    const { planHash } = (await test.send('POST', `/api/v1/notices/${id}/submit`, author, {})).json<{ planHash: string }>();
    const decide = (step: string, client: Client, body: object) => test.send('POST', `/api/v1/notices/${id}/${step}`, client, { planHash, ...body });
    expect((await decide('approve', author, { people: 3 })).statusCode).toBe(403);
    expect((await decide('approve', legal, { people: 3 })).statusCode).toBe(403);
    expect((await decide('approve', robot, { people: 3 })).json()).toMatchObject({ status: 403, code: 'person-needed' });
    expect((await decide('approve', approver, { people: 2 })).json()).toMatchObject({ status: 422, code: 'people-mismatch' });
    expect((await decide('return', legal, { reason: '' })).statusCode).toBe(422);
    expect((await decide('return', legal, { reason: 'Say which stores.' })).json()).toMatchObject({ state: 'returned' });
    expect((await decide('reject', approver, { reason: 'Too late.' })).json()).toMatchObject({ status: 409, code: 'notice-not-submitted' });
  });

  it('are approved by nobody who declared or amended what they say, or uploaded their people', async () => {
    const [declarer, amender, keyOwner, uploader] = await Promise.all(Array.from({ length: 4 }, () => test.person('commander', 'approver')));
    const [declaring, amending, uploading] = [await test.browser(declarer!), await test.browser(amender!), await test.browser(uploader!)];
    const incident = (await test.send('POST', '/api/v1/incidents', declaring, aDeclaration({ brandId: 'northwind', discoveredAt: null }))).json<{ id: IncidentId; revision: number }>();
    const at = `/api/v1/incidents/${incident.id}`;
    const amend = (client: Client, revision: number, title: string) => test.send('PATCH', at, client, { revision, title });
    expect((await amend(amending, 1, 'Card numbers copied at 18 stores')).json()).toMatchObject({ revision: 2 });
    expect((await amend(await test.key(keyOwner!, ['commander']), 2, 'Card numbers copied at 19 stores')).json()).toMatchObject({ revision: 3 });
    const { id: listId } = (await test.send('POST', `${at}/lists?name=lab`, uploading, ['C-1', 'C-2'])).json<{ id: string }>();
    const { id: audienceId } = (await test.send('POST', `${at}/audiences`, author, { listId })).json<{ id: string }>();
    const { id } = (await test.send('POST', `${at}/notices`, author, { type: 'initial', audienceId, schedule: { waves: 1 } })).json<{ id: string }>();
    await proved(id);
    const { planHash } = (await test.send('POST', `/api/v1/notices/${id}/submit`, author, {})).json<{ planHash: string }>();
    const approve = (client: Client) => test.send('POST', `/api/v1/notices/${id}/approve`, client, { planHash, people: 2, withoutBriefing: 'Nobody is at the phones at this hour.' });
    for (const client of [declaring, amending, await test.browser(keyOwner!), uploading]) {
      expect((await approve(client)).json()).toMatchObject({ status: 403, code: 'four-eyes' });
    }
    expect((await approve(approver)).json()).toMatchObject({ state: 'approved' });
  });

  it('submitted too early are told what is missing', async () => {
    const { id } = await drafted(robot);
    expect((await test.send('POST', `/api/v1/notices/${id}/submit`, robot, {})).json()).toMatchObject({ status: 409, code: 'preflight-missing' });
    expect((await test.send('GET', `/api/v1/notices/${id}/preflight`, legal)).json()).toMatchObject({ status: 404, code: 'preflight-not-found' });
  });
});
