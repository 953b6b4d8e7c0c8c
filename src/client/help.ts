import { type ClientCommand } from './client-command.js';

const COMMON = [
  ['--url <address>', 'of the service; else FIRSTWORD_URL, else where you signed in'],
  ['--json', 'what the API answered, for programs'],
] as const;
const KEY = ['--idempotency-key <key>', 'the one of an earlier try: it is done once'] as const;

export function helpOfAll(commands: readonly ClientCommand[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    'firstword <command>: incidents, notices and figures from the command line.', '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`), '',
    '`firstword <command> --help` says more. FIRSTWORD_KEY holds an API key; people sign in: firstword sign-in.',
    'Exit codes: 0 done, 1 refused or found wrong, 2 wrongly called, 3 no answer, 4 not signed in.',
  ].join('\n');
}

export function helpOf({ name, usage, summary, details, changes }: ClientCommand): string {
  const options = [...COMMON, ...(changes ? [KEY] : [])].map(([option, words]) => `  ${option.padEnd(26)}${words}`);
  return [`firstword ${name} ${usage}`.trimEnd(), '', summary, ...(details ? ['', details] : []), '', ...options].join('\n');
}
