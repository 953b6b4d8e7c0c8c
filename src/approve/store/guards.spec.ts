import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../../test/support/approve.fixture.js';
import type { Actor } from '../../kernel/actor.js';
import type { StoredNotice } from '../model/stored-notice.js';

/** Attacks by plain SQL, past every service: what the schema itself holds. */
describe('the schema refuses', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture();
  });
  afterAll(() => test.close());

  /** The constraint that a statement breaks; null where it goes through. */
  async function broken(work: () => Promise<unknown>): Promise<string | null> {
    try {
      await work();
      return null;
    } catch (error) {
      return (error as { driverError?: { constraint?: string; code?: string } }).driverError?.constraint ?? (error as Error).message;
    }
  }
  const sql = (statement: string, parameters: readonly unknown[] = []) => broken(() => test.db.query(statement, parameters));
  const sign = (notice: StoredNotice, by: Actor, change: { planHash?: string; revision?: number; people?: number | null; decision?: string } = {}) =>
    sql(
      `insert into approval (notice_id, revision, plan_hash, decision, reason, people_typed, decided_by, decided_at) values ($1, $2, $3, $4, 'because', $5, $6, now())`,
      [notice.id, change.revision ?? notice.revision, change.planHash ?? notice.planHash ?? 'none', change.decision ?? 'approved', change.people === undefined ? 3 : change.people, by.id],
    );
  const set = (notice: StoredNotice, assignment: string) => sql(`update notice set ${assignment} where id = $1`, [notice.id]);

  describe('an approval', () => {
    let notice: StoredNotice;
    beforeAll(async () => {
      const { notice: drafted } = await test.draft();
      await test.editing.edit(test.people.otherAuthor, drafted.id, 1, { schedule: { expiresAfterHours: 48 } });
      await test.preflights.request(test.people.author, drafted.id);
      await test.preflights.runWaiting();
      notice = await test.decisions.submit(test.people.commander, drafted.id);
    });

    it('by its author, an editor, who chose the people, or who submitted', async () => {
      // Each gets the role first, so that nothing but the four eyes is in the way.
      await test.db.query(`update person set roles = roles || '{approver}' where id = any ($1)`, [[test.people.author.id, test.people.commander.id]]);
      const { author, otherAuthor, builder, commander } = test.people;
      expect(await Promise.all([author, otherAuthor, builder, commander].map((person) => sign(notice, person)))).toEqual(Array.from({ length: 4 }, () => 'approval_four_eyes'));
    });

    it('by who wrote what it says, or uploaded its people, though no contributor of it says so', async () => {
      const { build, people, transactions } = test;
      const chief = () => build.person('commander', 'approver');
      const [declarer, amender, keyOwner, uploader, uploadingOwner, later] = [await chief(), await chief(), await chief(), await chief(), await chief(), await chief()];
      const incident = await build.incident(declarer);
      await build.amend(incident, amender, 'Cards copied at four stores');
      await build.amend(incident, await build.key(keyOwner, 'commander'), 'Cards copied at five stores');
      const signed = async (listedBy: Actor) => {
        const audience = await build.audience(incident, people.builder, [{}], listedBy);
        const draft = await test.drafting.draft(people.author, incident, { type: 'initial', audienceId: audience });
        return test.decisions.submit(people.author, (await test.proved(draft)).id);
      };
      const [byPerson, byKey] = [await signed(uploader), await signed(await build.key(uploadingOwner, 'commander'))];
      await build.amend(incident, later, 'Cards copied at six stores');
      // As if a way to a draft had forgotten to name them.
      await transactions.run(async (tx) => {
        await tx.query(`set local session_replication_role = replica`);
        await tx.query(`delete from notice_contributor where notice_id = any ($1)`, [[byPerson.id, byKey.id]]);
      });
      const one = { people: 1 };
      expect([
        await sign(byPerson, declarer, one), await sign(byPerson, amender, one), await sign(byPerson, keyOwner, one), await sign(byPerson, uploader, one), await sign(byKey, uploadingOwner, one),
      ]).toEqual(Array.from({ length: 5 }, () => 'approval_four_eyes'));
      // Who wrote only what came after the copy has read what others wrote.
      expect([await sign(byPerson, later, one), await sign(byKey, uploader, one)]).toEqual([null, null]);
    });

    it('by who is no approver, or no longer with us', async () => {
      const gone = await test.build.person('approver');
      await test.db.query(`update person set disabled_at = now() where id = $1`, [gone.id]);
      expect([await sign(notice, test.people.legal), await sign(notice, gone)]).toEqual(['approval_by_approver', 'approval_by_approver']);
    });

    it('of another plan, another revision or other people', async () => {
      const { approver } = test.people;
      expect([
        await sign(notice, approver, { planHash: 'f'.repeat(64) }),
        await sign(notice, approver, { revision: 1 }),
        await sign(notice, approver, { people: 2 }),
        await sign(notice, approver, { people: null }),
      ]).toEqual(['approval_of_this_plan', 'approval_of_this_plan', 'approval_of_these_people', 'approval_of_these_people']);
    });

    it('of what nobody submitted', async () => {
      const { notice: draft } = await test.draft();
      expect(await sign(draft, test.people.approver)).toBe('approval_needs_submitted');
    });

    it('that never was: neither a state set by hand nor a refusal turned into consent', async () => {
      const by = `approved_at = now(), expires_at = now() + interval '1 day'`;
      expect(await set(notice, `state = 'approved', ${by}`)).toBe('notice_decided_by_someone');
      expect(await sign(notice, test.people.legal, { decision: 'returned' })).toBeNull();
      expect(await set(notice, `state = 'approved', ${by}`)).toBe('notice_decided_by_someone');
      expect(await sql(`update approval set decision = 'approved' where notice_id = $1`, [notice.id])).toContain('never change');
      expect(await sql(`delete from approval where notice_id = $1`, [notice.id])).toContain('never change');
    });

    it('by two at once: one signs', async () => {
      const both = await Promise.all([sign(notice, test.people.approver), sign(notice, test.people.secondApprover)]);
      expect(both.sort()).toEqual(['approval_once', null]);
    });
  });

  describe('a submitted notice', () => {
    let notice: StoredNotice;
    beforeAll(async () => {
      notice = await test.submitted();
    });

    it.each([
      [`schedule = schedule || '{"waves": 2}'`, 'notice_edit_voids'],
      [`policies = policies || '{"channels": "sms"}'`, 'notice_edit_voids'],
      [`facts = facts || '{"dataInvolved": []}'`, 'notice_edit_voids'],
      [`sender = sender || '{"fromEmail": "someone@else.example"}'`, 'notice_edit_voids'],
      [`incident = incident || '{"simulated": true}'`, 'notice_edit_voids'],
      [`type = 'update'`, 'notice_edit_voids'],
      [`revision = revision + 1`, 'notice_edit_voids'],
      [`plan_hash = 'another'`, 'notice_plan_is_signed'],
      [`submitted_by = created_by, submitted_at = now()`, 'notice_plan_is_signed'],
      [`check_code = 'AAAA-AAAA'`, 'notice_identity'],
      [`created_by = (select id from person where id <> notice.created_by limit 1)`, 'notice_identity'],
      [`state = 'draft', plan_hash = null, submitted_by = null`, 'notice_edit_counts'],
      [`state = 'rejected'`, 'notice_decided_by_someone'],
      [`revision = 0`, 'notice_edit_counts'],
    ])('changed by "%s"', async (assignment, constraint) => {
      expect(await set(notice, assignment)).toBe(constraint);
    });

    it('whose text is changed, taken away or added to', async () => {
      expect([
        await sql(`update notice_text set sms = 'Call us' where notice_id = $1`, [notice.id]),
        await sql(`delete from notice_text where notice_id = $1 and locale = 'es'`, [notice.id]),
        await sql(`insert into notice_text select notice_id, 'fr', template_hash, subject, email_html, email_text, sms, updated_at from notice_text where notice_id = $1 limit 1`, [notice.id]),
      ]).toEqual(['notice_text_edit_voids', 'notice_text_edit_voids', 'notice_text_edit_voids']);
    });

    it('to be deleted, or its contributors rewritten', async () => {
      expect(await sql(`delete from notice where id = $1`, [notice.id])).toContain('never change');
      expect(await sql(`delete from notice_contributor where notice_id = $1`, [notice.id])).toContain('never change');
      expect(await sql(`update notice_contributor set part = 'editor' where notice_id = $1`, [notice.id])).toContain('never change');
    });
  });

  describe('an approved notice', () => {
    it('whose schedule or audience is edited without a new revision', async () => {
      const notice = await test.approved();
      expect([
        await set(notice, `schedule = schedule || '{"waves": 2}'`),
        await set(notice, `expires_at = expires_at + interval '1 year'`),
        await set(notice, `state = 'draft', plan_hash = null, submitted_by = null, submitted_at = null, approved_at = null, expires_at = null`),
        await set(notice, `state = 'submitted'`),
        await set(notice, `state = 'withdrawn', plan_hash = 'another'`),
      ]).toEqual(['notice_edit_voids', 'notice_plan_is_signed', 'notice_edit_counts', 'notice_transition', 'notice_plan_is_signed']);
    });

    it('taken back to an old signature after an edit', async () => {
      const notice = await test.approved();
      await test.editing.edit(test.people.author, notice.id, 1, { schedule: { expiresAfterHours: 48 } });
      await test.db.query(`update notice set schedule = $2, revision = 3 where id = $1`, [notice.id, JSON.stringify(notice.schedule)]);
      expect([
        await set(notice, `state = 'approved', plan_hash = '${notice.planHash}', submitted_by = created_by, submitted_at = now(), approved_at = now(), expires_at = now() + interval '1 day'`),
        await set(notice, `revision = 1`),
        await set(notice, `state = 'submitted', plan_hash = '${notice.planHash}', submitted_by = created_by, submitted_at = now()`),
      ]).toEqual(['notice_transition', 'notice_edit_counts', 'notice_submitted_needs_preflight']);
    });

    it('that has begun to go out, in every way', async () => {
      const notice = await test.approved();
      await test.db.query(
        `insert into rollout (notice_id, audience_id, plan_hash, algorithm, seed, wave_count, members, created_at) values ($1, $2, $3, 'test', 's', 1, 3, now())`,
        [notice.id, notice.audienceId, notice.planHash],
      );
      expect([
        await set(notice, `state = 'withdrawn'`),
        await set(notice, `state = 'draft', revision = 2, plan_hash = null, submitted_by = null, submitted_at = null, approved_at = null, expires_at = null`),
        await set(notice, `expires_at = expires_at + interval '1 year'`),
      ]).toEqual(['notice_begun', 'notice_begun', 'notice_begun']);
    });
  });

  it.each([
    'audit_event', 'incident_revision', 'template_version', 'notice_contributor', 'approval', 'rollout', 'wave', 'measurement', 'audience_member', 'person', 'notice', 'audience',
  ])('to empty %s', async (table) => {
    expect(await sql(`truncate ${table} cascade`)).toMatch(/^TRUNCATE on \w+ is refused: its rows are a record and never change$/);
  });

  describe('a notice', () => {
    const insertCopy = (notice: StoredNotice, columns: string, values: string) =>
      sql(
        `insert into notice (incident_id, number, type, audience_id, facts, incident, incident_revision, schedule, policies, sender, check_code, created_by, created_at, updated_at, ${columns})
         select incident_id, number + 100, type, audience_id, facts, incident, incident_revision, schedule, policies, sender, 'X' || check_code, created_by, now(), now(), ${values}
           from notice where id = $1`,
        [notice.id],
      );

    it('that begins as anything but a draft', async () => {
      const { notice } = await test.draft();
      expect(await insertCopy(notice, 'state, plan_hash, submitted_by, submitted_at, approved_at, expires_at', `'approved', 'h', created_by, now(), now(), now() + interval '1 day'`)).toBe('notice_begins_as_draft');
    });

    it('to an audience of another incident, or one that is not frozen', async () => {
      const [{ notice }, other] = [await test.draft(), await test.draft()];
      expect(await sql(`update notice set audience_id = $2, revision = 2 where id = $1`, [notice.id, other.audience])).toBe('notice_audience_of_incident');
      const [open] = await test.db.query<{ id: string }>(
        `insert into audience (incident_id, version, rule, built_by) values ($1, 99, '{}', $2) returning id`, [notice.incidentId, test.people.builder.id],
      );
      expect(await sql(`update notice set audience_id = $2, revision = 2 where id = $1`, [notice.id, open!.id])).toBe('notice_audience_of_incident');
    });

    it('submitted without a pre-flight of its revision', async () => {
      const { notice } = await test.draft();
      const submit = `state = 'submitted', plan_hash = 'h', submitted_by = created_by, submitted_at = now()`;
      expect(await set(notice, submit)).toBe('notice_submitted_needs_preflight');
      await test.proved(notice);
      await test.editing.edit(test.people.author, notice.id, 1, { schedule: { expiresAfterHours: 48 } });
      expect(await set(notice, submit)).toBe('notice_submitted_needs_preflight');
    });

    it('with a pre-flight that claims to have passed without everybody', async () => {
      const { notice } = await test.draft();
      expect(
        await sql(
          `insert into preflight (notice_id, revision, audience_id, state, members, rendered, failures, summary, requested_by, requested_at)
           values ($1, 1, $2, 'passed', 3, 2, 0, '{}', 'x', now())`,
          [notice.id, notice.audienceId],
        ),
      ).toBe('preflight_passed_is_whole');
    });

    it('edited in the moment of its submission: the one waits for the other', async () => {
      const { notice } = await test.draft();
      await test.proved(notice);
      let edit: Promise<string | null> = Promise.resolve(null);
      await test.transactions.run(async (tx) => {
        await tx.query(`update notice set state = 'submitted', plan_hash = 'h', submitted_by = created_by, submitted_at = now() where id = $1`, [notice.id]);
        edit = sql(`update notice_text set sms = 'Call us' where notice_id = $1`, [notice.id]);
        await expect(Promise.race([edit, new Promise((done) => setTimeout(() => done('waits'), 100))])).resolves.toBe('waits');
      });
      expect(await edit).toBe('notice_text_edit_voids');
    });
  });
});
