import { type Answer, deferred, failed, misconfigured, unanswered, unreached } from './answer.js';
import { enhancedCode, smtpRefusal, type SmtpStage } from './smtp-reply.js';

/** What the mail library's error says, as plain data. */
export interface SmtpError {
  /** "ECONNECTION", "ETIMEDOUT", "EENVELOPE", … */
  readonly code?: string | undefined;
  /** The system's own code, where there was one: "ECONNREFUSED". */
  readonly originalCode?: string | undefined;
  readonly syscall?: string | undefined;
  /** "CONN", "MAIL FROM", "RCPT TO", "DATA", "AUTH PLAIN", "API"; absent where no conversation began. */
  readonly command?: string | undefined;
  /** 0 or absent without a reply. */
  readonly responseCode?: number | undefined;
  /** The whole reply, with its code in front. */
  readonly response?: string | undefined;
  /** "CONNECT_TIMEOUT", "GREETING_TIMEOUT", "UPGRADE_TIMEOUT", "SOCKET_TIMEOUT". */
  readonly timeoutType?: string | undefined;
}

const BEFORE_ANY_MESSAGE = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);
const AT_ONCE_MS = 1_000;
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/**
 * What a failed hand-over by SMTP means. Only three things prove that nothing was taken: a negative reply, a connection that never
 * came about, and a fault on our side before it. A connection lost after the greeting looks the same at MAIL FROM as after the
 * final dot, so there nobody knows.
 *
 * @source nodemailer 10.6: smtp-connection and smtp-pool, read for the shapes below.
 */
export function smtpAnswer(error: SmtpError): Answer {
  const { code = 'unknown', responseCode = 0 } = error;
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2') {
    return responseCode >= 400 && responseCode < 500 ? unreached(String(responseCode), 'The mail relay could not check our credentials just now.') : misconfigured(String(responseCode || code), 'The mail relay does not accept our credentials.');
  }
  if (responseCode >= 400 && responseCode < 600) return smtpRefusal({ code: responseCode, enhanced: enhancedCode(error.response ?? ''), stage: stageOf(error.command), text: error.response ?? '' });
  if (neverConnected(error)) return unreached(error.originalCode ?? error.timeoutType ?? code, 'The mail relay can\'t be reached.');
  return local(code, error.command) ?? unanswered(error.timeoutType ?? error.originalCode ?? code, 'The connection to the mail relay was lost before it answered.');
}

function neverConnected({ code, originalCode, syscall, command, timeoutType }: SmtpError): boolean {
  if (code === 'EDNS' || code === 'EPROXY') return true;
  if (syscall === 'connect' || NOT_CONNECTED.has(originalCode ?? '')) return true;
  if (timeoutType !== undefined && BEFORE_ANY_MESSAGE.has(timeoutType)) return true;
  // The pool gives up on a message that no connection ever began; a TLS handshake stands before every conversation.
  return (code === 'ECONNECTION' && command === undefined) || code === 'ETLS';
}

/** Faults of ours, before or without a conversation. */
function local(code: string, command: string | undefined): Answer | null {
  if (code === 'EENVELOPE' && command === 'API') return failed(code, 'The address can\'t stand in an SMTP envelope.');
  if (code === 'EMESSAGE' && command === 'MAIL FROM') return failed(code, 'The message is larger than the mail relay takes.');
  if (code === 'ECONFIG') return misconfigured(code, 'The mail settings can\'t be used.');
  if (code === 'ECONNECTION' && command === 'API') return deferred(code, 'The connection to the mail relay was already closed.', { retryAfterMs: AT_ONCE_MS });
  return null;
}

function stageOf(command: string | undefined): SmtpStage {
  if (command === 'MAIL FROM') return 'sender';
  if (command === 'RCPT TO') return 'recipient';
  return command === 'DATA' ? 'message' : 'session';
}
