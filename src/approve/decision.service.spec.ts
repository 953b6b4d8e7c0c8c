import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { StoredNotice } from './model/stored-notice.js';

describe('a decision', () => {
  let test: ApproveFixture;
  let notice: StoredNotice;
  beforeAll(async () => {
    test = await approveFixture();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    notice = await test.submitted();
  });

  const consent = (change: object = {}) => ({ planHash: notice.planHash!, people: 3, ...change });

  it('approves what was submitted, and it can go out', async () => {
    expect(notice).toMatchObject({ state: 'submitted', submittedBy: test.people.author.id, planHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const approved = await test.decisions.approve(test.people.approver, notice.id, consent());
    expect(approved.policies).not.toHaveProperty('briefing'); // AGENT_BRIEFING=off
    expect(approved).toMatchObject({ state: 'approved', approvedAt: new Date('2026-03-16T10:00:00Z'), expiresAt: new Date('2026-03-19T10:00:00Z') });
    const { decisions } = await test.noticeService.view(test.people.legal, notice.id);
    expect(decisions).toMatchObject([{ decision: 'approved', decidedBy: test.people.approver.id, peopleTyped: 3, planHash: notice.planHash, revision: 1 }]);
    const plan = await test.plans.plan(notice.id);
    expect(plan).toMatchObject({ planHash: notice.planHash, incident: { kind: 'data-breach', simulated: false }, notice: { id: notice.id } });
    expect(plan.texts.map(({ locale }) => locale)).toEqual(['en', 'es']);
  });

  it('is not for who wrote, edited, chose the people or submitted', async () => {
    await test.db.query(`update person set roles = roles || '{approver}' where id = $1`, [test.people.author.id]);
    const author = { ...test.people.author, roles: ['author', 'approver'] as const };
    await expect(test.decisions.approve(author, notice.id, consent())).rejects.toMatchObject({ kind: 'forbidden', code: 'four-eyes', details: { contributions: ['author', 'submitter'] } });
    await expect(test.decisions.approve(test.people.builder, notice.id, consent())).rejects.toMatchObject({ code: 'four-eyes', details: { contributions: ['audience'] } });
  });

  describe('is not for who wrote the facts that it says, or uploaded its people', () => {
    const contributionsOf = async (id: StoredNotice['id']) => (await test.noticeService.view(test.people.legal, id)).contributors.map(({ personId, part }) => [personId, part]);
    const refusal = async ({ id }: StoredNotice, person: Parameters<typeof test.decisions.approve>[0]) => {
      const { planHash } = await test.noticeService.get(id);
      return test.decisions.approve(person, id, { planHash: planHash!, people: 1 }).then(() => null, (error: { code: string; details: object }) => [error.code, error.details]);
    };
    const fourEyes = (...contributions: string[]) => ['four-eyes', { contributions }];

    it('however it was drafted and submitted by others, and whether a person or his key wrote', async () => {
      const { build, people } = test;
      const chief = () => build.person('commander', 'approver');
      const [declarer, keyOwner, uploader] = [await chief(), await chief(), await chief()];
      const incident = await build.incident(declarer);
      await build.amend(incident, await build.key(keyOwner, 'commander'), 'Cards copied at four stores');
      const audience = await build.audience(incident, people.builder, [{}], uploader);
      const draft = await test.drafting.draft(people.author, incident, { type: 'initial', audienceId: audience });
      expect(await contributionsOf(draft.id)).toEqual(expect.arrayContaining([[declarer.id, 'author'], [keyOwner.id, 'author'], [uploader.id, 'audience'], [people.builder.id, 'audience']]));
      await test.decisions.submit(people.author, (await test.proved(draft)).id);
      expect((await test.noticeService.view(declarer, draft.id)).steps.approve).toContain('hand in it (author)');
      expect([await refusal(draft, declarer), await refusal(draft, keyOwner), await refusal(draft, uploader)]).toEqual([fourEyes('author'), fourEyes('author'), fourEyes('audience')]);
      expect(await refusal(draft, people.approver)).toBeNull();
    });

    it('once the notice takes over what they wrote', async () => {
      const { build, people } = test;
      const [amender, uploader] = [await build.person('commander', 'approver'), await build.person('commander', 'approver')];
      const { notice: draft, incident } = await test.draft([{}]);
      await build.amend(incident, amender, 'Cards copied at four stores');
      const [, otherPeople] = [await test.editing.edit(people.author, draft.id, 1, { schedule: { expiresAfterHours: 24 } }), await build.audience(incident, people.builder, [{}], uploader)];
      expect((await contributionsOf(draft.id)).map(([person]) => person)).not.toContain(amender.id);
      await test.editing.edit(people.author, draft.id, 2, { refreshFacts: true });
      await test.editing.edit(people.author, draft.id, 3, { audienceId: otherPeople });
      expect(await contributionsOf(draft.id)).toEqual(expect.arrayContaining([[amender.id, 'author'], [uploader.id, 'audience']]));
      await test.decisions.submit(people.author, (await test.proved(draft)).id);
      expect([await refusal(draft, amender), await refusal(draft, uploader)]).toEqual([fourEyes('author'), fourEyes('audience')]);
    });
  });

  it('needs a person who is an approver: no other role, and no key', async () => {
    const key = { kind: 'key', id: 'k' as never, name: 'CI', roles: ['approver'], answerable: test.people.approver.id } as const;
    await expect(test.decisions.approve(test.people.legal, notice.id, consent())).rejects.toMatchObject({ kind: 'forbidden', code: 'role-needed' });
    await expect(test.decisions.approve(key, notice.id, consent())).rejects.toMatchObject({ kind: 'forbidden', code: 'person-needed' });
    await expect(test.decisions.reject(key, notice.id, { planHash: notice.planHash!, reason: 'No.' })).rejects.toMatchObject({ code: 'person-needed' });
  });

  it('is on the plan that was seen, and on the people that were counted', async () => {
    await expect(test.decisions.approve(test.people.approver, notice.id, consent({ planHash: 'f'.repeat(64) }))).rejects.toMatchObject({ kind: 'conflict', code: 'plan-changed' });
    await expect(test.decisions.approve(test.people.approver, notice.id, consent({ people: 4 }))).rejects.toMatchObject({ kind: 'unprocessable', code: 'people-mismatch' });
  });

  it('counts once where two approve at once', async () => {
    const both = await Promise.allSettled([test.people.approver, test.people.secondApprover].map((person) => test.decisions.approve(person, notice.id, consent())));
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'conflict', code: 'notice-already-approved' } });
    expect(await test.db.query(`select from approval where notice_id = $1`, [notice.id])).toHaveLength(1);
  });

  it('is refused where what is stored is no longer what was submitted', async () => {
    // Past every guard: the schema's own triggers are off for this one statement.
    await test.transactions.run(async (tx) => {
      await tx.query(`set local session_replication_role = replica`);
      await tx.query(`update notice_text set sms = 'Call us' where notice_id = $1`, [notice.id]);
    });
    await expect(test.decisions.approve(test.people.approver, notice.id, consent())).rejects.toMatchObject({ kind: 'conflict', code: 'plan-changed' });
    const { notice: shown, standingHash } = await test.noticeService.view(test.people.approver, notice.id);
    expect(standingHash).not.toBe(shown.planHash);
  });

  it('returns with a reason, and what is returned can be submitted again as it is', async () => {
    await expect(test.decisions.sendBack(test.people.legal, notice.id, { planHash: notice.planHash!, reason: ' ' })).rejects.toMatchObject({ code: 'reason-needed' });
    const returned = await test.decisions.sendBack(test.people.legal, notice.id, { planHash: notice.planHash!, reason: ' Say which stores. ' });
    expect(returned).toMatchObject({ state: 'returned', planHash: null });
    const { decisions } = await test.noticeService.view(test.people.author, notice.id);
    expect(decisions).toMatchObject([{ decision: 'returned', reason: 'Say which stores.', decidedBy: test.people.legal.id }]);
    const again = await test.decisions.submit(test.people.author, notice.id);
    expect(await test.decisions.approve(test.people.approver, again.id, { planHash: again.planHash!, people: 3 })).toMatchObject({ state: 'approved' });
  });

  it('rejects for good', async () => {
    await test.decisions.reject(test.people.approver, notice.id, { planHash: notice.planHash!, reason: 'We wait for the police.' });
    await expect(test.decisions.submit(test.people.author, notice.id)).rejects.toMatchObject({ kind: 'conflict', code: 'notice-not-draft' });
    await expect(test.decisions.withdraw(test.people.commander, notice.id, 'Too late.')).rejects.toMatchObject({ code: 'notice-closed' });
  });

  it('is withdrawn by a commander alone, before it begins to go out', async () => {
    await test.decisions.approve(test.people.approver, notice.id, consent());
    await expect(test.decisions.withdraw(test.people.author, notice.id, 'Wrong stores.')).rejects.toMatchObject({ code: 'role-needed' });
    expect(await test.decisions.withdraw(test.people.commander, notice.id, 'Wrong stores.')).toMatchObject({ state: 'withdrawn' });
    await expect(test.plans.plan(notice.id)).rejects.toMatchObject({ code: 'notice-not-approved' });
    await expect(test.decisions.withdraw(test.people.commander, notice.id, 'Again.')).rejects.toMatchObject({ code: 'notice-closed' });
    const begun = await test.approved();
    await test.db.query(
      `insert into rollout (notice_id, audience_id, plan_hash, algorithm, seed, wave_count, members, created_at) values ($1, $2, $3, 'test', 's', 1, 3, now())`,
      [begun.id, begun.audienceId, begun.planHash],
    );
    await expect(test.decisions.withdraw(test.people.commander, begun.id, 'Too late.')).rejects.toMatchObject({ kind: 'conflict', code: 'notice-begun' });
  });

  it('waits for an open incident and a schedule that can still be kept', async () => {
    await test.db.query(`update incident set status = 'closed', closed_at = now() where id = $1`, [notice.incidentId]);
    await expect(test.decisions.approve(test.people.approver, notice.id, consent())).rejects.toMatchObject({ code: 'incident-closed' });
  });

  describe('once made', () => {
    it('vouches for the message by its code, and a draft\'s code for nothing', async () => {
      expect(await test.noticeService.find(notice.checkCode)).toBeNull();
      await test.decisions.approve(test.people.approver, notice.id, consent());
      expect(await test.noticeService.find(` ${notice.checkCode.toLowerCase().replace('-', ' ')}`)).toEqual({
        noticeId: notice.id, incidentId: notice.incidentId, reference: notice.incident.reference, type: 'initial', approvedAt: new Date('2026-03-16T10:00:00Z'), simulated: false,
        sender: expect.objectContaining({ name: 'Northwind', domain: 'northwind.example' }),
      });
      expect(await test.noticeService.find('KKKK-KKKK')).toBeNull();
    });

    it('leaves the list of what waits', async () => {
      const waiting = async () => (await test.noticeService.inState(test.people.approver, 'submitted')).map(({ id }) => id);
      expect(await waiting()).toContain(notice.id);
      await test.decisions.approve(test.people.approver, notice.id, consent());
      expect(await waiting()).not.toContain(notice.id);
    });

    it('is ready to start when it is due, until it expires or begins', async () => {
      const { notice: later } = await test.draft();
      await test.editing.edit(test.people.author, later.id, 1, { schedule: { startAt: '2026-03-16T12:00:00Z', expiresAfterHours: 3 } });
      await test.proved(later);
      const submitted = await test.decisions.submit(test.people.author, later.id);
      await test.decisions.approve(test.people.approver, later.id, { planHash: submitted.planHash!, people: 3 });
      await test.decisions.approve(test.people.approver, notice.id, consent());
      const ready = async (time: string) => {
        const ids = await test.plans.readyToStart(new Date(`2026-03-16T${time}:00Z`));
        return [ids.includes(notice.id), ids.includes(later.id)];
      };
      expect(await ready('10:00')).toEqual([true, false]);
      expect(await ready('11:59')).toEqual([true, false]);
      expect(await ready('12:00')).toEqual([true, true]);
      expect(await ready('13:00')).toEqual([true, false]);
      await test.db.query(
        `insert into rollout (notice_id, audience_id, plan_hash, algorithm, seed, wave_count, members, created_at) values ($1, $2, $3, 'test', 's', 1, 3, now())`,
        [notice.id, notice.audienceId, notice.planHash],
      );
      expect(await ready('10:00')).toEqual([false, false]);
    });
  });
});
