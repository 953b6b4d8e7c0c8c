import type { SmtpRule } from '../../src/capture/smtp/smtp.policy.js';
import type { TwilioRule } from '../../src/capture/twilio/twilio.policy.js';

/** What is done to the system while it sends. */
export type Disturbance = 'kill-worker' | 'freeze-worker' | 'stop-postgres' | 'kill-postgres' | 'kill-backend' | 'cut-sessions' | 'cut-smtp' | 'cut-http' | 'say-stop';

export interface Scenario {
  readonly no: number;
  readonly name: string;
  readonly unknownEmail: 'resend' | 'ask';
  /** Drawn from evenly; twice in the list is twice as often. */
  readonly disturbances: readonly Disturbance[];
  /** Of the disturbances that the whole run has, how many this one takes. */
  readonly weight: number;
  readonly smtp: readonly Seldom<SmtpRule>[];
  readonly twilio: readonly Seldom<TwilioRule>[];
}

/** A rule that befalls so many of a whole run at most. */
type Seldom<Rule> = Rule & { readonly most?: number };

/** The rules for a run of so many messages of the channel. */
export const rulesFor = <Rule extends { readonly share?: number | undefined }>(rules: readonly Seldom<Rule>[], messages: number): Rule[] =>
  rules.map(({ most = Infinity, ...rule }) => ({ ...rule, share: Math.min(rule.share ?? 1, most / messages) }) as unknown as Rule);

/** A third is taken at once and answered late: a kill in between is the one that nobody can see from here. */
const SLOW_MAIL: SmtpRule = { share: 0.33, fault: { kind: 'delay', ms: 150, at: 'data' } };
const SLOW_TEXTS: TwilioRule = { share: 0.33, fault: { kind: 'late', ms: 150 } };

const once = <Rule extends object>(share: number, fault: Rule) => ({ share, times: 1, fault });
/** Who asks for less gets half as much from then on, and a little more each second: asked for by every fiftieth message, twenty thousand would take an hour. */
const seldom = <Rule extends object>(share: number, fault: Rule) => ({ ...once(share, fault), most: 10 });
const always = <Rule extends object>(share: number, fault: Rule) => ({ share, fault });

/** Shares of those who bounce or are refused stay below what would stop a notice by itself. */
const BAD_MAIL: readonly SmtpRule[] = [
  once(0.02, { kind: 'silent', stored: true }),
  once(0.02, { kind: 'silent', stored: false }),
  once(0.02, { kind: 'drop-after-dot', stored: true }),
  once(0.02, { kind: 'drop-after-dot', stored: false }),
  once(0.02, { kind: 'drop-mid-data' }),
  once(0.02, { kind: 'reject-rcpt', code: 450, text: '4.2.0 Come back' }),
  once(0.02, { kind: 'reject-rcpt', code: 452, text: '4.2.2 Full for now' }),
  seldom(0.004, { kind: 'reject-rcpt', code: 421, text: '4.3.2 Closing' }),
  always(0.02, { kind: 'reject-rcpt', code: 550, text: '5.1.1 No such user' }),
  once(0.02, { kind: 'reject-data', code: 450, text: '4.3.0 Come back' }),
  seldom(0.02, { kind: 'reject-data', code: 452, text: '4.3.1 No room' }),
  seldom(0.004, { kind: 'reject-data', code: 421, text: '4.3.2 Closing' }),
  always(0.01, { kind: 'reject-data', code: 550, text: '5.7.1 Not wanted' }),
  always(0.1, { kind: 'delay', ms: 400, at: 'rcpt' }),
  always(0.1, { kind: 'delay', ms: 400, at: 'data' }),
];

const BAD_TEXTS: readonly TwilioRule[] = [
  seldom(0.006, { kind: 'answer', status: 429, code: 20429, message: 'Too many requests', retryAfterSeconds: 1 }),
  seldom(0.006, { kind: 'answer', status: 429, code: 20429, message: 'Too many requests' }),
  once(0.03, { kind: 'answer', status: 500, code: 20500, message: 'Internal error' }),
  once(0.03, { kind: 'answer', status: 503, code: 20503, message: 'Unavailable' }),
  once(0.03, { kind: 'close-before' }),
  once(0.03, { kind: 'close-after' }),
  once(0.02, { kind: 'late', ms: 4_000 }),
  always(0.01, { kind: 'outcome', status: 'undelivered', errorCode: 30003 }),
  always(0.005, { kind: 'outcome', status: 'failed', errorCode: 30008 }),
  always(0.25, { kind: 'callbacks', order: 'natural', copies: 1, drop: ['sent', 'delivered', 'undelivered', 'failed'] }),
  always(0.25, { kind: 'callbacks', order: 'natural', copies: 3, drop: [] }),
  always(0.25, { kind: 'callbacks', order: 'reversed', copies: 1, drop: [] }),
];

export const SCENARIOS: readonly Scenario[] = [
  { no: 1, name: 'workers killed', unknownEmail: 'resend', disturbances: ['kill-worker'], weight: 1, smtp: [SLOW_MAIL], twilio: [SLOW_TEXTS] },
  { no: 2, name: 'PostgreSQL killed', unknownEmail: 'ask', disturbances: ['stop-postgres', 'kill-postgres', 'kill-backend'], weight: 0.5, smtp: [SLOW_MAIL], twilio: [SLOW_TEXTS] },
  { no: 3, name: 'connections cut', unknownEmail: 'ask', disturbances: ['cut-sessions', 'cut-smtp', 'cut-http'], weight: 1, smtp: [SLOW_MAIL], twilio: [SLOW_TEXTS] },
  { no: 4, name: 'a bad mail server', unknownEmail: 'resend', disturbances: [], weight: 0, smtp: BAD_MAIL, twilio: [] },
  { no: 5, name: 'a bad Twilio', unknownEmail: 'ask', disturbances: [], weight: 0, smtp: [], twilio: BAD_TEXTS },
  { no: 6, name: 'a worker frozen', unknownEmail: 'resend', disturbances: ['freeze-worker'], weight: 0.3, smtp: [SLOW_MAIL], twilio: [SLOW_TEXTS] },
  {
    no: 7, name: 'everything at once', unknownEmail: 'resend', weight: 1,
    disturbances: ['kill-worker', 'kill-worker', 'kill-worker', 'kill-postgres', 'cut-sessions', 'cut-smtp', 'cut-http', 'say-stop', 'say-stop'],
    smtp: BAD_MAIL, twilio: BAD_TEXTS,
  },
];
