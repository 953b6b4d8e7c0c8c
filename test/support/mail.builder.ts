const CRLF = '\r\n';

interface Part {
  readonly type: string;
  readonly text: string;
}

/** A mail with CRLF line ends, of the headers and parts given. */
export function mailOf(headers: Readonly<Record<string, string>>, parts: readonly Part[] | string, type = 'multipart/mixed'): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (typeof parts === 'string') return bytes([...lines, '', parts]);
  const body = parts.flatMap((part) => ['--b1', `Content-Type: ${part.type}`, '', part.text]);
  return bytes([...lines, 'MIME-Version: 1.0', `Content-Type: ${type}; boundary="b1"`, '', ...body, '--b1--', '']);
}

const bytes = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\n').replace(/\r?\n/g, CRLF), 'latin1');

const DAEMON = 'Mail Delivery System <MAILER-DAEMON@mx.example>';

/** A delivery report as Postfix writes it. */
export function dsn(fields: { to: string; action?: string; status?: string; diagnostic?: string; recipient?: string; envelopeId?: string; returned?: string }): Buffer {
  const { to, action = 'failed', status = '5.1.1', diagnostic = `smtp; 550 ${status} said so`, recipient = 'ana@mail.example', envelopeId, returned = '' } = fields;
  return mailOf(
    { 'Return-Path': '<>', From: DAEMON, To: `<${to}>`, Subject: 'Undelivered Mail Returned to Sender', 'Auto-Submitted': 'auto-replied', 'Message-Id': '<1@mx.example>' },
    [
      { type: 'text/plain; charset=utf-8', text: 'This is the mail system at host mx.example.' },
      {
        type: 'message/delivery-status',
        text: ['Reporting-MTA: dns; mx.example', ...(envelopeId ? [`Original-Envelope-Id: ${envelopeId}`] : []), '', `Final-Recipient: rfc822; ${recipient}`, `Action: ${action}`, `Status: ${status}`, `Diagnostic-Code: ${diagnostic}`, ''].join('\n'),
      },
      { type: 'text/rfc822-headers', text: returned },
    ],
    'multipart/report; report-type=delivery-status',
  );
}

/** An abuse report as mailbox providers write it, the reader's address blacked out. @source RFC 5965, appendix B. */
export function arf(fields: { to: string; type?: string; returned: string }): Buffer {
  const { to, type = 'abuse', returned } = fields;
  return mailOf(
    { 'Return-Path': '<>', From: 'Feedback <fbl@mailbox.example>', To: `<${to}>`, Subject: 'FW: Important notice', 'Message-ID': '<9@mailbox.example>' },
    [
      { type: 'text/plain; charset=us-ascii', text: 'This is an email abuse report for a message received from 192.0.2.1.' },
      { type: 'message/feedback-report', text: `Feedback-Type: ${type}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Rcpt-To: <redacted@mailbox.example>\nSource-IP: 192.0.2.1\n` },
      { type: 'message/rfc822', text: `${returned}\n\nThe text.\n` },
    ],
    'multipart/report; report-type=feedback-report',
  );
}
