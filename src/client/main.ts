#!/usr/bin/env node
import { refuseOldNode } from '../platform/start/node-version.js';

refuseOldNode(process.versions.node);
// Only now: an older Node fails on these imports with words that help nobody.
const { runClient } = await import('./run-client.js');
const { commands } = await import('./commands/commands.js');
process.exitCode = await runClient(commands, process.argv.slice(2), {
  environment: process.env,
  input: process.stdin,
  print: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
  ...(process.stderr.isTTY ? { overwrite: (text) => process.stderr.write(`\r\u001B[K${text}`) } : {}),
  echo: process.stderr,
});
