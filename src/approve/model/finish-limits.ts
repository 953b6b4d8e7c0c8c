import type { Channel } from '../../audience/contract.js';

export const LIMIT_KINDS = ['email', 'domain', 'email-connections', 'sms', 'sender', 'sms-connections'] as const;

/** What drains no faster than so much a second (real). */
export interface Limit {
  readonly kind: (typeof LIMIT_KINDS)[number];
  readonly channel: Channel;
  /** E-mails, texts or segments, as `perSecond` counts them. */
  readonly amount: number;
  readonly perSecond: number;
  /** The mailbox domain, or null. */
  readonly domain: string | null;
  /** Of connections only. */
  readonly line: Line | null;
}

/** Connections of one worker process. */
export interface Line {
  readonly connections: number;
  /** Real milliseconds that a message takes up one. */
  readonly callMs: number;
  /** It was seen here, and is not what is taken where nothing was. */
  readonly seen: boolean;
}

export interface Load {
  readonly emails: number;
  /** E-mails by mailbox domain. */
  readonly domains: ReadonlyMap<string, number>;
  readonly texts: number;
  readonly segments: number;
}

/** Rates a second, as configured. */
export interface Rates {
  readonly emails: number;
  readonly segments: number;
  /** Segments of the notice's sender; null where only the account's limit counts. */
  readonly sender: number | null;
  /** E-mails to the mailbox domains that have limits of their own. */
  readonly domains: ReadonlyMap<string, number>;
  /** To each other domain; null is no limit. */
  readonly otherDomain: number | null;
  /** Null where nothing is known of how long calls take, and nothing need be taken for it. */
  readonly emailLine: Line | null;
  readonly smsLine: Line | null;
}

/**
 * How long a message takes up a connection (real ms), until enough was seen here.
 *
 * @source E-mail: MAIL, RCPT and DATA go together (RFC 2920), then the text: two to three round trips of 30 to 40 ms to a relay on the same
 *   continent, and as much again until it has kept the message. SMS: one such round trip on a connection that is kept, and the API's own time, of
 *   which Twilio publishes no figure; the rest is assumed.
 */
const UNSEEN_MS: Readonly<Record<Channel, number>> = { email: 200, sms: 200 };

/** @param isCaptured  The capture stands beside us and answers at once: nothing is assumed of it. */
export function lineOf(channel: Channel, connections: number, seenMs: number | undefined, isCaptured: boolean): Line | null {
  if (seenMs !== undefined) return { connections, callMs: Math.max(1, seenMs), seen: true };
  return isCaptured ? null : { connections, callMs: UNSEEN_MS[channel], seen: false };
}

/** All that sending has to keep to; where two bind alike, the first is named. */
export function limitsOf(load: Load, rates: Rates): readonly Limit[] {
  const limit = (kind: Limit['kind'], amount: number, perSecond: number, more: Partial<Limit> = {}): Limit =>
    ({ kind, channel: kind === 'sms' || kind === 'sender' || kind === 'sms-connections' ? 'sms' : 'email', amount, perSecond, domain: null, line: null, ...more });
  const lined = (kind: Limit['kind'], amount: number, line: Line | null): Limit[] =>
    line ? [limit(kind, amount, (line.connections * 1_000) / line.callMs, { line })] : [];
  const limits = [
    limit('sms', load.segments, rates.segments),
    ...(rates.sender === null ? [] : [limit('sender', load.segments, rates.sender)]),
    ...lined('sms-connections', load.texts, rates.smsLine),
    limit('email', load.emails, rates.emails),
    ...domainsOf(load, rates).map(([domain, emails, perSecond]) => limit('domain', emails, perSecond, { domain })),
    ...lined('email-connections', load.emails, rates.emailLine),
  ];
  return limits.filter(({ amount }) => amount > 0);
}

/** Each domain with a rate of its own, and of all others the largest: they have one rate, so none of them takes longer. */
function domainsOf({ domains }: Load, { domains: own, otherDomain }: Rates): (readonly [string, number, number])[] {
  const limited = [...domains].flatMap(([domain, emails]) => (own.has(domain) ? [[domain, emails, own.get(domain)!] as const] : []));
  if (otherDomain === null) return limited;
  let most: readonly [string, number, number] | null = null;
  for (const [domain, emails] of domains) if (!own.has(domain) && emails > (most?.[1] ?? 0)) most = [domain, emails, otherDomain];
  return most ? [...limited, most] : limited;
}
