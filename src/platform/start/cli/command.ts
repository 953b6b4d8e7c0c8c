import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** Where a command reads and writes: the terminal, or a test. */
export interface Terminal {
  readonly environment: NodeJS.ProcessEnv;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** `npm run cli -- <name> …`. A command with two words has them in its name: "people add". */
export interface Command {
  readonly name: string;
  /** Arguments, as the help shows them: "--email … [--password-stdin]". */
  readonly usage: string;
  /** One line of the help. */
  readonly summary: string;
  /** @returns the exit code: 0 done, 1 refused or failed, 2 wrongly called. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** The command was called wrongly: the sentence and its usage are printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Options of a command, by `node:util`'s parseArgs.
 * @throws UsageError where an option is unknown or lacks its value
 */
export function optionsOf<Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options, allowPositionals = false) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError where the option was not given. */
export function required(value: string | undefined, option: string): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`--${option} is missing.`);
  return value;
}
