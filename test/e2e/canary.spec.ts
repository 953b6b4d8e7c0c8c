import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '../../src/declare/incident.service.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import { askCapture } from '../support/capture-fixture.js';
import { arrivals } from '../support/thread.capture.js';
import type { ProgressJson } from '../support/thread.desk.js';
import { startStory, type Story } from '../support/thread.story.js';

const FIRST = 120;
const CANARY = { schedule: { waves: 1, canary: FIRST }, policies: { channels: 'email', ladder: null } };

let story: Story;
beforeAll(async () => {
  story = await startStory({ now: new Date('2026-03-02T17:00:00Z'), environment: { CANARY_WAIT_SECONDS: '2' } });
});
afterAll(() => story.close());

const resume = (who: Story['ops'], id: string, reason: string) => who.ask<ProgressJson & { code: string }>('POST', `/api/v1/notices/${id}/resume`, { reason });
const timeline = async () => (await story.auditor.all<JsonOf<TimelineEntry>>(`/api/v1/incidents/${story.incident.id}/timeline`)).map(({ sentence }) => sentence);

describe('a notice whose first people are written to first', () => {
  let id: string;
  let tried = 0;

  it('stops by itself where a tenth of them bounce, and nobody else is told', async () => {
    await story.control('PUT', '/smtp-policy', { rules: [{ share: 0.1, fault: { kind: 'reject-rcpt', code: 550, text: '5.1.1 No such user' } }] });
    id = await story.draft(CANARY);
    await story.desk.approve(id);
    const stopped = await story.desk.watch(id, story.people.length, ({ dispatch }) => dispatch.state === 'paused');
    expect(stopped.dispatch).toMatchObject({ brake: 'canary', changedBy: 'storm-brake', reason: expect.stringMatching(/^\d+ of the \d+ messages to the first people \(\d+\.\d %\) came back; the limit is 5 %\.$/) });
    expect(stopped.canary).toMatchObject({ passedAt: null });
    await sleep(4_000);
    const { sum } = await story.desk.watch(id, story.people.length, () => true);
    tried = sum.outcomes.sent + sum.outcomes.bounced;
    expect(sum.outcomes.bounced).toBeGreaterThanOrEqual(5);
    expect(tried).toBeLessThanOrEqual(stopped.canary!.people + 2);
    expect(sum.outcomes.pending).toBeGreaterThan(0);
    expect(await arrivals(story.capture)).toBeLessThanOrEqual(FIRST);
    const alerts = await story.ops.get<{ items: { kind: string; subject: string }[] }>('/api/v1/alerts?live=true');
    expect(alerts.items).toContainEqual(expect.objectContaining({ kind: 'storm-brake.tripped', subject: `notice:${id}`, severity: 'critical' }));
  });

  it('goes on only by a commander\'s word, with a reason, and then reaches the rest once', async () => {
    await story.control('DELETE', '/smtp-policy');
    expect(await resume(story.ops, id, 'It looks fine.')).toMatchObject({ status: 403, body: { code: 'commander-needed' } });
    expect((await resume(story.commander, id, '')).body).toMatchObject({ code: 'reason-missing' });
    expect(await resume(story.commander, id, 'Those were old addresses of one shop.')).toMatchObject({ status: 200, body: { dispatch: { state: 'running', brake: null } } });
    const done = await story.desk.finished(id, story.people.length);
    expect(done.sum.outcomes.sent).toBeGreaterThan(tried);
    expect(await askCapture(story.capture, '/captured/duplicates')).toEqual({ mail: [], sms: [] });
    const said = await timeline();
    expect(said).toContainEqual(expect.stringMatching(/^Sending of notice 1 \(first word\) was stopped by the brake: \d+ of the/));
    expect(said).toContain('Sending of notice 1 (first word) goes on: Those were old addresses of one shop.');
  });

  it('goes on by itself where all is well', async () => {
    const next = await story.draft({ ...CANARY, type: 'update' });
    await story.desk.approve(next);
    const { canary, sum } = await story.desk.finished(next, story.people.length);
    expect(canary!.passedAt).not.toBeNull();
    expect(sum.outcomes.pending).toBe(0);
    expect(await timeline()).toContainEqual(expect.stringMatching(/^Sending of notice 2 \(update\) goes on to everybody: it went well for the first 1\d\d$/));
  });
});
