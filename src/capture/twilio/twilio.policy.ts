import { z } from 'zod';
import { RuleBook, ruleTarget } from '../rules.js';

const ms = z.int().min(0).max(600_000);
const laterStatus = z.enum(['sent', 'delivered', 'undelivered', 'failed']);

/**
 * How Twilio misbehaves towards a message.
 * - `answer`: refuses with this status, code and message, and takes nothing; `retryAfterSeconds` adds Retry-After.
 * - `close-before`: hangs up before taking it. `close-after`: takes it and then hangs up in place of the answer.
 * - `late`: takes it and answers late.
 * - `outcome`: takes it, and it ends `undelivered` or `failed`; `null` means that it stays `sent`, with no receipt.
 * - `callbacks`: `order` reversed sends the last status first; `copies` sends each so often; `drop` leaves some out.
 */
export const twilioFault = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answer'),
    status: z.int().min(400).max(599),
    code: z.int().default(20500),
    message: z.string().max(400).default('The stand-in was told to refuse'),
    retryAfterSeconds: z.int().min(0).optional(),
  }),
  z.object({ kind: z.literal('close-before') }),
  z.object({ kind: z.literal('close-after') }),
  z.object({ kind: z.literal('late'), ms }),
  z.object({
    kind: z.literal('outcome'),
    status: z.enum(['undelivered', 'failed']).nullable(),
    errorCode: z.int().positive().default(30003),
  }),
  z.object({
    kind: z.literal('callbacks'),
    order: z.enum(['natural', 'reversed']).default('natural'),
    copies: z.int().min(1).max(5).default(1),
    drop: z.array(laterStatus).default([]),
  }),
]);
export type TwilioFault = z.infer<typeof twilioFault>;

export const twilioRule = ruleTarget.extend({ fault: twilioFault });
export type TwilioRule = z.infer<typeof twilioRule>;

/** The three things that are decided for a message: its answer, its outcome, its callbacks. */
export type TwilioStage = 'request' | 'outcome' | 'callbacks';
export type FaultOf<S extends TwilioStage> = Extract<
  TwilioFault,
  { kind: S extends 'request' ? 'answer' | 'close-before' | 'close-after' | 'late' : S }
>;

export interface TwilioMoment {
  readonly stage: TwilioStage;
  readonly to: string;
  readonly body: string;
}
export type TwilioPolicy = (moment: TwilioMoment) => TwilioFault | undefined;

/** `[least, most]` real milliseconds: from taking a message to sending it, and from sending it to its final status. */
export const stepDelays = z.object({ sentMs: z.tuple([ms, ms]), finalMs: z.tuple([ms, ms]) });
export type StepDelays = z.infer<typeof stepDelays>;

export const usualDelays: StepDelays = { sentMs: [50, 300], finalMs: [300, 1500] };

export const wellBehaved: TwilioPolicy = () => undefined;

/** @throws SyntaxError if a rule's `to` is no regular expression. */
export function twilioPolicyOf(rules: readonly TwilioRule[]): TwilioPolicy {
  const book = new RuleBook(rules);
  return ({ stage, to }) => book.pick(to, (rule): rule is TwilioRule => stageOf(rule.fault) === stage)?.fault;
}

/** Asks the policy; what it says about another stage than the one asked for does not count. */
export function faultAt<S extends TwilioStage>(
  policy: TwilioPolicy,
  stage: S,
  message: { readonly to: string; readonly body: string },
): FaultOf<S> | undefined {
  const fault = policy({ stage, to: message.to, body: message.body });
  return fault && stageOf(fault) === stage ? (fault as FaultOf<S>) : undefined;
}

function stageOf({ kind }: TwilioFault): TwilioStage {
  return kind === 'outcome' || kind === 'callbacks' ? kind : 'request';
}
