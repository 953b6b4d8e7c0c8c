import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/capture-fixture.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder, type NoticeSeed } from '../../../test/support/deliver.builder.js';
import { type DeliverParts, deliverParts } from '../../../test/support/deliver.parts.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import type { MessageId, NoticeId } from '../../kernel/ids.js';
import { FixedClock } from '../../platform/clock/clock.js';
import type { OutgoingSms } from '../model/gateways.js';
import { accepted, unanswered } from '../model/answer.js';

/** What three instances do to each other while people pause, stop and resume, and receipts overtake answers. */
describe('three instances that send the same notice', () => {
  const clock = new FixedClock(APPROVED_AT);
  let database: TestDatabase;
  let build: DeliverBuilder;
  let email: EmailGatewayOfTest;
  let sms: SmsGatewayOfTest;
  let three: DeliverParts[];
  let lives = 0;

  beforeAll(async () => {
    database = await testDatabase(20);
    build = new DeliverBuilder(database.db, database.transactions);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    [email, sms] = [new EmailGatewayOfTest(), new SmsGatewayOfTest()];
    lives += 1;
    three = [1, 2, 3].map((n) => deliverParts({ ...database, clock, email, sms, instance: `life-${lives}-${n}`, settings: { EMAIL_PER_SECOND: 400 } }));
  });
  afterEach(() => Promise.all(three.map(({ dispatcher }) => dispatcher.stop())));

  const go = async (seed: NoticeSeed): Promise<NoticeId> => {
    await Promise.all(three.map(({ dispatcher }) => dispatcher.start()));
    const notice = await build.notice(seed);
    await three[0]!.begin();
    return notice;
  };
  const outcomes = async (notice: NoticeId) => {
    const sum = await three[0]!.ledger.sum(notice);
    expect(sum.adds).toBe(true);
    return sum.outcomes;
  };

  it('tell each person once, and nobody who said STOP while it was paused, whoever pauses and resumes it', async () => {
    email.answer = async (mail) => {
      await sleep(Math.random() * 8);
      return accepted(mail.messageId, '250');
    };
    const notice = await go({ members: 400, policies: { channels: 'email', unknownEmail: 'ask' } });
    const people = await database.db.query<{ address: string }>(`select m.email as address from audience_member as m join notice as n on n.audience_id = m.audience_id where n.id = $1 order by m.position desc limit 40`, [notice]);
    const late: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      const stopping = people.slice(round * 5, round * 5 + 5).map(({ address }) => address);
      await three[round % 3]!.dispatch.pause(notice, 'test', 'a look');
      for (const address of stopping) await build.suppress('email', address);
      await eventually(() => outcomes(notice), ({ sending }) => sending === 0); // what was begun ends, what was claimed goes back
      const told = email.sent.length;
      await three[(round + 1) % 3]!.dispatch.resume(notice, 'test');
      await sleep(60);
      late.push(...email.sent.slice(told).map(({ to }) => to).filter((to) => stopping.includes(to)));
      await outcomes(notice);
    }
    await eventually(() => outcomes(notice), ({ pending, sending }) => pending + sending === 0);
    expect(late).toEqual([]);
    const told = email.sent.map(({ to }) => to);
    expect(new Set(told).size).toBe(told.length);
    const { sent, suppressed } = await outcomes(notice);
    expect([sent, sent + suppressed]).toEqual([told.length, 400]);
  });

  it('believe receipts that come before the answer, doubled and in any order, and send no text again for a lost answer', async () => {
    let number = 0;
    sms.answer = async ({ statusCallback }: OutgoingSms) => {
      const providerId = `SM ${(number += 1)}`;
      const messageId = new URL(statusCallback!).searchParams.get('m') as MessageId;
      const events = (['accepted', 'delivered', 'sent', 'delivered', 'sent'] as const).map((status) => ({ provider: 'twilio', messageId, providerId, status, code: null, reason: null, occurredAt: clock.now() }));
      await Promise.all(events.map((event, index) => three[(number + index) % 3]!.receipts.apply([event])));
      return number % 5 === 0 ? unanswered('lost', 'silence') : accepted(providerId, 'queued');
    };
    const notice = await go({ members: 120, policies: { channels: 'sms' } });
    await eventually(() => outcomes(notice), ({ delivered }) => delivered === 120);
    expect(sms.sent).toHaveLength(120);
  });
});
