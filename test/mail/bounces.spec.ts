import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MailboxService } from '../../src/hear/mailbox.service.js';
import { ReceiptsService } from '../../src/hear/receipts.service.js';
import { startThread, type ThreadApp } from '../support/thread.app.js';
import { AFFECTED_RULE, BRAND, BREACH, customersCsv, FACTS, purchasesCsv } from '../support/thread.company.js';
import { NoticeDesk } from '../support/thread.desk.js';
import { arf, mailOf } from '../support/mail.builder.js';
import { BOUNCES, DOMAIN, type MailServers, startMailServers } from './mail-servers.js';

// Five people: two whom it reaches (one of them answers), one whose mailbox is full, one who has none, one who complains.
const PEOPLE = ['ana', 'bob', 'full', 'gone', 'cy'];
const address = (user: string): string => `${user}@${DOMAIN}`;
let servers: MailServers;
let app: ThreadApp;

beforeAll(async () => {
  servers = await startMailServers(['ana', 'bob', 'cy'], 'full');
  app = await startThread({ now: new Date('2026-03-02T15:00:00Z'), smtpUrl: servers.smtpUrl, environment: { BOUNCE_ADDRESS: address(BOUNCES), BOUNCE_IMAP_URL: servers.imapUrl(BOUNCES) } });
}, 180_000);
afterAll(async () => {
  await app?.close();
  await servers?.stop();
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(100);
}

it('a notice to five addresses of a real Postfix and Dovecot: the ledger ends right', async () => {
  const [commander, author, approver, ops] = [await app.hire('commander'), await app.hire('author'), await app.hire('approver'), await app.hire('ops')];
  await app.admin.put(`/api/v1/brands/${BRAND.id}`, BRAND);
  await ops.post('/api/v1/imports/customers', customersCsv(PEOPLE.map((user, n) => ({ reference: `M-${n}`, firstName: 'Ana', lastName: 'Lopez', email: address(user), phone: '', locale: 'en-US', preferred: 'email' }))));
  await ops.post('/api/v1/imports/touchpoints', purchasesCsv(PEOPLE.map((_, n) => ({ customer: `M-${n}`, reference: `R-${n}`, at: '2026-02-12T09:00:00Z', store: 3, paidBy: 'card' }))));
  const { id: incident } = await commander.post<{ id: string }>('/api/v1/incidents', {
    kind: 'data-breach', title: 'Card numbers copied at two stores', severity: 'critical', brandId: BRAND.id, facts: FACTS, happenedFrom: BREACH.from, happenedUntil: BREACH.until,
  });
  const { id: audienceId } = await commander.post<{ id: string }>(`/api/v1/incidents/${incident}/audiences`, { rule: AFFECTED_RULE });
  const { id: notice } = await author.post<{ id: string }>(`/api/v1/incidents/${incident}/notices`, { type: 'initial', audienceId, schedule: { waves: 1 }, policies: { channels: 'email', ladder: null } });
  const desk = new NoticeDesk(commander, approver, ops);
  await desk.approve(notice);
  await desk.finished(notice, PEOPLE.length);

  await until(async () => (await Promise.all(['ana', 'bob', 'cy'].map((user) => servers.mails(user)))).every((mails) => mails.length === 1));
  const [toCy] = await servers.mails('cy');
  const [toBob] = await servers.mails('bob');
  await servers.send('fbl@mailbox.example', address(BOUNCES), arf({ to: address(BOUNCES), returned: toCy!.split(/\r?\n\r?\n/)[0]!.replaceAll('\r', '') }));
  const answered = /^Message-ID: (<[^>]+>)/im.exec(toBob!)![1]!;
  await servers.send(address('bob'), address(BOUNCES), mailOf({ From: `Bob <${address('bob')}>`, To: address(BOUNCES), Subject: 'Re: your message', 'In-Reply-To': answered, 'Message-ID': '<r1@customers.example>' }, 'Is it really you?'));

  const db = app.test.database.db;
  const kinds = () => db.query<{ kind: string; customer: string; status: string | null }>(`select i.kind, c.reference as customer, i.status from inbound_mail as i join customer as c on c.id = i.customer_id order by i.kind, c.reference`);
  // Nobody asks the mailbox: it is watched, and tells.
  await until(async () => (await kinds()).length === 4);
  await app.test.app.get(ReceiptsService).settled();
  expect(await kinds()).toEqual([
    { kind: 'bounce', customer: 'M-2', status: '5.2.2' }, { kind: 'bounce', customer: 'M-3', status: '5.1.1' }, { kind: 'complaint', customer: 'M-4', status: 'abuse' }, { kind: 'reply', customer: 'M-1', status: null },
  ]);
  await until(async () => (await db.query(`select from receipt where outcome = 'heard'`)).length === 0);
  const { sum } = await desk.finished(notice, PEOPLE.length);
  expect(sum).toMatchObject({ members: 5, adds: true, outcomes: { sent: 2, delivered: 1, bounced: 2, failed: 0, unknown: 0, pending: 0 } });
  expect(await db.query(`select c.reference, s.reason, s.scope from suppression as s join customer as c on c.email_hash = s.address_hash where s.lifted_at is null order by c.reference`)).toEqual([
    { reference: 'M-3', reason: 'hard-bounce', scope: 'all' }, { reference: 'M-4', reason: 'complaint', scope: 'optional' },
  ]);
  expect(await db.query('select count(*)::int as n from soft_bounce')).toEqual([{ n: 1 }]);
  // Heard once: nothing is left in the mailbox, and reading it again changes nothing.
  await until(async () => (await servers.mails(BOUNCES)).length === 0);
  expect(await app.test.app.get(MailboxService).read()).toBe(0);
}, 300_000);
