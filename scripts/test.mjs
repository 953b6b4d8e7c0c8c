// Runs jest on ES modules. `--data` runs test/data instead: the checks on real files that the project does not ship.
// `npm test -- src/kernel` runs a part.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const args = process.argv.slice(2);
const data = args.includes('--data');
const rest = args.filter((arg) => arg !== '--data');
const selection = data ? ['--testMatch', '<rootDir>/test/data/**/*.spec.ts', '--testPathIgnorePatterns=/node_modules/'] : [];

// --forceExit: a test that failed half-way may leave a server listening, and a gate must end even then.
const child = spawn(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, '--forceExit', ...rest, ...selection],
  { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test', TZ: 'UTC' } },
);
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
