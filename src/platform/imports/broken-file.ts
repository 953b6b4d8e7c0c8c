import { DomainError } from '../../kernel/domain-error.js';

/**
 * The file as a whole can't be imported, and nothing of it is.
 *
 * @param message  What is wrong, at which line where that is known, and what to do.
 */
export const brokenFile = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  new DomainError('unprocessable', code, `${message} Nothing was imported.`, details);
