import { randomUUID } from 'node:crypto';
import { type ParseArgsOptionsConfig } from 'node:util';
import { optionsOf, UsageError } from '../platform/start/cli/command.js';
import { Asker } from './asker.js';
import { type ClientCommand, EXIT, Given } from './client-command.js';
import { type ClientTerminal } from './client-terminal.js';
import { Connection } from './connection.js';
import { addressOf, savedKey, savedSession } from './credentials.js';
import { Desk } from './desk.js';
import { helpOf, helpOfAll } from './help.js';
import { printable } from './printable.js';
import { NotSignedIn, Refused, Unreachable } from './refusal.js';

const COMMON = { url: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const satisfies ParseArgsOptionsConfig;
const KEY = { 'idempotency-key': { type: 'string' } } as const satisfies ParseArgsOptionsConfig;

export interface ClientOptions {
  /** Real milliseconds before each further try. */
  readonly waits?: readonly number[];
}

/** Finds the command by the first words of `args` and runs it. @returns the exit code. */
export async function runClient(commands: readonly ClientCommand[], args: readonly string[], bare: ClientTerminal, { waits }: ClientOptions = {}): Promise<number> {
  const terminal: ClientTerminal = { ...bare, print: (text) => bare.print(printable(text)), complain: (text) => bare.complain(printable(text)) };
  const command = commands.filter(({ name }) => name.split(' ').every((word, index) => args[index] === word)).sort((a, b) => b.name.length - a.name.length)[0];
  if (!command) {
    const asked = args.length === 0 || ['help', '--help', '-h'].includes(args[0]!);
    (asked ? terminal.print : terminal.complain)(asked ? helpOfAll(commands) : `There is no command "${args.join(' ')}". \`firstword --help\` lists them.`);
    return asked ? EXIT.done : EXIT.usage;
  }
  const asker = new Asker(terminal);
  let json = false;
  try {
    const { values, positionals } = optionsOf(args.slice(command.name.split(' ').length), { ...COMMON, ...(command.changes ? KEY : {}), ...command.options }, true);
    const given = new Given(values, positionals);
    if (given.is('help')) {
      terminal.print(helpOf(command));
      return EXIT.done;
    }
    json = given.is('json');
    return (await command.run(given, await deskFor(command, given, terminal, asker, waits))) ?? EXIT.done;
  } catch (error) {
    return complain(error, command, terminal, json);
  } finally {
    asker.close();
  }
}

async function deskFor(command: ClientCommand, given: Given, terminal: ClientTerminal, asker: Asker, waits: readonly number[] | undefined): Promise<Desk> {
  const { environment } = terminal;
  const session = await savedSession(environment);
  const url = addressOf(given.text('url'), environment, session);
  const connect = async (): Promise<Connection> => {
    const headers = command.anonymous ? {} : await credentials(command, environment, url);
    const idempotencyKey = command.changes ? (given.text('idempotency-key') ?? randomUUID()) : null;
    return new Connection({ url, headers, idempotencyKey, complain: terminal.complain, ...(waits ? { waits } : {}) });
  };
  return new Desk(connect, terminal, asker, url, given.is('json'));
}

/** A key goes before a session, but for what a person decides himself. @throws NotSignedIn */
async function credentials(command: ClientCommand, environment: NodeJS.ProcessEnv, url: string): Promise<Record<string, string>> {
  const saved = await savedSession(environment);
  const session = saved?.url === url ? saved : null; // what one service gave is shown to no other
  const key = command.byPerson && session ? null : await savedKey(environment);
  if (key !== null && command.byPerson) throw new NotSignedIn('A person decides this, and a key can not. Sign in first: firstword sign-in');
  if (key !== null) return { authorization: `Bearer ${key}` };
  if (session !== null) return { cookie: session.cookie, 'x-csrf-token': session.csrfToken };
  throw new NotSignedIn(`Nobody is signed in at ${url}. Set FIRSTWORD_KEY to an API key, or sign in: firstword sign-in`);
}

function complain(error: unknown, command: ClientCommand, { complain: say }: ClientTerminal, json: boolean): number {
  if (error instanceof UsageError) {
    say(`${error.message}\nUsage: firstword ${command.name} ${command.usage}`);
    return EXIT.usage;
  }
  if (error instanceof Refused) {
    say(json ? JSON.stringify(error.problem, null, 2) : error.words);
    return error.status === 401 ? EXIT.notSignedIn : EXIT.refused;
  }
  if (error instanceof NotSignedIn) {
    say(error.message);
    return EXIT.notSignedIn;
  }
  if (error instanceof Unreachable) {
    say(`${error.message}${command.changes ? '\nWhether it was done is not known. Say the same again with the idempotency key above: it is done once.' : ''}`);
    return EXIT.unreachable;
  }
  say(`It failed: ${error instanceof Error ? error.message : String(error)}`);
  return EXIT.refused;
}
