import { rm } from 'node:fs/promises';
import { parseBusinessClock } from './business-clock.js';
import { startCapture } from './capture.js';
import { FolderInUseError } from './disk/folder-lock.js';
import { CAPTURE_ACCOUNT_SID, CAPTURE_AUTH_TOKEN } from './identity.js';
import { IN_USE_EXIT_CODE, statePath, writeState } from './process.state.js';

const DEFAULT_DIR = '.data/capture';

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const capture = await startCapture({
    dir: env['CAPTURE_DIR'] || DEFAULT_DIR,
    smtpPort: portOf(env, 'CAPTURE_SMTP_PORT'),
    httpPort: portOf(env, 'CAPTURE_HTTP_PORT'),
    accountSid: env['TWILIO_ACCOUNT_SID'] || CAPTURE_ACCOUNT_SID,
    authToken: env['TWILIO_AUTH_TOKEN'] || CAPTURE_AUTH_TOKEN,
    now: parseBusinessClock(env['BUSINESS_CLOCK']),
  });
  const { smtpPort, httpPort } = capture;
  const { cutBytes, damagedLines } = capture.store.repairs;
  if (cutBytes > 0) say(`cut ${cutBytes} bytes of lines that were never finished`);
  if (damagedLines > 0) say(`${damagedLines} lines could not be read and are left out`);
  await writeState(capture.dir, { pid: process.pid, smtpPort, httpPort });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await rm(statePath(capture.dir), { force: true });
    await capture.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  process.stdout.write(`${JSON.stringify({ ready: true, smtpPort, httpPort })}\n`);
}

function portOf(env: NodeJS.ProcessEnv, name: string): number {
  const text = env[name] || '0';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError(`${name} must be a port, not "${text}".`);
  return port;
}

function say(sentence: string): void {
  process.stderr.write(`capture: ${sentence}\n`);
}

main(process.env).catch((error: Error) => {
  say(error.message);
  process.exit(error instanceof FolderInUseError ? IN_USE_EXIT_CODE : 1);
});
