import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from '../platform/start/cli/command.js';
import { type ClientTerminal } from './client-terminal.js';

/** Asks a person, line by line. What is secret is not shown while it is typed. */
export class Asker {
  private lines: Interface | undefined;
  private typed: AsyncIterator<string> | undefined;
  private hidden = false;

  constructor(private readonly terminal: ClientTerminal) {}

  /** Whether somebody sits there. */
  get isPerson(): boolean {
    return this.terminal.input.isTTY === true;
  }

  /** @throws UsageError where the input ends */
  async ask(question: string, { secret = false } = {}): Promise<string> {
    this.terminal.complain(question);
    this.hidden = secret;
    const { done, value } = await this.reader().next();
    this.hidden = false;
    if (done) throw new UsageError(`Nothing was answered to "${question}"`);
    return value;
  }

  close(): void {
    this.lines?.close();
  }

  /** One reader for all questions: it keeps what is pasted ahead. */
  private reader(): AsyncIterator<string> {
    if (this.typed) return this.typed;
    const output = new Writable({ write: (chunk: Buffer, _encoding, done) => (this.hidden ? done() : void (this.terminal.echo?.write(chunk), done())) });
    this.lines = createInterface({ input: this.terminal.input, output, terminal: this.isPerson });
    this.lines.on('SIGINT', () => this.lines?.close());
    return (this.typed = this.lines[Symbol.asyncIterator]());
  }
}
