import type { CustomerId, MessageId } from '../kernel/ids.js';

/** `offered` has rung and not ended yet, as far as was heard. */
export const CALL_OUTCOMES = ['offered', 'answered', 'abandoned', 'busy', 'failed', 'self-served'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** How a call found its customer; `shared-number`: several have the number, and the lowest id stands for them. */
export const MATCH_METHODS = ['number', 'shared-number', 'customer-reference', 'none'] as const;
export type MatchMethod = (typeof MATCH_METHODS)[number];

/** An inbound call, without the number it came from. Seconds are the contact centre's own. */
export interface InboundCall {
  readonly id: string;
  readonly source: string;
  readonly queue: string;
  readonly offeredAt: Date;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: CallOutcome;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly customerId: CustomerId | null;
  readonly matchMethod: MatchMethod;
  /** Customers who have the number. */
  readonly sharing: number;
  readonly reasonTag: string | null;
  /** All of its reasons, in lower case. */
  readonly tags: readonly string[];
  /** Who took it, as the contact centre names them. */
  readonly agent: string | null;
  readonly simulated: boolean;
}

/** Who called, as an incident has it: somebody of one of its audiences, a customer whom it does not touch, or nobody knows who. */
export const CALLERS = ['member', 'other', 'unknown'] as const;
export type Caller = (typeof CALLERS)[number];

/** A call since an incident was declared. */
export interface IncidentCall extends InboundCall {
  readonly caller: Caller;
  /** The company's own number of the customer. */
  readonly customerReference: string | null;
}

/** Of calls since an incident was declared; what is null narrows nothing. */
export interface IncidentCallFilter {
  readonly caller: Caller | null;
  readonly outcome: CallOutcome | null;
  /** One of its reasons, in lower case. */
  readonly tag: string | null;
  readonly from: Date | null;
  readonly until: Date | null;
}

/** A text that a customer sent us. `body` is kept for ordinary texts alone. */
export interface InboundSms {
  readonly id: string;
  readonly keyword: 'stop' | 'start' | 'help' | 'not-me' | 'other';
  readonly body: string | null;
  readonly customerId: CustomerId | null;
  readonly receivedAt: Date;
}

export const MAIL_KINDS = ['bounce', 'delay', 'delivery', 'complaint', 'reply', 'auto-reply', 'unreadable'] as const;

/** A mail that came back, without its sender's address. `subject` and `text` are kept of what people and their machines answer. */
export interface InboundMail {
  readonly id: string;
  readonly kind: (typeof MAIL_KINDS)[number];
  /** Ours that it is about. */
  readonly messageId: MessageId | null;
  readonly customerId: CustomerId | null;
  /** Of a report, in its own codes. */
  readonly status: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly receivedAt: Date;
}

export const FEEDBACK_ANSWERS = ['yes', 'partly', 'no'] as const;
/** "Did this tell you what you need?" */
export type FeedbackAnswer = (typeof FEEDBACK_ANSWERS)[number];

/** What a reader says of a message: an answer on his page, or a mark from 1 (no) to 5 (yes) by text. */
export interface NewFeedback {
  readonly channel: 'page' | 'sms';
  readonly answer: FeedbackAnswer | null;
  readonly score: number | null;
  /** 0 to 10: how likely he would recommend the company. Null where he was not asked, or left it out. */
  readonly recommend: number | null;
  readonly words: string | null;
}

/** What a reader said, without who did. */
export interface GivenFeedback extends NewFeedback {
  readonly id: string;
  /** A mark as an answer: 4 and 5 are yes, 3 is partly. */
  readonly said: FeedbackAnswer;
  /** Of the reader, as it was frozen. */
  readonly locale: string | null;
  /** Counted from 0, as everywhere but where people read it. */
  readonly wave: number | null;
  readonly answeredAt: Date;
}

/** How many readers of a notice answered what, and between which waves, counted from 0, they can be. */
export interface FeedbackTally {
  readonly yes: number;
  readonly partly: number;
  readonly no: number;
  readonly withWords: number;
  readonly withRecommend: number;
  readonly firstWave: number;
  readonly lastWave: number;
}

/** What is null narrows nothing. */
export interface FeedbackFilter {
  readonly said: FeedbackAnswer | null;
  /** "es" is "es-MX" too. */
  readonly locale: string | null;
  /** Counted from 0. */
  readonly wave: number | null;
  readonly hasWords: boolean | null;
}

/** A stretch of which no calls are known although some may have come. `proposed` was found by itself, and waits for a person. */
export const GAP_STATES = ['proposed', 'known', 'dismissed'] as const;

export interface NewGap {
  /** Of the records of one system; null for all. */
  readonly source: string | null;
  readonly queue: string | null;
  readonly from: Date;
  readonly until: Date;
  readonly reason: string;
}

export interface CallGap extends NewGap {
  readonly id: string;
  readonly state: (typeof GAP_STATES)[number];
  /** Calls that the weeks before let expect in it, where it was found by itself. */
  readonly expected: number | null;
  readonly setBy: string;
  readonly setAt: Date;
}

/** A silence where the weeks before say that there should have been calls. */
export interface FoundSilence {
  readonly source: string;
  readonly queue: string | null;
  readonly from: Date;
  readonly until: Date;
  readonly expected: number;
}

/** Where silences of the feed are told to. */
export abstract class FeedGaps {
  /** Proposes each that no person has spoken of, with an alert, and takes back proposals that calls have filled since. @returns How many there were. */
  abstract found(silences: readonly FoundSilence[]): Promise<number>;
}

/** What agents say that calls were about, in lower case. */
export interface GivenReason {
  readonly tag: string;
  readonly calls: number;
}

export interface CallReason extends GivenReason {
  /** It means that a call is about the incident. */
  readonly isIncident: boolean;
}
