import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '../../src/declare/incident.service.js';
import type { MemberRow, MessageRow, UnknownRow } from '../../src/deliver/store/ledger.repository.js';
import type { JsonOf } from '../../src/kernel/json-of.js';
import { mailOf, textsWith } from '../support/thread.capture.js';
import { chosenAddress, type Shopper } from '../support/thread.company.js';
import { startStory, type Story } from '../support/thread.story.js';

// Where a provider falls silent nobody knows whether the message arrived; the ledger says that, and how it was settled.
const STARTED_AT = new Date('2026-03-02T17:00:00Z');

let story: Story;
beforeAll(async () => {
  story = await startStory({ now: STARTED_AT, environment: { UNKNOWN_SMS_ABSENT_AFTER_SECONDS: '2' } });
});
afterAll(() => story.close());

const exactly = (address: string): string => `^${address.replaceAll(/[+.]/g, '\\$&')}$`;
/** People who share neither address with anybody and are written to on this channel first. */
const alone = (channel: 'email' | 'sms'): Shopper[] => {
  const count = (address: string): number => story.people.filter(({ email, phone }) => email.toLowerCase() === address || phone === address).length;
  return story.people.filter((one) => chosenAddress(one)?.channel === channel && [one.email.toLowerCase(), one.phone].every((address) => address === '' || count(address) === 1));
};
const rowOf = async (notice: string, { reference }: Shopper): Promise<MemberRow> => (await story.auditor.all<MemberRow>(`/api/v1/notices/${notice}/members`)).find((row) => row.reference === reference)!;
const messagesOf = (notice: string) => story.commander.all<MessageRow>(`/api/v1/notices/${notice}/messages`);
const mailTo = async (notice: string, { email }: Shopper) => (await mailOf(story.capture, notice)).filter(({ to }) => to.some((address) => address.toLowerCase() === email.toLowerCase()));

describe('an e-mail of which nobody knows whether it was taken', () => {
  it('waits for a person where the approved policy says so, and his word settles it', async () => {
    const [arrived, lost] = alone('email') as [Shopper, Shopper];
    await story.control('PUT', '/smtp-policy', {
      rules: [{ to: exactly(arrived.email), fault: { kind: 'drop-after-dot', stored: true } }, { to: exactly(lost.email), fault: { kind: 'drop-after-dot', stored: false } }],
    });
    const id = await story.draft({ policies: { channels: 'email', unknownEmail: 'ask' } });
    await story.desk.approve(id);
    const { sum } = await story.desk.finished(id, story.people.length);
    expect(sum.outcomes).toMatchObject({ unknown: 2, pending: 0, sending: 0 });
    const unknown = await story.ops.all<UnknownRow>(`/api/v1/notices/${id}/unknown`);
    expect(unknown.map(({ waitsForPerson, attempts }) => [waitsForPerson, attempts])).toEqual([[true, 1], [true, 1]]);

    const [first, second] = [await rowOf(id, arrived), await rowOf(id, lost)];
    const decide = (row: MemberRow, decision: string) => story.ops.ask<{ code: string }>('POST', `/api/v1/messages/${row.emailMessageId}/decide`, { decision, reason: 'The relay was asked.' });
    expect((await story.author.ask('POST', `/api/v1/messages/${first.emailMessageId}/decide`, { decision: 'told', reason: 'x' })).status).toBe(403);
    expect([(await decide(first, 'told')).status, (await decide(second, 'not-told')).status]).toEqual([204, 204]);
    expect(await decide(first, 'resend')).toMatchObject({ status: 409, body: { code: 'message-not-in-doubt' } });
    const settled = await story.desk.watch(id, story.people.length, (progress) => progress.sum.outcomes.unknown === 0);
    expect(settled.sum.outcomes.sent - sum.outcomes.sent).toBe(1);
    expect((await mailTo(id, arrived)).length + (await mailTo(id, lost)).length).toBe(1);
    const sentences = (await story.auditor.all<JsonOf<TimelineEntry>>(`/api/v1/incidents/${story.incident.id}/timeline`)).map(({ sentence }) => sentence);
    expect(sentences).toEqual(expect.arrayContaining(['A message in doubt was taken for told: The relay was asked.', 'A message in doubt was taken for not told: The relay was asked.']));
  });

  it('is sent again with the same Message-ID where the policy says so, and the ledger shows it', async () => {
    const [arrived, lost] = alone('email') as [Shopper, Shopper];
    await story.control('PUT', '/smtp-policy', {
      rules: [{ to: exactly(arrived.email), times: 1, fault: { kind: 'drop-after-dot', stored: true } }, { to: exactly(lost.email), times: 1, fault: { kind: 'drop-after-dot', stored: false } }],
    });
    const id = await story.draft({ type: 'update', policies: { channels: 'email', unknownEmail: 'resend' } });
    await story.desk.approve(id);
    const { sum } = await story.desk.finished(id, story.people.length);
    expect(sum.outcomes).toMatchObject({ unknown: 0, pending: 0, failed: 0, bounced: 0 });
    const twice = await mailTo(id, arrived);
    expect([twice.length, new Set(twice.map(({ messageId }) => messageId)).size, (await mailTo(id, lost)).length]).toEqual([2, 1, 1]);
    const resent = (await messagesOf(id)).filter(({ resentInDoubt }) => resentInDoubt > 0);
    const [first, second] = [await rowOf(id, arrived), await rowOf(id, lost)];
    expect(resent.map(({ id: message, state }) => [message, state]).sort()).toEqual([[first.emailMessageId, 'sent'], [second.emailMessageId, 'sent']].sort());
    // Nobody else got anything twice.
    const counts = [...Map.groupBy(await mailOf(story.capture, id), ({ to }) => to[0]!.toLowerCase())].filter(([, mails]) => mails.length > 1);
    expect(counts.map(([address]) => address)).toEqual([arrived.email.toLowerCase()]);
    await story.control('DELETE', '/smtp-policy');
  });
});

describe('a text of which nobody knows whether it was taken', () => {
  it('is looked up: what Twilio has is not sent again, what it never got is', async () => {
    const [taken, neverCame, silent] = alone('sms') as [Shopper, Shopper, Shopper];
    await story.control('PUT', '/twilio-policy', {
      delays: { sentMs: [0, 0], finalMs: [0, 0] },
      rules: [
        { to: exactly(taken.phone), times: 1, fault: { kind: 'close-after' } },
        { to: exactly(neverCame.phone), times: 1, fault: { kind: 'close-before' } },
        // Taken, no answer, and not a word later: only the list of texts tells.
        { to: exactly(silent.phone), times: 1, fault: { kind: 'close-after' } },
        { to: exactly(silent.phone), fault: { kind: 'callbacks', drop: ['sent', 'delivered'] } },
      ],
    });
    const id = await story.draft({ type: 'update', policies: { channels: 'sms' } });
    await story.desk.approve(id);
    const done = await story.desk.finished(id, story.people.length);
    await story.capture.callbacksIdle();
    const { checkCode } = (await story.desk.view(id)).notice;
    const texts = await textsWith(story.capture, checkCode);
    expect(texts.filter(({ to }) => [taken, neverCame, silent].some(({ phone }) => phone === to)).map(({ to }) => to).sort()).toEqual([taken.phone, neverCame.phone, silent.phone].sort());
    expect(new Set(texts.map(({ to }) => to)).size).toBe(texts.length);
    expect(done.sum.outcomes).toMatchObject({ unknown: 0, pending: 0 });
    expect([(await rowOf(id, taken)).outcome, (await rowOf(id, neverCame)).outcome, (await rowOf(id, silent)).outcome]).toEqual(['delivered', 'delivered', 'sent']);
    await story.control('DELETE', '/twilio-policy');
  });
});

describe('a notice on both channels', () => {
  it('reaches each address once, and each member has one outcome', async () => {
    // Whoever had the three before has had enough for a day.
    story.test.clock.advance(25 * 3_600_000);
    const id = await story.draft({ type: 'update', policies: { channels: 'both' } });
    const preflight = await story.desk.prove(id);
    const [emails, phones] = [new Set(story.people.map(({ email }) => email.toLowerCase())), new Set(story.people.map(({ phone }) => phone))].map((all) => [...all].filter(Boolean).sort());
    expect(preflight.summary?.messages).toEqual({ email: emails!.length, sms: phones!.length });
    await story.desk.approve(id);
    const { sum } = await story.desk.finished(id, story.people.length);
    await story.capture.callbacksIdle();
    const { checkCode } = (await story.desk.view(id)).notice;
    expect((await mailOf(story.capture, id)).flatMap(({ to }) => to.map((address) => address.toLowerCase())).sort()).toEqual(emails);
    expect((await textsWith(story.capture, checkCode)).map(({ to }) => to).sort()).toEqual(phones);
    expect(sum.outcomes.unreachable).toBe(story.people.filter(({ email, phone }) => email === '' && phone === '').length);
  });
});
