import { z } from 'zod';
import { RuleBook, ruleTarget } from '../rules.js';

const code = z.int().min(400).max(599);
const text = z.string().min(1).max(400);
const delayMs = z.int().min(0).max(600_000);

/**
 * How the mail server misbehaves.
 * - `reject-rcpt`, `reject-data`: answers with code and text (an enhanced code such as `5.1.1` belongs to the text).
 * - `delay`: answers late, at RCPT or after the final dot, and otherwise well.
 * - `silent`: never answers the final dot. `stored` says whether it kept the mail.
 * - `drop-mid-data`: hangs up when the first bytes of the message arrive, and keeps nothing.
 * - `drop-after-dot`: hangs up in place of the answer to the final dot. `stored` as above.
 */
export const smtpFault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reject-rcpt'), code, text }),
  z.object({ kind: z.literal('reject-data'), code, text }),
  z.object({ kind: z.literal('delay'), ms: delayMs, at: z.enum(['rcpt', 'data']).default('data') }),
  z.object({ kind: z.literal('silent'), stored: z.boolean() }),
  z.object({ kind: z.literal('drop-mid-data') }),
  z.object({ kind: z.literal('drop-after-dot'), stored: z.boolean() }),
]);
export type SmtpFault = z.infer<typeof smtpFault>;

export const smtpRule = ruleTarget.extend({ fault: smtpFault });
export type SmtpRule = z.infer<typeof smtpRule>;

/** Where in the conversation a fault may strike. */
export interface SmtpMoment {
  readonly stage: 'rcpt' | 'data';
  readonly from: string;
  readonly to: string;
}
export type SmtpPolicy = (moment: SmtpMoment) => SmtpFault | undefined;

export const wellBehaved: SmtpPolicy = () => undefined;

/** @throws SyntaxError if a rule's `to` is no regular expression. */
export function smtpPolicyOf(rules: readonly SmtpRule[]): SmtpPolicy {
  const book = new RuleBook(rules);
  return ({ stage, to }) => book.pick(to, (rule): rule is SmtpRule => stageOf(rule.fault) === stage)?.fault;
}

export function stageOf(fault: SmtpFault): SmtpMoment['stage'] {
  if (fault.kind === 'reject-rcpt') return 'rcpt';
  return fault.kind === 'delay' ? fault.at : 'data';
}
