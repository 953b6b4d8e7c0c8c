import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { NoticeId } from '../kernel/ids.js';
import type { NamedFinding } from './model/finding-override.js';
import type { StoredNotice } from './model/stored-notice.js';

const REASON = 'The regulator names this page in its order.';

describe('a finding that blocks', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture();
  });
  afterAll(() => test.close());

  /** A draft whose English e-mail leads to another domain, checked. */
  async function blocked(link = 'https://regulator.example/order'): Promise<StoredNotice> {
    const { notice } = await test.draft();
    const { texts } = await test.noticeService.view(test.people.author, notice.id);
    const { locale: _, templateHash: __, ...sources } = texts.find(({ locale }) => locale === 'en')!;
    return test.proved(await test.editing.editText(test.people.author, notice.id, 'en', 1, { ...sources, emailText: `${sources.emailText}\nSee ${link} too.` }));
  }
  const finding = (change: Partial<NamedFinding> = {}): NamedFinding => ({ rule: 'foreign-link', part: 'emailText', locale: 'en', where: 'https://regulator.example/order', ...change });
  const letPass = (notice: StoredNotice, change: Partial<NamedFinding> & { reason?: string; revision?: number } = {}, by = test.people.legal) =>
    test.overrides.override(by, notice.id, { revision: 2, reason: REASON, ...finding(), ...change });
  const insert = (id: NoticeId, change: { by?: string; reason?: string; rule?: string; revision?: number } = {}) =>
    test.db.query(`insert into finding_override (notice_id, revision, rule, part, locale, found, reason, person_id, at) values ($1, $2, $3, 'emailText', 'en', 'x', $4, $5, now())`, [
      id, change.revision ?? 2, change.rule ?? 'foreign-link', change.reason ?? REASON, change.by ?? test.people.legal.id,
    ]);

  it('keeps the notice from being submitted until legal lets it pass; that is signed with the plan, on record, and shown', async () => {
    const notice = await blocked();
    await expect(test.decisions.submit(test.people.author, notice.id)).rejects.toMatchObject({ code: 'preflight-findings', details: { rules: ['foreign-link'] } });
    const before = await test.plans.standing(notice.id);
    const view = await letPass(notice);
    expect(view.overrides).toEqual([{ ...finding(), reason: REASON, by: test.people.legal.id, name: expect.any(String), at: '2026-03-16T10:00:00.000Z' }]);
    expect(await test.preflights.latest(notice.id)).toMatchObject({ state: 'passed', overrides: view.overrides });

    const submitted = await test.decisions.submit(test.people.author, notice.id);
    const after = await test.plans.standing(notice.id);
    expect([submitted.planHash, after.hash === before.hash]).toEqual([after.hash, false]);
    expect(JSON.parse(after.text)).toMatchObject({ overrides: [{ ...finding(), reason: REASON, by: test.people.legal.id }] });
    const approved = await test.decisions.approve(test.people.approver, notice.id, { planHash: submitted.planHash!, people: 3 });
    expect((await test.plans.plan(approved.id)).planHash).toBe(submitted.planHash);
    const [event] = await test.db.query<{ details: object }>(`select details from audit_event where subject_id = $1 and action = 'notice.finding-overridden'`, [notice.id]);
    expect(event!.details).toMatchObject({ rule: 'foreign-link', part: 'emailText', locale: 'en', reason: REASON, revision: 2 });
  });

  it('blocks again after any edit, and stays let pass where it is only checked again', async () => {
    const notice = await blocked();
    await letPass(notice);
    await test.proved(notice);
    expect(await test.preflights.latest(notice.id)).toMatchObject({ state: 'passed' });
    const edited = await test.editing.edit(test.people.author, notice.id, 2, { schedule: { waves: 2 } });
    await test.proved(edited);
    expect((await test.overrides.view(notice.id)).overrides).toEqual([]);
    await expect(test.decisions.submit(test.people.author, notice.id)).rejects.toMatchObject({ code: 'preflight-findings' });
  });

  it('is let pass once, by a person of legal who had no hand in it, for a reason, in the revision that stands, and where it is', async () => {
    const notice = await blocked();
    const { author, approver, commander } = test.people;
    for (const other of [author, approver, commander]) await expect(letPass(notice, {}, other)).rejects.toMatchObject({ code: 'role-needed' });
    await expect(letPass(notice, { reason: ' because ' })).rejects.toMatchObject({ code: 'reason-needed' });
    await expect(letPass(notice, { revision: 1 })).rejects.toMatchObject({ code: 'stale-revision' });
    for (const change of [{ where: 'https://other.example' }, { rule: 'short-link' }, { part: 'sms' }, { locale: 'es' }] as const) await expect(letPass(notice, change)).rejects.toMatchObject({ code: 'finding-not-found' });
    const writer = await test.build.person('author', 'legal');
    const { texts } = await test.noticeService.view(author, notice.id);
    const { locale: _, templateHash: __, ...sources } = texts.find(({ locale }) => locale === 'en')!;
    await test.proved(await test.editing.editText(writer, notice.id, 'en', 2, { ...sources, subject: `${sources.subject} now` }));
    await expect(letPass(notice, { revision: 3 }, writer)).rejects.toMatchObject({ code: 'four-eyes' });
    await Promise.all([letPass(notice, { revision: 3 }), letPass(notice, { revision: 3, reason: 'Another reason for it.' })]);
    expect((await test.overrides.view(notice.id)).overrides).toHaveLength(1);
    const submitted = await test.decisions.submit(author, notice.id);
    await expect(letPass(submitted, { revision: 3 })).rejects.toMatchObject({ code: 'notice-not-draft' });
  });

  it('is held by the database where somebody passes the service by', async () => {
    const notice = await blocked();
    const { author, approver } = test.people;
    await expect(insert(notice.id, { by: approver.id })).rejects.toThrow('only legal');
    await expect(insert(notice.id, { reason: 'because' })).rejects.toThrow('finding_override_for_a_reason');
    await expect(insert(notice.id, { rule: 'empty-part' })).rejects.toThrow('no reason lifts');
    await expect(insert(notice.id, { revision: 1 })).rejects.toThrow('in the revision that stands');
    await insert(notice.id, { rule: 'another' });
    for (const change of [`update finding_override set reason = 'x'`, 'delete from finding_override', 'truncate finding_override']) await expect(test.db.query(change)).rejects.toThrow('never change');
    // A pre-flight that says "passed" is not enough: what it found counts.
    await test.db.query(`update preflight set state = 'passed' where notice_id = $1`, [notice.id]);
    const hash = (await test.plans.standing(notice.id)).hash;
    await expect(test.db.query(`update notice set state = 'submitted', plan_hash = $2, submitted_by = $3, submitted_at = now() where id = $1`, [notice.id, hash, author.id])).rejects.toThrow('findings block');
    await letPass(notice);
    await test.decisions.submit(author, notice.id);
    const planHash = (await test.noticeService.get(notice.id)).planHash;
    await test.db.query(`update preflight set findings = findings || '[{"rule": "short-link", "severity": "block", "part": "sms", "locale": "en", "where": "y", "why": "", "fix": ""}]' where notice_id = $1`, [notice.id]);
    await expect(
      test.db.query(`insert into approval (notice_id, revision, plan_hash, decision, people_typed, decided_by, decided_at) values ($1, 2, $2, 'approved', 3, $3, now())`, [notice.id, planHash, approver.id]),
    ).rejects.toThrow('findings block');
    await expect(insert(notice.id)).rejects.toThrow('before it is submitted');
  });

  it('beyond the number that is listed is passed by for no reason', async () => {
    const { notice } = await test.draft();
    const { texts } = await test.noticeService.view(test.people.author, notice.id);
    const { locale: _, templateHash: __, ...sources } = texts.find(({ locale }) => locale === 'en')!;
    const links = Array.from({ length: 501 }, (_each, index) => `https://a${index}.example`).join(' ');
    await test.proved(await test.editing.editText(test.people.author, notice.id, 'en', 1, { ...sources, emailText: `${sources.emailText}\n${links}` }));
    const { findings } = await test.overrides.view(notice.id);
    expect(findings![0]).toMatchObject({ rule: 'too-many-findings', severity: 'block', where: '501 findings' });
    await expect(test.overrides.override(test.people.legal, notice.id, { revision: 2, reason: REASON, ...findings![0]! })).rejects.toMatchObject({ code: 'finding-must-be-mended' });
  });
});
