import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Now } from '../business-clock.js';
import type { Envelope } from '../disk/mail.js';
import type { MailStore } from '../disk/mail.store.js';
import { LOOPBACK } from '../identity.js';
import { stageOf, wellBehaved, type SmtpFault, type SmtpMoment, type SmtpPolicy } from './smtp.policy.js';

const LARGEST_MAIL_BYTES = 25 * 1024 * 1024;
// A pool keeps its connections between two waves; RFC 5321, 4.5.3.2.7, asks for five minutes at least.
const IDLE_MS = 600_000;
const GOODBYE_MS = 1_000;

type Reply = (error?: Error | null, text?: string) => void;

/** A mail server that accepts everything, and answers 250 only for what is on disk. */
export class SmtpCapture {
  private readonly server: SMTPServer;
  // The library hands out sessions, and a fault needs the connection under one: they share the client's port.
  private readonly sockets = new Map<number, Socket>();
  private policy: SmtpPolicy = wellBehaved;
  private keeping = 0;

  constructor(
    private readonly store: MailStore,
    private readonly now: Now,
  ) {
    this.server = new SMTPServer({
      name: 'capture.localhost',
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      size: LARGEST_MAIL_BYTES,
      rejectOversized: true,
      socketTimeout: IDLE_MS,
      onRcptTo: (address, session, reply) => void this.onRecipient(address.address, session, reply),
      onData: (stream, session, reply) => this.onData(stream, session, reply),
    });
    this.server.on('error', () => undefined); // a client that vanishes is its own affair, and is no news here
    this.server.server.on('connection', (socket: Socket) => this.track(socket));
  }

  /** @returns the port, which matters when 0 was asked for. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.server.once('error', reject);
      this.server.listen(port, LOOPBACK, resolve);
    });
    return (this.server.server.address() as AddressInfo).port;
  }

  setPolicy(policy: SmtpPolicy): void {
    this.policy = policy;
  }

  /** Takes nobody new, gives mails that are being kept a second to be answered, then hangs up. */
  async close(): Promise<void> {
    if (!this.server.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.server.once('close', resolve));
    this.server.close();
    for (let waited = 0; this.keeping > 0 && waited < GOODBYE_MS; waited += 10) await sleep(10);
    for (const socket of this.sockets.values()) socket.destroy();
    await closed;
  }

  private track(socket: Socket): void {
    const port = socket.remotePort;
    if (port === undefined) return;
    this.sockets.set(port, socket);
    socket.once('close', () => this.sockets.delete(port));
  }

  private async onRecipient(to: string, session: SMTPServerSession, reply: Reply): Promise<void> {
    const fault = this.faultAt({ stage: 'rcpt', from: senderOf(session), to });
    if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
    if (fault?.kind === 'reject-rcpt') reply(refusal(fault.code, fault.text));
    else reply();
  }

  private onData(stream: SMTPServerDataStream, session: SMTPServerSession, reply: Reply): void {
    const envelope = envelopeOf(session);
    const fault = this.faultOfMail(envelope);
    stream.on('error', () => undefined); // the client hung up before the end: nothing arrived
    if (fault?.kind === 'drop-mid-data') {
      stream.once('data', () => this.hangUp(session));
      return;
    }
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      if (!stream.sizeExceeded) chunks.push(chunk);
    });
    stream.on('end', () => {
      if (stream.sizeExceeded) reply(refusal(552, '5.3.4 Message too big'));
      else void this.onMail(Buffer.concat(chunks), envelope, session, fault, reply);
    });
  }

  private async onMail(
    raw: Buffer,
    envelope: Envelope,
    session: SMTPServerSession,
    fault: SmtpFault | undefined,
    reply: Reply,
  ): Promise<void> {
    if (fault?.kind === 'reject-data') return reply(refusal(fault.code, fault.text));
    const stored = fault?.kind === 'silent' || fault?.kind === 'drop-after-dot' ? fault.stored : true;
    let id = '';
    try {
      this.keeping += 1;
      if (stored) id = await this.store.add(envelope, raw, this.now(), new Date());
    } catch {
      return reply(refusal(451, '4.3.0 Could not be kept, try again later'));
    } finally {
      this.keeping -= 1;
    }
    if (fault?.kind === 'drop-after-dot') return this.hangUp(session);
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
    reply(null, `OK: captured as ${id}`);
  }

  /** One mail has one end: the first of its recipients that a rule is about decides. */
  private faultOfMail(envelope: Envelope): SmtpFault | undefined {
    for (const to of envelope.to) {
      const fault = this.faultAt({ stage: 'data', from: envelope.from, to });
      if (fault) return fault;
    }
    return undefined;
  }

  private faultAt(moment: SmtpMoment): SmtpFault | undefined {
    const fault = this.policy(moment);
    return fault && stageOf(fault) === moment.stage ? fault : undefined;
  }

  private hangUp(session: SMTPServerSession): void {
    this.sockets.get(session.remotePort)?.destroy();
  }
}

function envelopeOf({ envelope }: SMTPServerSession): Envelope {
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    smtpUtf8: envelope.smtpUtf8 ?? false,
    bodyType: envelope.bodyType ?? '7bit',
  };
}

function senderOf(session: SMTPServerSession): string {
  return session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
