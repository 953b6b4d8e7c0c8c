import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AS_COUNTED } from '../../../test/support/as-counted.js';
import { hearApp, type HearApp } from '../../../test/support/hear.app.js';
import { World } from '../../../test/support/hear.builder.js';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { FirstWordCount } from '../first-word-count.service.js';
import { MeasureService } from '../measure.service.js';
import { MeasureRepository } from '../store/measure.repository.js';
import { MeasurementRepository } from '../store/measurement.repository.js';
import { MeasurementsController } from './measurements.controller.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let test: HearApp;
let ops: Record<string, string>;
let incident: IncidentId;
let notice: NoticeId;

beforeAll(async () => {
  test = await hearApp(new Date('2026-03-02T12:00:00Z'), { controllers: [MeasurementsController], providers: [FirstWordCount, MeasureService, MeasureRepository, MeasurementRepository, AS_COUNTED] });
  ops = await test.key('ops');
  const world = await World.begin(test.database);
  const people = await world.customers(4);
  incident = await world.incident('2026-03-02T08:00:00Z');
  test.incidents.know(incident);
  notice = await world.notice(incident, await world.audience(incident, people), '2026-03-02T08:30:00Z');
  await world.rollout(notice, ['2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z']);
  await world.message(notice, people[0]!, 'email', 'sent', { handedOverAt: '2026-03-02T09:00:00Z' });
  await world.calls([{ customer: people[1]!, at: new Date('2026-03-02T09:30:00Z') }]);
});
afterAll(() => test.close());

const send = (method: 'GET' | 'POST', url: string, headers = ops) => test.app.inject({ method, url, headers });

describe('measurements', () => {
  it('are made for whoever asks, and kept on demand', async () => {
    const fresh = await send('GET', `/api/v1/notices/${notice}/measurement`);
    expect(fresh.statusCode).toBe(200);
    expect(fresh.json()).toMatchObject({
      id: null,
      inputsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      result: { members: 4, avoided: { kind: 'not-enough-data' }, firstWord: { kind: 'first-word', members: 4, at: [{ hours: 1, toldFirst: { count: 1 } }, {}, {}] }, calls: { byMembers: 1 } },
    });
    const taken = await send('POST', `/api/v1/notices/${notice}/measurements`);
    expect(taken.statusCode).toBe(201);
    expect((await send('GET', `/api/v1/notices/${notice}/measurement`)).json()).toEqual(taken.json());
    expect((await send('GET', `/api/v1/notices/${notice}/measurements?limit=1`)).json()).toEqual({ items: [taken.json()], next: taken.json<{ id: string }>().id });
  });

  it('of an incident hold those of its notices', async () => {
    const whole = (await send('GET', `/api/v1/incidents/${incident}/measurement`)).json();
    expect(whole).toMatchObject({ incidentId: incident, members: 4, notices: [{ result: { notice: { id: notice } } }] });
  });

  it.each([
    [`/api/v1/notices/${NOBODY}/measurement`, 409],
    [`/api/v1/incidents/${NOBODY}/measurement`, 404],
    ['/api/v1/notices/nonsense/measurement', 404],
  ])('%s answers %i', async (url, status) => {
    expect((await send('GET', url)).statusCode).toBe(status);
  });

  it('are not for agents, nor for strangers', async () => {
    expect((await send('GET', `/api/v1/notices/${notice}/measurement`, await test.key('agent'))).statusCode).toBe(403);
    expect((await send('GET', `/api/v1/notices/${notice}/measurement`, {})).statusCode).toBe(401);
  });
});
