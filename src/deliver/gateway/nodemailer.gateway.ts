import nodemailer from 'nodemailer';
import type { MessageId } from '../../kernel/ids.js';
import { accepted, type Answer, deferred, failed } from '../model/answer.js';
import { EmailGateway, type OutgoingEmail } from '../model/gateways.js';
import type { MailTrace } from '../model/mail-trace.js';
import { smtpAnswer, type SmtpError } from '../model/smtp-error.js';
import { dkimFault } from './dkim-check.js';
import { type DkimSigner } from './dkim-key.js';
import { dkimSignature } from './dkim-signature.js';
import { isPlainAddress, type MimeMessage, mimeMessage, partsOf, wholeMessage } from './mime-message.js';
import { SmtpConnections, type SmtpConnectionsOptions } from './smtp-connections.js';
import { TooLate } from './smtp-fault.js';
import { smtpFault } from './smtp-check.js';

export interface SmtpSettings {
  /** Its name in the ledger; absent is the first relay's. */
  readonly provider?: string;
  /** smtp(s)://user:password@host:port. Never logged. */
  readonly url: string;
  readonly connections: number;
  /** A signer, in words why there can't be one, or null where the relay signs. */
  readonly signer: DkimSigner | string | null;
  /** How long the server may say nothing, in milliseconds; absent is a minute. */
  readonly silenceMs?: number;
  /** How its mails are known again; absent where nothing comes back. */
  readonly traceOf?: (id: MessageId, isOptional: boolean) => MailTrace;
}

const CONNECT_MS = 10_000;
const GREETING_MS = 15_000;
/** The library would wait ten minutes for a server that says nothing. */
const SILENCE_MS = 60_000;

/** Hands mail to one relay over kept connections. */
export class NodemailerGateway extends EmailGateway {
  readonly provider: string;
  private readonly relay: SmtpConnections;
  private readonly signer: DkimSigner | null;

  constructor(private readonly settings: SmtpSettings) {
    super();
    this.provider = settings.provider ?? 'smtp';
    this.relay = new SmtpConnections(connectionsOf(settings));
    this.signer = typeof settings.signer === 'string' ? null : settings.signer;
  }

  /** Signs a message and checks it as a receiver would; then the relay has to let us in. */
  async selfCheck(): Promise<string | null> {
    const { connection, auth } = connectionsOf(this.settings);
    return (await this.signerFault()) ?? smtpFault({ ...connection, auth: auth ?? undefined });
  }

  private async signerFault(): Promise<string | null> {
    const { signer } = this.settings;
    if (signer === null || typeof signer === 'string') return signer;
    const [address, headers] = [`check@${signer.domainName}`, { 'List-Unsubscribe': '<https://check.example/u>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }];
    const sample = { messageId: '<check@check.example>', from: { name: 'Prüfung', address }, to: address, replyTo: address, subject: 'Prüfung', text: 'Line\n\n  spaced  \n', html: '<p>ü</p>', headers };
    try {
      const fault = dkimFault((await this.written(sample)).toString('latin1'), signer.privateKey);
      return fault === null ? null : `DKIM does not work: ${fault}.`;
    } catch (error) {
      return `DKIM does not work: ${(error as Error).message}.`;
    }
  }

  async send(mail: OutgoingEmail, signal?: AbortSignal, stillOurs = (): boolean => true): Promise<Answer> {
    const { messageId, from, to } = mail;
    try {
      const trace = mail.ledgerId === undefined ? undefined : this.settings.traceOf?.(mail.ledgerId, mail.isOptional ?? false);
      const message = await this.written(trace ? { ...mail, headers: { ...mail.headers, ...trace.headers } } : mail);
      const { response, serverMessageId } = await this.relay.send({ from: trace?.returnPath ?? from.address, to, envelopeId: trace?.envelopeId, message, signal, stillOurs });
      // Some relays put an id of their own in the place of ours.
      return accepted(serverMessageId ?? messageId, response.slice(0, 3));
    } catch (error) {
      if (error instanceof RangeError) return failed('not-a-message', 'The message could not be written out.');
      if (error instanceof TooLate) return deferred('late', 'The hand-over was begun too late and did not take place.', { retryAfterMs: 0 });
      return smtpAnswer(error as SmtpError);
    }
  }

  async close(): Promise<void> {
    this.relay.close();
  }

  /** As it goes over the wire, signed where we sign. */
  private async written(mail: OutgoingEmail): Promise<Buffer> {
    const message = [mail.from.address, mail.to, mail.replyTo].every(isPlainAddress) ? mimeMessage(mail, new Date()) : await byLibrary(mail);
    return wholeMessage(message, this.signer === null ? '' : await dkimSignature(message, this.signer));
  }
}

/** Addresses beyond ASCII are rare, and the library knows how to write them. */
async function byLibrary({ from, to, replyTo, subject, html, text, headers, messageId }: OutgoingEmail): Promise<MimeMessage> {
  const writer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows', disableFileAccess: true, disableUrlAccess: true });
  const { message } = await writer.sendMail({ from: { name: from.name, address: from.address }, to, replyTo, subject, html, text, headers, messageId });
  if (!Buffer.isBuffer(message)) throw new TypeError('The mail library answered without a message.');
  return partsOf(message);
}

function connectionsOf({ url, connections, silenceMs = SILENCE_MS }: SmtpSettings): SmtpConnectionsOptions {
  const address = new URL(url);
  const auth = address.username === '' ? null : { user: decodeURIComponent(address.username), pass: decodeURIComponent(address.password) };
  return { connections, auth, connection: { ...smtpAddress(address), connectionTimeout: CONNECT_MS, greetingTimeout: GREETING_MS, socketTimeout: silenceMs } };
}

/** STARTTLS is used wherever it is offered, and demanded before a password leaves this machine. */
function smtpAddress({ protocol, hostname, port, username }: URL) {
  const secure = protocol === 'smtps:';
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ignoreTLS: !secure && local,
    requireTLS: !secure && !local && username !== '',
  };
}
