import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/capture-fixture.js';
import { silentLog } from '../../test/support/hear-ports.js';
import { ImapServerOfTest } from '../../test/support/imap.server.js';
import { mailOf } from '../../test/support/mail.builder.js';
import { readMailbox } from './mailbox/imap.mailbox.js';
import { MailboxService } from './mailbox.service.js';

const mail = (subject: string): Buffer => mailOf({ From: 'ana@mail.example', Subject: subject }, 'text');
const subjectOf = (raw: Buffer): string => /^Subject: (.*)\r$/m.exec(raw.toString())![1]!;

let server: ImapServerOfTest;
let [heard, alerts] = [[] as string[], [] as string[]];
let mailbox: MailboxService;

beforeEach(async () => {
  server = await ImapServerOfTest.start();
  [heard, alerts] = [[], []];
  mailbox = new MailboxService(
    { hear: async (raw) => (heard.push(subjectOf(raw)), 'kept') },
    { raise: async ({ kind }) => void alerts.push(kind), clear: async () => undefined },
    { BOUNCE_IMAP_URL: server.url }, silentLog,
  );
});
afterEach(async () => {
  mailbox.onModuleDestroy();
  await server.stop();
});

describe('the bounce mailbox', () => {
  it('is emptied once, oldest first', async () => {
    ['one', 'two'].forEach((subject) => server.deliver(mail(subject)));
    expect([await mailbox.read(), await mailbox.read()]).toEqual([2, 0]);
    expect([heard, server.left, server.heard.includes('IDLE')]).toEqual([['one', 'two'], 0, false]);
  });

  it('is watched where the server tells of mail: it is heard as it comes, and the process need not wait to end', async () => {
    server.deliver(mail('lay there'));
    const visit = mailbox.watch();
    for (const subject of ['came', 'came later']) {
      await eventually(() => server.isWatched);
      server.deliver(mail(subject));
      await eventually(() => heard.includes(subject));
    }
    mailbox.onModuleDestroy();
    expect(await visit).toEqual({ taken: 3, again: false });
    expect([server.left, alerts]).toEqual([0, []]);
  });

  it('has no moment in which mail is overlooked: what comes while another is read is told with that command', async () => {
    const late = mail('between');
    const stop = new AbortController();
    server.deliver(mail('first'));
    const visit = readMailbox(server.url, {
      hear: async ({ raw }) => {
        heard.push(subjectOf(raw));
        if (heard.length === 1) server.deliver(late);
        else stop.abort();
        return 'heard';
      },
      emptied: async () => undefined,
    }, { forMs: 600_000, signal: stop.signal });
    expect([(await visit).taken, heard]).toEqual([2, ['first', 'between']]);
  });

  it('is asked for again at once when its time is over, and later where the server does not tell, hangs up, or is not there', async () => {
    const reader = { hear: async () => 'heard' as const, emptied: async () => undefined };
    expect(await readMailbox(server.url, reader, { forMs: 1, signal: new AbortController().signal })).toEqual({ taken: 0, again: true });
    const visit = mailbox.watch();
    await eventually(() => server.isWatched);
    server.hangUp();
    expect([await visit, alerts]).toEqual([{ taken: 0, again: false }, []]);
    server.idles = false;
    expect(await mailbox.watch()).toEqual({ taken: 0, again: false });
    await server.stop();
    expect([await mailbox.watch(), alerts]).toEqual([{ taken: 0, again: false }, ['mailbox.unreadable']]);
  });
});
