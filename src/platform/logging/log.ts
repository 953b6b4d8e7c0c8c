import pino from 'pino';
import { errorForLog, scrub } from './scrub.js';

/** One line of JSON for each event: a name and ids. Never an address, a number, a name or a text of a person. */
export type Log = pino.Logger;

/** @param level  As in LOG_LEVEL. ERROR wakes someone up; what heals by itself is WARN. */
export function createLog(level: string, instance: string, destination?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    errorKey: 'error',
    serializers: { error: errorForLog, err: errorForLog },
    hooks: { logMethod: withScrubbedText },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Without a text, the library takes the error's own for one, past the serializers. */
function withScrubbedText(this: pino.Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  const [first, text] = args as readonly unknown[];
  const error = first instanceof Error ? first : ((first as { readonly error?: unknown; readonly err?: unknown } | null)?.error ?? (first as { readonly err?: unknown } | null)?.err);
  if (text === undefined && error instanceof Error) method.call(this, first as object, scrub(error.message));
  else method.apply(this, args);
}

export const LOG = Symbol('log');
