import pino from 'pino';
import { errorForLog } from './scrub.js';

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
  };
  return destination ? pino(options, destination) : pino(options);
}

export const LOG = Symbol('log');
