import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { StoredNotice } from './model/stored-notice.js';

describe('the briefing of the agents', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture({ AGENT_BRIEFING: 'asked' });
  });
  afterAll(() => test.close());

  const hashOf = async ({ id }: Pick<StoredNotice, 'id'>) => (await test.briefings.view(id)).hash;
  const confirm = async (notice: StoredNotice) => test.briefings.confirm(test.people.ops, notice.id, await hashOf(notice));
  const approve = ({ id, planHash }: StoredNotice, more: object = {}) => test.decisions.approve(test.people.approver, id, { planHash: planHash!, people: 3, ...more });
  const record = (notice: StoredNotice) =>
    test.db.query<{ action: string; actor_id: string; details: { reason?: string } }>(`select action, actor_id, details from audit_event where subject_id = $1 and action like 'notice.briefing%' order by id`, [notice.id]);

  it('is needed before anybody signs: confirmed by the lead, on record', async () => {
    const notice = await test.submitted();
    expect(notice.policies.briefing).toBe(true);
    await expect(approve(notice)).rejects.toMatchObject({ kind: 'conflict', code: 'phones-not-ready' });
    const view = await confirm(notice);
    expect(view).toMatchObject({ state: 'given', answer: { personId: test.people.ops.id, at: new Date('2026-03-16T10:00:00Z'), reason: null }, groups: [{ people: 3, firstWaveAt: '2026-03-16T10:00:00.000Z' }] });
    await confirm(notice);
    expect(await record(notice)).toMatchObject([{ action: 'notice.briefing-given', actor_id: test.people.ops.id, details: { briefing: view.hash, number: notice.number } }]);
    expect((await approve(notice)).state).toBe('approved');
  });

  it('is void once what the agents have to know is edited, and stands where it is not', async () => {
    const { notice } = await test.draft();
    await confirm(notice);
    const cautious = await test.editing.edit(test.people.author, notice.id, 1, { policies: { unknownEmail: 'ask' }, schedule: { canary: 1 } });
    expect((await test.briefings.view(notice.id)).state).toBe('given');
    const [text] = (await test.noticeService.view(test.people.author, notice.id)).texts;
    const edited = await test.editing.editText(test.people.author, notice.id, 'en', cautious.revision, { ...text!, subject: `${text!.subject}, news` });
    expect(await test.noticeService.view(test.people.author, notice.id)).toMatchObject({ briefing: { state: 'void', answer: null } });
    const again = await test.decisions.submit(test.people.author, (await test.proved(edited)).id);
    await expect(approve(again)).rejects.toMatchObject({ code: 'phones-not-ready' });
    await confirm(again);
    expect((await approve(again)).state).toBe('approved');
  });

  it('is passed over by the approver as he signs, or by a commander before, and never without a reason', async () => {
    const [first, second] = [await test.submitted(), await test.submitted()];
    await expect(approve(first, { withoutBriefing: ' ' })).rejects.toMatchObject({ code: 'phones-not-ready' });
    await approve(first, { withoutBriefing: 'Cards are used now.' });
    expect(await record(first)).toMatchObject([{ action: 'notice.briefing-passed-over', actor_id: test.people.approver.id, details: { reason: 'Cards are used now.' } }]);
    await expect(test.briefings.passOver(test.people.commander, second.id, await hashOf(second), '  ')).rejects.toMatchObject({ code: 'reason-needed' });
    await test.briefings.passOver(test.people.commander, second.id, await hashOf(second), 'Nobody is there at night.');
    expect((await approve(second)).state).toBe('approved');
    expect(await confirm(second)).toMatchObject({ state: 'given', answers: [{ kind: 'passed-over', reason: 'Nobody is there at night.' }, { kind: 'given' }] });
  });

  it('is nothing that a refused approval leaves behind', async () => {
    const notice = await test.submitted();
    await expect(approve(notice, { people: 4, withoutBriefing: 'Now.' })).rejects.toMatchObject({ code: 'people-mismatch' });
    await test.db.query(`update person set disabled_at = now() where id = $1`, [test.people.approver.id]);
    await expect(approve(notice, { withoutBriefing: 'Now.' })).rejects.toMatchObject({ code: 'role-needed' });
    await test.db.query(`update person set disabled_at = null where id = $1`, [test.people.approver.id]);
    expect(await record(notice)).toEqual([]);
  });

  it('is confirmed by the lead alone, of the version that he has seen, and of nothing that is over', async () => {
    const { briefings, people } = test;
    const notice = await test.submitted();
    const hash = await hashOf(notice);
    await expect(briefings.confirm(people.approver, notice.id, hash)).rejects.toMatchObject({ kind: 'forbidden', code: 'role-needed' });
    await expect(briefings.passOver(people.ops, notice.id, hash, 'why')).rejects.toMatchObject({ code: 'role-needed' });
    await expect(briefings.confirm({ ...people.ops, kind: 'key', answerable: people.ops.id } as never, notice.id, hash)).rejects.toMatchObject({ code: 'person-needed' });
    await expect(briefings.confirm(people.ops, notice.id, 'f'.repeat(64))).rejects.toMatchObject({ kind: 'conflict', code: 'briefing-changed' });
    await test.decisions.withdraw(people.commander, notice.id, 'not true');
    await expect(briefings.confirm(people.ops, notice.id, hash)).rejects.toMatchObject({ code: 'notice-closed' });
  });

  it('is kept as it was submitted, whatever a newer playbook says', async () => {
    const notice = await test.submitted();
    const before = await confirm(notice);
    const [row] = await test.db.query<{ document: object }>(`select document from briefing where notice_id = $1 and hash = $2`, [notice.id, notice.briefingHash]);
    expect(row!.document).toEqual(JSON.parse(JSON.stringify(before.document)));
    expect(before.hash).toBe(notice.briefingHash);
  });

  it('holds in the database too, against whatever passes the service by', async () => {
    const notice = await test.submitted();
    const sql = (text: string, values: unknown[] = []) => test.db.query(text, values).then(() => 'done', (error: { driverError?: { constraint?: string }; message: string }) => error.driverError?.constraint ?? error.message);
    const sign = () => sql(`insert into approval (notice_id, revision, plan_hash, decision, people_typed, decided_by, decided_at) values ($1, 1, $2, 'approved', 3, $3, now())`, [notice.id, notice.planHash, test.people.approver.id]);
    const say = (person: string, kind: string, reason: string | null) => sql(`insert into briefing_answer (notice_id, briefing_hash, kind, reason, person_id, at) values ($1, $2, $3, $4, $5, now())`, [notice.id, notice.briefingHash, kind, reason, person]);
    expect(await sign()).toBe('approval_phones_ready');
    expect(await say(test.people.approver.id, 'given', null)).toBe('briefing_answer_by_role');
    expect(await say(test.people.ops.id, 'passed-over', 'because')).toBe('briefing_answer_by_role');
    expect(await say(test.people.approver.id, 'passed-over', ' ')).toBe('briefing_passed_over_for_a_reason');
    expect(await sql(`update notice set briefing_hash = 'other' where id = $1`, [notice.id])).toBe('notice_plan_is_signed');
    expect(await sql(`update notice set state = 'draft', revision = revision + 1, plan_hash = null, briefing_hash = null, submitted_by = null, submitted_at = null, policies = policies - 'briefing' where id = $1`, [notice.id])).toBe('notice_briefing_stands');
    expect(await say(test.people.ops.id, 'given', null)).toBe('done');
    expect(await sql(`delete from briefing_answer where notice_id = $1`, [notice.id])).toContain('never change');
    expect(await sign()).toBe('done');
  });

  it('stands on the desk while its incident is open, with who said what', async () => {
    const notice = await test.submitted();
    const mine = async () => (await test.briefings.standing(test.people.ops)).find(({ noticeId }) => noticeId === notice.id);
    expect(await mine()).toMatchObject({ begun: false, opened: false, toldSince: null, answer: null, approvedAt: null, type: 'initial', policies: { briefing: true } });
    await approve(notice, { withoutBriefing: 'Now.' });
    expect((await mine())!.answer).toMatchObject({ kind: 'passed-over', reason: 'Now.' });
    await confirm(notice);
    expect((await mine())!.answer).toMatchObject({ kind: 'given', name: test.people.ops.name });
    await test.db.query(`update incident set status = 'closed', closed_at = now() where id = $1`, [notice.incidentId]);
    expect(await mine()).toBeUndefined();
  });
});
