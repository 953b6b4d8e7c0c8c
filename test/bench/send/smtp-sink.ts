import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FarSide } from './far-side.js';
import { freePort } from '../../../src/platform/start/free-port.js';

const PLACES = ['/usr/sbin/smtp-sink', '/usr/local/sbin/smtp-sink', '/usr/libexec/postfix/smtp-sink'];
const BACKLOG = '128';

/**
 * Postfix's smtp-sink, where it is installed: a far side that costs next to nothing. It takes every message and tells how many they were, but
 * not whose; the bench's own sink looks at that beforehand.
 */
export class SmtpSink implements FarSide {
  readonly ports;
  private counted = 0;
  private waiting: { readonly count: number; readonly tell: () => void } | null = null;
  private base = 0;

  private constructor(
    private readonly process: ChildProcess,
    port: number,
  ) {
    this.ports = { smtp: port, twilio: 0 };
    process.stdout!.on('data', (chunk: Buffer) => this.read(chunk.toString('latin1')));
  }

  /** @returns null where it is not installed. */
  static async start(): Promise<SmtpSink | null> {
    const found = await Promise.all(PLACES.map((path) => access(path).then(() => path, () => null)));
    const path = found.find((place) => place !== null);
    if (!path) return null;
    const port = await freePort('127.0.0.1');
    // Started by the superuser it wants to be somebody else; -c prints what it has counted.
    const child = spawn(path, ['-c', ...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, BACKLOG], { stdio: ['ignore', 'pipe', 'inherit'] });
    await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error as Error))]);
    await sleep(200);
    return new SmtpSink(child, port);
  }

  async reset(): Promise<void> {
    this.base = this.counted;
  }

  async report(): Promise<{ messages: number; distinct: null; bytes: null; sample: null }> {
    return { messages: this.messages, distinct: null, bytes: null, sample: null };
  }

  private get messages(): number {
    return this.counted - this.base;
  }

  async until(count: number): Promise<void> {
    if (this.messages < count) await new Promise<void>((tell) => (this.waiting = { count, tell }));
  }

  async cpuMs(): Promise<number> {
    const stat = await readFile(`/proc/${this.process.pid}/stat`, 'utf8').catch(() => '');
    const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number); // proc_pid_stat(5), in hundredths of a second
    return (user + system) * 10;
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
  }

  private read(text: string): void {
    const count = [...text.matchAll(/mesg=(\d+)/g)].at(-1)?.[1];
    if (count === undefined) return;
    this.counted = Number(count);
    if (this.waiting && this.messages >= this.waiting.count) {
      this.waiting.tell();
      this.waiting = null;
    }
  }
}
