import { DomainError } from '../../../kernel/domain-error.js';
import { SettingsError } from '../../config/config.js';
import { type Command, type Terminal, UsageError } from './command.js';

/** Finds the command by the first words of `args` and runs it. @returns the exit code. */
export async function runCommand(commands: readonly Command[], args: readonly string[], terminal: Terminal): Promise<number> {
  const command = commands.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  if (!command) {
    const asked = args.length === 0 || ['help', '--help', '-h'].includes(args[0]!);
    (asked ? terminal.print : terminal.complain)(helpOf(commands, asked ? null : args.join(' ')));
    return asked ? 0 : 2;
  }
  try {
    return await command.run(args.slice(command.name.split(' ').length), terminal);
  } catch (error) {
    return complain(error, command, terminal);
  }
}

function complain(error: unknown, command: Command, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.complain(`${error.message}\nUsage: npm run cli -- ${command.name} ${command.usage}`);
    return 2;
  }
  if (error instanceof SettingsError) {
    terminal.complain(error.message);
    return 2;
  }
  terminal.complain(error instanceof DomainError ? error.message : `It failed: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
}

function helpOf(commands: readonly Command[], unknown: string | null): string {
  const lines = commands.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.trim()}\n      ${summary}`);
  return [...(unknown === null ? [] : [`There is no command "${unknown}".`]), 'npm run cli -- <command>', '', ...lines].join('\n');
}
