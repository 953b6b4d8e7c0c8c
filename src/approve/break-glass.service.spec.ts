import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { StoredNotice } from './model/stored-notice.js';

const MINUTE = 60_000;

describe('a broken glass', () => {
  let test: ApproveFixture;
  let notice: StoredNotice;
  let one: Awaited<ReturnType<ApproveFixture['build']['person']>>;
  let two: typeof one;
  let start: Date;
  beforeAll(async () => {
    test = await approveFixture({ AGENT_BRIEFING: 'asked' });
    [one, two] = [await test.build.person('admin'), await test.build.person('admin')];
    start = test.clock.now();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    test.clock.set(start);
    notice = await test.submitted();
  });

  const breaking = (change: object = {}) => ({ planHash: notice.planHash!, people: 3, reason: 'It is night, and cards are being used', withoutBriefing: 'The lead can not be reached either', ...change });
  const alerts = (kind: string) => test.db.query<{ severity: string; state: string }>('select severity, state from alert where kind = $1 and subject = $2', [kind, `notice:${notice.id}`]);
  const madeAdmin = async <T>(person: string, work: () => Promise<T>): Promise<T> => {
    await test.db.query(`update person set roles = roles || '{admin}' where id = $1`, [person]);
    return work().finally(() => test.db.query(`update person set roles = array_remove(roles, 'admin') where id = $1`, [person]));
  };

  it('takes two administrators, each for a reason, tells everybody, and stands until a third has looked it over', async () => {
    const { db, glass } = test;
    await expect(glass.ask(one, notice.id, breaking({ reason: ' ' }))).rejects.toMatchObject({ code: 'reason-needed' });
    const asked = await glass.ask(one, notice.id, breaking());
    expect(asked).toMatchObject({ requestedBy: one.id, confirmedBy: null, expiresAt: new Date(start.getTime() + 10 * MINUTE) });
    expect((await glass.ask(one, notice.id, breaking())).id).toBe(asked.id); // said twice it is said once
    expect((await glass.waitingFor(two)).toConfirm.map(({ id }) => id)).toEqual([asked.id]);
    expect((await glass.waitingFor(one)).toConfirm).toEqual([]);
    await expect(glass.ask(two, notice.id, breaking())).rejects.toMatchObject({ code: 'break-glass-waits' });
    await expect(glass.confirm(one, notice.id, breaking())).rejects.toMatchObject({ code: 'second-admin-needed' });
    expect((await test.noticeService.get(notice.id)).state).toBe('submitted');
    expect([await alerts('notice.glass-asked'), await alerts('notice.glass-broken')]).toEqual([[{ severity: 'critical', state: 'open' }], []]);

    const used = await glass.confirm(two, notice.id, breaking({ reason: 'I agree' }));
    expect(used).toMatchObject({ id: asked.id, confirmedBy: two.id, confirmReason: 'I agree', confirmedAt: start, reviewedAt: null });
    const { decisions, notice: approved, briefing } = await test.noticeService.view(test.people.legal, notice.id);
    expect([approved.state, briefing.state]).toEqual(['approved', 'passed-over']);
    expect(decisions).toMatchObject([{ decision: 'approved', decidedBy: two.id, breakGlass: true, peopleTyped: 3, reason: expect.stringMatching(/^Break-glass: I agree \(asked for by .*: It is night/) }]);
    expect([await alerts('notice.glass-asked'), await alerts('notice.glass-broken')]).toEqual([[{ severity: 'critical', state: 'resolved' }], [{ severity: 'critical', state: 'open' }]]);
    expect((await test.plans.plan(notice.id)).planHash).toBe(notice.planHash);

    const [told] = await db.query<{ asked: number; used: number; people: number }>(`
      select count(*) filter (where key like 'glass:' || $1 || ':asked:%')::int as asked, count(*) filter (where key like 'glass:' || $1 || ':used:%')::int as used,
             (select count(*)::int from person where disabled_at is null and cardinality(roles) > 0) as people from staff_message where channel = 'email'`, [used.id]);
    expect([told!.asked, told!.used]).toEqual([told!.people, told!.people]);

    const { legal } = test.people;
    const words = { verdict: 'right' as const, words: 'Both approvers were on a plane.' };
    await expect(glass.review({ ...two, roles: ['admin', 'auditor'] }, notice.id, used.id, words)).rejects.toMatchObject({ code: 'own-break-glass' });
    await expect(glass.review(one, notice.id, used.id, words)).rejects.toMatchObject({ code: 'role-needed' });
    expect((await glass.waitingFor(legal)).toReview.map(({ id }) => id)).toContain(used.id);
    expect(await glass.review(legal, notice.id, used.id, words)).toMatchObject({ verdict: 'right', reviewedByName: expect.any(String) });
    await expect(glass.review(test.people.approver, notice.id, used.id, words)).rejects.toMatchObject({ code: 'break-glass-reviewed' });
    expect([await alerts('notice.glass-broken'), (await glass.waitingFor(legal)).toReview.map(({ id }) => id).includes(used.id)]).toEqual([[{ severity: 'critical', state: 'resolved' }], false]);
    const events = await db.query<{ action: string; with: string | null }>(`select action, details->'breakGlass'->>'with' as with from audit_event where subject_id = $1 and (action like 'notice.glass%' or action = 'notice.approved') order by id`, [notice.id]);
    expect(events).toEqual([{ action: 'notice.glass-asked', with: null }, { action: 'notice.approved', with: one.id }, { action: 'notice.glass-reviewed', with: null }]);
  });

  it('is for no other role and no key, and for what both have seen alone', async () => {
    const { glass } = test;
    const key = { kind: 'key', id: 'k' as never, name: 'CI', roles: ['admin'], answerable: one.id } as const;
    await expect(glass.ask(key, notice.id, breaking())).rejects.toMatchObject({ code: 'person-needed' });
    await expect(glass.ask(test.people.commander, notice.id, breaking())).rejects.toMatchObject({ code: 'role-needed' });
    await expect(glass.ask(one, notice.id, breaking({ people: 4 }))).rejects.toMatchObject({ code: 'people-mismatch' });
    await expect(glass.ask(one, notice.id, breaking({ planHash: '0'.repeat(64) }))).rejects.toMatchObject({ code: 'plan-changed' });
    await expect(glass.confirm(two, notice.id, breaking())).rejects.toMatchObject({ code: 'break-glass-over' });
    await glass.ask(one, notice.id, breaking());
    await expect(glass.confirm(two, notice.id, breaking({ people: 4 }))).rejects.toMatchObject({ code: 'people-mismatch' });
    await expect(glass.confirm(two, notice.id, breaking({ withoutBriefing: null }))).rejects.toMatchObject({ code: 'phones-not-ready' });
    // an edit makes another plan, for which nobody has asked
    const { revision } = await test.editing.edit(test.people.author, notice.id, notice.revision, { schedule: { expiresAfterHours: 30 } });
    expect(revision).toBe(2);
    notice = await test.decisions.submit(test.people.author, (await test.proved(notice)).id);
    await expect(glass.confirm(two, notice.id, breaking())).rejects.toMatchObject({ code: 'break-glass-over' });
  });

  it('is over after ten minutes', async () => {
    await test.glass.ask(one, notice.id, breaking());
    test.clock.set(new Date(start.getTime() + 10 * MINUTE));
    await expect(test.glass.confirm(two, notice.id, breaking())).rejects.toMatchObject({ code: 'break-glass-over' });
    expect((await test.glass.waitingFor(two)).toConfirm.filter(({ noticeId }) => noticeId === notice.id)).toEqual([]);
    await test.glass.ask(two, notice.id, breaking()); // anew, by whoever comes first
    test.clock.set(new Date(start.getTime() + 19 * MINUTE));
    expect(await test.glass.confirm(one, notice.id, breaking())).toMatchObject({ requestedBy: two.id, confirmedBy: one.id });
  });

  it('leaves four eyes as they are: neither of the two had a hand in it', async () => {
    const { author, builder } = test.people;
    await madeAdmin(author.id, async () => {
      await expect(test.glass.ask({ ...author, roles: ['author', 'admin'] }, notice.id, breaking())).rejects.toMatchObject({ code: 'four-eyes' });
    });
    await test.glass.ask(one, notice.id, breaking());
    await madeAdmin(builder.id, async () => {
      await expect(test.glass.confirm({ ...builder, roles: ['commander', 'admin'] }, notice.id, breaking())).rejects.toMatchObject({ code: 'four-eyes' });
    });
    await test.db.query(`insert into notice_contributor (notice_id, person_id, part, at) values ($1, $2, 'editor', now())`, [notice.id, one.id]);
    await expect(test.glass.confirm(two, notice.id, breaking())).rejects.toMatchObject({ code: 'four-eyes' });
  });

  it('counts once where both words come twice at the same time', async () => {
    const asked = await Promise.allSettled([test.glass.ask(one, notice.id, breaking()), test.glass.ask(two, notice.id, breaking())]);
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const second = asked[0].status === 'fulfilled' ? two : one;
    const both = await Promise.allSettled([test.glass.confirm(second, notice.id, breaking()), test.glass.confirm(second, notice.id, breaking())]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await test.db.query('select decision from approval where notice_id = $1', [notice.id])).toEqual([{ decision: 'approved' }]);
  });

  it('is held by the database, whatever a service forgets', async () => {
    const { db } = test;
    const at = start.toISOString();
    const word = async (by: string, { plan = notice.planHash!, second = null as string | null, minutes = 0 } = {}) => {
      const [row] = await db.query<{ id: string }>(`insert into break_glass (notice_id, plan_hash, requested_by, reason, requested_at, expires_at) values ($1, $2, $3, 'why', $4::timestamptz - make_interval(mins => $5), $4::timestamptz - make_interval(mins => $5) + interval '10 minutes') returning id`, [notice.id, plan, by, at, minutes]);
      if (second) await db.query(`update break_glass set confirmed_by = $2, confirm_reason = 'why', confirmed_at = $3 where id = $1`, [row!.id, second, at]);
      return row!.id;
    };
    const sign = (by: string, glass: string | null, decided = at) => db.query(`insert into approval (notice_id, revision, plan_hash, decision, reason, people_typed, decided_by, decided_at, break_glass_id) values ($1, $2, $3, 'approved', 'why', 3, $4, $5, $6)`, [notice.id, notice.revision, notice.planHash, by, decided, glass]);
    const pass = () => db.query(`insert into briefing_answer (notice_id, briefing_hash, kind, reason, person_id, at) values ($1, $2, 'passed-over', 'why', $3, $4)`, [notice.id, notice.briefingHash, two.id, at]);
    await expect(pass()).rejects.toThrow('passes over it');
    await expect(word(test.people.approver.id)).rejects.toThrow('an administrator asks'); // no administrator
    await expect(word(one.id, { second: one.id })).rejects.toThrow('break_glass_second');
    await expect(word(one.id, { second: two.id, minutes: 10 })).rejects.toThrow('break_glass_in_time');
    await expect(word(one.id, { second: test.people.approver.id })).rejects.toThrow('an administrator confirms');
    const open = await word(one.id);
    const other = await word(one.id, { plan: 'f'.repeat(64), second: two.id });
    const whole = await word(one.id, { second: two.id });
    for (const [by, glass] of [[two.id, null], [two.id, open], [two.id, other], [one.id, whole]] as const) await expect(sign(by, glass)).rejects.toThrow(/only an approver|two administrators/);
    await expect(sign(two.id, whole, new Date(start.getTime() + 1).toISOString())).rejects.toThrow('two administrators');
    await expect(db.query('delete from break_glass where id = $1', [whole])).rejects.toThrow('is a record');
    await expect(db.query(`update break_glass set reason = 'other' where id = $1`, [whole])).rejects.toThrow('is a record');
    await expect(db.query(`update break_glass set confirmed_by = $2 where id = $1`, [whole, test.people.legal.id])).rejects.toThrow('is a record');
    await expect(db.query(`update break_glass set reviewed_by = $2, verdict = 'right', review = 'x', reviewed_at = now() where id = $1`, [whole, two.id])).rejects.toThrow('break_glass_third');
    await db.query(`update person set disabled_at = now() where id = $1`, [one.id]);
    await expect(sign(two.id, whole)).rejects.toThrow('two administrators');
    await db.query(`update person set disabled_at = null where id = $1`, [one.id]);
    await expect(sign(two.id, whole)).rejects.toThrow('briefing');
    await pass();
    await sign(two.id, whole);
    await expect(db.query('update approval set break_glass_id = null')).rejects.toThrow();
  });
});
