import 'reflect-metadata';
import { refuseOldNode } from './platform/start/node-version.js';

refuseOldNode(process.versions.node);
// Only now: an older Node fails on these imports with words that help nobody.
const { commands } = await import('./platform/start/cli/commands.js');
const { runCommand } = await import('./platform/start/cli/run-command.js');
process.exitCode = await runCommand(commands, process.argv.slice(2), {
  environment: process.env,
  input: process.stdin,
  print: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
});
