import type { SmtpError } from '../model/smtp-error.js';

/** What ended a hand-over where the library itself has no error for it; in the library's terms. */
export class SmtpFault extends Error implements SmtpError {
  override readonly name = 'SmtpFault';
  readonly code: string;
  readonly command?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly timeoutType?: string | undefined;
  readonly syscall?: string | undefined;

  constructor({ code = 'unknown', command, originalCode, timeoutType, syscall }: SmtpError) {
    super(code);
    this.code = code;
    this.command = command;
    this.originalCode = originalCode;
    this.timeoutType = timeoutType;
    this.syscall = syscall;
  }
}

/** Nothing of the message was written: it was too late for it. */
export class TooLate extends SmtpFault {
  constructor() {
    super({ code: 'ELATE', command: 'API' });
  }
}
