import { SettingsError } from '../config/config.js';
import { errorForLog } from '../logging/scrub.js';
import { type Running, start } from './start.js';

/** docker compose gives 40 s before it kills. */
const STOP_WITHIN_MS = 30_000;

export const EXIT = { ok: 0, failed: 1, wrongSettings: 2 } as const;

/** The whole life of a service process: up, until SIGTERM or SIGINT, then down in good order. A second signal ends it at once. */
export async function runUntilSignal(environment: NodeJS.ProcessEnv): Promise<void> {
  const signalled = firstSignal(); // listened for from the start: one that comes while it starts must not leave things half up
  const running = await start(environment).catch((error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exit(error instanceof SettingsError ? EXIT.wrongSettings : EXIT.failed);
  });
  stopOnFault(running);
  await signalled;
  setTimeout(() => process.exit(EXIT.failed), STOP_WITHIN_MS).unref();
  await running.stop().catch((error: unknown) => {
    running.log.error({ event: 'service.stop-failed', error });
    process.exit(EXIT.failed);
  });
  process.exit(EXIT.ok);
}

function firstSignal(): Promise<void> {
  return new Promise((first) => {
    let signals = 0;
    const heard = (): void => (++signals > 1 ? process.exit(EXIT.failed) : first());
    process.on('SIGTERM', heard);
    process.on('SIGINT', heard);
  });
}

/** What went wrong at start, for the person at the terminal: words where they were meant to be read, else the error as it is. */
export function sentenceOf(error: unknown): string {
  if (error instanceof SettingsError) return `Firstword does not start: its settings are wrong.\n${error.message}`;
  return `Firstword does not start. ${error instanceof Error ? error.message : String(error)}`;
}

/** An error that nobody caught leaves the process in a state that nobody knows: it ends, and what it held is handed over as after a crash. */
function stopOnFault({ log }: Running): void {
  const end = (error: unknown): void => {
    log.fatal({ event: 'service.fault', error: errorForLog(error) });
    process.exit(EXIT.failed);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
