import { type BounceCode, bounceCode } from '../../kernel/mail-code.js';
import { type Answer, bounced, deferred, failed, misconfigured } from './answer.js';

/** Where in the conversation the server said no: before there was a message, about the sender, the recipient, or the message. */
export type SmtpStage = 'session' | 'sender' | 'recipient' | 'message';

/** A negative reply (4yz, 5yz) as the server wrote it. */
export interface SmtpReply {
  readonly code: number;
  /** "5.1.1" (RFC 3463); null where the server sends none. */
  readonly enhanced: string | null;
  readonly stage: SmtpStage;
  /** The whole reply; its words count only where the codes leave open what it is about. */
  readonly text?: string;
}

// The mailbox's own provider limits our rate, told through the relay. Gmail: support.google.com/a/answer/3726730; Outlook: 4.7.65x.
const DOMAIN_LIMITS: ReadonlySet<string> = new Set(['4.7.28', '4.7.650', '4.7.651', '4.7.652', '4.7.653', '4.7.654']);
// Greylisting answers with the same codes and wants the same message later, not fewer of them; so the words have to name a rate.
const ASKS_FOR_LESS = /\brates?\b|rate-?limit|throttl|too (many|much) (e-?mails?|mails?|messages?|connections?|recipients)|too (fast|quickly)|slow down/i;
// Of the address and of the mailbox (RFC 3463, 3.2 and 3.3), and RFC 5321's replies about a mailbox.
const OF_THE_MAILBOX = /^(?:[45]\.[12]\.\d+|450|452|552)$/;

/** The mailbox or its domain does not exist, or no longer takes mail. @param code  Null is none. */
export const isDeadMailbox = (code: string | null): boolean => bounceCode(code)?.class === 'hard';

/** @param text  A reply line: "550 5.1.1 No such user". @returns its enhanced code, or null. */
export function enhancedCode(text: string): string | null {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? null;
}

/**
 * What a negative SMTP reply means for the message. A reply is an answer: the message was surely not taken.
 *
 * An address is only given up where the recipient was asked about or the code names the mailbox: a relay that dislikes our
 * sender, our session or our words says nothing about the reader.
 *
 * @source RFC 5321, 4.2; RFC 3463; and for single codes the notes of the providers named beside them.
 */
export function smtpRefusal({ code, enhanced, stage, text = '' }: SmtpReply): Answer {
  const said = enhanced ?? String(code);
  if (code === 530 || code === 534 || code === 535 || code === 538) return misconfigured(said, 'The mail relay does not accept our credentials.');
  if (code < 500 && enhanced !== null && DOMAIN_LIMITS.has(enhanced)) return deferred(said, 'The reader\'s mail provider limits how fast we may write.', { slowDown: true, scope: 'domain' });
  if (code === 454 && enhanced === '4.7.0') return deferred(said, 'The mail relay throttles us.', { slowDown: true }); // Amazon SES
  if (code < 500 && ASKS_FOR_LESS.test(text) && !ofOneMailbox(enhanced)) return throttled(said, code, stage);
  if (code === 421) return deferred(said, 'The mail relay closed the connection for now.', { slowDown: true });
  // Before there is a recipient, "later" is said of our traffic; after that, of one mailbox.
  const soft = softOf(said, stage);
  if (soft && code < 500) return deferred(said, soft.reason, { soft: true });
  if (code < 500 || code === 503) return deferred(said, 'The mail relay asks to try again later.', { slowDown: stage === 'session' || stage === 'sender' || enhanced === '4.3.1' });
  if (stage === 'session') return misconfigured(said, 'The mail relay refuses to talk to us.');
  if (stage === 'sender') return senderRefused(said, enhanced);
  return soft ? bounced(said, soft.reason, 'soft-bounce') : messageRefused(said, code, enhanced, stage);
}

/**
 * The mailbox's own trouble, which passes: the same codes as in a report that comes later. What the relay says of its own disk, network or
 * patience is no reader's doing, and would count against all of them at once.
 */
function softOf(said: string, stage: SmtpStage): BounceCode | null {
  const known = (stage === 'recipient' || stage === 'message') && OF_THE_MAILBOX.test(said) ? bounceCode(said) : null;
  return known?.class === 'soft' ? known : null;
}

/** RFC 3463: x.1 and x.2 speak of the address and of the mailbox. */
const ofOneMailbox = (enhanced: string | null): boolean => enhanced !== null && /^4\.[12]\./.test(enhanced);

/** Once a recipient was named, it is his mail provider who is asked to take less; at any other point, and with 454, the relay speaks of us. */
function throttled(said: string, code: number, stage: SmtpStage): Answer {
  return stage === 'recipient' && code !== 454
    ? deferred(said, 'The reader\'s mail provider limits how fast we may write.', { slowDown: true, scope: 'domain' })
    : deferred(said, 'The mail relay throttles us.', { slowDown: true });
}

/** A size limit is told at MAIL FROM too; all else there is about us, and would be said of every message. */
function senderRefused(said: string, enhanced: string | null): Answer {
  if (enhanced === '5.3.4' || said === '552') return failed(said, 'The message is larger than the mail relay takes.');
  return misconfigured(said, 'The mail relay refuses our sender address.', 'sender');
}

function messageRefused(said: string, code: number, enhanced: string | null, stage: SmtpStage): Answer {
  if (enhanced?.startsWith('5.7.')) return failed(said, 'The receiving side refused the message by its policy.');
  if (enhanced === '5.3.4' || enhanced === '5.2.3') return failed(said, 'The message is larger than the receiving side takes.');
  if (enhanced?.startsWith('5.6.')) return failed(said, 'The receiving side could not read the message.');
  if (isDeadMailbox(enhanced)) return bounced(said, 'The mailbox does not exist or takes no mail.', 'hard-bounce');
  if (enhanced?.startsWith('5.1.')) return bounced(said, 'The address can\'t be delivered to.');
  // Without an enhanced code only an answer about the recipient names the mailbox (RFC 5321: 550, 551, 553).
  if (enhanced === null && stage === 'recipient' && (code === 550 || code === 551 || code === 553)) return bounced(said, 'The mailbox does not exist or takes no mail.', 'hard-bounce');
  return stage === 'recipient' ? bounced(said, 'The receiving side refused the recipient.') : failed(said, 'The receiving side refused the message.');
}
