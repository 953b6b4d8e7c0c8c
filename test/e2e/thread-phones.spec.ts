import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '../../src/declare/incident.service.js';
import { ReconcilerService } from '../../src/deliver/reconciler.service.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import type { PhoneForecastAnswer } from '../../src/measure/phone-forecast.service.js';
import { PacingService } from '../../src/measure/pacing.service.js';
import { type ProgressJson } from '../support/thread.desk.js';
import { startStory, type Story } from '../support/thread.story.js';

const STARTED_AT = new Date('2026-03-02T17:00:00Z');
const PHONES = { agents: 4, handleSeconds: 300, targetHoldSeconds: 30, limitHoldSeconds: 120, callsPerThousand: 30, tellWithinHours: 3 };

let story: Story;
let id: string;
let called = 0;

beforeAll(async () => {
  story = await startStory({ now: STARTED_AT });
});
afterAll(() => story.close());

const at = (minutes: number): Date => new Date(STARTED_AT.getTime() + minutes * 60_000);
/** Calls that came in at this minute and waited so long, one of two until they hung up. */
const calls = (count: number, minute: number, waitSeconds: number) => story.ops.post('/api/v1/calls', `call_id,offered_at,phone,outcome,wait_seconds\n${Array.from({ length: count }, () => {
  called += 1;
  return `P-${called},${at(minute).toISOString()},anonymous,${called % 2 ? 'answered' : 'abandoned'},${waitSeconds}\n`;
}).join('')}`);
const look = () => story.test.app.get(PacingService).look();
/** As the timers do it, so that "nothing opens" is seen and not waited for. */
const openWaves = () => story.test.app.get(ReconcilerService).openWaves();
const opened = (count: number) => story.desk.watch(id, story.people.length, ({ waves }) => waves.filter(({ openedAt }) => openedAt !== null).length === count);
const progress = () => story.auditor.get<ProgressJson>(`/api/v1/notices/${id}/progress`);
const timeline = async () => (await story.auditor.all<JsonOf<TimelineEntry>>(`/api/v1/incidents/${story.incident.id}/timeline`)).filter(({ action }) => action.startsWith('dispatch.pace')).map(({ sentence }) => sentence);
const everRaised = async () => (await story.ops.get<{ items: { kind: string; state: string }[] }>('/api/v1/alerts')).items.filter(({ kind }) => kind.startsWith('pace'));
const alerts = async () => (await everRaised()).filter(({ state }) => state !== 'resolved').map(({ kind }) => kind).sort();

describe('a notice that goes by the phones', () => {
  it('is signed with what it goes by, and begins when somebody has looked at them', async () => {
    await calls(6, -10, 4);
    id = await story.draft({ schedule: { waves: 4, waveIntervalMinutes: 10 }, policies: { channels: 'preferred', ladder: null, phones: PHONES } });
    expect((await story.author.ask('PATCH', `/api/v1/notices/${id}`, { revision: 1, policies: { phones: { ...PHONES, limitHoldSeconds: 5 } } })).status).toBe(422);
    await story.desk.approve(id);
    const forecast = await story.author.get<JsonOf<PhoneForecastAnswer>>(`/api/v1/notices/${id}/phone-forecast`);
    expect(forecast).toMatchObject({ kind: 'forecast', calls: (story.people.length * 30) / 1_000, agents: 4, otherCallsPerHour: 12, paced: { lastWaveMinutes: expect.closeTo(30, 6) } });
    expect((await story.desk.view(id)).notice.policies.phones).toEqual(PHONES);
    const begun = await opened(1); // the timer looks at the phones by itself
    expect(begun.phones).toMatchObject({ state: 'planned', figures: { callsPerHour: 12, agents: 4 } });
  });

  it('stands still as a whole while callers wait too long, and says so', async () => {
    story.test.clock.set(at(8)); // the second wave is not due yet
    await calls(40, 7, 240);
    await look();
    expect((await progress()).phones).toMatchObject({ state: 'stopped', peoplePerMinute: 0, reason: 'Callers wait 4 min; no wave opens until that is down to 30 s.' });
    expect(Date.parse((await progress()).phones!.latestAt!) / 60_000).toBeCloseTo(at(155).getTime() / 60_000, 1); // the second of four, five minutes and a wave's sending before 20:00
    story.test.clock.set(at(12));
    await look();
    await openWaves();
    const { waves, sum } = await opened(1);
    expect(waves.map(({ openedAt }) => openedAt !== null)).toEqual([true, false, false, false]);
    expect(sum.outcomes.pending).toBeGreaterThan(0);
    expect(sum.outcomes.cancelled).toBe(0);
    expect(await alerts()).toEqual(['pace.stopped']);
  });

  it('goes on when the phones are quiet again', async () => {
    story.test.clock.set(at(50));
    await look();
    const { phones } = await opened(2);
    expect(phones).toMatchObject({ state: 'planned', peoplePerMinute: null });
    expect(await alerts()).toEqual([]);
  });

  it('tells everybody in time, whatever the phones say', async () => {
    story.test.clock.set(at(57)); // nor is the third
    await calls(80, 56, 500);
    await look();
    expect((await progress()).phones?.state).toBe('stopped');
    for (const [minute, count] of [[165, 3], [175, 4]] as const) {
      await calls(80, minute - 1, 500);
      story.test.clock.set(at(minute));
      await look();
      await opened(count);
    }
    expect((await everRaised()).map(({ kind }) => kind)).toContain('pace.overridden'); // it is over when the last wave has opened
    const done = await story.desk.finished(id, story.people.length);
    expect(done.sum.outcomes).toMatchObject({ pending: 0, sending: 0, cancelled: 0 });
  });

  it('has all of it on the timeline', async () => {
    expect(await timeline()).toEqual([
      'Sending of notice 1 (first word) goes on as planned: the phones keep up',
      'Sending of notice 1 (first word) waits for the phones: Callers wait 4 min; no wave opens until that is down to 30 s.',
      'Sending of notice 1 (first word) goes on as planned: the phones keep up',
      expect.stringMatching(/^Sending of notice 1 \(first word\) waits for the phones: Callers wait /),
      'Sending of notice 1 (first word) went on with wave 3 although the phones were full: all must be told in time',
      'Sending of notice 1 (first word) went on with wave 4 although the phones were full: all must be told in time',
    ]);
  });
});
