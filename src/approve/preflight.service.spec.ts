import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { MemberSeed } from '../../test/support/approve.builder.js';
import type { NoticeId } from '../kernel/ids.js';

/** Something that no template has a label for, so that who lost it can't be written to. */
const UNLABELLED = { reasons: { data: ['retina-scan'] } };

describe('a pre-flight', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture({ EMAIL_DOMAIN_LIMITS: 'slow.example=0.1', EMAIL_CONNECTIONS: '4' });
  });
  afterAll(() => test.close());

  const prove = async (id: NoticeId) => {
    await test.preflights.request(test.people.author, id);
    await test.preflights.runWaiting();
    return (await test.preflights.latest(id))!;
  };
  const withSms = async (id: NoticeId, sms: string) => {
    const { texts } = await test.noticeService.view(test.people.author, id);
    const { subject, emailHtml, emailText } = texts.find(({ locale }) => locale === 'en')!;
    return test.editing.editText(test.people.author, id, 'en', 1, { subject, emailHtml, emailText, sms });
  };

  /** Notices of the same incident that went out within the hour, by e-mail to the members at these positions; past the guards, as if sent. */
  const toldBefore = (notice: { readonly id: NoticeId }, times: number, positions: readonly number[]) =>
    test.transactions.run(async (tx) => {
      await tx.query(`set local session_replication_role = replica`);
      for (let no = 0; no < times; no += 1) {
        const [{ id } = { id: '' }] = await tx.query<{ id: string }>(
          `insert into notice select (jsonb_populate_record(n, jsonb_build_object('id', gen_random_uuid(), 'type', 'update', 'check_code', gen_random_uuid(),
                  'number', (select max(o.number) + 1 from notice as o where o.incident_id = n.incident_id)))).* from notice as n where n.id = $1 returning id`, [notice.id]);
        await tx.query(`insert into rollout (notice_id, audience_id, plan_hash, algorithm, seed, wave_count, members, created_at) select n.id, n.audience_id, '', '', '', 1, 4, $2 from notice as n where n.id = $1`, [id, test.clock.now()]);
        await tx.query(
          `insert into dispatch (notice_id, incident_id, state, channels, unknown_email, mandatory, expires_at, changed_by, changed_at)
           select n.id, n.incident_id, 'finished', 'email', 'ask', true, now(), 'test', now() from notice as n where n.id = $1`, [id]);
        await tx.query(
          `with told as (
             insert into message (notice_id, customer_id, channel, wave_no, address, address_hash, state, due_at, handed_over_at)
             select n.id, a.customer_id, 'email', 0, a.email, a.email_hash, 'sent', $3, $3 from notice as n join audience_member as a on a.audience_id = n.audience_id and a.position = any ($2::int[]) where n.id = $1
             returning id, customer_id)
           insert into notice_member (notice_id, customer_id, position, wave_no, email_message_id) select $1, t.customer_id, 0, 0, t.id from told as t`,
          [id, [...positions], test.clock.now()]);
      }
    });

  it('knows how many share the message of another, once their notice has begun', async () => {
    const same = { email: 'same@mail.example', phone: null };
    const { notice } = await test.draft([{}, same, same, same]);
    expect((await prove(notice.id)).summary).toMatchObject({ members: 4, sharing: 2 });
    const before = await test.preflights.sharingOfBegun();
    await test.transactions.run(async (tx) => {
      await tx.query(`set local session_replication_role = replica`);
      await tx.query(
        `insert into dispatch (notice_id, incident_id, state, channels, unknown_email, mandatory, expires_at, changed_by, changed_at)
         select n.id, n.incident_id, 'finished', 'email', 'ask', true, now(), 'test', now() from notice as n where n.id = $1`, [notice.id]);
    });
    expect([before, await test.preflights.sharingOfBegun()]).toEqual([0, 2]);
  });

  it('lets no all-clear out that says what the first word said while nothing was mended', async () => {
    const { id, incidentId: incident, audienceId } = await test.approved();
    const draft = (type: 'update' | 'resolution') => test.drafting.draft(test.people.author, incident, { type, audienceId });
    const closing = await draft('resolution');
    const { state, findings } = await prove(closing.id);
    expect({ id, state, findings: findings.map(({ rule, severity, locale }) => [rule, severity, locale]) }).toEqual({ id, state: 'failed', findings: [['all-clear-as-before', 'block', 'en'], ['all-clear-as-before', 'block', 'es']] });
    await expect(test.decisions.submit(test.people.author, closing.id)).rejects.toMatchObject({ code: 'preflight-findings' });
    const news = await draft('update');
    expect(await prove(news.id)).toMatchObject({ state: 'passed', findings: [{ rule: 'nothing-new', severity: 'warn', locale: 'en' }, { locale: 'es' }] });
  });

  it('is queued, run, and adds everybody up', async () => {
    const members: MemberSeed[] = [
      {}, { locale: 'es', country: 'MX', region: null }, { preferredChannel: 'sms' }, { email: null }, { phone: null }, { email: null, phone: null },
      { email: 'same@mail.example', phone: null }, { email: 'same@mail.example', phone: null }, { email: 'stopped@mail.example', phone: null },
    ];
    await test.build.suppress('email', 'stopped@mail.example');
    const { notice } = await test.draft(members);
    const queued = await test.preflights.request(test.people.author, notice.id);
    expect(queued).toMatchObject({ state: 'queued', members: null, rendered: 0, stale: false });
    await test.preflights.runWaiting();
    const done = (await test.preflights.latest(notice.id))!;
    expect(done).toMatchObject({
      state: 'passed', members: 9, rendered: 9, failures: 0, stale: false, error: null,
      summary: {
        people: { both: 3, email: 3, sms: 1, suppressed: 1, unreachable: 1 },
        sharing: 1, messages: { email: 5, sms: 4 }, byLocale: { en: 8, es: 1 }, byCountry: { US: 8, MX: 1 }, byRegion: { 'US-WA': 8, '': 1 },
        finish: { startsAt: '2026-03-16T10:00:00.000Z', bound: 'waves' },
      },
    });
    expect(done.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
    const { total, histogram } = done.summary!.segments;
    expect(Object.entries(histogram).reduce((sum, [segments, texts]) => sum + Number(segments) * texts, 0)).toBe(total);
  });

  it('says by which limit it is done when: of a mailbox domain, or of connections where calls were timed', async () => {
    const atSlow = (index: number): MemberSeed => ({ email: `${index}@slow.example`, phone: null });
    const finishOf = async () => (await prove((await test.draft([{}, atSlow(1), atSlow(2), atSlow(3)])).notice.id)).summary!.finish;
    const timed = (provider: string, share: number, calls: number, ms: number) =>
      test.db.query(`insert into provider_health (provider, channel, share, calls_timed, call_ms) values ($1, 'email', $2, $3, $4)
                     on conflict (provider) do update set share = $2, calls_timed = $3, call_ms = $4`, [provider, share, calls, ms]);
    // 3 at one in ten seconds; 4 e-mails by 4 connections of 80 s each are 80 s
    const byDomain = { finishesAt: '2026-03-16T10:00:30.000Z', bound: 'domain', limit: { domain: 'slow.example', perSecond: 0.1, line: null } };
    expect(await finishOf()).toMatchObject(byDomain);
    await timed('smtp', 1, 99, 80_000);
    await timed('smtp:second', 0.05, 500, 80_000); // has next to nothing of it
    expect(await finishOf()).toMatchObject(byDomain);
    await timed('smtp', 1, 100, 80_000);
    expect(await finishOf()).toMatchObject({ finishesAt: '2026-03-16T10:01:20.000Z', bound: 'email-connections', limit: { domain: null, line: { connections: 4, callMs: 80_000, seen: true } } });
    await test.db.query(`delete from provider_health`);
  });

  it('says who would wait, since they were told often enough today', async () => {
    const { notice } = await test.draft([{}, {}, {}, {}]);
    await toldBefore(notice, 3, [0, 1, 2]);
    expect((await prove(notice.id)).summary!.brake).toEqual({ people: 3, holds: [] });
    await toldBefore(notice, 1, [0]);
    test.clock.advance(1_000); // the later of two pre-flights is the latest
    expect((await prove(notice.id)).summary!.brake).toEqual({ people: 3, holds: ['4 notices of this incident have started within the hour, and 4 may.'] });
  });

  it('blocks where a value is lacking, and lists who lacks what', async () => {
    const { notice } = await test.draft([{}, UNLABELLED, {}, { locale: 'es', ...UNLABELLED }]);
    expect(await prove(notice.id)).toMatchObject({ state: 'failed', members: 4, rendered: 4, failures: 2 });
    const failures = await test.preflights.failures(notice.id);
    expect(failures.map(({ position, lacking }) => [position, lacking])).toEqual([
      [1, [{ part: 'every', missing: ['labels.dataClasses.retina-scan'] }]],
      [3, [{ part: 'every', missing: ['labels.dataClasses.retina-scan'] }]],
    ]);
    expect(failures[0]!.reference).toMatch(/^C-\d+$/);
    expect((await test.preflights.failures(notice.id, 1, 1)).map(({ position }) => position)).toEqual([3]);
    const narrowed = async (part: 'every' | 'subject' | null, name: string | null): Promise<number> => (await test.preflights.failures(notice.id, -1, 100, { part, name })).length;
    expect([await narrowed('every', 'RETINA'), await narrowed(null, 'no such name'), await narrowed('subject', null)]).toEqual([2, 0, 0]);
    await expect(test.decisions.submit(test.people.author, notice.id)).rejects.toMatchObject({ code: 'preflight-failed', details: { failures: 2 } });
  });

  it('asks of each only what his channels need', async () => {
    const { notice } = await test.draft([{}, { phone: null }, { email: null, phone: null }]);
    await withSms(notice.id, '{{brand.name}}: {{facts.consequences}} Reply STOP to end texts.');
    expect(await prove(notice.id)).toMatchObject({ state: 'failed', failures: 1 });
    expect((await test.preflights.failures(notice.id)).map(({ position, lacking }) => [position, lacking])).toEqual([[0, [{ part: 'sms', missing: ['facts.consequences'] }]]]);
  });

  it('blocks on what the linter blocks', async () => {
    const { notice } = await test.draft([{}]);
    await withSms(notice.id, 'Northwind: sign in at https://northwind-cards.example now. {{notice.checkCode}} Reply STOP to end texts.');
    const done = await prove(notice.id);
    expect(done).toMatchObject({ state: 'failed', failures: 0 });
    expect(done.findings).toContainEqual(expect.objectContaining({ severity: 'block', part: 'sms', locale: 'en' }));
    await expect(test.decisions.submit(test.people.author, notice.id)).rejects.toMatchObject({ code: 'preflight-findings' });
  });

  it('sees a card number that one member\'s purchase brings along', async () => {
    const touchpoint = { id: '9', kind: 'purchase', occurredAt: '2026-03-04T10:00:00Z', label: 'card 4111 1111 1111 1111' };
    const { notice } = await test.draft([{}, {}, {}, { reasons: { touchpoints: [touchpoint] } }, {}]);
    expect((await prove(notice.id)).findings).toContainEqual(expect.objectContaining({ severity: 'block', part: 'emailHtml' }));
  });

  it('belongs to its revision: an edit makes it stale', async () => {
    const { notice } = await test.draft();
    await prove(notice.id);
    await test.editing.edit(test.people.author, notice.id, 1, { schedule: { expiresAfterHours: 24 } });
    expect(await test.preflights.latest(notice.id)).toMatchObject({ state: 'passed', revision: 1, stale: true });
    await expect(test.decisions.submit(test.people.author, notice.id)).rejects.toMatchObject({ code: 'preflight-missing' });
  });

  it('breaks off where the notice was edited before it began', async () => {
    const { notice } = await test.draft();
    await test.preflights.request(test.people.author, notice.id);
    await test.editing.edit(test.people.author, notice.id, 1, { schedule: { expiresAfterHours: 24 } });
    await test.preflights.runWaiting();
    expect(await test.preflights.latest(notice.id)).toMatchObject({ state: 'broken', stale: true, error: expect.stringContaining('revision 2') });
  });

  it('is there once, however often it is asked for and wherever it runs', async () => {
    const { notice } = await test.draft();
    const asked = await Promise.all(Array.from({ length: 4 }, () => test.preflights.request(test.people.author, notice.id)));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    const ran = await Promise.all([test.preflights, test.anotherInstance(), test.anotherInstance()].map((instance) => instance.runWaiting()));
    expect(ran.reduce((sum, count) => sum + count)).toBe(1);
    expect(await test.db.query(`select runs from preflight where notice_id = $1`, [notice.id])).toEqual([{ runs: 1 }]);
  });

  it('is left alone while another holds it, and taken over at once when that one dies', async () => {
    const { notice } = await test.draft();
    const { id } = await test.preflights.request(test.people.author, notice.id);
    const other = new pg.Client({ connectionString: test.database.url });
    await other.connect();
    await other.query(`select pg_advisory_lock(hashtext('firstword.preflight'), hashtext($1))`, [id]);
    const begun = await test.transactions.run((tx) => test.preflightRows.begin(tx, id, test.clock.now()));
    await test.transactions.run((tx) => test.preflightRows.progress(tx, begun!, 3, 2, 1, [{ customerId: '1' as never, part: 'sms', missing: ['x'] }]));
    expect(await test.preflights.runWaiting()).toBe(0);
    expect(await test.preflights.latest(notice.id)).toMatchObject({ state: 'running', rendered: 2, failures: 1 });

    await other.end();
    while ((await test.preflights.runWaiting()) === 0); // the server notices the end of a session a moment later
    expect(await test.preflights.latest(notice.id)).toMatchObject({ state: 'passed', rendered: 3, failures: 0 });
    expect(await test.preflights.failures(notice.id)).toEqual([]);
    // The one that was thought dead comes back and finds that it no longer counts.
    expect(await test.transactions.run((tx) => test.preflightRows.progress(tx, begun!, 3, 3, 3, []))).toBe(false);
  });

  it('is not for a key or a person without the role, nor for what is at its end', async () => {
    const { notice } = await test.draft();
    await expect(test.preflights.request(test.people.approver, notice.id)).rejects.toMatchObject({ code: 'role-needed' });
    await test.decisions.withdraw(test.people.commander, notice.id, 'Not needed.');
    await expect(test.preflights.request(test.people.author, notice.id)).rejects.toMatchObject({ code: 'notice-closed' });
  });

  it('of 20,000 finishes, lists the first 10,000 lacks, and counts them all', async () => {
    const { notice } = await test.draft(Array.from({ length: 20_000 }, (_, index) => (index % 3 === 0 ? { locale: 'es' } : index % 3 === 1 ? UNLABELLED : { ...UNLABELLED, phone: null })));
    const done = await prove(notice.id);
    expect(done).toMatchObject({ state: 'failed', members: 20_000, rendered: 20_000, failures: 13_333, summary: { members: 20_000, byLocale: { en: 13_333, es: 6_667 } } });
    expect(await test.db.query(`select count(*)::int as listed from preflight_failure where preflight_id = $1`, [done.id])).toEqual([{ listed: 10_000 }]);
  });
});
