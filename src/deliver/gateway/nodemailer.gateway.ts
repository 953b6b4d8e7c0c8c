import nodemailer from 'nodemailer';
import { accepted, type Answer, unanswered } from '../model/answer.js';
import { EmailGateway, type OutgoingEmail } from '../model/gateways.js';
import { smtpAnswer, type SmtpError } from '../model/smtp-error.js';
import { dkimFault } from './dkim-check.js';
import { type DkimSigner } from './dkim-key.js';

export interface SmtpSettings {
  /** smtp(s)://user:password@host:port. Never logged. */
  readonly url: string;
  readonly connections: number;
  /** A signer, in words why there can't be one, or null where the relay signs. */
  readonly signer: DkimSigner | string | null;
}

const CONNECT_MS = 10_000;
const GREETING_MS = 15_000;
/** The library would wait ten minutes for a server that says nothing. */
const SILENCE_MS = 60_000;
/** Below what servers usually allow on one connection. */
const MESSAGES_PER_CONNECTION = 500;

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
    const { messageId, from, to, replyTo, subject, html, text, headers } = mail;
    try {
      const info = await this.pool.sendMail({
        messageId, from: { name: from.name, address: from.address }, to, replyTo, subject, html, text, headers,
        envelope: { from: from.address, to: [to] },
        ...(signal ? { signal } : {}),
      });
      return accepted(info.serverMessageId ?? messageId, info.response.slice(0, 3));
    } catch (error) {
      return error instanceof Error ? smtpAnswer(error as SmtpError) : unanswered('unknown', 'The mail library failed without a reason.');
    }
  }

  async close(): Promise<void> {
    this.pool.close();
  }
}

function openPool({ url, connections, signer }: SmtpSettings) {
  return nodemailer.createTransport({
    ...smtpAddress(url),
    pool: true,
    maxConnections: connections,
    maxMessages: MESSAGES_PER_CONNECTION,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
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
