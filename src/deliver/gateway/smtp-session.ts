import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionSendInfo, SMTPEnvelopeDsn } from 'nodemailer/lib/smtp-connection';
import type { SmtpError } from '../model/smtp-error.js';
import { SmtpFault, TooLate } from './smtp-fault.js';

/** A message ready for the wire, and who asks for it. */
export interface SmtpJob {
  readonly from: string;
  readonly to: string;
  /** What a delivery report names it by, where the relay can ask for one (RFC 3461). */
  readonly envelopeId?: string | undefined;
  /** With CRLF line ends. */
  readonly message: Buffer;
  readonly signal: AbortSignal | undefined;
  /** Asked just before the message itself would be written. */
  readonly stillOurs: () => boolean;
}


/** One conversation with a relay: opened for its first message, kept for more. */
export class SmtpSession {
  /** Messages that it was asked to send. */
  messages = 0;
  /** Whether a byte of the last message was written. */
  began = false;
  /** Whether it can take another message. */
  usable = true;
  private busy = false;
  private gone = false;
  private opened: Promise<void> | null = null;
  private idle: NodeJS.Timeout | null = null;
  private broken: (error: Error) => void = () => undefined;

  constructor(
    private readonly connection: SMTPConnection,
    private readonly auth: { readonly user: string; readonly pass: string } | null,
    private readonly idleMs: number,
    private readonly ended: () => void,
  ) {
    connection.on('error', (error: Error) => this.lose(error));
    // A reply that ends the session (421) is told after the end: it says more than the end does.
    connection.once('end', () => queueMicrotask(() => this.lose(new SmtpFault({ code: 'ECONNECTION', command: 'CONN' }))));
  }

  /** @throws SmtpError; afterwards `began` says whether the relay may have anything of the message. */
  async send(job: SmtpJob): Promise<SMTPConnectionSendInfo> {
    this.began = false;
    this.idle?.refresh();
    try {
      await (this.opened ??= this.open());
    } catch (error) {
      this.drop();
      throw beforeAnyMessage(error as Error & SmtpError);
    }
    if (job.signal?.aborted) throw new TooLate();
    this.messages += 1;
    try {
      return await this.converse(job);
    } catch (error) {
      await this.recover(error as SmtpError);
      throw error;
    }
  }

  quit(): void {
    this.usable = false;
    this.connection.quit();
    this.lose(new SmtpFault({ code: 'ECONNECTION', command: 'CONN' }));
  }

  private open(): Promise<void> {
    return new Promise((resolve, reject: (error: Error) => void) => {
      this.broken = reject;
      const done = (error?: Error | null): void => (error ? reject(error) : this.ready(resolve));
      this.connection.connect((error) => {
        if (error || this.auth === null || !this.connection.allowsAuth) return done(error);
        const { user, pass } = this.auth;
        this.connection.login({ user, credentials: { user, pass } }, (failed) => done(failed));
      });
    });
  }

  private ready(resolve: () => void): void {
    this.idle = setTimeout(() => this.usable && this.quitIfIdle(), this.idleMs).unref();
    resolve();
  }

  private quitIfIdle(): void {
    if (this.busy) this.idle?.refresh();
    else this.quit();
  }

  private converse({ from, to, envelopeId, message, signal, stillOurs }: SmtpJob): Promise<SMTPConnectionSendInfo> {
    return new Promise((resolve, reject: (error: Error) => void) => {
      this.busy = true;
      const abort = (): void => finish(() => reject(new SmtpFault({ code: 'ABORT_ERR' })), true);
      const finish = (tell: () => void, drop = false): void => {
        this.busy = false;
        signal?.removeEventListener('abort', abort);
        tell();
        if (drop) this.drop();
      };
      this.broken = (error) => finish(() => reject(error));
      signal?.addEventListener('abort', abort, { once: true });
      // The library asks for the message once the relay has taken the envelope: the last moment at which nothing is lost yet.
      const pipe = (stream: { end(message: Buffer): unknown }): void => {
        if (!stillOurs()) return finish(() => reject(new TooLate()), true);
        this.began = true;
        stream.end(message);
      };
      this.connection.send({ from, to: [to], size: message.length, ...dsnOf(envelopeId) }, { pipe } as never, (error, info) => finish(() => (error ? reject(error) : resolve(info))));
    });
  }

  /** A refused message leaves the session as it was; anything else ends it. */
  private async recover({ code, responseCode }: SmtpError): Promise<void> {
    const refused = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== 421 && this.usable;
    if (!refused) return this.drop();
    await new Promise<void>((resolve) => {
      this.broken = () => resolve();
      this.connection.reset((error) => {
        if (error) this.drop();
        resolve();
      });
    });
  }

  /** Ends it without a word. */
  drop(): void {
    this.connection.close();
    this.lose(new SmtpFault({ code: 'ECONNECTION', command: 'CONN' }));
  }

  private lose(error: Error): void {
    this.usable = false;
    if (this.idle) clearTimeout(this.idle);
    const { broken } = this;
    this.broken = () => undefined;
    broken(error);
    if (this.gone) return;
    this.gone = true;
    this.ended();
  }
}

/** A report only where the mail does not arrive, with its headers: the body is nobody's business on the way back. */
const dsnOf = (envid: string | undefined): { dsn?: SMTPEnvelopeDsn } => (envid === undefined ? {} : { dsn: { ret: 'HDRS', envid, notify: 'FAILURE' } });

/** Whatever went wrong before the first envelope, no message was in it. A refusal and wrong credentials speak for themselves. */
function beforeAnyMessage(error: Error & SmtpError): Error {
  const { code, responseCode = 0, originalCode, timeoutType, syscall } = error;
  if (responseCode >= 400 || code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2' || code === 'ETLS' || code === 'EDNS') return error;
  return new SmtpFault({ code: 'ECONNECTION', originalCode, timeoutType, syscall });
}
