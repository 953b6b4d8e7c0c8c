import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, testApp, type TestApp } from '../../../test/support/app.js';
import { APPROVED_AT, DeliverBuilder } from '../../../test/support/deliver.builder.js';
import type { Role } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import { LedgerWriterService } from '../ledger-writer.service.js';
import { ReconcilerService } from '../reconciler.service.js';
import { RolloutService } from '../rollout.service.js';

describe('the doors of a dispatch', () => {
  let app: TestApp;
  let build: DeliverBuilder;
  let notice: NoticeId;
  const clients = new Map<Role, Client>();

  beforeAll(async () => {
    app = await testApp({ now: APPROVED_AT });
    build = new DeliverBuilder(app.database.db, app.database.transactions);
    for (const role of ['commander', 'ops', 'agent', 'author', 'auditor'] as const) clients.set(role, await app.key(await app.person(role)));
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    notice = await build.notice({ members: 6, schedule: { waves: 2 }, policies: { channels: 'email', unknownEmail: 'ask' } });
    await app.app.get(RolloutService).startDue();
    await app.app.get(LedgerWriterService).writeAll();
    await app.app.get(ReconcilerService).openWaves();
  });

  const as = (role: Role): Client => clients.get(role)!;
  const get = (path: string, role: Role = 'commander') => app.send('GET', `/api/v1${path}`, as(role));
  let calls = 0;
  const post = (path: string, body: unknown, role: Role = 'commander') => app.send('POST', `/api/v1${path}`, as(role), body, { 'idempotency-key': `dispatch-spec-${(calls += 1)}` });
  const doubt = () =>
    app.database.db.query<{ id: string }>(
      `update message set state = 'unknown', begun_at = $2, attempts = 1 where id = (select min(id) from message where notice_id = $1 and state = 'pending') returning id`,
      [notice, APPROVED_AT],
    );

  it('tell how far it is', async () => {
    const answer = await get(`/notices/${notice}/progress`);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      noticeId: notice, dispatch: { state: 'running', ledgerWritten: true, writtenUntil: 6 }, sum: { members: 6, adds: true, outcomes: { pending: 6, sent: 0 } },
      messages: { email: { pending: 6 }, sms: {} }, waves: [{ waveNo: 0, members: 3, openedAt: APPROVED_AT.toISOString(), outcomes: { pending: 3 } }, { waveNo: 1, members: 3, openedAt: null }],
      perSecond: null, unknown: 0, held: [],
    });
  });

  it('know nothing of a notice that has not started', async () => {
    const answer = await get(`/notices/00000000-0000-4000-8000-000000000000/progress`);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'dispatch-not-found']);
  });

  it('pause, resume and cancel, each on the record with its reason', async () => {
    expect((await post(`/notices/${notice}/pause`, { reason: 'a wrong number in the text' }, 'ops')).json()).toMatchObject({ dispatch: { state: 'paused', generation: 2, reason: 'a wrong number in the text' } });
    expect((await post(`/notices/${notice}/pause`, { reason: 'twice' })).json()).toMatchObject({ dispatch: { state: 'paused', generation: 2 } });
    expect((await post(`/notices/${notice}/resume`, {})).json()).toMatchObject({ dispatch: { state: 'running', generation: 3 } });
    expect((await post(`/notices/${notice}/cancel`, { reason: 'it was a drill' })).json()).toMatchObject({ dispatch: { state: 'cancelled' }, sum: { adds: true, outcomes: { cancelled: 6 } } });
    const over = await post(`/notices/${notice}/resume`, {});
    expect([over.statusCode, over.json<{ code: string }>().code]).toEqual([409, 'dispatch-over']);
    const said = await app.database.db.query(`select action, details->>'reason' as reason from audit_event where subject_id = $1 and action like 'dispatch.%' order by id`, [notice]);
    expect(said).toEqual([
      { action: 'dispatch.paused', reason: 'a wrong number in the text' }, { action: 'dispatch.resumed', reason: null }, { action: 'dispatch.cancelled', reason: 'it was a drill' },
    ]);
  });

  it('want a reason', async () => {
    expect((await post(`/notices/${notice}/pause`, { reason: '  ' })).statusCode).toBe(422);
    expect((await post(`/notices/${notice}/cancel`, {})).statusCode).toBe(422);
  });

  it.each([['agent', '/pause'], ['author', '/resume'], ['auditor', '/cancel']] as const)('don\'t let an %s through %s', async (role, path) => {
    expect((await post(`/notices/${notice}${path}`, { reason: 'why not' }, role)).statusCode).toBe(403);
  });

  it('list messages page by page, with addresses only for those who may see them', async () => {
    const first = (await get(`/notices/${notice}/messages?limit=4`, 'agent')).json<{ items: { id: string; address?: string }[]; next: string }>();
    const second = (await get(`/notices/${notice}/messages?limit=4&after=${encodeURIComponent(first.next)}`, 'agent')).json<{ items: { id: string }[]; next: null }>();
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(6);
    expect(second.next).toBeNull();
    expect(first.items[0]!.address).toMatch(/@mail\.example$/);
    expect((await get(`/notices/${notice}/messages`, 'auditor')).body).not.toContain('@mail.example');
    expect((await get(`/notices/${notice}/messages?state=sent`)).json()).toEqual({ items: [], next: null });
    expect((await get(`/notices/${notice}/messages?after=rubbish`)).statusCode).toBe(400);
  });

  describe('for a message in doubt', () => {
    it('show it, and that it waits for a person', async () => {
      const [message] = await doubt();
      expect((await get(`/notices/${notice}/unknown`)).json()).toMatchObject({ items: [{ id: message!.id, waitsForPerson: true, channel: 'email' }], next: null });
    });

    it('show it among those of all notices, page by page, to whose work it is', async () => {
      const [message] = await doubt();
      const other = await build.notice({ members: 2, policies: { channels: 'email', unknownEmail: 'ask' } });
      await app.app.get(RolloutService).startDue();
      await app.app.get(LedgerWriterService).writeAll();
      await app.database.db.query(`update message set state = 'unknown', begun_at = $2, attempts = 1 where notice_id = $1`, [other, APPROVED_AT]);
      interface Doubts { readonly items: readonly { readonly id: string; readonly noticeId: string }[]; readonly next: string | null }
      const seen: Doubts['items'][number][] = [];
      for (let after = ''; ; ) {
        const { items, next } = (await get(`/messages?state=unknown&limit=1${after}`)).json<Doubts>();
        seen.push(...items);
        if (next === null) break;
        expect(items).toHaveLength(1);
        after = `&after=${encodeURIComponent(next)}`;
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      expect(seen.filter(({ noticeId }) => noticeId === other)).toHaveLength(2);
      expect(seen).toContainEqual(expect.objectContaining({ id: message!.id, noticeId: notice, waitsForPerson: true }));
      expect((await get('/messages?state=unknown', 'agent')).statusCode).toBe(403);
      expect([(await get('/messages')).statusCode, (await get('/messages?state=unknown&after=x')).json<{ code: string }>().code]).toEqual([422, 'cursor-unknown']);
    });

    it.each([
      ['told', 'sent', { sent: 1, pending: 5 }],
      ['not-told', 'failed', { failed: 1, pending: 5 }],
      ['resend', 'pending', { pending: 6 }],
    ] as const)('take the decision "%s"', async (decision, state, outcomes) => {
      const [message] = await doubt();
      expect((await post(`/messages/${message!.id}/decide`, { decision, reason: 'the relay\'s log shows it' }, 'ops')).statusCode).toBe(204);
      expect(await app.database.db.query(`select state from message where id = $1`, [message!.id])).toEqual([{ state }]);
      expect((await get(`/notices/${notice}/progress`)).json()).toMatchObject({ sum: { adds: true, outcomes } });
      const [said] = await app.database.db.query<{ details: object }>(`select details from audit_event where subject_id = $1 and action = 'message.decided'`, [message!.id]);
      expect(said!.details).toMatchObject({ decision, reason: 'the relay\'s log shows it', notice });
      const again = await post(`/messages/${message!.id}/decide`, { decision, reason: 'again' }, 'ops');
      expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'message-not-in-doubt']);
    });

    it('send nothing again of a notice that was cancelled', async () => {
      const [message] = await doubt();
      await post(`/notices/${notice}/cancel`, { reason: 'wrong text' });
      const answer = await post(`/messages/${message!.id}/decide`, { decision: 'resend', reason: 'they should hear it' });
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'dispatch-over']);
    });

    it('take up a finished notice again for the one that is sent again', async () => {
      const [message] = await doubt();
      await app.database.db.query(`update message set state = 'sent' where notice_id = $1 and state = 'pending'`, [notice]);
      await app.database.db.query(`update dispatch set state = 'finished' where notice_id = $1`, [notice]);
      expect((await post(`/messages/${message!.id}/decide`, { decision: 'resend', reason: 'they should hear it' })).statusCode).toBe(204);
      expect((await get(`/notices/${notice}/progress`)).json()).toMatchObject({ dispatch: { state: 'running' }, sum: { outcomes: { pending: 1, sent: 5 } } });
    });

    it('don\'t let an agent decide', async () => {
      const [message] = await doubt();
      expect((await post(`/messages/${message!.id}/decide`, { decision: 'told', reason: 'she said so' }, 'agent')).statusCode).toBe(403);
    });
  });
});
