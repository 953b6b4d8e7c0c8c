import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { AudienceId, NoticeId } from '../kernel/ids.js';

describe('a draft', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture();
  });
  afterAll(() => test.close());

  it('has the playbook\'s texts in the languages of its people, and copies of facts, sender and policies', async () => {
    const { notice, audience } = await test.draft([{ locale: 'es-MX' }, { locale: null }, { locale: 'de' }]);
    const { texts, contributors } = await test.noticeService.view(test.people.approver, notice.id);
    expect(texts.map(({ locale }) => locale)).toEqual(['en', 'es']);
    expect(notice).toMatchObject({
      number: 1, type: 'initial', state: 'draft', revision: 1, audienceId: audience, planHash: null, createdBy: test.people.author.id,
      incident: { kind: 'data-breach', title: 'Cards copied at the tills', simulated: false },
      sender: { name: 'Northwind', fromEmail: 'care@northwind.example', smsFrom: '+12025550100' },
      policies: { channels: 'both', unknownEmail: 'resend', mandatory: true },
      schedule: { startAt: null, waves: 1, waveIntervalMinutes: 5, expiresAfterHours: 72 },
    });
    expect(notice.checkCode).toMatch(/^\w{4}-\w{4}$/);
    expect(contributors.map(({ personId, part }) => [personId, part])).toEqual(
      expect.arrayContaining([[test.people.author.id, 'author'], [test.people.builder.id, 'audience']]),
    );
  });

  it('keeps its facts when the incident is amended afterwards, until they are refreshed', async () => {
    const { notice, incident } = await test.draft();
    await test.db.query(`update incident set title = 'Cards copied at four stores', revision = 2 where id = $1`, [incident]);
    expect((await test.noticeService.get(notice.id)).incident.title).toBe('Cards copied at the tills');
    const refreshed = await test.editing.edit(test.people.author, notice.id, 1, { refreshFacts: true });
    expect(refreshed).toMatchObject({ revision: 2, incidentRevision: 2, incident: { title: 'Cards copied at four stores' } });
  });

  it('takes the next number of its incident, however many are drafted at once', async () => {
    const { incident, audience } = await test.draft();
    const wanted = { type: 'update', audienceId: audience, schedule: { waves: 1 } } as const;
    const drafted = await Promise.all(Array.from({ length: 5 }, () => test.drafting.draft(test.people.author, incident, wanted)));
    expect(drafted.map(({ number }) => number).sort()).toEqual([2, 3, 4, 5, 6]);
  });

  it('made by a key counts as its owner\'s', async () => {
    const { incident, audience } = await test.draft();
    const key = { kind: 'key', id: 'k' as never, name: 'CI', roles: ['author'], answerable: test.people.secondApprover.id } as const;
    const notice = await test.drafting.draft(key, incident, { type: 'update', audienceId: audience });
    expect(notice.createdBy).toBe(test.people.secondApprover.id);
    await test.proved(notice);
    const submitted = await test.decisions.submit(test.people.author, notice.id);
    await expect(test.decisions.approve(test.people.secondApprover, notice.id, { planHash: submitted.planHash!, people: 3 })).rejects.toMatchObject({ code: 'four-eyes' });
  });

  it('is the one first word to its people: not two by a double click, and another only once that one is out of the way', async () => {
    const incident = await test.build.incident(test.people.commander);
    const [audience, others] = [await test.build.audience(incident, test.people.builder, [{}, {}]), await test.build.audience(incident, test.people.builder, [{}])];
    const again = (audienceId = audience) => test.drafting.draft(test.people.author, incident, { type: 'initial', audienceId, schedule: { waves: 1 } });
    const twice = await Promise.allSettled([again(), again()]);
    const [first] = twice.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(again()).rejects.toMatchObject({ kind: 'conflict', code: 'first-word-exists', details: { noticeId: first!.id } });
    const other = await again(others);
    await expect(test.editing.edit(test.people.author, other.id, 1, { audienceId: audience })).rejects.toMatchObject({ code: 'first-word-exists' });
    expect((await test.noticeService.get(other.id)).audienceId).toBe(others);
    await test.decisions.withdraw(test.people.commander, first!.id, 'The wrong stores.');
    expect((await again()).type).toBe('initial');
  });

  it('is no second first word to anybody who is in another audience too, and says how many that are', async () => {
    const incident = await test.build.incident(test.people.commander);
    const [first, newer] = [await test.build.audience(incident, test.people.builder, [{}, {}, {}]), await test.build.audience(incident, test.people.builder, [{}])];
    const draft = (audienceId: typeof first, type: 'initial' | 'update' = 'initial') => test.drafting.draft(test.people.author, incident, { type, audienceId, schedule: { waves: 1 } });
    const [{ id: both } = { id: first }] = await test.db.query<{ id: typeof first }>(`insert into audience (incident_id, version, rule, built_by) values ($1, 9, '{}', $2) returning id`, [incident, test.people.builder.id]);
    await test.db.query(
      `insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, locale, place, reasons)
       select $1, m.customer_id, 100 + m.position, 100 + m.position, m.reference, m.jk_group, m.reference, m.locale, m.place, m.reasons from audience_member as m where m.audience_id = $2 and m.position < 2`, [both, first]);
    await test.db.query(`update audience as a set state = 'frozen', hash = 'h', seed = 's', algorithm = 'test', members = 2, counts = f.counts, frozen_at = f.frozen_at from audience as f where a.id = $1 and f.id = $2`, [both, first]);
    const notice = await draft(first);
    await expect(draft(both)).rejects.toMatchObject({ kind: 'conflict', code: 'first-word-exists', message: expect.stringMatching(/^2 of these people are in an audience that has a first word\. Notice 1, .*“Only people who are new”/), details: { noticeId: notice.id, audienceId: first, people: 2 } });
    expect(await test.drafting.firstWords(incident)).toMatchObject([{ number: 1, audienceId: first }]);
    const other = await draft(newer);
    await expect(test.editing.edit(test.people.author, other.id, 1, { audienceId: both })).rejects.toMatchObject({ code: 'first-word-exists' });
    expect((await draft(both, 'update')).type).toBe('update');
    await test.decisions.withdraw(test.people.commander, notice.id, 'The wrong stores.');
    expect((await draft(both)).type).toBe('initial');
  });

  it('is refused where it can not become a notice', async () => {
    const { incident, audience } = await test.draft();
    const other = await test.draft();
    const nobody = await test.build.audience(incident, test.people.builder, []);
    const refusal = async (change: object, actor = test.people.author) => {
      const done = test.drafting.draft(actor, incident, { type: 'initial', audienceId: audience, ...change });
      return done.then(() => null, (error: { code: string }) => error.code);
    };
    expect(await refusal({}, test.people.approver)).toBe('role-needed');
    expect(await refusal({ audienceId: other.audience })).toBe('audience-of-other-incident');
    expect(await refusal({ audienceId: nobody })).toBe('audience-empty');
    expect(await refusal({ audienceId: incident as unknown as AudienceId })).toBe('audience-not-found');
    expect(await refusal({ schedule: { waves: 4 } })).toBe('more-waves-than-people');
    expect(await refusal({ schedule: { startAt: '2027-01-01T00:00:00Z' } })).toBe('expires-before-last-wave');
    expect(await refusal({ type: 'correction' })).toBe('correction-of-nothing');
    expect(await refusal({ correctsNoticeId: other.notice.id })).toBe('correction-of-nothing');
    await test.db.query(`update incident set status = 'closed', closed_at = now() where id = $1`, [incident]);
    expect(await refusal({})).toBe('incident-closed');
  });

  it('follows up on what was approved, with its policies, and a correction names what it corrects', async () => {
    const first = await test.approved();
    const told = await test.build.audience(first.incidentId, test.people.commander, [{}, {}]);
    const follow = (type: 'update' | 'correction' | 'resolution', after: NoticeId) =>
      test.drafting.draftFollowUp(test.people.author, first.incidentId, { type, after, audienceId: told });
    expect(await follow('correction', first.id)).toMatchObject({ number: 2, type: 'correction', correctsNoticeId: first.id, audienceId: told, policies: first.policies });
    expect(await follow('resolution', first.id)).toMatchObject({ number: 3, correctsNoticeId: null });
    const { notice: draft } = await test.draft();
    await expect(follow('update', draft.id)).rejects.toMatchObject({ code: 'follows-nothing' });
  });

  it('is on the timeline, without a text or an address', async () => {
    const { notice } = await test.draft();
    const [entry] = await test.db.query<{ action: string; details: object }>(`select action, details from audit_event where subject_id = $1`, [notice.id]);
    expect(entry).toEqual({ action: 'notice.drafted', details: { number: 1, type: 'initial', audienceId: notice.audienceId, members: 3, locales: ['en', 'es'] } });
  });

  it('begins with the brand\'s own words once somebody has reviewed them, says so on record, and keeps them whatever is written later', async () => {
    const { notice: before, incident } = await test.draft();
    const own = async (version: number, subject: string, reviewed: boolean) => {
      await test.db.query(
        `with w as (
           insert into wording (about, version, content, hash, note, made_by, made_at)
           select 'template/' || i.brand_id || '/data-breach/initial/en', $2, (select jsonb_build_object('subject', $3::text, 'emailHtml', t.email_html, 'emailText', t.email_text, 'sms', t.sms) from notice_text as t where t.notice_id = $4 and t.locale = 'en'), '', '', $5, now()
             from incident as i where i.id = $1 returning id)
         select id from w`,
        [incident, version, subject, before.id, test.people.author.id],
      );
      if (reviewed) await test.db.query(`insert into wording_review (wording_id, decision, decided_by, decided_at) select max(id), 'reviewed', $1, now() from wording`, [test.people.legal.id]);
    };
    const subjects = async (id: NoticeId) => Object.fromEntries((await test.noticeService.view(test.people.approver, id)).texts.map(({ locale, subject }) => [locale, subject]));
    const shipped = await subjects(before.id);
    await own(1, 'Ours', true);
    const { notice, incident: its } = await test.draft();
    await own(2, 'Ours, not looked at', false);
    const { notice: later } = await test.draft();
    expect([await subjects(before.id), await subjects(notice.id), await subjects(later.id)]).toEqual([shipped, { ...shipped, en: 'Ours' }, { ...shipped, en: 'Ours' }]);
    const [drafted] = await test.db.query<{ details: object }>(`select details from audit_event where incident_id = $1 and action = 'notice.drafted'`, [its]);
    expect(drafted!.details).toMatchObject({ templates: { en: 1, es: 0 } });
  });
});
