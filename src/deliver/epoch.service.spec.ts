import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../test/support/postgres.js';
import type { Actor } from '../kernel/actor.js';
import type { MessageId, NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { BegunMarks } from './worker/begun-marks.js';

describe('a database that may be an older one', () => {
  const clock = new FixedClock(APPROVED_AT);
  let database: TestDatabase;
  let build: DeliverBuilder;
  let parts: DeliverParts;
  let ops: Actor;
  let notice: NoticeId;
  beforeAll(async () => {
    database = await testDatabase();
    build = new DeliverBuilder(database.db, database.transactions);
    ops = await build.person('ops');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(`update dispatch set state = 'finished'`);
    await database.db.query(`update database_epoch set state = 'open', identity = server_identity(), approvals_after = null, doubts = null`);
    parts = deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
    await parts.epoch.verify();
    notice = await build.notice({ members: 6, policies: { channels: 'email' } });
    await parts.begin();
  });

  const moveAway = () => database.db.query(`update database_epoch set identity = '1/00000001/1'`);
  const claim = async (limit = 2) => (await database.transactions.run((tx) => parts.claims.claim(tx, { notice, channel: 'email', limit, owner: 'worker-1', leaseSeconds: 30, now: clock.now() }))).messages;
  const begin = async (messages: Awaited<ReturnType<typeof claim>>) =>
    database.transactions.run((tx) => parts.claims.begin(tx, messages, 'worker-1', 'smtp', clock.now(), parts.marks.of('email')));
  const states = async () => database.db.query(`select state, code, attempts, count(*)::int as messages from message where notice_id = $1 group by 1, 2, 3 order by 1, 2, 3`, [notice]);
  const events = async () => (await database.db.query<{ action: string }>(`select action from audit_event where action like 'sending.%' order by id`)).map(({ action }) => action);

  it('begins nothing from the very statement on in which it lies elsewhere', async () => {
    const claimed = await claim();
    await moveAway();
    expect(await begin(claimed)).toEqual(new Set());
    expect(await parts.claims.running(clock.now())).toEqual([]);
    await database.db.query(`update database_epoch set identity = server_identity()`);
    expect(await begin(claimed)).toEqual(new Set(claimed.map(({ id }) => id)));
  });

  it('begins nothing where it does not know what its owner began before', async () => {
    const [one, other] = [await claim(), await claim()];
    await begin(one);
    parts.marks.keep('email', one[0]!);
    await database.db.query(`delete from attempt where message_id = $1`, [one[0]!.id]);
    expect(await begin(other)).toEqual(new Set());
    expect(await parts.epoch.check()).toBe(false);
    expect(await parts.epoch.view()).toMatchObject({ state: 'shut', cause: 'went-back' });
  });

  it('is shut once, whoever notices it, and on the record', async () => {
    const before = (await parts.epoch.view()).no;
    const others = ['b', 'c'].map((instance) => deliverParts({ ...database, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest(), instance }));
    const recorded = (await events()).length;
    await moveAway();
    expect(await Promise.all([parts, ...others].map(({ epoch }) => epoch.check()))).toEqual([false, false, false]);
    expect(await parts.epoch.view()).toMatchObject({ state: 'shut', cause: 'moved', no: before + 1, marked: false });
    expect((await events()).slice(recorded)).toEqual(['sending.shut']);
  });

  it('puts in doubt all that waited, and all that was claimed, but not what was begun: that is settled as ever', async () => {
    await begin(await claim(1));
    await claim(1);
    await moveAway();
    await parts.epoch.check();
    await expect(parts.epoch.open(ops, 'keep', 'a reason')).rejects.toMatchObject({ code: 'doubts-not-marked' });
    expect(await parts.epoch.tend()).toBe(5);
    expect(await states()).toEqual([
      { state: 'sending', code: null, attempts: 1, messages: 1 },
      { state: 'unknown', code: 'restored', attempts: 1, messages: 5 },
    ]);
    expect((await parts.epoch.view()).marked).toBe(false);
    await database.db.query(`update message set lease_until = now() - interval '1 second' where state = 'sending'`);
    await parts.heal();
    await parts.epoch.tend();
    expect((await parts.epoch.view()).marked).toBe(true);
    expect(await states()).toEqual([
      { state: 'unknown', code: 'no-answer', attempts: 1, messages: 1 },
      { state: 'unknown', code: 'restored', attempts: 1, messages: 5 },
    ]);
  });

  it.each([
    ['keep', { state: 'unknown', code: 'restored', attempts: 1, messages: 6 }],
    ['resend-mail', { state: 'pending', code: 'no-answer', attempts: 1, messages: 6 }],
    ['nothing-lost', { state: 'pending', code: null, attempts: 1, messages: 6 }],
  ] as const)('does with it what the person says: %s', async (doubts, row) => {
    await moveAway();
    await parts.epoch.check();
    await parts.epoch.tend();
    await parts.epoch.open(ops, doubts, 'a reason');
    await parts.epoch.tend();
    await parts.heal();
    expect(await states()).toEqual([row]);
    expect((await parts.ledger.sum(notice)).adds).toBe(true);
  });

  it.each([
    ['whose time ran out', () => database.db.query(`update dispatch set expires_at = $2 where notice_id = $1`, [notice, APPROVED_AT])],
    ['that a person cancels', () => parts.dispatch.cancel(notice, 'test', 'the wrong words')],
  ])('says of no message of a notice %s that it never left, before what may have left is in doubt', async (_, end) => {
    await moveAway(); // and nobody has noticed yet
    await end();
    await parts.heal();
    expect(await states()).toEqual([{ state: 'pending', code: null, attempts: 0, messages: 6 }]);
    await parts.epoch.check();
    await parts.heal();
    await parts.epoch.tend();
    expect(await states()).toEqual([{ state: 'unknown', code: 'restored', attempts: 1, messages: 6 }]);
    expect((await parts.epoch.view()).marked).toBe(true);
    await parts.epoch.open(ops, 'nothing-lost', 'It was a planned move.');
    await parts.epoch.tend();
    await parts.heal();
    expect(await states()).toMatchObject([{ state: 'cancelled', attempts: 1, messages: 6 }]);
    expect((await parts.ledger.sum(notice)).adds).toBe(true);
  });

  it('is shut by a person who knows more than the service', async () => {
    await parts.epoch.shut(ops, 'We restored last night.');
    await expect(parts.epoch.shut(ops, 'again')).rejects.toMatchObject({ code: 'sending-shut' });
    expect(await begin(await claim())).toEqual(new Set());
    expect(await parts.epoch.view()).toMatchObject({ state: 'shut', cause: 'person' });
  });
});

describe('marks of what was begun', () => {
  it('outlive their process, and are read past a line that was cut off', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'firstword-marks-'));
    const where = { lineage: 'a', databaseOid: 5, epoch: 1 };
    const marks = new BegunMarks('host-1', folder);
    marks.keep('sms', { id: '1' as MessageId, no: 1 });
    expect(marks.mine()).toEqual([]); // nobody has said yet which database it is
    marks.at(where);
    for (const id of ['7', '123456789012345678', '9']) marks.keep('email', { id: id as MessageId, no: 2 });
    marks.keep('sms', { id: '8' as MessageId, no: 1 });
    marks.close();
    await writeFile(join(folder, 'host-0.jsonl'), '{"lineage":"a","databaseOi');
    expect(new BegunMarks('host-2', folder).left()).toEqual([
      { ...where, owner: 'host-1', messageId: '9', no: 2 },
      { ...where, owner: 'host-1', messageId: '8', no: 1 },
    ]);
    marks.at({ ...where, epoch: 2 });
    expect(marks.mine()).toEqual([]); // decided on already
    await rm(folder, { recursive: true });
  });
});
