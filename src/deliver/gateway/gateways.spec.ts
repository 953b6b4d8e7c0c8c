import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanUpCaptures, eventually, listenForForms, startTestCapture, temporaryFolder } from '../../../test/support/capture-fixture.js';
import type { Capture } from '../../capture/capture.js';
import { type SmtpFault, smtpPolicyOf } from '../../capture/smtp/smtp.policy.js';
import { type TwilioFault, twilioPolicyOf } from '../../capture/twilio/twilio.policy.js';
import type { MessageId } from '../../kernel/ids.js';
import { mailTrace } from '../model/mail-trace.js';
import type { OutgoingEmail, OutgoingSms } from '../model/gateways.js';
import { dkimFault } from './dkim-check.js';
import { type DkimSigner, readSigner } from './dkim-key.js';
import { NodemailerGateway } from './nodemailer.gateway.js';
import { TwilioGateway } from './twilio.gateway.js';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const gateway of closing.splice(0)) await gateway.close();
  await cleanUpCaptures();
});

const mailTo = (to: string, more: Partial<OutgoingEmail> = {}): OutgoingEmail => ({
  messageId: '<m.17.notice@northwind.example>', from: { name: 'Northwind Customer Care', address: 'care@northwind.example' }, to, replyTo: 'answers@northwind.example',
  subject: 'About your card', html: '<p>Hello</p>', text: 'Hello', headers: { 'Auto-Submitted': 'auto-generated', 'X-Firstword-Notice': 'n-1' }, ...more,
});
const smtp = (capture: Pick<Capture, 'smtpPort'>, signer: DkimSigner | string | null = null): NodemailerGateway => {
  const gateway = new NodemailerGateway({ url: `smtp://127.0.0.1:${capture.smtpPort}`, connections: 4, signer });
  closing.push(gateway);
  return gateway;
};

describe('the e-mail gateway', () => {
  const faulty = async (...faults: { to: string; fault: SmtpFault; times?: number }[]): Promise<{ capture: Capture; gateway: NodemailerGateway }> => {
    const capture = await startTestCapture();
    capture.setSmtpPolicy(smtpPolicyOf(faults));
    return { capture, gateway: smtp(capture) };
  };

  it('hands a message over as it is, under its own Message-ID', async () => {
    const capture = await startTestCapture();
    const gateway = smtp(capture);
    expect(await gateway.send(mailTo('ana@mail.example'))).toEqual({ kind: 'accepted', providerId: '<m.17.notice@northwind.example>', code: '250' });
    const { mails } = await capture.store.mail.list({ limit: 5 });
    expect(mails).toMatchObject([{ from: 'care@northwind.example', to: ['ana@mail.example'], messageId: '<m.17.notice@northwind.example>', notice: 'n-1', subject: 'About your card' }]);
  });

  it('gives each message a return path and a word of its own, by which it is known again', async () => {
    const capture = await startTestCapture();
    const traceOf = (id: MessageId) => mailTrace(`t${id}`, 'bounces@mail.northwind.example', 'postmark');
    const gateway = new NodemailerGateway({ url: `smtp://127.0.0.1:${capture.smtpPort}`, connections: 4, signer: null, traceOf });
    closing.push(gateway);
    await gateway.send(mailTo('ana@mail.example', { ledgerId: '17' as MessageId }));
    const { mails } = await capture.store.mail.list({ limit: 5 });
    expect(mails[0]).toMatchObject({ from: 'bounces+t17@mail.northwind.example', to: ['ana@mail.example'] });
    expect((await capture.store.mail.get(mails[0]!.id))!.raw.toString()).toMatch(/^X-Firstword-Message: t17\r\nX-PM-Metadata-firstword: t17\r\nX-PM-TrackOpens: false\r\nX-PM-TrackLinks: None\r\n/m);
  });

  it.each([
    [true, /^MAIL FROM:<bounces\+t17@b\.example>(?=.* RET=HDRS)(?=.* ENVID=t17)/, /^RCPT TO:<ana@mail\.example> NOTIFY=FAILURE$/],
    [false, /^MAIL FROM:<bounces\+t17@b\.example>$/, /^RCPT TO:<ana@mail\.example>$/],
  ])('asks for a delivery report where the relay can make one (%s)', async (offered, mailFrom, rcptTo) => {
    const said: string[] = [];
    const server: Server = createServer((socket) => {
      socket.write('220 relay.example ESMTP\r\n');
      socket.on('error', () => undefined).on('data', (chunk: Buffer) => {
        const lines = chunk.toString().trim().split('\r\n');
        if (said.includes('DATA')) return void socket.write('250 2.0.0 Ok\r\n');
        for (const line of lines) {
          said.push(line);
          socket.write(line === 'DATA' ? '354 Go on\r\n' : /^EHLO/.test(line) ? `250-relay.example\r\n${offered ? '250-DSN\r\n' : ''}250 HELP\r\n` : '250 2.0.0 Ok\r\n');
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gateway = new NodemailerGateway({ url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: 1, signer: null, traceOf: (id) => mailTrace(`t${id}`, 'bounces@b.example', 'smtp') });
    expect(await gateway.send(mailTo('ana@mail.example', { ledgerId: '17' as MessageId }))).toMatchObject({ kind: 'accepted' });
    expect(said.find((line) => line.startsWith('MAIL'))).toMatch(mailFrom);
    expect(said.find((line) => line.startsWith('RCPT'))).toMatch(rcptTo);
    await gateway.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each<[string, SmtpFault, object]>([
    ['an unknown mailbox', { kind: 'reject-rcpt', code: 550, text: '5.1.1 No such user' }, { kind: 'refused', state: 'bounced', code: '5.1.1', suppress: 'hard-bounce' }],
    ['a full mailbox', { kind: 'reject-rcpt', code: 552, text: '5.2.2 Full' }, { kind: 'refused', state: 'bounced', suppress: 'soft-bounce' }],
    ['greylisting', { kind: 'reject-rcpt', code: 450, text: '4.2.0 Come back' }, { kind: 'deferred' }],
    ['spam, says the filter', { kind: 'reject-data', code: 554, text: '5.7.1 Spam' }, { kind: 'refused', state: 'failed', suppress: null }],
    ['an overloaded server', { kind: 'reject-data', code: 451, text: '4.3.0 Busy' }, { kind: 'deferred' }],
    ['a server that shuts down', { kind: 'reject-data', code: 421, text: '4.3.2 Going away' }, { kind: 'deferred', slowDown: true }],
    ['a connection lost in the middle', { kind: 'drop-mid-data' }, { kind: 'unanswered' }],
    ['a connection lost after the end, and kept', { kind: 'drop-after-dot', stored: true }, { kind: 'unanswered' }],
    ['a connection lost after the end, and not kept', { kind: 'drop-after-dot', stored: false }, { kind: 'unanswered' }],
  ])('hears %s', async (_, fault, answer) => {
    const { gateway } = await faulty({ to: 'bad@', fault });
    expect(await gateway.send(mailTo('bad@mail.example'))).toMatchObject(answer);
    expect(await gateway.send(mailTo('good@mail.example'))).toMatchObject({ kind: 'accepted' });
  });

  it('does not send again by itself what may have been taken', async () => {
    const { capture, gateway } = await faulty({ to: 'bad@', fault: { kind: 'drop-after-dot', stored: true } });
    await Promise.all(Array.from({ length: 20 }, (_, n) => gateway.send(mailTo(`bad@${n}.example`, { messageId: `<m.${n}@x>` }))));
    expect(capture.store.mail.counts()).toMatchObject({ total: 20, recipients: 20 });
  });

  it('is not reached where nobody listens', async () => {
    const capture = await startTestCapture();
    const gateway = smtp(capture);
    await capture.stop();
    expect(await gateway.send(mailTo('ana@mail.example'))).toMatchObject({ kind: 'unreached', code: 'ECONNREFUSED' });
  });

  it('is not reached where the server hangs up before its greeting', async () => {
    const server: Server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gateway = smtp({ smtpPort: (server.address() as AddressInfo).port });
    expect(await gateway.send(mailTo('ana@mail.example'))).toMatchObject({ kind: 'unreached' });
    await new Promise((resolve) => server.close(resolve));
  });

  it('finds its own fault where the server turns us away at the door', async () => {
    const server: Server = createServer((socket) => socket.end('554 5.7.1 Not you\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gateway = smtp({ smtpPort: (server.address() as AddressInfo).port });
    expect(await gateway.send(mailTo('ana@mail.example'))).toMatchObject({ kind: 'misconfigured', scope: 'channel' });
    await new Promise((resolve) => server.close(resolve));
  });

  it('gives up a call when told to', async () => {
    const { capture, gateway } = await faulty({ to: 'slow@', fault: { kind: 'silent', stored: true } });
    await gateway.send(mailTo('quick@mail.example')); // the connection stands
    const abort = new AbortController();
    const answer = gateway.send(mailTo('slow@mail.example'), abort.signal);
    await eventually(() => capture.store.mail.counts().total === 2);
    abort.abort();
    expect(await answer).toMatchObject({ kind: 'unanswered' });
  });

  it('hands nothing over once the lease is gone, and nothing once the call is given up', async () => {
    const { capture, gateway } = await faulty();
    const given = new AbortController();
    given.abort();
    expect(await gateway.send(mailTo('ana@mail.example'), undefined, () => false)).toMatchObject({ kind: 'deferred', code: 'late' });
    expect(await gateway.send(mailTo('ana@mail.example'), given.signal)).toMatchObject({ kind: 'deferred', code: 'late' });
    expect(await gateway.send(mailTo('eva@mail.example'))).toMatchObject({ kind: 'accepted' });
    expect(capture.store.mail.counts()).toMatchObject({ total: 1 });
  });

  it('takes another connection where the relay closed an idle one, without a doubt', async () => {
    let sessions = 0;
    const server: Server = createServer((socket) => {
      sessions += 1;
      let inMessage = false;
      socket.write('220 relay.example ESMTP\r\n');
      socket.on('error', () => undefined).on('data', (chunk: Buffer) => {
        if (inMessage) {
          inMessage = false;
          socket.write('250 2.0.0 Ok\r\n');
          return;
        }
        // The second envelope on the first connection meets a relay that has just gone.
        if (sessions === 1 && /^MAIL/.test(chunk.toString()) && socket.bytesWritten > 90) return void socket.destroy();
        for (const line of chunk.toString().trim().split('\r\n')) {
          inMessage = line === 'DATA';
          socket.write(inMessage ? '354 Go on\r\n' : /^EHLO/.test(line) ? '250-relay.example\r\n250 PIPELINING\r\n' : '250 2.0.0 Ok\r\n');
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gateway = smtp({ smtpPort: (server.address() as AddressInfo).port });
    expect(await gateway.send(mailTo('ana@mail.example'))).toMatchObject({ kind: 'accepted' });
    expect(await gateway.send(mailTo('eva@mail.example'))).toMatchObject({ kind: 'accepted' });
    expect(sessions).toBe(2);
    await gateway.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('writes to an address beyond ASCII', async () => {
    const { capture, gateway } = await faulty();
    expect(await gateway.send(mailTo('añá@mail.example'))).toMatchObject({ kind: 'accepted' });
    expect((await capture.store.mail.list({ limit: 1 })).mails).toMatchObject([{ to: ['añá@mail.example'], subject: 'About your card' }]);
  });

  describe('with DKIM', () => {
    const keyFile = async (pem: string): Promise<string> => {
      const file = join(await temporaryFolder(), 'key.pem');
      await writeFile(file, pem);
      return file;
    };
    const pem = (key: ReturnType<typeof generateKeyPairSync>) => key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }));

    const ed25519 = pem(generateKeyPairSync('ed25519'));

    it.each([['RSA', rsa], ['Ed25519', ed25519]])('signs with %s so that a receiver can tell, and says so at its start', async (_, key) => {
      const signer = readSigner('northwind.example', 's1', await keyFile(key));
      if (typeof signer === 'string') throw new Error(signer);
      const capture = await startTestCapture();
      const gateway = smtp(capture, signer);
      expect(await gateway.selfCheck()).toBeNull();
      await gateway.send(mailTo('ana@mail.example', { text: 'Grüße\n\n  spaced  \n\n', subject: 'Sobre su tarjeta: qué pasó', headers: { 'List-Unsubscribe': '<https://northwind.example/u>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } }));
      const { mails } = await capture.store.mail.list({ limit: 1 });
      const raw = (await capture.store.mail.get(mails[0]!.id))!.raw.toString('latin1');
      expect(dkimFault(raw, signer.privateKey)).toBeNull();
      expect(/ h=([^;]+)/.exec(raw)![1]!.replace(/\s/g, '').split(':')).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe-post']));
      expect(dkimFault(raw.replace('tarjeta', 'cuenta'), signer.privateKey)).toBeNull(); // the subject is encoded: the word is not there to change
      expect(dkimFault(raw.replace('<p>Hello', '<p>Hallo'), signer.privateKey)).toContain('body');
      expect(dkimFault(raw.replace('To: <ana@', 'To: <eva@'), signer.privateKey)).toContain('signature');
    });

    it.each([
      ['an elliptic key of another kind', async () => keyFile(pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }) as never)), /is ec/],
      ['a short key', async () => keyFile(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }))), /1024 bits/],
      ['rubbish', async () => keyFile('not a key'), /holds no private key/],
      ['no file', async () => '/nowhere/key.pem', /ENOENT/],
    ])('keeps the channel shut with %s', async (_, file, words) => {
      const signer = readSigner('northwind.example', 's1', await file());
      expect(signer).toMatch(words);
      expect(await smtp({ smtpPort: 1 }, signer).selfCheck()).toMatch(words);
    });

    it('notices mail that left unsigned', () => {
      expect(dkimFault('From: a@b\r\n\r\nbody', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)).toContain('unsigned');
    });
  });
});

describe('the SMS gateway', () => {
  const gatewayAt = (apiUrl: string, { accountSid, authToken }: Pick<Capture, 'accountSid' | 'authToken'>): TwilioGateway => {
    const gateway = new TwilioGateway({ accountSid, authToken, apiUrl, concurrency: 4 });
    closing.push(gateway);
    return gateway;
  };
  const at = (capture: Capture) => gatewayAt(capture.baseUrl, capture);
  const textTo = (to: string, more: Partial<OutgoingSms> = {}): OutgoingSms => ({ from: '+12025550100', to, body: 'About your card', statusCallback: null, validitySeconds: 3_600, ...more });
  const faulty = async (fault: TwilioFault): Promise<{ capture: Capture; gateway: TwilioGateway }> => {
    const capture = await startTestCapture();
    capture.setTwilioPolicy(twilioPolicyOf([{ fault }]));
    return { capture, gateway: at(capture) };
  };

  it('hands a text over, with the address that its receipts come back to', async () => {
    const capture = await startTestCapture();
    const { url, forms } = await listenForForms();
    const answer = await at(capture).send(textTo('+12065550123', { statusCallback: `${url}/webhooks/twilio/status?m=17&a=1` }));
    expect(answer).toMatchObject({ kind: 'accepted', code: 'queued' });
    await eventually(() => forms.some(({ params }) => params['MessageStatus'] === 'delivered'));
    expect(new Set(forms.map((form) => form.url))).toEqual(new Set([`${url}/webhooks/twilio/status?m=17&a=1`]));
    expect(forms[0]!.params['MessageSid']).toBe(answer.kind === 'accepted' ? answer.providerId : null);
  });

  it('sends by a Messaging Service where that is the sender', async () => {
    const capture = await startTestCapture();
    const service = `MG${'a'.repeat(32)}`;
    expect(await at(capture).send(textTo('+12065550123', { from: service }))).toMatchObject({ kind: 'accepted', code: 'accepted' });
    const { records } = await capture.store.sms.list({ limit: 1 });
    expect(records[0]!.sms).toMatchObject({ messagingServiceSid: service, validityPeriodSeconds: 3_600 });
  });

  it.each<[string, TwilioFault, object]>([
    ['too many requests', { kind: 'answer', status: 429, code: 20429, message: 'slow down', retryAfterSeconds: 3 }, { kind: 'deferred', slowDown: true, retryAfterMs: 3_000 }],
    ['a server error', { kind: 'answer', status: 500, code: 20500, message: 'oops' }, { kind: 'unanswered' }],
    ['a bad gateway', { kind: 'answer', status: 502, code: 0, message: 'oops' }, { kind: 'unanswered' }],
    ['a person who said STOP', { kind: 'answer', status: 400, code: 21610, message: 'stopped' }, { kind: 'refused', state: 'bounced', code: '21610', suppress: 'stop' }],
    ['a landline', { kind: 'answer', status: 400, code: 21614, message: 'landline' }, { kind: 'refused', suppress: 'dead-number' }],
    ['a sender that is not ours', { kind: 'answer', status: 400, code: 21606, message: 'from' }, { kind: 'misconfigured', scope: 'sender' }],
    ['a connection lost before', { kind: 'close-before' }, { kind: 'unanswered' }],
    ['a connection lost after', { kind: 'close-after' }, { kind: 'unanswered' }],
  ])('hears %s', async (_, fault, answer) => {
    const { gateway } = await faulty(fault);
    expect(await gateway.send(textTo('+12065550123'))).toMatchObject(answer);
  });

  it('does not send again by itself what may have been taken', async () => {
    const { capture, gateway } = await faulty({ kind: 'close-after' });
    await Promise.all(Array.from({ length: 10 }, (_, n) => gateway.send(textTo(`+1206555010${n}`))));
    expect(capture.store.sms.counts()).toMatchObject({ total: 10, recipients: 10 });
  });

  it('hands nothing over once the lease is gone, though it had begun to', async () => {
    const { capture, gateway } = await faulty({ kind: 'late', ms: 0 });
    let ours = true;
    const answer = gateway.send(textTo('+12065550123'), undefined, () => ours);
    ours = false; // the connection is not there yet, as after a freeze in the middle of opening one
    expect(await answer).toMatchObject({ kind: 'deferred', code: 'late' });
    expect(await gateway.send(textTo('+12065550124'), undefined, () => true)).toMatchObject({ kind: 'accepted' });
    expect(capture.store.sms.counts()).toMatchObject({ total: 1, recipients: 1 });
  });

  it('finds the text that it never heard of again', async () => {
    const { capture, gateway } = await faulty({ kind: 'close-after' });
    await gateway.send(textTo('+12065550123'));
    await gateway.send(textTo('+12065550124'));
    const listed = await gateway.sentTo('+12065550123');
    const { records } = await capture.store.sms.list({ to: '+12065550123', limit: 5 });
    expect(listed).toMatchObject([{ providerId: records[0]!.sms.sid, body: 'About your card', outbound: true }]);
    expect(Math.abs(listed![0]!.createdAt.getTime() - Date.parse(records[0]!.sms.at))).toBeLessThan(1_000);
  });

  it.each<[string, TwilioFault, object]>([
    ['still on its way', { kind: 'outcome', status: null, errorCode: 30003 }, { status: 'sent', code: null, final: false }],
    ['not delivered', { kind: 'outcome', status: 'undelivered', errorCode: 30005 }, { status: 'undelivered', code: '30005', final: true }],
    ['delivered, and the callback never came', { kind: 'callbacks', order: 'natural', copies: 1, drop: ['sent', 'delivered'] }, { status: 'delivered', code: null, final: true }],
  ])('learns by asking that a text is %s', async (_, fault, status) => {
    const { capture, gateway } = await faulty(fault);
    capture.setTwilioPolicy(twilioPolicyOf([{ fault }]), { sentMs: [0, 0], finalMs: [0, 0] });
    const answer = await gateway.send(textTo('+12065550123'));
    const sid = answer.kind === 'accepted' ? answer.providerId! : '';
    let heard = await gateway.statusOf(sid);
    await eventually(async () => JSON.stringify((heard = await gateway.statusOf(sid))).includes(JSON.stringify(status).slice(1, -1)));
    expect(heard).toEqual({ kind: 'status', ...status });
  });

  it('learns that Twilio knows a text no more', async () => {
    expect(await at(await startTestCapture()).statusOf(`SM${'0'.repeat(32)}`)).toEqual({ kind: 'gone' });
  });

  it('is not reached where nobody listens, and then can\'t be asked either', async () => {
    const capture = await startTestCapture();
    const gateway = at(capture);
    await capture.stop();
    expect(await gateway.send(textTo('+12065550123'))).toMatchObject({ kind: 'unreached' });
    expect(await gateway.sentTo('+12065550123')).toBeNull();
    expect(await gateway.statusOf(`SM${'0'.repeat(32)}`)).toEqual({ kind: 'unreached' });
  });

  it('finds its own fault where the token is wrong', async () => {
    const capture = await startTestCapture();
    const gateway = gatewayAt(capture.baseUrl, { accountSid: capture.accountSid, authToken: 'wrong' });
    expect(await gateway.send(textTo('+12065550123'))).toMatchObject({ kind: 'misconfigured', scope: 'channel', code: '20003' });
  });

  it('doubts an answer that it can\'t read', async () => {
    const { url } = await listenForForms(() => ({ status: 201, body: '<html>', contentType: 'text/html' }));
    expect(await gatewayAt(url, { accountSid: `AC${'1'.repeat(32)}`, authToken: 'x' }).send(textTo('+12065550123'))).toMatchObject({ kind: 'unanswered' });
  });
});
