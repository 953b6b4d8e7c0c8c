// Runs jest on ES modules. `--data` runs test/data instead: the checks on real files that the project does not ship. `--mail` runs
// test/mail: real mail servers and judges, from Debian's packages; where they are missing it says so and is no failure.
// `npm test -- src/kernel` runs a part.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const args = process.argv.slice(2);
const own = ['data', 'mail'].find((name) => args.includes(`--${name}`));
const rest = args.filter((arg) => arg !== `--${own}`);
const selection = own ? ['--testMatch', `<rootDir>/test/${own}/**/*.spec.ts`, '--testPathIgnorePatterns=/node_modules/', ...(own === 'mail' ? ['--runInBand'] : [])] : [];

if (own === 'mail') {
  const there = (command) => ['/usr/sbin', '/usr/bin'].some((folder) => existsSync(`${folder}/${command}`));
  const missing = ['postfix', 'dovecot', 'spamassassin', 'opendkim'].filter((command) => !there(command));
  const why = missing.length > 0 ? `not installed: ${missing.join(', ')}` : process.getuid?.() === 0 ? null : 'Postfix and Dovecot start as root alone';
  if (why !== null) {
    console.log(`NOT RUN: the checks with real mail servers (${why})`);
    process.exit(0);
  }
}

// --forceExit: a test that failed half-way may leave a server listening, and a gate must end even then.
const child = spawn(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, '--forceExit', ...rest, ...selection],
  { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test', TZ: 'UTC' } },
);
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
