import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hearApp, type HearApp } from '../../../test/support/hear.app.js';
import { junk, spoilt } from '../../../test/support/fuzz.js';
import { SECRET_KEY } from '../../../test/support/hear.builder.js';
import { SNS_CERTIFICATE, SNS_KEY } from '../../../test/support/sns-certificate.js';
import type { MessageId } from '../../kernel/ids.js';
import { mailToken } from '../../kernel/mail-token.js';
import { mailTokenKey } from '../../platform/http/seal.js';
import { MailEventsService } from '../mail-events.service.js';
import { ReceiptsService } from '../receipts.service.js';
import { SnsDoor } from '../webhook/sns.js';
import { MailWebhooksController } from './mail-webhooks.controller.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:ses-events';
const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem';
const SIGNING_KEY = 'key-0123456789abcdef';
const PASSWORD = 'a password of Postmark';
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const TOKEN = mailToken(mailTokenKey(SECRET_KEY), '41' as MessageId);
const OURS = '<m.41-00000000-0000-4000-8000-000000000001@northwind.example>';

let test: HearApp;
const fetched: string[] = [];

beforeAll(async () => {
  const door = new SnsDoor(async (url) => {
    fetched.push(url);
    return SNS_CERTIFICATE;
  });
  test = await hearApp(NOW, { controllers: [MailWebhooksController], providers: [MailEventsService, { provide: SnsDoor, useValue: door }] }, {
    SES_TOPIC_ARN: TOPIC, SENDGRID_WEBHOOK_KEY: ec.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'), POSTMARK_WEBHOOK_PASSWORD: PASSWORD, MAILGUN_SIGNING_KEY: SIGNING_KEY,
    EMAIL_PROVIDER: 'ses', EMAIL_PROVIDER_2: 'mailgun',
  });
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.database.db.query('truncate receipt');
  test.ledger.events.length = 0;
  fetched.length = 0;
});

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  test.app.inject({ method: 'POST', url: `/webhooks/mail/${path}`, payload: body, headers: { 'content-type': 'application/json', ...headers } });
async function heard() {
  await test.app.get(ReceiptsService).settled();
  return test.ledger.events;
}
const rows = () => test.database.db.query<{ event_id: string; outcome: string }>('select event_id, outcome from receipt order by id');

const sns = (message: object | string, more: Record<string, unknown> = {}, version = '2') => {
  const fields: Record<string, unknown> = { Type: 'Notification', MessageId: 'n-1', TopicArn: TOPIC, Message: typeof message === 'string' ? message : JSON.stringify(message), Timestamp: '2026-03-02T09:00:00.000Z', ...more };
  const names = fields['Type'] === 'Notification' ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.filter((name) => fields[name] !== undefined).map((name) => `${name}\n${String(fields[name])}\n`).join('');
  const Signature = sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), createPrivateKey(SNS_KEY)).toString('base64');
  return { SignatureVersion: version, Signature, SigningCertURL: CERTIFICATE, ...fields };
};
const ses = (body: object) => post('ses', JSON.stringify(body), { 'content-type': 'text/plain; charset=UTF-8' });
const mail = { source: 'care@northwind.example', tags: { firstword: [TOKEN] }, messageId: '0100' };
const bounce = { eventType: 'Bounce', mail, bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [{ emailAddress: 'ana@mail.example', status: '5.1.1' }] } };

const sendGrid = (events: unknown, key = ec.privateKey, timestamp = '1772442000') => {
  const body = typeof events === 'string' ? events : JSON.stringify(events);
  return post('sendgrid', body, { 'x-twilio-email-event-webhook-timestamp': timestamp, 'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), key).toString('base64') });
};
const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`firstword:${password}`).toString('base64')}` });
const mailgun = (event: object, { key = SIGNING_KEY, token = 't'.repeat(50), timestamp = String(Math.floor(Date.now() / 1_000)) } = {}) =>
  post('mailgun', JSON.stringify({ signature: { timestamp, token, signature: createHmac('sha256', key).update(timestamp + token).digest('hex') }, 'event-data': { 'user-variables': { firstword: TOKEN }, ...event } }));

describe('events of Amazon SES', () => {
  it.each(['1', '2'])('signed by version %s reach the ledger once, and the certificate is fetched once', async (version) => {
    for (const _ of [1, 2]) expect((await ses(sns(bounce, { Subject: 'Amazon SES' }, version))).statusCode).toBe(204);
    expect(await heard()).toEqual([{ provider: 'smtp', messageId: '41', providerId: null, status: 'bounced', code: '5.1.1', reason: 'The receiving side gave the address up for good.', mark: 'hard-bounce', occurredAt: NOW }]);
    expect(fetched.length).toBeLessThanOrEqual(1);
  });

  it.each<[string, object]>([
    ['its tags', mail],
    ['the headers that it hands back', { headers: [{ name: 'X-Firstword-Message', value: TOKEN }] }],
    ['the return path', { source: `bounces+${TOKEN}@mail.northwind.example` }],
  ])('name their message by %s', async (_, named) => {
    await ses(sns({ ...bounce, mail: named }));
    expect(await heard()).toMatchObject([{ messageId: '41' }]);
  });

  it('that nobody understands are on record and reach nobody', async () => {
    await ses(sns({ ...bounce, bounce: { ...bounce.bounce, bounceSubType: 'BrandNew' } }));
    expect(await heard()).toEqual([]);
    expect(await rows()).toEqual([{ event_id: 'ses:n-1', outcome: 'unknown-status' }]);
    expect(await test.database.db.query(`select subject from alert where kind = 'receipt.unknown-code'`)).toEqual([{ subject: 'receipt:ses:Bounce/Permanent/BrandNew:5.1.1' }]);
  });

  it('about mails of others, or about reading, leave nothing behind', async () => {
    await ses(sns({ ...bounce, mail: { source: 'news@northwind.example', commonHeaders: { messageId: '<x@y>' } } }));
    await ses(sns({ eventType: 'Open', mail }));
    expect(await rows()).toEqual([]);
  });

  it('confirm a subscription to the one topic, at an address of Amazon\'s alone', async () => {
    const confirmation = (SubscribeURL: string, more = {}) => ses(sns('You have chosen', { Type: 'SubscriptionConfirmation', Token: 'tok', SubscribeURL, ...more }));
    const good = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=tok';
    expect((await confirmation(good)).statusCode).toBe(204);
    expect(fetched.at(-1)).toBe(good);
    fetched.length = 0;
    const refused = ['https://evil.example/?Action=ConfirmSubscription', 'http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription', 'https://sns.eu-west-1.amazonaws.com.evil.example/?Action=ConfirmSubscription', 'https://sns.eu-west-1.amazonaws.com@evil.example/?Action=ConfirmSubscription', 'https://sns.eu-west-1.amazonaws.com/?Action=Publish'];
    for (const url of refused) expect((await confirmation(url)).statusCode).toBe(403);
    expect((await confirmation(good, { TopicArn: `${TOPIC}2` })).statusCode).toBe(403);
    expect(fetched).toEqual([]);
  });

  it.each(['https://evil.example/SimpleNotificationService-0123abcd.pem', 'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0123abcd.pem', 'https://sns.eu-west-1.amazonaws.com/other.pem', 'https://169.254.169.254/SimpleNotificationService-0123abcd.pem', 'https://bucket.s3.amazonaws.com/SimpleNotificationService-0123abcd.pem', 'x'])('are not checked against a certificate from %s', async (SigningCertURL) => {
    expect((await ses({ ...sns(bounce), SigningCertURL })).statusCode).toBe(403);
    expect(fetched).toEqual([]);
  });

  it('changed on their way are refused', async () => {
    expect((await ses({ ...sns(bounce), Message: JSON.stringify({ ...bounce, eventType: 'Delivery' }) })).json()).toMatchObject({ status: 403, code: 'webhook-signature-wrong' });
    expect(await rows()).toEqual([]);
  });
});

describe('events of SendGrid', () => {
  const event = { event: 'bounce', type: 'bounce', sg_event_id: 'e1', firstword: TOKEN, status: '5.2.2', bounce_classification: 'Mailbox Unavailable', email: 'ana@mail.example' };

  it('reach the ledger, each once, whatever else the account sends', async () => {
    const events = [event, event, { ...event, sg_event_id: 'e2', event: 'delivered' }, { event: 'delivered', sg_event_id: 'e3', 'smtp-id': '<other@x>' }, { event: 'delivered', sg_event_id: 'e4', 'smtp-id': OURS }, { ...event, event: 'open', sg_event_id: 'e5' }];
    expect((await sendGrid(events)).statusCode).toBe(204);
    expect((await heard()).map(({ status, messageId, providerId, mark }) => [status, messageId, providerId, mark])).toEqual([['bounced', '41', null, 'soft-bounce'], ['delivered', '41', null, 'none'], ['delivered', null, OURS, 'none']]);
    expect((await rows()).map(({ event_id }) => event_id)).toEqual(['sendgrid:e1', 'sendgrid:e2', 'sendgrid:e4']);
  });

  it('are refused whole where one is not what SendGrid sends, and where another key signed', async () => {
    expect((await sendGrid([event, { event: 'bounce' }])).json()).toMatchObject({ status: 400, code: 'webhook-parameters-wrong', detail: expect.stringContaining('1.sg_event_id') });
    expect((await sendGrid([event], generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey)).statusCode).toBe(403);
    expect((await post('sendgrid', JSON.stringify([event]))).statusCode).toBe(403);
    expect(await rows()).toEqual([]);
  });
});

describe('events of Postmark', () => {
  const body = JSON.stringify({ RecordType: 'Bounce', ID: 42, Type: 'HardBounce', MessageID: 'm-1', Metadata: { firstword: TOKEN }, Email: 'ana@mail.example' });

  it('are let in by the password, and reach the ledger once', async () => {
    for (const _ of [1, 2]) expect((await post('postmark', body, basic(PASSWORD))).statusCode).toBe(204);
    expect(await heard()).toMatchObject([{ messageId: '41', status: 'bounced', mark: 'hard-bounce' }]);
    for (const headers of [basic('another'), {}, { authorization: 'Basic' }]) expect((await post('postmark', body, headers)).statusCode).toBe(403);
  });
});

describe('events of Mailgun', () => {
  it('are of the second relay where it is Mailgun\'s, and a signature serves one of them', async () => {
    expect((await mailgun({ event: 'failed', severity: 'permanent', reason: 'bounce', 'delivery-status': { code: 552, 'enhanced-code': '5.2.2' } })).statusCode).toBe(204);
    expect((await mailgun({ event: 'complained' })).statusCode).toBe(204);
    expect(await heard()).toMatchObject([{ provider: 'smtp:second', messageId: '41', status: 'bounced', code: '5.2.2', mark: 'soft-bounce' }]);
    await mailgun({ event: 'complained' }, { token: 'u'.repeat(50) });
    expect((await heard()).at(-1)).toMatchObject({ status: 'delivered', mark: 'complaint' });
  });

  it('are refused where another key signed, or long ago', async () => {
    for (const more of [{ key: 'another' }, { timestamp: '1000000000' }, { timestamp: 'soon' }]) expect((await mailgun({ event: 'complained' }, more)).statusCode).toBe(403);
    expect(await rows()).toEqual([]);
  });
});

it('whatever is posted is answered with a reason, and writes nothing', async () => {
  const anything = fc.oneof(fc.json({ maxDepth: 3 }), fc.string({ unit: 'binary', maxLength: 200 }));
  await fc.assert(fc.asyncProperty(anything, async (body) => {
    const answers = await Promise.all([
      sendGrid(body), post('postmark', body, basic(PASSWORD)), post('mailgun', body), post('ses', body, { 'content-type': 'text/plain' }), ses(sns(body)),
    ]);
    for (const answer of answers) {
      if (answer.statusCode === 204) continue; // an empty list is a good one
      expect([400, 403]).toContain(answer.statusCode);
      expect(answer.json<{ detail: string }>().detail.length).toBeGreaterThan(10);
    }
  }), { numRuns: 60 });
  expect(await rows()).toEqual([]);
});

/** A sound event with something odd, or nothing, in the place of one of its parts. */
const spoiled = (sound: unknown): fc.Arbitrary<unknown> => fc.tuple(fc.nat(), fc.oneof(junk, fc.constant(undefined))).map(([place, by]) => spoilt(sound, place, by));

it('whatever is signed is on record whole, or refused with a reason and not at all', async () => {
  const grid = { event: 'bounce', sg_event_id: 'e', 'smtp-id': OURS, type: 'bounce', status: '5.1.1', reason: 'gone', bounce_classification: 'Invalid Address', firstword: TOKEN, unique_args: { firstword: TOKEN } };
  const mark = { RecordType: 'Bounce', MessageID: 'm', ID: 1, Type: 'HardBounce', Metadata: { firstword: TOKEN } };
  const gun = { event: 'failed', severity: 'permanent', reason: 'bounce', 'delivery-status': { code: 550, 'enhanced-code': '5.1.1' }, 'user-variables': { firstword: TOKEN }, message: { headers: { 'message-id': OURS } } };
  const sesBounce = { ...bounce, mail: { ...mail, headers: [{ name: 'X-Firstword-Message', value: TOKEN }], commonHeaders: { messageId: OURS } } };
  const sesComplaint = { notificationType: 'Complaint', mail, complaint: { complaintSubType: null, complaintFeedbackType: 'abuse' } };
  let seen = 0;
  const postings = fc.oneof(
    spoiled(grid).map((odd) => () => sendGrid([{ ...grid, sg_event_id: `sound ${(seen += 1)}` }, odd])),
    spoiled(mark).map((odd) => () => post('postmark', JSON.stringify(odd) ?? '', basic(PASSWORD))),
    spoiled(gun).map((odd) => () => mailgun(odd as object, { token: `token ${(seen += 1)}` })),
    fc.oneof(spoiled(sesBounce), spoiled(sesComplaint)).map((odd) => () => ses(sns(JSON.stringify(odd) ?? '', { MessageId: `n ${(seen += 1)}` }))),
    spoiled({ MessageId: 'n', Subject: 's', Timestamp: 't', Type: 'Notification', TopicArn: TOPIC, SigningCertURL: CERTIFICATE, SignatureVersion: '2' }).map((odd) => () => ses(sns(bounce, { ...(odd as object) }))),
  );
  const taken = { yes: 0, no: 0 };
  await fc.assert(fc.asyncProperty(postings, async (posting) => {
    const before = (await rows()).length;
    const answer = await posting();
    if (answer.statusCode === 204) return void (taken.yes += 1);
    taken.no += 1;
    expect([400, 403, 413, 422]).toContain(answer.statusCode);
    expect(answer.json<{ detail: string }>().detail.length).toBeGreaterThan(10);
    expect((await rows()).length).toBe(before);
  }), { numRuns: Number(process.env['FUZZ_RUNS'] ?? 5) * 40, seed: Number(process.env['FUZZ_SEED'] ?? 1) });
  await heard();
  expect((await rows()).filter(({ outcome }) => outcome === 'heard')).toEqual([]);
  expect(Math.min(taken.yes, taken.no)).toBeGreaterThan(20);
});
