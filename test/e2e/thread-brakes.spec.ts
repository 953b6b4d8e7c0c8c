import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '../../src/declare/incident.service.js';
import type { MemberRow } from '../../src/deliver/store/ledger.repository.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import { askCapture, eventually } from '../support/capture-fixture.js';
import { arrivals, mailOf, textsWith } from '../support/thread.capture.js';
import { chosenAddress } from '../support/thread.company.js';
import { expectSum, type ProgressJson, underWay } from '../support/thread.desk.js';
import { startStory, type Story } from '../support/thread.story.js';

// Slow enough to step in half-way: some six seconds for everybody.
const SLOW = { EMAIL_PER_SECOND: '30', SMS_PER_SECOND: '30' };
const STARTED_AT = new Date('2026-03-02T17:00:00Z');

let story: Story;
beforeAll(async () => {
  story = await startStory({ now: STARTED_AT, environment: SLOW });
});
afterAll(() => story.close());

const order = (id: string, verb: 'pause' | 'resume' | 'cancel', reason?: string) => story.ops.ask<ProgressJson & { code: string }>('POST', `/api/v1/notices/${id}/${verb}`, reason === undefined ? {} : { reason });
const progressOf = async (id: string): Promise<ProgressJson> => {
  const progress = await story.auditor.get<ProgressJson>(`/api/v1/notices/${id}/progress`);
  expectSum(progress, story.people.length);
  return progress;
};
/** Going out, a good part of it, and far from done. */
const halfWay = (before: number) => eventually(() => arrivals(story.capture), (count) => count >= before + 30);
/** What reached anybody, a second after the order, and that nothing reaches anybody any more after that. */
async function standsStill(): Promise<number> {
  await sleep(1_000);
  const count = await arrivals(story.capture);
  await sleep(1_500);
  expect(await arrivals(story.capture)).toBe(count);
  return count;
}
async function reached(id: string): Promise<string[]> {
  const { notice } = await story.desk.view(id);
  const [mail, texts] = [await mailOf(story.capture, id), await textsWith(story.capture, notice.checkCode)];
  return [...mail.flatMap(({ to }) => to.map((address) => address.toLowerCase())), ...texts.map(({ to }) => to)].sort();
}
const timeline = async (action: string) => (await story.auditor.all<JsonOf<TimelineEntry>>(`/api/v1/incidents/${story.incident.id}/timeline`)).filter((entry) => entry.action === action);

describe('a notice that goes out', () => {
  let id: string;

  it('stops within a second of the order, whoever asks twice', async () => {
    id = await story.draft({ schedule: { waves: 2, waveIntervalMinutes: 30 } });
    await story.desk.approve(id);
    await halfWay(0);
    expect((await story.author.ask('POST', `/api/v1/notices/${id}/pause`, { reason: 'not mine to stop' })).status).toBe(403);
    expect((await order(id, 'pause')).status).toBe(422);
    expect(await order(id, 'pause', 'A wrong number in the text?')).toMatchObject({ status: 200, body: { dispatch: { state: 'paused' } } });
    expect(await order(id, 'pause', 'A wrong number in the text?')).toMatchObject({ status: 200, body: { dispatch: { state: 'paused', generation: 2 } } });
    const count = await standsStill();
    expect(count).toBeLessThan(story.addresses.length);
    const { sum } = await progressOf(id);
    expect([sum.outcomes.sending, sum.outcomes.pending > 0]).toEqual([0, true]);
    expect((await timeline('dispatch.paused')).map(({ sentence }) => sentence)).toEqual(['Sending of notice 1 (first word) was paused: A wrong number in the text?']);
  });

  it('opens no wave while it is paused, though its time comes', async () => {
    story.test.clock.advance(31 * 60_000);
    const count = await standsStill();
    expect((await progressOf(id)).waves.map(({ openedAt }) => openedAt !== null)).toEqual([true, false]);
    expect(await arrivals(story.capture)).toBe(count);
  });

  it('goes on where it stood, and reaches everybody once', async () => {
    expect(await order(id, 'resume')).toMatchObject({ status: 200, body: { dispatch: { state: 'running' } } });
    const done = await story.desk.finished(id, story.people.length);
    expect(underWay(done)).toBe(0);
    await story.capture.callbacksIdle();
    expect(await reached(id)).toEqual(story.addresses);
    expect(await askCapture(story.capture, '/captured/duplicates')).toEqual({ mail: [], sms: [] });
    expect(await order(id, 'pause', 'too late')).toMatchObject({ status: 409, body: { code: 'dispatch-over' } });
  });
});

describe('a notice that is cancelled half-way', () => {
  let id: string;

  it('leaves its sum whole: told, or cancelled', async () => {
    id = await story.draft({ type: 'update' });
    await story.desk.approve(id);
    await halfWay(story.addresses.length);
    expect(await order(id, 'cancel', 'The figures were wrong.')).toMatchObject({ status: 200, body: { dispatch: { state: 'cancelled' } } });
    await standsStill();
    await story.capture.callbacksIdle();
    const { sum } = await story.desk.watch(id, story.people.length, (progress) => underWay(progress) === 0);
    const { sent, delivered, cancelled, unreachable } = sum.outcomes;
    expect(cancelled).toBeGreaterThan(0);
    expect(sent + delivered + cancelled + unreachable).toBe(story.people.length);
    expect(await order(id, 'resume')).toMatchObject({ status: 409, body: { code: 'dispatch-over' } });
    expect((await timeline('dispatch.cancelled')).map(({ sentence }) => sentence)).toEqual(['Sending of notice 2 (update) was cancelled: The figures were wrong.']);
  });

  it('says of each whether he was told, and that is where the message arrived', async () => {
    const rows = await story.auditor.all<MemberRow>(`/api/v1/notices/${id}/members`);
    const told = new Set(rows.filter(({ outcome }) => outcome === 'sent' || outcome === 'delivered').map(({ reference }) => reference));
    const addresses = story.people.filter(({ reference }) => told.has(reference)).map((one) => chosenAddress(one)!.address);
    expect([...new Set(addresses)].sort()).toEqual(await reached(id));
    expect(rows.filter(({ outcome }) => outcome === 'cancelled').every(({ code, reason }) => code === 'cancelled' && reason === 'The figures were wrong.')).toBe(true);
    const frozen = await story.commander.post<{ counts: { members: number } }>(`/api/v1/notices/${id}/told-audience`);
    expect(frozen.counts.members).toBe(told.size);
  });
});
