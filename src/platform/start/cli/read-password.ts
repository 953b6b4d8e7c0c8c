import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Terminal, UsageError } from './command.js';

/**
 * Asks twice without showing what is typed; with `fromStdin`, takes standard input as it is, less the newline at its end.
 * Never from an argument: those are seen by every process of the machine and kept in the shell's history.
 *
 * @throws UsageError where there is nobody to ask, or the two differ
 */
export async function readPassword(terminal: Terminal, fromStdin: boolean): Promise<string> {
  if (fromStdin) return (await text(terminal.input)).replace(/\r?\n$/, '');
  if (!terminal.input.isTTY) throw new UsageError('There is no terminal to ask for a password: pipe it in and add --password-stdin.');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: terminal.input, output: silent, terminal: true });
  lines.on('SIGINT', () => lines.close());
  const typed = lines[Symbol.asyncIterator](); // keeps what is pasted ahead
  try {
    terminal.print('Password (12 characters or more):');
    const first = await nextOf(typed);
    terminal.print('Once more:');
    if ((await nextOf(typed)) !== first) throw new UsageError('The two are not the same.');
    return first;
  } finally {
    lines.close();
  }
}

async function nextOf(lines: AsyncIterator<string>): Promise<string> {
  const { done, value } = await lines.next();
  if (done) throw new UsageError('No password was given.');
  return value;
}
