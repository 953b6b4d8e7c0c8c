import type { SMTPConnectionOptions, SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { SmtpError } from '../model/smtp-error.js';
import { SmtpFault } from './smtp-fault.js';
import { DataConnection } from './smtp-data.js';
import { type SmtpJob, SmtpSession } from './smtp-session.js';

export interface SmtpConnectionsOptions {
  readonly connection: SMTPConnectionOptions;
  readonly auth: { readonly user: string; readonly pass: string } | null;
  readonly connections: number;
}

interface Waiting {
  readonly job: SmtpJob;
  readonly resolve: (info: SMTPConnectionSendInfo) => void;
  readonly reject: (error: Error) => void;
  /** Sessions that were lost before a byte of the message was written. */
  lost: number;
}

/** Below what servers usually allow on one connection. */
const MESSAGES_PER_CONNECTION = 500;
/** A relay closes what is idle after some minutes; we are first. */
const IDLE_MS = 60_000;
/** Kept sessions that a relay closed meanwhile: so many in a row are tried before the message counts as never begun. */
const MOST_LOST = 2;

/**
 * Kept conversations with one relay. The library's connection does the talking (TLS, authentication, PIPELINING, time-outs); its pool is
 * left out, since it builds a message of its own around each one, which cost more than the whole conversation.
 */
export class SmtpConnections {
  private readonly sessions = new Set<SmtpSession>();
  private readonly free: SmtpSession[] = [];
  private readonly waiting: Waiting[] = [];
  private closed = false;

  constructor(private readonly options: SmtpConnectionsOptions) {}

  /** @throws the library's error, or SmtpFault in its terms */
  send(job: SmtpJob): Promise<SMTPConnectionSendInfo> {
    return new Promise((resolve, reject: (error: Error) => void) => {
      if (this.closed) return reject(new SmtpFault({ code: 'ECONNECTION', command: 'API' }));
      this.waiting.push({ job, resolve, reject, lost: 0 });
      this.next();
    });
  }

  /** Idle sessions end at once, busy ones after their message. */
  close(): void {
    this.closed = true;
    for (const { reject } of this.waiting.splice(0)) reject(new SmtpFault({ code: 'ECONNECTION', command: 'API' }));
    for (const session of this.free.splice(0)) session.drop();
  }

  private next(): void {
    while (this.waiting.length > 0) {
      const session = this.free.pop() ?? this.open();
      if (session === null) return;
      void this.hand(this.waiting.shift()!, session);
    }
  }

  private open(): SmtpSession | null {
    if (this.sessions.size >= this.options.connections) return null;
    const { connection, auth } = this.options;
    const session = new SmtpSession(new DataConnection(connection), auth, IDLE_MS, () => this.forget(session));
    this.sessions.add(session);
    return session;
  }

  private forget(session: SmtpSession): void {
    this.sessions.delete(session);
    const at = this.free.indexOf(session);
    if (at >= 0) this.free.splice(at, 1);
    this.next();
  }

  private async hand(one: Waiting, session: SmtpSession): Promise<void> {
    const kept = session.messages > 0;
    try {
      one.resolve(await session.send(one.job));
    } catch (error) {
      this.failed(one, error as Error & SmtpError, kept && !session.began);
    }
    if (!session.usable) return;
    if (this.closed || session.messages >= MESSAGES_PER_CONNECTION) session.quit();
    else {
      this.free.push(session);
      this.next();
    }
  }

  /** A kept session may have been closed by the relay in between: then another takes the message, of which nothing was written. */
  private failed(one: Waiting, error: Error & SmtpError, untouched: boolean): void {
    if (!untouched || !isLoss(error)) return one.reject(error);
    one.lost += 1;
    if (one.lost > MOST_LOST || this.closed) return one.reject(new SmtpFault({ code: 'ECONNECTION' }));
    this.waiting.unshift(one);
    this.next();
  }
}

const isLoss = ({ code, responseCode }: SmtpError): boolean => responseCode === 421 || code === 'ECONNECTION' || code === 'ESOCKET' || code === 'ETIMEDOUT';
