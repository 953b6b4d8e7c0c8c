import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';

const ASKED = { requestedBy: 'FBI Seattle, letter 9', reason: 'A search is prepared.', until: null };

describe('a hold on one notice', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture();
  });
  afterAll(() => test.close());

  const record = (notice: string) => test.db.query<{ action: string; actor_kind: string; details: object }>(`select action, actor_kind, details from audit_event where subject_id = $1 and action like 'notice.h%' order by id`, [notice]);

  it('is placed and ended by a commander or legal, once, on record, and leaves the signature as it is', async () => {
    const notice = await test.approved();
    for (const other of [test.people.author, test.people.approver, test.people.ops]) await expect(test.noticeHolds.place(other, notice.id, ASKED)).rejects.toMatchObject({ kind: 'forbidden', code: 'role-needed' });
    await test.noticeHolds.place(test.people.legal, notice.id, ASKED);
    await expect(test.noticeHolds.place(test.people.commander, notice.id, ASKED)).rejects.toMatchObject({ kind: 'conflict', code: 'hold-stands' });
    expect(await test.noticeHolds.standing([notice.id])).toEqual(new Map([[notice.id, { scope: 'notice', until: null }]]));
    expect((await test.noticeService.view(test.people.commander, notice.id)).notice).toMatchObject({ state: 'approved', planHash: notice.planHash });
    await expect(test.noticeHolds.end(test.people.ops, notice.id, 'Enough.')).rejects.toMatchObject({ code: 'role-needed' });
    await test.noticeHolds.end(test.people.commander, notice.id, 'Their letter of today.');
    await expect(test.noticeHolds.end(test.people.commander, notice.id, 'Again.')).rejects.toMatchObject({ kind: 'conflict', code: 'no-hold' });
    expect(await record(notice.id)).toMatchObject([
      { action: 'notice.held', details: { number: notice.number, type: 'initial', requestedBy: ASKED.requestedBy, reason: ASKED.reason, until: null } }, { action: 'notice.hold-ended', details: { reason: 'Their letter of today.' } },
    ]);
    expect(await test.noticeHolds.of(notice.id)).toMatchObject([{ noticeId: notice.id, incidentId: notice.incidentId, standing: 'early-warning', endReason: 'Their letter of today.' }]);
  });

  it('ends by itself when its end has come, and not before', async () => {
    const notice = await test.submitted();
    const now = test.clock.now();
    const until = new Date(now.getTime() + 60_000);
    await expect(test.noticeHolds.place(test.people.legal, notice.id, { ...ASKED, until: now })).rejects.toMatchObject({ kind: 'unprocessable', code: 'hold-ends-in-past' });
    await test.noticeHolds.place(test.people.legal, notice.id, { ...ASKED, until });
    expect(await test.noticeHolds.endDue()).toBe(0);
    test.clock.set(until);
    expect(await test.noticeHolds.endDue()).toBe(1);
    expect(await test.noticeHolds.endDue()).toBe(0);
    expect(await test.noticeHolds.of(notice.id)).toMatchObject([{ endedAt: until, endedBy: null, endReason: 'The end that was asked for has come.' }]);
    expect((await record(notice.id)).at(-1)).toMatchObject({ action: 'notice.hold-ended', actor_kind: 'system', details: { until: until.toISOString() } });
  });

  it('stands on nothing that can go out no more, and is not there for a notice that is none', async () => {
    const { notice } = await test.draft();
    await test.decisions.withdraw(test.people.commander, notice.id, 'Not needed.');
    await expect(test.noticeHolds.place(test.people.legal, notice.id, ASKED)).rejects.toMatchObject({ kind: 'conflict', code: 'notice-closed' });
    await expect(test.noticeHolds.of('00000000-0000-4000-8000-000000000000' as typeof notice.id)).rejects.toMatchObject({ code: 'notice-not-found' });
  });

  it('is told to agents with the briefing, for the notice and for its whole incident, and voids nothing that they confirmed', async () => {
    const notice = await test.submitted();
    const before = await test.briefings.view(notice.id);
    expect(before.held).toBeNull();
    await test.noticeHolds.place(test.people.legal, notice.id, ASKED);
    expect(await test.briefings.view(notice.id)).toMatchObject({ held: { scope: 'notice', until: null }, hash: before.hash });
    expect((await test.briefings.standing(test.people.ops)).find(({ noticeId }) => noticeId === notice.id)).toMatchObject({ held: true });
    await test.holds.place(test.people.legal, notice.incidentId, ASKED);
    expect((await test.briefings.view(notice.id)).held).toEqual({ scope: 'incident', until: null });
    await test.holds.end(test.people.legal, notice.incidentId, 'Over.');
    await test.noticeHolds.end(test.people.legal, notice.id, 'Over.');
    expect((await test.briefings.view(notice.id)).held).toBeNull();
  });

  it('is said by the words of what is written afterwards, where a law asks whether law enforcement delayed them', async () => {
    const { notice, incident, audience } = await test.draft();
    expect(notice.law?.delayed).toBe(false);
    await test.noticeHolds.place(test.people.legal, notice.id, ASKED);
    const next = await test.drafting.draft(test.people.author, incident, { type: 'update', audienceId: audience, schedule: { waves: 1 } });
    expect(next.law?.delayed).toBe(true);
  });

  it('is a record that nobody rewrites', async () => {
    await expect(test.db.query(`delete from notice_hold`)).rejects.toThrow(/only its end is added/);
    await expect(test.db.query(`update notice_hold set reason = 'another'`)).rejects.toThrow(/only its end is added/);
    await expect(test.db.query(`truncate notice_hold`)).rejects.toThrow(/kept|refused|record/);
  });
});
