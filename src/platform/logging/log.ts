import pino from 'pino';

/** One line of JSON for each event: a name and ids. Never an address, a number, a name or a text of a person. */
export type Log = pino.Logger;

/** @param level  As in LOG_LEVEL. ERROR wakes someone up; what heals by itself is WARN. */
export function createLog(level: string, instance: string): Log {
  return pino({ level, base: { instance }, timestamp: pino.stdTimeFunctions.isoTime, errorKey: 'error' });
}

export const LOG = Symbol('log');
