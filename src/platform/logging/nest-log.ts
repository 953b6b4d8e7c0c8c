import { type LoggerService } from '@nestjs/common';
import { type Log } from './log.js';
import { scrub } from './scrub.js';

/** Hands the framework's own messages to our log; its chatter while it starts is DEBUG. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(line(message, rest));
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(line(message, rest));
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(line(message, rest));
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(line(message, rest));
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(line(message, rest));
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal(line(message, rest));
  }
}

/** Nest appends the context's name last, and a stack before it. */
function line(message: unknown, rest: readonly unknown[]): Record<string, unknown> {
  const part = rest.at(-1);
  const event = { event: 'framework', part: typeof part === 'string' ? part : undefined };
  return message instanceof Error ? { ...event, error: message } : { ...event, message: scrub(typeof message === 'string' ? message : (JSON.stringify(message) ?? '')) };
}
