import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { NoticeId } from '../kernel/ids.js';

describe('an edit', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture();
  });
  afterAll(() => test.close());

  const sourcesOf = async (id: NoticeId, locale = 'en') => {
    const { texts } = await test.noticeService.view(test.people.approver, id);
    const { subject, emailHtml, emailText, sms } = texts.find((text) => text.locale === locale)!;
    return { subject, emailHtml, emailText, sms };
  };
  const actions = async (id: NoticeId) => (await test.db.query<{ action: string }>(`select action from audit_event where subject_id = $1 order by id`, [id])).map(({ action }) => action);

  it('of a draft makes the next revision and names its editor', async () => {
    const { notice } = await test.draft();
    const edited = await test.editing.edit(test.people.otherAuthor, notice.id, 1, { schedule: { expiresAfterHours: 24 }, policies: { channels: 'email' } });
    expect(edited).toMatchObject({ revision: 2, state: 'draft', schedule: { ...notice.schedule, expiresAfterHours: 24 }, policies: { ...notice.policies, channels: 'email' } });
    const { contributors } = await test.noticeService.view(test.people.approver, notice.id);
    expect(contributors).toContainEqual(expect.objectContaining({ personId: test.people.otherAuthor.id, part: 'editor' }));
  });

  it('takes what was approved back to draft, with another hash when it is submitted again', async () => {
    const approved = await test.approved();
    const { sms, ...rest } = await sourcesOf(approved.id);
    const edited = await test.editing.editText(test.people.author, approved.id, 'en', 1, { ...rest, sms: `${sms} Thank you.` });
    expect(edited).toMatchObject({ state: 'draft', revision: 2, planHash: null, submittedBy: null, approvedAt: null, expiresAt: null });
    await expect(test.plans.plan(approved.id)).rejects.toMatchObject({ code: 'notice-not-approved' });
    await test.editing.editText(test.people.author, approved.id, 'en', 2, { ...rest, sms });
    await test.proved(approved);
    const again = await test.decisions.submit(test.people.author, approved.id);
    // The words are those of the first submission; the signature on that one counts for nothing now.
    expect(again.planHash).not.toBe(approved.planHash);
    expect(await actions(approved.id)).toEqual(expect.arrayContaining(['notice.approved', 'notice.edited', 'notice.approval-voided']));
  });

  it('of what was submitted voids the submission', async () => {
    const submitted = await test.submitted();
    const edited = await test.editing.edit(test.people.author, submitted.id, 1, { schedule: { expiresAfterHours: 24 } });
    expect(edited).toMatchObject({ state: 'draft', revision: 2, planHash: null });
    expect(await actions(submitted.id)).toContain('notice.submission-voided');
    await expect(test.decisions.approve(test.people.approver, submitted.id, { planHash: submitted.planHash!, people: 3 })).rejects.toMatchObject({ code: 'notice-not-submitted' });
  });

  it('that changes nothing is none, and voids nothing', async () => {
    const approved = await test.approved();
    const same = [
      await test.editing.edit(test.people.author, approved.id, 1, { schedule: approved.schedule, refreshFacts: true, refreshSender: true }),
      await test.editing.editText(test.people.author, approved.id, 'en', 1, await sourcesOf(approved.id)),
    ];
    expect(same.map(({ state, revision }) => [state, revision])).toEqual([['approved', 1], ['approved', 1]]);
  });

  it('of a revision that is no longer the last is refused, and of two at once one is made', async () => {
    const { notice } = await test.draft();
    const attempts = await Promise.allSettled([24, 48].map((expiresAfterHours) => test.editing.edit(test.people.author, notice.id, 1, { schedule: { expiresAfterHours } })));
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(test.editing.edit(test.people.author, notice.id, 1, { schedule: { expiresAfterHours: 12 } })).rejects.toMatchObject({ kind: 'conflict', code: 'stale-revision' });
  });

  it('is too late once the notice has begun to go out, or is at its end', async () => {
    const begun = await test.approved();
    await test.db.query(
      `insert into rollout (notice_id, audience_id, plan_hash, algorithm, seed, wave_count, members, created_at) values ($1, $2, $3, 'test', 's', 1, 3, now())`,
      [begun.id, begun.audienceId, begun.planHash],
    );
    await expect(test.editing.edit(test.people.author, begun.id, 1, { schedule: { expiresAfterHours: 24 } })).rejects.toMatchObject({ kind: 'conflict', code: 'notice-begun' });
    await expect(test.editing.editText(test.people.author, begun.id, 'en', 1, { ...(await sourcesOf(begun.id)), subject: 'Another' })).rejects.toMatchObject({ code: 'notice-begun' });
    const rejected = await test.submitted();
    await test.decisions.reject(test.people.legal, rejected.id, { planHash: rejected.planHash!, reason: 'Not now.' });
    await expect(test.editing.edit(test.people.author, rejected.id, 1, { schedule: { expiresAfterHours: 24 } })).rejects.toMatchObject({ code: 'notice-closed' });
  });

  it('of a text is checked at once, with the place of each fault', async () => {
    const { notice } = await test.draft();
    const sources = await sourcesOf(notice.id);
    const tried = (change: object) => test.editing.editText(test.people.author, notice.id, 'en', 1, { ...sources, ...change });
    await expect(tried({ sms: 'Dear {{person.greeting}' })).rejects.toMatchObject({ kind: 'unprocessable', code: 'template-faults', details: { faults: [{ part: 'sms', line: 1 }] } });
    await expect(tried({ emailText: 'Dear\n{{person.nickname}}' })).rejects.toMatchObject({ code: 'template-faults', details: { faults: [{ part: 'emailText', line: 2, column: 2 }] } });
    expect((await test.noticeService.get(notice.id)).revision).toBe(1);
  });

  it('adds a language that has a template, and takes one away again, but for the brand\'s own', async () => {
    const { notice } = await test.draft([{}, {}]);
    await test.editing.editText(test.people.author, notice.id, 'es', 1, await sourcesOf(notice.id));
    await expect(test.editing.editText(test.people.author, notice.id, 'de', 2, await sourcesOf(notice.id))).rejects.toMatchObject({ code: 'template-not-found' });
    await test.editing.removeText(test.people.author, notice.id, 'es', 2);
    await expect(test.editing.removeText(test.people.author, notice.id, 'en', 3)).rejects.toMatchObject({ code: 'default-locale-needed' });
    const { texts, notice: now } = await test.noticeService.view(test.people.approver, notice.id);
    expect([texts.map(({ locale }) => locale), now.revision]).toEqual([['en'], 3]);
  });

  it('to other people brings their languages with it, and their builder under the four eyes', async () => {
    const { notice } = await test.draft([{}]);
    const wider = await test.build.audience(notice.incidentId, test.people.secondApprover, [{}, { locale: 'es' }]);
    const edited = await test.editing.edit(test.people.author, notice.id, 1, { audienceId: wider });
    const { texts, contributors } = await test.noticeService.view(test.people.approver, notice.id);
    expect([edited.audienceId, texts.map(({ locale }) => locale)]).toEqual([wider, ['en', 'es']]);
    expect(contributors).toContainEqual(expect.objectContaining({ personId: test.people.secondApprover.id, part: 'audience' }));
  });

  it('keeps a returned notice returned, so that the reason stays in sight', async () => {
    const submitted = await test.submitted();
    await test.decisions.sendBack(test.people.legal, submitted.id, { planHash: submitted.planHash!, reason: 'Say which stores.' });
    const edited = await test.editing.edit(test.people.author, submitted.id, 1, { schedule: { expiresAfterHours: 24 } });
    expect(edited).toMatchObject({ state: 'returned', revision: 2 });
  });
});
