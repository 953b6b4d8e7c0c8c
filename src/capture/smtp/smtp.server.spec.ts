import { afterEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { askCapture, cleanUpCaptures, eventually, startTestCapture } from '../../../test/support/capture-fixture.js';
import type { Capture } from '../capture.js';
import type { MailSummary } from '../disk/mail.js';
import type { SmtpFault } from './smtp.policy.js';

afterEach(cleanUpCaptures);

interface MailView extends MailSummary {
  headers: { name: string; value: string }[];
  html: string | null;
  text: string | null;
  attachments: { filename: string | null; mimeType: string; size: number }[];
}

function mailer(capture: Capture, socketTimeout = 20_000) {
  return createTransport({ host: '127.0.0.1', port: capture.smtpPort, ignoreTLS: true, socketTimeout });
}

async function arrived(capture: Capture): Promise<MailSummary[]> {
  return (await askCapture<{ mails: MailSummary[] }>(capture, '/captured/mail?limit=500')).mails;
}

describe('the captured mail', () => {
  it('is what was sent: accents, lines that begin with a dot, long lines, attachments', async () => {
    const capture = await startTestCapture({ now: () => new Date('2026-03-01T08:00:00Z') });
    const text = ['.', '..two', '.one', 'Ünïcödé – ¿qué pasó? 日本語', 'x'.repeat(5000), 'end', ''].join('\n');
    await mailer(capture).sendMail({
      from: { name: 'Märchen & Co.', address: 'news@brand.example' },
      to: 'ann@example.com',
      subject: 'Wichtig: Ihre Karte – ¡léalo!',
      messageId: '<m.1@brand.example>',
      headers: { 'X-Firstword-Notice': 'n-1' },
      envelope: { from: 'bounce+1@brand.example', to: 'Ann@example.com' },
      text,
      html: `<p>${'ä'.repeat(3000)}</p>`,
      attachments: [{ filename: 'plan.txt', content: 'three bytes: äöü' }],
    });
    const [summary, ...others] = await arrived(capture);
    expect(others).toEqual([]);
    expect(summary).toMatchObject({
      ...{ from: 'bounce+1@brand.example', to: ['Ann@example.com'], at: '2026-03-01T08:00:00.000Z' },
      ...{ subject: 'Wichtig: Ihre Karte – ¡léalo!', messageId: '<m.1@brand.example>', notice: 'n-1' },
    });
    const mail = await askCapture<MailView>(capture, `/captured/mail/${summary!.id}`);
    expect(mail.text!.replace(/\r/g, '').trimEnd()).toBe(text.trimEnd());
    expect(mail.html).toContain('ä'.repeat(3000));
    expect(mail.headers).toContainEqual({ name: 'X-Firstword-Notice', value: 'n-1' });
    expect(mail.attachments).toEqual([{ filename: 'plan.txt', mimeType: 'text/plain', size: 19 }]);
  });

  it('keeps the message byte for byte', async () => {
    const capture = await startTestCapture();
    const raw = Buffer.from('Subject: raw\r\n\r\n.dot\r\n..\r\n\xff\xfe 8 bits \x00\r\n.\r\nlast', 'latin1');
    await mailer(capture).sendMail({ raw, envelope: { from: 'a@brand.example', to: 'ann@example.com' } });
    const [summary] = await arrived(capture);
    const answer = await fetch(`${capture.baseUrl}/captured/mail/${summary!.id}/raw`);
    expect(answer.headers.get('content-type')).toBe('message/rfc822');
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1')).toBe(`${raw.toString('latin1')}\r\n`);
  });

  it('takes pipelined commands and addresses beyond ASCII', async () => {
    const capture = await startTestCapture();
    const said = await conversation(capture.smtpPort, [
      'EHLO me\r\n',
      'MAIL FROM:<a@brand.example> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<josé@example.com>\r\nRCPT TO:<ann@example.com>\r\nDATA\r\n',
      'Subject: two\r\n\r\nHello\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n',
      'Subject: null sender\r\n\r\nHello\r\n.\r\nQUIT\r\n',
    ]);
    expect(said).toEqual(expect.arrayContaining(['250-PIPELINING', '250-8BITMIME', '250-SMTPUTF8']));
    expect(said.filter((line) => /^250 OK: captured as [0-9a-f]{16}$/.test(line))).toHaveLength(2);
    expect((await arrived(capture)).map(({ from, to, smtpUtf8, bodyType }) => ({ from, to, smtpUtf8, bodyType }))).toEqual([
      { from: '', to: ['bob@example.com'], smtpUtf8: false, bodyType: '7bit' },
      { from: 'a@brand.example', to: ['josé@example.com', 'ann@example.com'], smtpUtf8: true, bodyType: '8bitmime' },
    ]);
  });

  it('says who was written to twice for one notice', async () => {
    const capture = await startTestCapture();
    const transport = mailer(capture);
    for (const [to, messageId] of [['ann@example.com', '<1@b.example>'], ['ann@example.com', '<1@b.example>'], ['bob@example.com', '<2@b.example>']]) {
      await transport.sendMail({ from: 'a@brand.example', to, messageId, text: 'x', headers: { 'X-Firstword-Notice': 'n' } });
    }
    expect(await askCapture(capture, '/captured/counts')).toMatchObject({
      mail: { total: 3, recipients: 2, messageIds: 2, repeatedForNotice: 1 },
    });
    expect(await askCapture(capture, '/captured/duplicates')).toMatchObject({
      mail: [{ to: 'ann@example.com', notice: 'n', mails: [{ messageId: '<1@b.example>' }, { messageId: '<1@b.example>' }] }],
    });
    const answer = await fetch(`${capture.baseUrl}/captured`, { method: 'DELETE' });
    expect(answer.status).toBe(204);
    expect(await askCapture(capture, '/captured/counts')).toMatchObject({ mail: { total: 0, recipients: 0 } });
  });
});

describe('a mail server that misbehaves', () => {
  const send = (capture: Capture, to = 'ann@example.com', patienceMs?: number) =>
    mailer(capture, patienceMs).sendMail({ from: 'a@brand.example', to, subject: 'S', text: 'x'.repeat(1000) });

  it.each<[string, SmtpFault, { responseCode?: number; code?: string }, number]>([
    ['refuses the recipient', { kind: 'reject-rcpt', code: 550, text: '5.1.1 No such user' }, { responseCode: 550 }, 0],
    ['refuses the message', { kind: 'reject-data', code: 451, text: '4.7.1 Later' }, { responseCode: 451 }, 0],
    ['hangs up in the middle', { kind: 'drop-mid-data' }, { code: 'ECONNECTION' }, 0],
    ['hangs up after the final dot', { kind: 'drop-after-dot', stored: false }, { code: 'ECONNECTION' }, 0],
    ['hangs up after it has kept the mail', { kind: 'drop-after-dot', stored: true }, { code: 'ECONNECTION' }, 1],
    ['keeps the mail and says nothing', { kind: 'silent', stored: true }, { code: 'ETIMEDOUT' }, 1],
    ['says nothing and keeps nothing', { kind: 'silent', stored: false }, { code: 'ETIMEDOUT' }, 0],
  ])('%s', async (_what, fault, error, kept) => {
    const capture = await startTestCapture();
    capture.setSmtpPolicy(({ to }) => (to.startsWith('ann@') ? fault : undefined));
    const patienceMs = fault.kind === 'silent' ? 300 : undefined;
    await expect(send(capture, 'ann@example.com', patienceMs)).rejects.toMatchObject(error);
    expect(await arrived(capture)).toHaveLength(kept);
    await send(capture, 'bob@example.com');
    expect(await arrived(capture)).toHaveLength(kept + 1);
  });

  it('answers late and well', async () => {
    const capture = await startTestCapture();
    capture.setSmtpPolicy(({ stage }) => ({ kind: 'delay', ms: 30, at: stage }));
    await expect(send(capture)).resolves.toMatchObject({ accepted: ['ann@example.com'] });
  });

  it('is told how by rules over HTTP, and told to stop', async () => {
    const capture = await startTestCapture();
    const rules = [{ to: '^ann@', times: 1, fault: { kind: 'reject-rcpt', code: 452, text: '4.2.2 Full' } }];
    const path = `${capture.baseUrl}/control/smtp-policy`;
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(path, { method: 'PUT', headers, body: JSON.stringify({ rules }) })).status).toBe(204);
    await expect(send(capture)).rejects.toMatchObject({ responseCode: 452 });
    await send(capture);
    expect((await fetch(path, { method: 'PUT', headers, body: JSON.stringify({ rules: [{ fault: { kind: 'explode' } }] }) })).status).toBe(400);
    await fetch(path, { method: 'PUT', headers, body: JSON.stringify({ rules }) });
    expect((await fetch(path, { method: 'DELETE' })).status).toBe(204);
    await send(capture);
    expect(await arrived(capture)).toHaveLength(2);
  });
});

/** Sends each text as one piece when the answer to the one before is there, and gives all lines that came back. */
async function conversation(port: number, texts: string[]): Promise<string[]> {
  const lines: string[] = [];
  const socket = connect(port, '127.0.0.1');
  let rest = '';
  let open = true;
  socket.on('data', (chunk) => {
    const parts = (rest + chunk.toString('utf8')).split('\r\n');
    rest = parts.pop()!;
    lines.push(...parts);
  });
  socket.on('close', () => (open = false));
  const answers = (): number => lines.filter((line) => /^\d{3} /.test(line)).length;
  let expected = 1;
  for (const text of texts) {
    await eventually(() => answers() >= expected);
    socket.write(text);
    expected += (text.match(/^(EHLO|MAIL|RCPT|DATA|QUIT|\.\r$)/gm) ?? []).length;
  }
  await eventually(() => !open);
  return lines;
}
