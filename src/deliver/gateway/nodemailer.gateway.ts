import nodemailer from 'nodemailer';
import { accepted, type Answer, failed } from '../model/answer.js';
import { EmailGateway, type OutgoingEmail } from '../model/gateways.js';
import { smtpAnswer, type SmtpError } from '../model/smtp-error.js';
import { dkimFault } from './dkim-check.js';
import { type DkimSigner } from './dkim-key.js';
import { isPlainAddress, mimeMessage } from './mime-message.js';

export interface SmtpSettings {
  /** smtp(s)://user:password@host:port. Never logged. */
  readonly url: string;
  readonly connections: number;
  /** A signer, in words why there can't be one, or null where the relay signs. */
  readonly signer: DkimSigner | string | null;
  /** How long the server may say nothing, in milliseconds; absent is a minute. */
  readonly silenceMs?: number;
}

const CONNECT_MS = 10_000;
const GREETING_MS = 15_000;
/** The library would wait ten minutes for a server that says nothing. */
const SILENCE_MS = 60_000;
/** Below what servers usually allow on one connection. */
const MESSAGES_PER_CONNECTION = 500;
/** The library itself tries again only what no connection ever began; the lane does that better. */
const REQUEUES = 2;

/** Hands mail to one relay over kept connections. */
export class NodemailerGateway extends EmailGateway {
  readonly provider = 'smtp';
  private readonly pool: ReturnType<typeof openPool>;

  constructor(private readonly settings: SmtpSettings) {
    super();
    this.pool = openPool(settings);
    this.pool.on('error', () => undefined); // each message hears of it by its own answer
  }

  /** Signs a message and checks it as a receiver would. */
  async selfCheck(): Promise<string | null> {
    const { signer } = this.settings;
    if (signer === null || typeof signer === 'string') return signer;
    const sample = { from: `check@${signer.domainName}`, to: `check@${signer.domainName}`, subject: 'Prüfung', text: 'Line\n\n  spaced  \n', html: '<p>ü</p>' };
    try {
      const { message } = await nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim: { ...signer } }).sendMail(sample);
      const raw: Buffer = Buffer.isBuffer(message) ? message : Buffer.from('');
      const fault = dkimFault(raw.toString('latin1'), signer.privateKey);
      return fault === null ? null : `DKIM does not work: ${fault}.`;
    } catch (error) {
      return `DKIM does not work: ${(error as Error).message}.`;
    }
  }

  async send(mail: OutgoingEmail, signal?: AbortSignal): Promise<Answer> {
    const { messageId, from, to } = mail;
    try {
      const info: SmtpReceipt = await this.pool.sendMail({
        ...contentOf(mail),
        messageId,
        envelope: { from: from.address, to: [to] },
        ...(signal ? { signal } : {}),
      });
      return accepted(info.serverMessageId ?? messageId, info.response?.slice(0, 3) ?? null);
    } catch (error) {
      if (error instanceof RangeError) return failed('not-a-message', 'The message could not be written out.');
      return smtpAnswer(error as SmtpError);
    }
  }

  async close(): Promise<void> {
    this.pool.close();
  }
}

interface SmtpReceipt {
  /** The relay's reply to the message. */
  readonly response?: string;
  /** What the relay put in the place of our Message-ID, as some do. */
  readonly serverMessageId?: string;
}

/** Addresses beyond ASCII are rare, and the library knows how to write them. */
function contentOf({ from, to, replyTo, subject, html, text, headers, ...rest }: OutgoingEmail) {
  if ([from.address, to, replyTo].every(isPlainAddress)) return { raw: mimeMessage({ from, to, replyTo, subject, html, text, headers, ...rest }, new Date()) };
  return { from: { name: from.name, address: from.address }, to, replyTo, subject, html, text, headers };
}

function openPool({ url, connections, signer, silenceMs = SILENCE_MS }: SmtpSettings) {
  return nodemailer.createTransport({
    ...smtpAddress(url),
    pool: true,
    maxConnections: connections,
    maxMessages: MESSAGES_PER_CONNECTION,
    maxRequeues: REQUEUES,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(signer !== null && typeof signer === 'object' ? { dkim: { ...signer } } : {}),
  });
}

/** STARTTLS is used wherever it is offered, and demanded before a password leaves this machine. */
function smtpAddress(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ignoreTLS: !secure && local,
    requireTLS: !secure && !local && username !== '',
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  };
}
