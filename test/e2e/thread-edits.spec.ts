import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '../../src/declare/incident.service.js';
import { KNOWN_ACTIONS } from '../../src/declare/model/sentence-for.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import { arrivals, mailOf, textsWith } from '../support/thread.capture.js';
import type { Answer, ThreadClient } from '../support/thread.client.js';
import { startStory, type Story } from '../support/thread.story.js';

const STARTED_AT = new Date('2026-03-02T17:00:00Z');
const TOMORROW = '2026-03-03T17:00:00Z';

let story: Story;
beforeAll(async () => {
  story = await startStory({ now: STARTED_AT });
});
afterAll(() => story.close());
beforeEach(() => story.test.clock.set(STARTED_AT));

const timelineOf = async (notice: string) => (await story.auditor.all<JsonOf<TimelineEntry>>(`/api/v1/incidents/${story.incident.id}/timeline`)).filter(({ subject }) => subject.id === notice);
const actionsOf = async (notice: string): Promise<string[]> => (await timelineOf(notice)).map(({ action }) => action);
const approve = (client: ThreadClient, id: string, signing: object, headers: Record<string, string> = {}) => client.ask<{ code: string; state: string }>('POST', `/api/v1/notices/${id}/approve`, signing, { headers });
/** What is the same in two answers to one request. */
const told = ({ status, body }: Answer): unknown => ({ status, body });

describe('an approved notice that has not begun', () => {
  let id: string;

  it('is a draft again once anything of it is edited, and its approval is void', async () => {
    id = await story.draft({ schedule: { startAt: TOMORROW, waves: 1 } });
    await story.desk.approve(id);
    const before = await story.desk.view(id);
    expect(before.notice).toMatchObject({ state: 'approved', revision: 1 });
    const text = before.texts.find(({ locale }) => locale === 'en')!;
    const { subject, emailHtml, emailText, sms } = text;
    const change = { subject: `${subject}, again`, emailHtml, emailText, sms };
    expect(await story.author.ask('PUT', `/api/v1/notices/${id}/texts/en`, change, { headers: { 'if-match': '"7-approved"' } })).toMatchObject({ status: 409, body: { code: 'stale-revision' } });
    expect((await story.desk.view(id)).notice.state).toBe('approved');
    expect(await story.author.ask('PUT', `/api/v1/notices/${id}/texts/en`, change, { headers: { 'if-match': '"1-approved"' } })).toMatchObject({ status: 200, body: { state: 'draft', revision: 2, planHash: null, approvedAt: null } });
    expect(await approve(story.approver, id, { planHash: before.notice.planHash, people: before.audience.counts.members })).toMatchObject({ status: 409, body: { code: 'notice-not-submitted' } });
    expect((await timelineOf(id)).map(({ sentence }) => sentence)).toContain('The approval of notice 1 (first word) is void: it was edited');
  });

  it('does not go out when its time comes, while one that is approved does', async () => {
    const other = await story.draft({ type: 'update', policies: { channels: 'email' }, schedule: { startAt: TOMORROW, waves: 1 } });
    await story.desk.approve(other);
    story.test.clock.set(new Date(TOMORROW));
    await story.desk.finished(other, story.people.length);
    expect(await story.auditor.ask('GET', `/api/v1/notices/${id}/progress`)).toMatchObject({ status: 404, body: { code: 'dispatch-not-found' } });
    expect(await mailOf(story.capture, id)).toEqual([]);
  });

  it('goes out as it stands after it was approved anew', async () => {
    expect((await story.author.ask('POST', `/api/v1/notices/${id}/submit`)).body).toMatchObject({ code: 'preflight-missing' });
    await story.desk.approve(id);
    story.test.clock.set(new Date(TOMORROW));
    await story.desk.finished(id, story.people.length);
    const mail = await mailOf(story.capture, id);
    expect(mail.length).toBeGreaterThan(50);
    expect(mail.filter(({ subject }) => /data breach/i.test(subject)).every(({ subject }) => subject.endsWith(', again'))).toBe(true);
    expect(await story.author.ask('PATCH', `/api/v1/notices/${id}`, { revision: 2, schedule: { waves: 2 } })).toMatchObject({ status: 409, body: { code: 'notice-begun' } });
    expect(await story.commander.ask('POST', `/api/v1/notices/${id}/withdraw`, { reason: 'too late' })).toMatchObject({ status: 409, body: { code: 'notice-begun' } });
  });

  it('never ends approved where an edit and the approval come at the same moment', async () => {
    for (let waves = 2; waves < 6; waves++) {
      const racing = await story.draft({ type: 'update', schedule: { startAt: TOMORROW, waves: 1 } });
      const signing = await story.desk.submit(racing);
      const [approved, edited] = await Promise.all([approve(story.approver, racing, signing), story.author.ask('PATCH', `/api/v1/notices/${racing}`, { revision: 1, schedule: { waves } })]);
      expect(edited.status).toBe(200);
      expect([200, 409]).toContain(approved.status);
      expect((await story.desk.view(racing)).notice).toMatchObject({ state: 'draft', revision: 2, approvedAt: null });
      await story.commander.post(`/api/v1/notices/${racing}/withdraw`, { reason: 'only a race' });
    }
  });
});

describe('a request that comes twice with one Idempotency-Key', () => {
  it('drafts one notice, and is answered the same', async () => {
    const url = `/api/v1/incidents/${story.incident.id}/notices`;
    const body = { type: 'update', audienceId: story.audienceId };
    const headers = { 'idempotency-key': randomUUID() };
    const count = async () => (await story.author.get<{ items: unknown[] }>(url)).items.length;
    const before = await count();
    const atOnce = await Promise.all([1, 2, 3].map(() => story.author.ask<{ id: string }>('POST', url, body, { headers })));
    const [first] = atOnce.filter(({ status }) => status === 201);
    for (const answer of atOnce) if (answer.status !== 201) expect(answer).toMatchObject({ status: 409, body: { code: 'request-running' } });
    expect(told(await story.author.ask('POST', url, body, { headers }))).toEqual(told(first!));
    expect(await count()).toBe(before + 1);
    expect(await story.author.ask('POST', url, { ...body, type: 'resolution' }, { headers })).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    // Another person's key of the same name is another key.
    expect((await story.commander.ask<{ id: string }>('POST', url, body, { headers })).body.id).not.toBe(first!.body.id);
    expect(await actionsOf(first!.body.id)).toEqual(['notice.drafted']);
  });

  it('approves once, and says so again even after it began to go out', async () => {
    const id = await story.draft({ type: 'update', policies: { channels: 'sms' } });
    const signing = await story.desk.submit(id);
    const headers = { 'idempotency-key': randomUUID() };
    const wrong = { 'idempotency-key': randomUUID() };
    const refused = await approve(story.approver, id, { ...signing, people: 1 }, wrong);
    expect(refused).toMatchObject({ status: 422, body: { code: 'people-mismatch' } });
    const first = await approve(story.approver, id, signing, headers);
    expect(first).toMatchObject({ status: 200, body: { state: 'approved' } });
    await story.desk.finished(id, story.people.length);
    expect(told(await approve(story.approver, id, signing, headers))).toEqual(told(first));
    expect(told(await approve(story.approver, id, { ...signing, people: 1 }, wrong))).toEqual(told(refused));
    expect(await approve(story.approver, id, signing)).toMatchObject({ status: 409, body: { code: 'notice-already-approved' } });
    expect((await story.desk.view(id)).decisions).toHaveLength(1);
    expect((await actionsOf(id)).filter((action) => action === 'notice.approved' || action === 'rollout.started')).toEqual(['notice.approved', 'rollout.started']);
    await story.capture.callbacksIdle();
    const texts = await textsWith(story.capture, (await story.desk.view(id)).notice.checkCode);
    expect(new Set(texts.map(({ to }) => to)).size).toBe(texts.length);
  });
});

describe('a notice that nobody may send', () => {
  it('is returned or rejected with a reason, and only by who may', async () => {
    const id = await story.draft({ type: 'update' });
    const { planHash } = await story.desk.submit(id);
    const before = await arrivals(story.capture);
    expect((await story.approver.ask('POST', `/api/v1/notices/${id}/return`, { planHash })).status).toBe(422);
    expect((await story.author.ask('POST', `/api/v1/notices/${id}/return`, { planHash, reason: 'mine' })).status).toBe(403);
    await story.approver.post(`/api/v1/notices/${id}/return`, { planHash, reason: 'Say which stores.' });
    const again = await story.desk.submit(id);
    await story.approver.post(`/api/v1/notices/${id}/reject`, { planHash: again.planHash, reason: 'It is not true.' });
    expect(await approve(story.approver, id, again)).toMatchObject({ status: 409 });
    const entries = await timelineOf(id);
    expect(entries.map(({ action }) => action).filter((action) => !KNOWN_ACTIONS.has(action))).toEqual([]);
    const sentences = entries.map(({ sentence }) => sentence);
    expect(sentences.some((sentence) => sentence.endsWith('was returned: Say which stores.'))).toBe(true);
    expect(sentences.some((sentence) => sentence.endsWith('was rejected: It is not true.'))).toBe(true);
    expect(await arrivals(story.capture)).toBe(before);
  });
});
