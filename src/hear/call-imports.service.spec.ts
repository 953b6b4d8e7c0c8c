import { createReadStream } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { World } from '../../test/support/hear.builder.js';
import { callImportsOf } from '../../test/support/hear-imports.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import type { Actor } from '../kernel/actor.js';
import type { CustomerId } from '../kernel/ids.js';
import { type CallImportOptions, type CallImports, type VolumeImportOptions } from './call-imports.service.js';

const ACTOR: Actor = { kind: 'system', id: 'test' };

let database: TestDatabase;
let imports: CallImports;
let customers: Record<'one' | 'first', CustomerId>;

const file = (lines: readonly string[], format: 'csv' | 'ndjson' = 'csv') => ({ stream: (async function* () { yield `${lines.join('\n')}\n`; })(), format, name: 'test' });
const calls = (lines: readonly string[], options: CallImportOptions = {}) => imports.importCalls(file(lines), options, ACTOR);
const volumes = (lines: readonly string[], options: VolumeImportOptions = {}) => imports.importVolumes(file(lines), options, ACTOR);
const counts = ({ inserted, updated, unchanged, skipped, rejected }: { inserted: number; updated: number; unchanged: number; skipped: number; rejected: number }) => [inserted, updated, unchanged, skipped, rejected];
const stored = (columns: string) => database.db.query<Record<string, unknown>>(`select ${columns} from inbound_call order by offered_at, id`);

beforeAll(async () => {
  database = await testDatabase();
  const world = await World.begin(database);
  customers = { one: await world.customer('c1', { phone: '+12065550123' }), first: await world.customer('c2', { phone: '+12065550124' }) };
  await world.customer('c3', { phone: '+12065550124' });
  imports = callImportsOf(database);
});
afterAll(() => database.drop());
beforeEach(() => database.db.query('truncate inbound_call, call_volume, import_run cascade'));

describe('call records', () => {
  const FILE = [
    'call_id,queue,offered_at,answered_at,ended_at,outcome,phone,customer',
    'a,cards,2026-03-02T09:00:00Z,2026-03-02T09:00:30Z,2026-03-02T09:02:00Z,answered,(206) 555-0123,',
    'b,cards,2026-03-02T09:01:00Z,,,abandoned,+1 206 555 0124,',
    'c,,2026-03-02T09:02:00Z,,,,anonymous,c1',
    'd,,2026-03-02T09:03:00Z,,,,+12065550199,nobody',
  ];

  it('find their customers by reference, else by number', async () => {
    const report = await calls(FILE);
    expect(counts(report.counts)).toEqual([4, 0, 0, 0, 0]);
    expect(report.matches).toEqual({ number: 1, 'shared-number': 1, 'customer-reference': 1, none: 1 });
    expect(await stored('call_id, queue, outcome, customer_id, match_method, sharing, wait_seconds, talk_seconds, source')).toEqual([
      { call_id: 'a', queue: 'cards', outcome: 'answered', customer_id: customers.one, match_method: 'number', sharing: 1, wait_seconds: 30, talk_seconds: 90, source: 'records' },
      { call_id: 'b', queue: 'cards', outcome: 'abandoned', customer_id: customers.first, match_method: 'shared-number', sharing: 2, wait_seconds: null, talk_seconds: null, source: 'records' },
      { call_id: 'c', queue: '', outcome: 'offered', customer_id: customers.one, match_method: 'customer-reference', sharing: 1, wait_seconds: null, talk_seconds: null, source: 'records' },
      { call_id: 'd', queue: '', outcome: 'offered', customer_id: null, match_method: 'none', sharing: 0, wait_seconds: null, talk_seconds: null, source: 'records' },
    ]);
  });

  it('that come again change nothing', async () => {
    await calls(FILE);
    const before = await stored('*');
    expect(counts((await calls(FILE)).counts)).toEqual([0, 0, 4, 0, 0]);
    expect(await stored('*')).toEqual(before);
  });

  it('that say more than before complete what is known, and empty nothing', async () => {
    await calls(['call_id,offered_at,queue,outcome', 'a,2026-03-02T09:00:00Z,cards,', 'b,2026-03-02T09:01:00Z,cards,answered']);
    const more = await calls(['call_id,offered_at,outcome,phone', 'a,2026-03-02T09:00:00Z,abandoned,+12065550123', 'b,2026-03-02T09:01:00Z,,']);
    expect(counts(more.counts)).toEqual([0, 1, 1, 0, 0]);
    expect(await stored('call_id, queue, outcome, customer_id')).toEqual([
      { call_id: 'a', queue: 'cards', outcome: 'abandoned', customer_id: customers.one },
      { call_id: 'b', queue: 'cards', outcome: 'answered', customer_id: null },
    ]);
  });

  it('of two systems are kept apart', async () => {
    await calls(FILE, { source: 'north' });
    expect(counts((await calls(FILE, { source: 'south' })).counts)).toEqual([4, 0, 0, 0, 0]);
  });

  it('without ids are told apart by what they say, twins counted', async () => {
    const twins = ['offered_at,phone', '2026-03-02T09:00:00Z,+12065550123', '2026-03-02T09:00:00Z,+12065550123', '2026-03-02T09:00:00Z,+12065550124'];
    expect(counts((await calls(twins)).counts)).toEqual([3, 0, 0, 0, 0]);
    expect(counts((await calls(twins)).counts)).toEqual([0, 0, 3, 0, 0]);
  });

  it('with one id twice in a file: the later stands', async () => {
    const report = await calls(['call_id,offered_at,outcome', 'a,2026-03-02T09:00:00Z,offered', 'a,2026-03-02T09:00:00Z,answered']);
    expect(counts(report.counts)).toEqual([1, 0, 0, 1, 0]);
    expect(report.badRows).toMatchObject([{ line: 2, effect: 'skipped' }]);
    expect(await stored('outcome')).toEqual([{ outcome: 'answered' }]);
  });

  it('that are bad do not stop the rest, and keep no number', async () => {
    const report = await calls([
      'call_id,offered_at,outcome,phone,wait_seconds',
      'a,2026-03-02T09:00:00Z,answered,+12065550123,5',
      'b,soon,answered,+12065550123,5',
      'c,2026-03-02T09:02:00Z,purple,(206) 555-0123,5',
      'd,2026-03-02T09:03:00Z,answered,5550123,5',
      'e,2026-03-02T09:04:00Z,answered,,five',
      'f,2026-03-02T09:05:00Z,answered,2065550123,5,6,7',
    ]);
    expect(counts(report.counts)).toEqual([3, 0, 0, 0, 3]);
    expect(report.counts.incomplete).toBe(2);
    expect(report.badRows.map(({ line, column, effect }) => [line, column, effect])).toEqual([
      [3, 'offered_at', 'rejected'], [4, 'outcome', 'rejected'], [5, 'phone', 'dropped'], [6, 'wait_seconds', 'dropped'], [7, '', 'rejected'],
    ]);
    expect(report.badRows.map(({ raw }) => raw).join('\n')).not.toMatch(/2065550123|555-0123/);
    expect(report.badRows[1]!.raw).toContain('2026-03-02T09:02:00Z');
  });

  it('by the file\'s own column names and words', async () => {
    const report = await calls(['arrived,who,what,trash', '1999-01-01T00:00:02,c1,HANG,x', '1999-01-01T00:00:31,,AGENT,x', '1999-01-01T00:34:12,,PHANTOM,x'], {
      timeZone: 'Asia/Jerusalem', mapping: { arrived: 'offered_at', who: 'customer', what: 'outcome' }, outcomes: { HANG: 'abandoned', PHANTOM: null },
    });
    expect(counts(report.counts)).toEqual([2, 0, 0, 1, 0]);
    expect(await stored('offered_at, outcome, customer_id')).toEqual([
      { offered_at: new Date('1998-12-31T22:00:02Z'), outcome: 'abandoned', customer_id: customers.one },
      { offered_at: new Date('1998-12-31T22:00:31Z'), outcome: 'answered', customer_id: null },
    ]);
  });

  it('come as NDJSON too', async () => {
    const lines = [{ callId: 'a', offeredAt: '2026-03-02T09:00:00Z', waitSeconds: 12.5 }, { callId: 'b', offeredAt: '2026-03-02T09:01:00Z' }].map((row) => JSON.stringify(row));
    const report = await imports.importCalls(file(lines, 'ndjson'), {}, ACTOR);
    expect(counts(report.counts)).toEqual([2, 0, 0, 0, 0]);
    expect(await stored('wait_seconds')).toEqual([{ wait_seconds: 12.5 }, { wait_seconds: null }]);
  });

  it.each([
    [['nothing', 'here'], {}, 'file-without-header'],
    [['call_id,outcome', 'a,answered'], {}, 'column-missing'],
    [['offered_at', '2026-03-02T09:00:00Z'], { timeZone: 'Mars/Olympus' }, 'time-zone-unknown'],
    [['offered_at', '2026-03-02T09:00:00Z'], { mapping: { x: 'colour' } }, 'mapping-unknown-field'],
  ])('%j with %j import nothing (%s)', async (lines, options, code) => {
    await expect(calls(lines, options)).rejects.toMatchObject({ code });
    expect(await stored('id')).toEqual([]);
  });

  it('complete the calls that rang through the webhook', async () => {
    await database.db.query(`insert into inbound_call (source, call_id, offered_at, match_method) values ('twilio', 'CA1', '2026-03-02T09:00:00Z', 'none')`);
    expect(counts((await calls(['call_id,offered_at,outcome,talk_seconds', 'CA1,2026-03-02T09:00:00Z,answered,30'], { source: 'twilio' })).counts)).toEqual([0, 1, 0, 0, 0]);
    expect(await stored('outcome, talk_seconds')).toEqual([{ outcome: 'answered', talk_seconds: 30 }]);
  });
});

describe('exports of contact centres', () => {
  const exported = (name: string) => ({ stream: createReadStream(new URL(`../../test/fixtures/call-exports/${name}.csv`, import.meta.url)), format: 'csv' as const, name });
  const taken = async (name: string, options: CallImportOptions = {}) => {
    const report = await imports.importCalls(exported(name), options, ACTOR);
    const rows = await database.db.query<Record<string, unknown>>(
      `select call_id, queue, to_char(offered_at at time zone 'UTC', 'HH24:MI:SS') as at, outcome, wait_seconds as wait, talk_seconds as talk, customer_id is not null as known, agent, tags from inbound_call order by offered_at`,
    );
    return { report, rows: rows.map(({ call_id, queue, at, outcome, wait, talk, known, agent, tags }) => [String(call_id).slice(-3), queue, at, outcome, wait, talk, known, agent, (tags as string[]).join('|')]) };
  };

  it('Amazon Connect', async () => {
    const { report, rows } = await taken('amazon-connect');
    expect(report.understood).toContain('Amazon Connect: its header has "Contact ID", "Initiation timestamp" and "Channel"');
    expect(rows).toEqual([
      ['001', 'Cards', '09:00:00', 'answered', 45, 225, true, 'agent.one', ''],
      ['002', 'Cards', '09:01:10', 'abandoned', 290, null, true, null, ''],
      ['003', '', '09:02:00', 'self-served', null, null, false, null, ''],
    ]);
    expect(counts(report.counts)).toEqual([3, 0, 0, 3, 1]);
    expect(report.badRows).toMatchObject([{ line: 8, column: 'offered_at', reason: expect.stringContaining('It is no time') }]);
  });

  it('Genesys Cloud', async () => {
    const { report, rows } = await taken('genesys-cloud', { timeZone: 'Europe/Berlin' });
    expect(rows).toEqual([
      ['001', 'Cards', '09:00:00', 'answered', 45, 210.5, true, 'Agent One', 'breach question|address change'],
      ['002', 'Cards', '09:01:00', 'abandoned', 118, null, true, null, ''],
      ['004', 'Cards', '12:15:00', 'answered', 12, 570, false, 'Agent Two', ''],
      ['006', '', '12:17:00', 'self-served', null, null, false, null, ''],
    ]);
    expect(counts(report.counts)).toEqual([4, 0, 0, 2, 0]);
  });

  it('Five9', async () => {
    const { report, rows } = await taken('five9', { timeZone: 'Europe/Berlin' });
    expect(rows).toEqual([
      ['001', 'Cards', '09:00:00', 'answered', 40, 200, true, 'Agent One', 'breach question'],
      ['002', 'Cards', '09:01:00', 'abandoned', 130, null, true, null, 'abandon'],
      ['004', 'Cards', '09:03:00', 'self-served', 60, null, false, null, 'sent to voicemail'],
    ]);
    expect(counts(report.counts)).toEqual([3, 0, 0, 2, 0]);
  });

  it('Zendesk Talk', async () => {
    const { report, rows } = await taken('zendesk-talk');
    expect(rows).toEqual([
      ['001', 'Support line', '09:00:00', 'answered', 42, 200, true, '901', ''],
      ['002', 'Support line', '09:01:00', 'abandoned', 128, null, true, null, ''],
      ['004', 'Support line', '09:03:00', 'self-served', 30, null, false, null, ''],
    ]);
    expect(report.badRows).toMatchObject([{ line: 6, column: 'outcome', effect: 'rejected', reason: expect.stringContaining('out_of_hours') }]);
    expect(counts((await taken('zendesk-talk', { outcomes: { out_of_hours: 'self-served' } })).report.counts)).toEqual([1, 0, 3, 1, 0]);
  });

  it('Twilio, whose webhook knows more of how a call ended', async () => {
    await database.db.query(`insert into inbound_call (source, call_id, offered_at, match_method, outcome) values ('twilio', 'CA00000000000000000000000000000001', '2026-03-02T09:00:00Z', 'none', 'abandoned')`);
    const { report, rows } = await taken('twilio');
    expect(rows).toEqual([
      ['001', '+12065550100', '09:00:00', 'abandoned', null, null, true, null, ''],
      ['003', '+12065550100', '09:01:00', 'abandoned', 20, null, true, null, ''],
      ['005', '+12065550100', '09:03:00', 'offered', null, null, false, null, ''],
    ]);
    expect(counts(report.counts)).toEqual([2, 1, 0, 2, 0]);
  });

  it.each(['asterisk-master', 'asterisk-header'])('Asterisk: %s', async (name) => {
    const { report, rows } = await taken(name, { timeZone: 'Europe/Berlin' });
    expect(report.understood).toContain(name === 'asterisk-master' ? 'its first row is a call detail record without a header' : 'its header has "src"');
    expect(rows).toEqual([
      ['0.1', 'cards', '09:00:00', 'answered', 40, 200, true, 'PJSIP/201-00000002', ''],
      ['0.3', 'cards', '09:01:00', 'abandoned', 120, null, true, null, ''],
      ['0.5', 'cards', '09:02:00', 'answered', 30, 180, false, 'PJSIP/202-00000007', 'breach'],
      ['.10', 's', '09:08:00', 'self-served', null, null, false, null, ''],
    ]);
    expect(counts(report.counts)).toEqual([4, 0, 0, 2, 0]);
    expect(counts((await taken(name, { timeZone: 'Europe/Berlin' })).report.counts)).toEqual([0, 0, 4, 2, 0]);
  });

  it('a generic file, by our own names', async () => {
    const { report, rows } = await taken('generic');
    expect(report.understood).toBeNull();
    expect(rows).toEqual([
      ['g1', 'cards', '09:00:00', 'answered', 30, 90, true, 'Agent One', 'breach question|address'],
      ['g2', 'cards', '09:01:00', 'abandoned', 120, null, true, null, ''],
    ]);
  });

  it('a mapping goes before what the header looks like, and what a preset says of it', async () => {
    const { rows } = await taken('zendesk-talk', { mapping: { created_at: 'offered_at', id: 'call_id' }, preset: 'generic' });
    expect(rows).toHaveLength(5);
    await database.db.query('truncate inbound_call cascade');
    const { rows: mapped } = await taken('zendesk-talk', { preset: 'zendesk-talk', mapping: { call_group_id: 'queue' } });
    expect(mapped[0]![1]).toBe('71');
    // Named as columns are everywhere, without case and punctuation: left out, it is no id of any call.
    const labels = ['Call ID,Call direction,Call completion status,Call created', '1,inbound,completed,2026-03-02T09:00:00Z', '1,inbound,completed,2026-03-02T09:05:00Z'];
    const left = await calls(labels, { preset: 'zendesk-talk', source: 'labels', mapping: { 'call id': null } });
    expect(counts(left.counts)).toEqual([2, 0, 0, 0, 0]);
  });
});

describe('volumes', () => {
  const FILE = ['queue,interval_start,interval_minutes,offered,answered,abandoned', 'cards,2026-03-02T09:00:00Z,30,12,10,2', 'cards,2026-03-02T09:30:00Z,30,0,0,0', 'cards,2026-03-02T10:30:00Z,30,7,,'];

  it('come in, and again change nothing; a gap stays a gap', async () => {
    expect(counts((await volumes(FILE)).counts)).toEqual([3, 0, 0, 0, 0]);
    expect(counts((await volumes(FILE)).counts)).toEqual([0, 0, 3, 0, 0]);
    const list = await imports.listVolumes(new Date('2026-03-02T09:00:00Z'), new Date('2026-03-02T11:00:00Z'), 'cards', 10);
    expect(list.map(({ intervalStart, offered, answered }) => [intervalStart.toISOString(), offered, answered])).toEqual([
      ['2026-03-02T09:00:00.000Z', 12, 10], ['2026-03-02T09:30:00.000Z', 0, 0], ['2026-03-02T10:30:00.000Z', 7, null],
    ]);
  });

  it('that are corrected replace what was there', async () => {
    await volumes(FILE);
    expect(counts((await volumes(['queue,interval_start,offered', 'cards,2026-03-02T09:00:00Z,13'], { intervalSeconds: 1_800 })).counts)).toEqual([0, 1, 0, 0, 0]);
    expect(await database.db.query(`select offered, answered from call_volume where offered = 13`)).toEqual([{ offered: 13, answered: null }]);
  });

  it('that are no whole numbers are reported and not rounded', async () => {
    const report = await volumes(['interval_start,calls', '1999-05-23T00:12:00,0.5', '1999-05-23T00:18:00,2'], { timeZone: 'Asia/Jerusalem', intervalSeconds: 360 });
    expect(counts(report.counts)).toEqual([1, 0, 0, 0, 1]);
    expect(report.badRows).toMatchObject([{ line: 2, column: 'offered', reason: '"0.5" is no whole number of calls.' }]);
  });

  it('of an hour that the clocks repeat are not added up in silence', async () => {
    const report = await volumes(['interval_start,calls', '2026-10-25T02:30:00,5', '2026-10-25T02:30:00,6'], { timeZone: 'Europe/Berlin', intervalSeconds: 1_800 });
    expect(counts(report.counts)).toEqual([1, 0, 0, 1, 0]);
    expect(report.badRows[0]!.reason).toContain('Local times repeat');
  });
});
