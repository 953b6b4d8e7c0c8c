import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../src/deliver/contract.js';
import type { MemberRow, MessageRow } from '../../src/deliver/store/ledger.repository.js';
import { askCapture } from '../support/capture-fixture.js';
import { mailOf, textsWith } from '../support/thread.capture.js';
import { chosenAddress, type Shopper } from '../support/thread.company.js';
import type { ProgressJson } from '../support/thread.desk.js';
import { startStory, type Story } from '../support/thread.story.js';

/** Mailboxes that are no more: of some people who have a number too, and of one who has not. */
const GONE = /^(gone|ruth)\./;
const MINUTES = 30;

let story: Story;
let notice: string;
let done: ProgressJson;
/** His e-mail bounces and his text is not delivered either. */
let unlucky: Shopper;

const bounces = ({ email }: Shopper): boolean => GONE.test(email.toLowerCase());
const firstBy = (channel: 'email' | 'sms') => (one: Shopper): boolean => chosenAddress(one)?.channel === channel;
const climbs = (one: Shopper): boolean => firstBy('email')(one) && bounces(one) && one.phone !== '';

/** What must become of him, from his addresses alone. */
function ending(one: Shopper): Outcome {
  if (chosenAddress(one) === null) return 'unreachable';
  if (firstBy('sms')(one)) return 'delivered';
  if (!bounces(one)) return 'sent';
  return one.phone === '' || one === unlucky ? 'bounced' : 'delivered';
}

beforeAll(async () => {
  story = await startStory({ now: new Date('2026-03-02T17:00:00Z') });
  unlucky = story.people.find(climbs)!;
  await story.control('PUT', '/smtp-policy', { rules: [{ to: GONE.source, fault: { kind: 'reject-rcpt', code: 550, text: '5.1.1 No such user' } }] });
  await story.control('PUT', '/twilio-policy', {
    delays: { sentMs: [0, 0], finalMs: [0, 0] },
    rules: [{ to: `^\\${unlucky.phone}$`, fault: { kind: 'outcome', status: 'undelivered', errorCode: 30003 } }],
  });
  notice = await story.draft({ policies: { channels: 'preferred', ladder: { noReceiptMinutes: MINUTES } } });
  await story.desk.approve(notice);
  done = await story.desk.finished(notice, story.people.length);
  await story.capture.callbacksIdle();
});
afterAll(() => story.close());

describe('a notice with a ladder', () => {
  it('goes on to the text where the e-mail bounced, and ends with one outcome for each', async () => {
    const rows = await story.auditor.all<MemberRow>(`/api/v1/notices/${notice}/members`);
    const became = new Map(rows.map(({ reference, outcome }) => [reference, outcome]));
    expect([...became].sort()).toEqual(story.people.map((one) => [one.reference, ending(one)] as [string, Outcome]).sort());
    const climbed = story.people.filter(climbs);
    expect(climbed.length).toBeGreaterThan(2);
    expect(done).toMatchObject({ following: climbed.length, sum: { adds: true, members: story.people.length } });
  });

  it('writes to nobody on both channels without cause', async () => {
    const { checkCode } = (await story.desk.view(notice)).notice;
    const texts = (await textsWith(story.capture, checkCode)).map(({ to }) => to);
    const expected = story.people.filter((one) => firstBy('sms')(one) || climbs(one)).map(({ phone }) => phone);
    expect(texts.toSorted()).toEqual([...new Set(expected)].sort());
    const mails = (await mailOf(story.capture, notice)).flatMap(({ to }) => to.map((address) => address.toLowerCase()));
    expect(mails.toSorted()).toEqual([...new Set(story.people.filter((one) => firstBy('email')(one) && !bounces(one)).map(({ email }) => email.toLowerCase()))].sort());
    expect(await askCapture(story.capture, '/captured/duplicates')).toEqual({ mail: [], sms: [] });
    const following = (await story.commander.all<MessageRow>(`/api/v1/notices/${notice}/messages`)).filter(({ followsId }) => followsId !== null);
    expect(following.map(({ channel, followsWhy }) => [channel, followsWhy])).toEqual(story.people.filter(climbs).map(() => ['sms', 'bounced']));
  });

  it('stops at the first proof: nothing more goes out, however late it gets', async () => {
    const before = await askCapture(story.capture, '/captured/counts');
    story.test.clock.advance((MINUTES + 60) * 60_000);
    const { dispatch, following } = await story.desk.finished(notice, story.people.length);
    expect([dispatch.state, following]).toEqual(['finished', done.following]);
    await story.capture.callbacksIdle();
    expect(await askCapture(story.capture, '/captured/counts')).toEqual(before);
  });

  it('leaves to the letters exactly those whom no channel reached', async () => {
    const unreached = story.people.filter((one) => ['unreachable', 'bounced'].includes(ending(one))).map(({ reference }) => reference);
    expect(unreached).toEqual(expect.arrayContaining([unlucky.reference, 'T-0242']));
    await story.ops.post('/api/v1/imports/customers', `reference,street,city,zip\n${story.people.map(({ reference }) => `${reference},1 Pine Street,Seattle,98101\n`).join('')}`);
    const { id, letters } = await story.ops.post<{ id: string; letters: number }>(`/api/v1/notices/${notice}/postal-files`);
    const { body } = await story.ops.ask<string>('GET', `/api/v1/postal-files/${id}/letters.csv`);
    expect(story.people.filter(({ reference }) => body.includes(`"${reference}"`)).map(({ reference }) => reference).sort()).toEqual(unreached.toSorted());
    expect(letters).toBe(unreached.length);
    expect(await story.ops.get(`/api/v1/notices/${notice}/postal`)).toMatchObject({ waiting: { letters: 0, withoutAddress: 0 } });
  });
});
