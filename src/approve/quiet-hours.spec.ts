import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';

const HOURS = { from: '21:00', until: '08:00', channels: ['sms'], overrideReason: null };

describe('quiet hours of a notice', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture({ QUIET_HOURS: '21:00-08:00' });
  });
  afterAll(() => test.close());

  it('are the company\'s from the draft on, and are passed over only for a reason, that stands beside the signature', async () => {
    const { notice } = await test.draft();
    expect(notice.policies.quietHours).toEqual(HOURS);
    const brief = await test.editing.edit(test.people.author, notice.id, notice.revision, { schedule: { expiresAfterHours: 3 } });
    await test.proved(brief); // 03:00 in Seattle: nobody may be texted before 08:00
    expect((await test.preflights.latest(notice.id))!.summary!.groups).toEqual([{ zones: [], localZone: 'America/Los_Angeles', people: 3, firstWaveAt: null, lastWaveAt: null }]);
    await expect(test.decisions.submit(test.people.author, notice.id)).rejects.toMatchObject({ code: 'quiet-until-expiry' });
    const passed = await test.editing.edit(test.people.author, notice.id, brief.revision, { policies: { quietHours: { overrideReason: ' Cards are used now. ' } } });
    expect(passed.policies.quietHours).toEqual({ ...HOURS, overrideReason: 'Cards are used now.' });
    await test.proved(passed);
    const { planHash } = await test.decisions.submit(test.people.author, notice.id);
    await test.decisions.approve(test.people.approver, notice.id, { planHash: planHash!, people: 3 });
    expect(await test.db.query(`select details ->> 'quietHoursPassedOver' as why from audit_event where action = 'notice.approved' and subject_id = $1`, [notice.id])).toEqual([{ why: 'Cards are used now.' }]);
  });

  it.each([
    ['taken away', `policies - 'quietHours'`, 'quiet hours'],
    ['emptied of texts', `jsonb_set(policies, '{quietHours,channels}', '["email"]')`, 'notice_quiet_hours_are_whole'],
    ['passed over without a word', `jsonb_set(policies, '{quietHours,overrideReason}', '" "')`, 'notice_quiet_hours_are_whole'],
  ])('can\'t be %s, by any hand', async (_, policies, why) => {
    const { notice } = await test.draft();
    await expect(test.db.query(`update notice set policies = ${policies}, revision = revision + 1 where id = $1`, [notice.id])).rejects.toThrow(why);
  });
});
