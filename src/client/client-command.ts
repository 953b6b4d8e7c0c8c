import { type ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from '../platform/start/cli/command.js';
import { type Desk } from './desk.js';

/** Exit codes: a script branches on them. docs/cli.md has the same list. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3, notSignedIn: 4 } as const;

/** What a command was given, with its options checked. */
export class Given {
  constructor(
    private readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>,
    readonly words: readonly string[],
  ) {}

  text(option: string): string | undefined {
    const value = this.values[option];
    return typeof value === 'string' ? value : undefined;
  }

  /** @throws UsageError where it was not given */
  needed(option: string): string {
    const value = this.text(option)?.trim();
    if (!value) throw new UsageError(`--${option} is missing.`);
    return value;
  }

  is(option: string): boolean {
    return this.values[option] === true;
  }

  all(option: string): readonly string[] {
    const value = this.values[option];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  /** The only word. @throws UsageError where there is none, or another one too */
  one(what: string): string {
    const [word, ...more] = this.words;
    if (!word) throw new UsageError(`Name ${what}.`);
    if (more.length > 0) throw new UsageError(`"${more.join(' ')}" is too much: name ${what} and nothing else.`);
    return word;
  }

  /** @throws UsageError where words stand there */
  nothing(): void {
    if (this.words.length > 0) throw new UsageError(`"${this.words.join(' ')}" means nothing here.`);
  }
}

/** `firstword <name> …`. A command with two words has them in its name: "audience count". */
export interface ClientCommand {
  readonly name: string;
  /** Arguments, as the help shows them. */
  readonly usage: string;
  /** One line of the help. */
  readonly summary: string;
  /** What `--help` says besides. */
  readonly details?: string;
  readonly options?: ParseArgsOptionsConfig;
  /** It changes something, so it is sent under an idempotency key. */
  readonly changes?: true;
  /** A person's deed: the session that was signed in goes before any key. */
  readonly byPerson?: true;
  /** Nobody has to be signed in. */
  readonly anonymous?: true;
  run(given: Given, desk: Desk): Promise<number | void>;
}
