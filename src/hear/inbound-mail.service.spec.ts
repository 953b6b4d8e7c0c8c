import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerOfTest, silentLog, SURROUNDINGS_OF_TEST } from '../../test/support/hear-ports.js';
import { SECRET_KEY, World } from '../../test/support/hear.builder.js';
import { arf, dsn, mailOf } from '../../test/support/mail.builder.js';
import { testDatabase, type TestDatabase } from '../../test/support/postgres.js';
import type { CustomerId, MessageId, NoticeId } from '../kernel/ids.js';
import { mailToken } from '../kernel/mail-token.js';
import { FixedClock } from '../platform/clock/clock.js';
import { mailTokenKey } from '../platform/http/seal.js';
import { InboundMailService } from './inbound-mail.service.js';
import { ReceiptsService } from './receipts.service.js';
import { InboundMailRepository } from './store/inbound-mail.repository.js';
import { ReceiptRepository } from './store/receipt.repository.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const BOUNCES = 'bounces@mail.northwind.example';

let database: TestDatabase;
let [ledger, raised] = [new LedgerOfTest(), [] as string[]];
let service: InboundMailService;
let receipts: ReceiptsService;
let [ana, eva] = ['' as CustomerId, '' as CustomerId];
let [message, other] = ['' as MessageId, '' as MessageId];
let notice: NoticeId;

beforeAll(async () => {
  database = await testDatabase();
  const world = await World.begin(database);
  [ana, eva] = [await world.customer('C1', { email: 'ana@mail.example' }), await world.customer('C2', { email: 'eva@mail.example' })];
  const incident = await world.incident();
  notice = await world.notice(incident, await world.audience(incident, [ana, eva]));
  await world.rollout(notice, ['2026-03-02T08:40:00Z']);
  [message, other] = [await world.message(notice, ana, 'email', 'sent', { handedOverAt: '2026-03-02T08:41:00Z' }), await world.message(notice, eva, 'email', 'sent')];
  await database.db.query(`update message set provider = 'smtp:second' where id = $1`, [message]);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.query('truncate receipt, inbound_mail');
  [ledger, raised] = [new LedgerOfTest(), []];
  const clock = new FixedClock(NOW);
  receipts = new ReceiptsService(new ReceiptRepository(database.db), ledger, clock, { raise: async ({ subject }) => void raised.push(subject) }, silentLog);
  service = new InboundMailService(new InboundMailRepository(database.db), receipts, clock, SURROUNDINGS_OF_TEST, silentLog);
});

const tokenOf = (id: MessageId): string => mailToken(mailTokenKey(SECRET_KEY), id);
const verp = (id: MessageId): string => BOUNCES.replace('@', `+${tokenOf(id)}@`);
const messageIdOf = (id: MessageId): string => `Message-ID: <m.${id}-${notice}@northwind.example>`;
const kept = () => database.db.query<{ kind: string }>('select kind, message_id as message, customer_id as customer, status, subject, body from inbound_mail order by id');
async function hear(raw: Buffer) {
  const answer = await service.hear(raw);
  await receipts.settled();
  return answer;
}

describe('a bounce', () => {
  it('reaches the ledger once, however often the mail is read', async () => {
    const mail = dsn({ to: verp(message), status: '5.1.1' });
    expect(await Promise.all([hear(mail), hear(mail)]).then((answers) => answers.toSorted())).toEqual(['kept', 'repeated']);
    expect(await hear(mail)).toBe('repeated');
    expect(ledger.events).toEqual([
      { provider: 'smtp:second', messageId: message, providerId: null, status: 'bounced', code: '5.1.1', reason: 'The mailbox does not exist.', mark: 'hard-bounce', occurredAt: NOW },
    ]);
    expect(await kept()).toEqual([{ kind: 'bounce', message, customer: ana, status: '5.1.1', subject: null, body: null }]);
  });

  it.each<[string, () => Buffer]>([
    ['the return path', () => dsn({ to: verp(message).toUpperCase(), recipient: 'somebody.else@mail.example' })],
    ['the envelope id', () => dsn({ to: BOUNCES, envelopeId: tokenOf(message) })],
    ['the header of what it returns', () => dsn({ to: BOUNCES, returned: `X-Firstword-Message: ${tokenOf(message)}` })],
    ['the return path, in words of Exchange', () => mailOf({ From: 'postmaster@mail.example', To: verp(message), Subject: 'Undeliverable: About your card' }, 'ana@mail.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##')],
    ['the return path, in words of qmail', () => mailOf({ 'Return-Path': '<>', From: 'MAILER-DAEMON@mail.example', To: verp(message), Subject: 'failure notice', 'Content-Type': 'text/plain; charset=no-such-charset' }, 'Hi. This is the qmail-send program.\n<ana@mail.example>:\nSorry, no mailbox here by that name. (#5.1.1)')],
  ])('is named by %s', async (_, mail) => {
    await hear(mail());
    expect(ledger.events).toMatchObject([{ messageId: message, status: 'bounced', code: '5.1.1', mark: 'hard-bounce' }]);
  });

  it('that names a message as anybody could, stops no address, and nothing at all where the address does not fit', async () => {
    await hear(dsn({ to: BOUNCES, returned: messageIdOf(message) }));
    expect(ledger.events).toMatchObject([{ messageId: message, status: 'bounced', mark: 'none' }]);
    await hear(dsn({ to: BOUNCES, returned: messageIdOf(other) }));
    await hear(dsn({ to: BOUNCES.replace('@', `+${'0'.repeat(29)}@`), recipient: 'eva@mail.example' }));
    expect(ledger.events).toHaveLength(1);
    expect((await kept()).slice(1)).toMatchObject([{ kind: 'bounce', message: null }, { kind: 'bounce', message: null }]);
  });

  it('with a code that no table has is on record and alerted, and stops nothing', async () => {
    await hear(dsn({ to: verp(message), status: '5.99.9' }));
    await hear(mailOf({ From: 'mailer-daemon@mail.example', To: verp(message), Subject: 'failure notice' }, 'It did not work.'));
    expect(ledger.events).toMatchObject([{ status: 'failed', code: '5.99.9', mark: 'none' }]);
    expect(await database.db.query('select status, code, outcome from receipt order by id')).toEqual([
      { status: 'dsn:failed', code: '5.99.9', outcome: 'applied' }, { status: 'dsn:unreadable', code: null, outcome: 'unknown-status' },
    ]);
    expect(raised).toEqual(['receipt:dsn:failed:5.99.9', 'receipt:dsn:unreadable']);
  });

  it('is none while the mail is only late', async () => {
    await hear(dsn({ to: verp(message), action: 'delayed', status: '4.4.1' }));
    await hear(mailOf({ From: 'mailer-daemon@mail.example', To: verp(message), Subject: 'Warning: message delayed 4 hours' }, '550 5.1.1 quoted'));
    expect(ledger.events).toEqual([]);
    expect(await kept()).toMatchObject([{ kind: 'delay', message }, { kind: 'delay', message }]);
  });
});

it('a complaint proves that the mail arrived, and stops the address', async () => {
  await hear(arf({ to: 'abuse@northwind.example', returned: `From: care@northwind.example\nX-Firstword-Message: ${tokenOf(other)}` }));
  expect(ledger.events).toMatchObject([{ provider: 'smtp', messageId: other, status: 'delivered', mark: 'complaint' }]);
  expect(await kept()).toMatchObject([{ kind: 'complaint', message: other, customer: eva, status: 'abuse' }]);
});

describe('what people answer', () => {
  const answer = (headers: Record<string, string> = {}) => mailOf({ From: 'Ana <Ana@Mail.example>', To: 'care@northwind.example', Subject: '=?utf-8?q?Re=3A_Pr=C3=BCfung?=', 'Content-Type': 'text/plain; charset=iso-8859-1', ...headers }, 'Is it really you? \xfc');

  it('is kept with whose it is and what it answers', async () => {
    await hear(answer({ 'In-Reply-To': messageIdOf(message).slice(12) }));
    expect(await kept()).toMatchObject([{ kind: 'reply', message, customer: ana, subject: 'Re: Prüfung', body: expect.stringContaining('really you? ü') }]);
    expect(await service.list({ limit: 5, kind: 'reply', customerId: ana })).toMatchObject([{ kind: 'reply', messageId: message, subject: 'Re: Prüfung', receivedAt: NOW }]);
    expect(ledger.events).toEqual([]);
  });

  it('is nobody\'s message where the sender is not who got it', async () => {
    await hear(answer({ 'In-Reply-To': messageIdOf(other).slice(12) }));
    await hear(answer({ From: 'stranger@mail.example' }));
    expect(await kept()).toMatchObject([{ message: null, customer: ana }, { message: null, customer: null }]);
  });

  it.each<Record<string, string>>([{ 'Auto-Submitted': 'auto-replied' }, { 'X-Autoreply': 'yes' }, { Precedence: 'auto_reply' }, { 'Return-Path': '<>' }])('is a machine\'s with %j, and no bounce', async (headers) => {
    await hear(answer({ ...headers, To: verp(message), Subject: 'Out of office: 550 5.1.1' }));
    expect(await kept()).toMatchObject([{ kind: 'auto-reply', message }]);
    expect(ledger.events).toEqual([]);
  });
});

it('a mail that nobody can read is kept as that', async () => {
  let deep = 'text';
  for (let n = 40; n > 0; n -= 1) deep = `--x${n}\r\nContent-Type: multipart/mixed; boundary="x${n + 1}"\r\n\r\n${deep}`;
  for (const raw of [Buffer.alloc(0), Buffer.from([0, 255, 10, 0]), Buffer.from(`Content-Type: multipart/mixed; boundary="x1"\r\n\r\n${deep}`)]) expect(await hear(raw)).toBe('kept');
  expect(new Set((await kept()).map(({ kind }) => kind))).toEqual(new Set(['reply', 'unreadable']));
});
