import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '../../src/declare/incident.service.js';
import type { MemberRow } from '../../src/deliver/store/ledger.repository.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import { arrivals, mailOf } from '../support/thread.capture.js';
import { ThreadClient } from '../support/thread.client.js';
import { CORRECTED_FACTS } from '../support/thread.company.js';
import { startStory, type Story } from '../support/thread.story.js';

// Who gets a correction is who got the error: no more, no fewer, whoever asks and however often.
const STARTED_AT = new Date('2026-03-02T17:00:00Z');

interface Frozen {
  readonly id: string;
  readonly version: number;
  readonly counts: { readonly members: number };
}

let story: Story;
let initial: string;
beforeAll(async () => {
  story = await startStory({ now: STARTED_AT });
  await story.control('PUT', '/smtp-policy', { rules: [{ to: '^gone\\.', fault: { kind: 'reject-rcpt', code: 550, text: '5.1.1 No such user' } }] });
  initial = await story.draft({ policies: { channels: 'email' }, schedule: { waves: 2, waveIntervalMinutes: 60 } });
});
afterAll(() => story.close());

const ask = (client: ThreadClient, notice: string, headers: Record<string, string> = {}) => client.ask<Frozen & { code: string }>('POST', `/api/v1/notices/${notice}/told-audience`, undefined, { headers });
const membersOf = async (audience: string) => (await story.commander.all<{ reference: string }>(`/api/v1/audiences/${audience}/members`)).map(({ reference }) => reference).sort();
const outcomes = async (notice: string, ...wanted: string[]) =>
  (await story.auditor.all<MemberRow>(`/api/v1/notices/${notice}/members`)).filter(({ outcome }) => wanted.includes(outcome)).map(({ reference }) => reference).sort();

describe('those who were told', () => {
  it('are nobody before the notice has started', async () => {
    expect(await ask(story.commander, initial)).toMatchObject({ status: 404, body: { code: 'dispatch-not-found' } });
    expect(await ask(story.commander, randomUUID())).toMatchObject({ status: 404, body: { code: 'dispatch-not-found' } });
    expect((await ask(story.commander, 'nonsense')).status).toBe(404);
  });

  it('are not settled while it goes out: the next to be told would never hear that it was wrong', async () => {
    await story.desk.approve(initial);
    await story.desk.watch(initial, story.people.length, ({ waves }) => waves.length === 2 && waves[0]!.openedAt !== null && (waves[0]!.outcomes.pending ?? 0) + (waves[0]!.outcomes.sending ?? 0) === 0);
    expect(await ask(story.commander, initial)).toMatchObject({ status: 409, body: { code: 'notice-going-out' } });
    const onScreen = await story.commander.ask<string>('POST', `/incidents/${story.incident.id}/notices`, new URLSearchParams({ type: 'update', to: `told:${initial}`, corrects: '' }));
    expect([onScreen.status, onScreen.body]).toEqual([409, expect.stringContaining('still going out')]);
  });

  it('are half of them while it is paused half-way', async () => {
    await story.ops.post(`/api/v1/notices/${initial}/pause`, { reason: 'It is wrong.' });
    const { status, body } = await ask(story.commander, initial);
    expect(status).toBe(201);
    const told = await outcomes(initial, 'sent', 'delivered');
    expect(await membersOf(body.id)).toEqual(told);
    expect(told.length).toBeGreaterThan(story.people.length / 4);
    expect(told.length).toBeLessThan((story.people.length * 2) / 3);
    await story.ops.post(`/api/v1/notices/${initial}/resume`);
    story.test.clock.advance(3_600_000);
    await story.desk.finished(initial, story.people.length);
  });

  it('are an audience of their own, frozen once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const [first, again] = [await ask(story.commander, initial, headers), await ask(story.commander, initial, headers)];
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(first.body.version).toBe(3);
    expect(await membersOf(first.body.id)).toEqual(await outcomes(initial, 'sent', 'delivered'));
    expect(await outcomes(initial, 'bounced')).toHaveLength(4);
    expect(await story.commander.get(`/api/v1/audiences/${first.body.id}/verification`)).toMatchObject({ intact: true });
  });

  it('are asked for by commanders and authors, and by their programs in their name', async () => {
    for (const client of [story.approver, story.ops, story.auditor]) expect((await ask(client, initial)).status).toBe(403);
    const { key } = await story.author.post<{ key: string }>('/api/v1/keys', { name: 'a program', roles: ['author'] });
    const { body } = await ask(ThreadClient.withKey(story.url, key), initial);
    expect((await ask(ThreadClient.withKey(story.url, 'fw_wrong'), initial)).status).toBe(401);
    const timeline = await story.auditor.all<JsonOf<TimelineEntry>>(`/api/v1/incidents/${story.incident.id}/timeline`);
    expect(timeline.find(({ subject }) => subject.id === body.id)).toMatchObject({
      action: 'audience.frozen', actor: { id: story.author.personId }, details: { toldBy: initial, members: body.counts.members },
      sentence: `Those who were told before were frozen as an audience: ${body.counts.members} people`,
    });
  });
});

describe('the correction', () => {
  let correction: string;
  let told: Frozen;

  it('needs what was wrong and what is right, in every language, before anyone may approve', async () => {
    told = (await ask(story.commander, initial)).body;
    correction = (await story.commander.post<{ id: string }>(`/api/v1/incidents/${story.incident.id}/notices`, { type: 'correction', audienceId: told.id, correctsNoticeId: initial, policies: { channels: 'email' } })).id;
    expect(await story.desk.prove(correction)).toMatchObject({ state: 'failed', failures: told.counts.members });
    expect(await story.commander.get(`/api/v1/notices/${correction}/preflight/failures?limit=1`)).toMatchObject({ items: [{ lacking: [{ part: 'every', missing: ['notice.corrects'] }] }] });
    expect((await story.commander.ask('POST', `/api/v1/notices/${correction}/submit`)).body).toMatchObject({ code: 'preflight-failed' });
    await story.commander.patch(`/api/v1/incidents/${story.incident.id}`, { revision: story.incident.revision, facts: CORRECTED_FACTS });
    expect(await story.commander.patch(`/api/v1/notices/${correction}`, { revision: 1, refreshFacts: true })).toMatchObject({ revision: 2, state: 'draft' });
  });

  it('is not approved by whoever froze those who were told', async () => {
    const both = await story.hire('author', 'approver');
    const theirs = (await ask(both, initial)).body;
    await story.commander.patch(`/api/v1/notices/${correction}`, { revision: 2, audienceId: theirs.id });
    const signing = await story.desk.submit(correction);
    expect(await both.ask('POST', `/api/v1/notices/${correction}/approve`, signing)).toMatchObject({ status: 403, body: { code: 'four-eyes' } });
    await story.approver.post(`/api/v1/notices/${correction}/approve`, signing);
  });

  it('reaches each of them once, and says to whom nothing more can be said', async () => {
    await story.desk.finished(correction, told.counts.members);
    const before = (await mailOf(story.capture, initial)).flatMap(({ to }) => to).sort();
    const mail = await mailOf(story.capture, correction);
    expect(mail.flatMap(({ to }) => to).sort()).toEqual(before);
    expect(mail.every(({ text }) => text.includes('store 7 it began on February 12') || text.includes('tienda 7 empezó el 12 de febrero'))).toBe(true);
  });

  it('of a notice that nobody got goes to nobody', async () => {
    await story.control('PUT', '/smtp-policy', { rules: [{ fault: { kind: 'reject-rcpt', code: 550, text: '5.7.1 Not today' } }] });
    const unheard = await story.draft({ type: 'update', policies: { channels: 'email' } });
    await story.desk.approve(unheard);
    const count = await arrivals(story.capture);
    const { sum } = await story.desk.finished(unheard, story.people.length);
    expect([sum.outcomes.sent, sum.outcomes.delivered, sum.outcomes.failed > 0]).toEqual([0, 0, true]);
    expect(await ask(story.commander, unheard)).toMatchObject({ status: 422, body: { code: 'nobody-told' } });
    expect(await arrivals(story.capture)).toBe(count);
  });
});
