import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { hearApp, type HearApp } from '../../../test/support/hear.app.js';
import { World } from '../../../test/support/hear.builder.js';
import type { CustomerId, IncidentId } from '../../kernel/ids.js';
import { CountedFigures } from '../../platform/figures/counted-figures.js';
import { LARGE } from '../../platform/figures/large.js';

const NOW = new Date('2026-03-02T09:00:00Z');

let test: HearApp;
let ops: Record<string, string>;
let agent: Record<string, string>;
let incident: IncidentId;
let customer: CustomerId;

beforeAll(async () => {
  test = await hearApp(NOW);
  ops = await test.key('ops');
  agent = await test.key('agent');
  const world = await World.begin(test.database);
  customer = await world.customer('c1', { phone: '+12065550123' });
  incident = await world.incident('2026-03-02T08:00:00Z');
  await world.audience(incident, [customer]);
  test.incidents.know(incident);
});
afterAll(() => test.close());
beforeEach(() => test.database.db.query('truncate inbound_call, inbound_call_also, inbound_sms, call_volume'));

const post = (url: string, payload: string | object, headers: Record<string, string> = ops) => test.app.inject({ method: 'POST', url, payload, headers });
const get = (url: string, headers = agent) => test.app.inject({ method: 'GET', url, headers });
const CALL = { call_id: 'a', offered_at: '2026-03-02T08:30:00Z', phone: '(206) 555-0123', outcome: 'answered' };

describe('saved mappings', () => {
  const put = (name: string, payload: object, headers = ops) => test.app.inject({ method: 'PUT', url: `/api/v1/import-mappings/calls/${encodeURIComponent(name)}`, payload, headers });
  const FILE = 'arrived,who\n2026-03-02T10:00:00,(206) 555-0123\n';
  const upload = (query: Record<string, string>) => post(`/api/v1/calls?${new URLSearchParams(query).toString()}`, FILE, { ...ops, 'content-type': 'text/csv' });

  it('are taken by name, and what is said beside it goes before', async () => {
    const saved = await put('The bank’s file', { brandId: 'northwind', options: { mapping: '{"arrived":"offered_at","who":"phone"}', timeZone: 'Asia/Jerusalem', saved: 'itself', queue: ' ' } });
    expect(saved.statusCode).toBe(200);
    expect(saved.json()).toMatchObject({ kind: 'calls', name: 'The bank’s file', brandId: 'northwind', savedBy: expect.stringMatching(/^key:/) });
    expect(Object.keys(saved.json<{ options: object }>().options)).toEqual(['mapping', 'timeZone']);
    const taken = await upload({ saved: 'the BANK’s file' });
    expect(taken.json()).toMatchObject({ counts: { inserted: 1 }, matches: { number: 1 }, options: { timeZone: 'Asia/Jerusalem' } });
    expect((await upload({ saved: 'The bank’s file', timeZone: 'UTC', source: 'other' })).json()).toMatchObject({ counts: { inserted: 1 }, options: { timeZone: 'UTC' } });
    const times = await test.database.db.query<{ offered_at: Date }>('select offered_at from inbound_call order by offered_at');
    expect(times.map(({ offered_at }) => offered_at.toISOString())).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-02T10:00:00.000Z']);
    expect((await get('/api/v1/import-mappings?kind=calls', ops)).json()).toMatchObject({ items: [{ name: 'The bank’s file' }], next: null });
    expect((await get('/api/v1/import-mappings?kind=volumes', ops)).json()).toMatchObject({ items: [] });
    expect((await test.app.inject({ method: 'DELETE', url: `/api/v1/import-mappings/calls/${encodeURIComponent('the bank’s file')}`, headers: ops })).statusCode).toBe(204);
    expect((await upload({ saved: 'The bank’s file' })).statusCode).toBe(422);
  });

  it.each([
    ['x', { options: { 'not an option': 'y' } }, ['ops'], 422], ['x', { options: { a: '\0' } }, ['ops'], 422], ['x', { brandId: 'nobody', options: {} }, ['ops'], 422], ['x', { options: {} }, ['agent'], 403],
  ] as const)('%j with %j by %j is refused', async (name, payload, roles, status) => {
    expect((await put(name, payload, await test.key(...roles))).statusCode).toBe(status);
  });
});

describe('POST /api/v1/calls', () => {
  it('takes a JSON list', async () => {
    const answer = await post('/api/v1/calls', [CALL, { ...CALL, call_id: 'b', phone: 'anonymous' }]);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ state: 'done', counts: { inserted: 2, rejected: 0 }, matches: { number: 1, none: 1 }, badRowsTotal: 0 });
    expect((await post('/api/v1/calls', [CALL])).json()).toMatchObject({ counts: { inserted: 0, unchanged: 1 } });
  });

  it('takes CSV with the file\'s own names and words, given in the query', async () => {
    const query = new URLSearchParams({ timeZone: 'Asia/Jerusalem', mapping: '{"arrived":"offered_at"}', outcomes: '{"HANG":"abandoned"}', source: 'bank' });
    const answer = await post(`/api/v1/calls?${query.toString()}`, 'arrived,outcome\n1999-01-01T00:00:02,HANG\n1999-01-01T00:00:03,AGENT\n1999-01-01T00:00:04,WHAT\n', { ...ops, 'content-type': 'text/csv' });
    expect(answer.json()).toMatchObject({ counts: { inserted: 2, rejected: 1 }, badRows: [{ line: 4, column: 'outcome' }] });
    const file = await get(answer.json<{ badRowsFile: string }>().badRowsFile, ops);
    expect(file.body).toContain('1999-01-01T00:00:04,WHAT');
  });

  it.each([
    ['a list that is empty', '/api/v1/calls', [], 422, 'request-invalid'],
    ['a list of numbers', '/api/v1/calls', [1], 422, 'request-invalid'],
    ['an outcome that is none of ours', '/api/v1/calls?outcomes={"HANG":"purple"}', [CALL], 422, 'request-invalid'],
    ['a mapping that is no JSON', '/api/v1/calls?mapping={', [CALL], 422, 'request-invalid'],
    ['a zone that is nowhere', '/api/v1/calls?timeZone=Mars', [CALL], 400, 'time-zone-unknown'],
    ['an object', '/api/v1/calls', CALL, 400, 'upload-format-unknown'],
  ])('refuses %s', async (_, url, body, status, code) => {
    const answer = await post(url, body);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  });

  it('is not for agents, nor for strangers', async () => {
    expect((await post('/api/v1/calls', [CALL], agent)).statusCode).toBe(403);
    expect((await post('/api/v1/calls', [CALL], {})).statusCode).toBe(401);
  });
});

it('POST /api/v1/call-volumes takes counts, GET gives them back', async () => {
  const csv = 'queue,interval_start,offered\ncards,2026-03-02T08:00:00Z,12\ncards,2026-03-02T08:30:00Z,0.5\n';
  const answer = await post('/api/v1/call-volumes?intervalMinutes=30', csv, { ...ops, 'content-type': 'text/csv' });
  expect(answer.json()).toMatchObject({ counts: { inserted: 1, rejected: 1 }, badRows: [{ line: 3, column: 'offered' }] });
  const list = await get('/api/v1/call-volumes?from=2026-03-02T00:00:00Z&until=2026-03-03T00:00:00Z');
  expect(list.json()).toEqual({
    items: [{ queue: 'cards', intervalStart: '2026-03-02T08:00:00.000Z', intervalSeconds: 1_800, offered: 12, answered: null, abandoned: null, waitSeconds: null, talkSeconds: null, source: 'records', simulated: false }],
    next: null,
  });
});

describe('GET /api/v1/incidents/:id/calls', () => {
  it('gives the calls of members page by page, without numbers', async () => {
    await post('/api/v1/calls', ['08:10', '08:20', '08:30'].map((time, index) => ({ ...CALL, call_id: `c${index}`, offered_at: `2026-03-02T${time}:00Z` })));
    const first = (await get(`/api/v1/incidents/${incident}/calls?limit=2`)).json<{ items: { offeredAt: string; customerId: string }[]; next: string }>();
    expect(first.items.map(({ offeredAt, customerId }) => [offeredAt, customerId])).toEqual([['2026-03-02T08:30:00.000Z', customer], ['2026-03-02T08:20:00.000Z', customer]]);
    const second = await get(`/api/v1/incidents/${incident}/calls?limit=2&after=${encodeURIComponent(first.next)}`);
    expect(second.json()).toMatchObject({ items: [{ offeredAt: '2026-03-02T08:10:00.000Z' }], next: null });
    expect(second.body).not.toContain('5550123');
    expect((await get(`/api/v1/customers/${customer}/calls`)).json<{ items: unknown[] }>().items).toHaveLength(3);
  });

  it.each([
    ['/api/v1/incidents/00000000-0000-4000-8000-000000000000/calls', 404],
    ['/api/v1/incidents/nonsense/calls', 404],
    ['/api/v1/customers/1;drop/calls', 404],
  ])('%s is not there', async (url, status) => {
    expect((await get(url)).statusCode).toBe(status);
  });

  it('refuses a cursor that is none', async () => {
    expect((await get(`/api/v1/incidents/${incident}/calls?after=x`)).json()).toMatchObject({ code: 'cursor-unknown' });
  });
});

it('GET /api/v1/inbound-sms gives agents what people wrote', async () => {
  for (const [index, body] of ['one', 'STOP', 'three'].entries()) {
    await test.twilio('/webhooks/twilio/sms', { MessageSid: `SM${String(index).padStart(32, '0')}`, From: '+12065550123', To: '+12065550199', Body: body });
  }
  const list = (await get(`/api/v1/inbound-sms?customer=${customer}`)).json<{ items: { keyword: string; body: string | null }[] }>();
  expect(list.items.map(({ keyword, body }) => [keyword, body])).toEqual([['other', 'three'], ['stop', null], ['other', 'one']]);
  expect((await get('/api/v1/inbound-sms', {})).statusCode).toBe(401);
});

it('is all described', async () => {
  const { paths } = (await test.app.inject({ url: '/api/openapi.json' })).json<{ paths: Record<string, object> }>();
  expect(Object.keys(paths)).toEqual(expect.arrayContaining([
    '/api/v1/calls', '/api/v1/call-volumes', '/api/v1/incidents/{id}/calls', '/api/v1/customers/{id}/calls', '/api/v1/inbound-sms',
  ]));
});

describe('what is known besides the calls', () => {
  it('takes agents on duty as JSON and as a file, and gives them back', async () => {
    const answer = await post('/api/v1/agents-on-duty', [{ queue: 'cards', interval_start: '2026-03-02T08:00:00Z', interval_minutes: 30, agents: 12.5 }, { interval_start: '2026-03-02T08:30:00Z', agents: 3 }, { interval_start: 'x', interval_minutes: 30, agents: -1 }]);
    expect(answer.json()).toMatchObject({ kind: 'agents', counts: { inserted: 1, rejected: 2 } });
    const csv = 'interval_start,staffed\n2026-03-02T10:00:00,4\n2026-03-02T10:00:00,5\n';
    const file = await post(`/api/v1/agents-on-duty?${new URLSearchParams({ intervalMinutes: '15', queue: 'fraud', timeZone: 'Europe/Berlin' }).toString()}`, csv, { ...ops, 'content-type': 'text/csv' });
    expect(file.json()).toMatchObject({ counts: { inserted: 1, skipped: 1 } });
    expect((await post('/api/v1/agents-on-duty', [{ queue: 'cards', interval_start: '2026-03-02T08:00:00Z', interval_minutes: 30, agents: 12.5 }])).json()).toMatchObject({ counts: { unchanged: 1 } });
    expect((await get('/api/v1/agents-on-duty?from=2026-03-02T00:00:00Z&until=2026-03-03T00:00:00Z')).json()).toEqual({
      items: [
        { queue: 'cards', intervalStart: '2026-03-02T08:00:00.000Z', intervalSeconds: 1800, agents: 12.5, source: 'records' },
        { queue: 'fraud', intervalStart: '2026-03-02T09:00:00.000Z', intervalSeconds: 900, agents: 5, source: 'records' },
      ],
      next: null,
    });
    expect(await test.database.db.query('select minutes, queue, agents from published.agents_on_duty order by queue')).toEqual([{ minutes: 30, queue: 'cards', agents: 12.5 }, { minutes: 15, queue: 'fraud', agents: 5 }]);
  });

  it('knows which reasons are the incident’s', async () => {
    await post('/api/v1/calls', [
      { call_id: 'r1', offered_at: '2026-03-02T08:10:00Z', reason_tag: 'Breach; Address' }, { call_id: 'r2', offered_at: '2026-03-02T08:20:00Z', reason_tag: 'breach' },
      { call_id: 'r3', offered_at: '2026-03-02T07:20:00Z', reason_tag: 'before' },
    ]);
    const url = `/api/v1/incidents/${incident}/call-reasons`;
    expect((await get(url)).json()).toEqual({ items: [{ tag: 'breach', calls: 2, isIncident: false }, { tag: 'address', calls: 1, isIncident: false }], next: null });
    const set = await test.app.inject({ method: 'PUT', url, payload: { tags: [' Breach ', 'Card stolen', 'breach'] }, headers: ops });
    expect(set.json()).toEqual({ items: [{ tag: 'breach', calls: 2, isIncident: true }, { tag: 'card stolen', calls: 0, isIncident: true }, { tag: 'address', calls: 1, isIncident: false }], next: null });
    expect(await test.database.db.query('select tag from published.incident_call_tag order by tag')).toEqual([{ tag: 'breach' }, { tag: 'card stolen' }]);
    expect((await test.app.inject({ method: 'PUT', url, payload: { tags: [] }, headers: agent })).statusCode).toBe(403);
    // Of a large incident nobody waits for the count.
    await test.database.db.query(`insert into audience (incident_id, version, rule, state, hash, seed, algorithm, members, counts, built_by, frozen_at) select $1, 99, '{}', 'frozen', 'h', 's', 'test', $2, '{}', p.id, now() from person as p limit 1`, [incident, LARGE]);
    const soon = jest.spyOn(test.app.get(CountedFigures), 'soon').mockResolvedValue({ value: null, isMaking: true });
    const counting = await get(url);
    expect([counting.statusCode, counting.headers['retry-after'], counting.json()]).toEqual([202, '2', { kind: 'counting', asOf: null, detail: expect.stringContaining('Ask again') }]);
    expect((await test.app.inject({ method: 'PUT', url, payload: { tags: ['breach'] }, headers: ops })).statusCode).toBe(202);
    expect(await test.database.db.query('select tag from published.incident_call_tag')).toEqual([{ tag: 'breach' }]);
    soon.mockRestore();
    expect((await get(url)).json().items[0]).toEqual({ tag: 'breach', calls: 2, isIncident: true });
    await test.app.inject({ method: 'PUT', url, payload: { tags: [] }, headers: ops });
    expect(await test.database.db.query('select tag from published.incident_call_tag')).toEqual([]);
  });
});
