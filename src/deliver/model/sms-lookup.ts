/** A text as the provider's list has it. */
export interface ListedSms {
  readonly providerId: string;
  /** Empty where the provider does not keep bodies. */
  readonly body: string;
  readonly createdAt: Date;
  readonly outbound: boolean;
}

/** An attempt of which no answer was heard. */
export interface DoubtfulSms {
  readonly body: string;
  /** By the clock that the provider's times are compared with. */
  readonly begunAt: Date;
  /** Real seconds since the last moment at which it may have been handed over. */
  readonly ageSeconds: number;
  /** Ids at the provider that belong to other messages of ours. */
  readonly taken: ReadonlySet<string>;
}

export type Finding = { readonly kind: 'found'; readonly providerId: string } | { readonly kind: 'absent' } | { readonly kind: 'wait' };

/** The same of one account among those that may have it. */
export type AccountFinding = Finding & { readonly provider: string };

/** Texts of one number that are looked through at most, newest first: far more than one incident sends. */
export const MOST_LISTED = 200;
/** Two clocks, and a list that shows whole seconds. */
const CLOCKS_APART_MS = 60_000;

/**
 * What the provider's list of texts to the number says about an attempt.
 *
 * @param listed  Every text to the number, the newest `MOST_LISTED` at most; or null where the provider could not be asked.
 * @returns `absent` only once the attempt is old enough for the list to be complete, and nothing in it could be ours.
 */
export function findSms(attempt: DoubtfulSms, listed: readonly ListedSms[] | null, absentAfterSeconds: number): Finding {
  if (listed === null) return { kind: 'wait' };
  const since = attempt.begunAt.getTime() - CLOCKS_APART_MS;
  const candidates = listed.filter((sms) => sms.outbound && sms.createdAt.getTime() >= since && !attempt.taken.has(sms.providerId));
  const wanted = comparableText(attempt.body);
  const ours = candidates.find((sms) => comparableText(sms.body) === wanted);
  if (ours) return { kind: 'found', providerId: ours.providerId };
  // A text without its words may be this one: then only a receipt or a person can tell.
  if (candidates.some((sms) => sms.body === '')) return { kind: 'wait' };
  const isWhole = listed.length < MOST_LISTED || listed.some((sms) => sms.createdAt.getTime() < since);
  return isWhole && attempt.ageSeconds >= absentAfterSeconds ? { kind: 'absent' } : { kind: 'wait' };
}

/**
 * What the accounts say together of a text that any of them may have: absent only where none has it.
 *
 * @returns `nobody` where there is no account to ask.
 */
export function foundAmong(findings: readonly AccountFinding[]): AccountFinding | { readonly kind: 'nobody' } {
  return findings.find(({ kind }) => kind === 'found') ?? findings.find(({ kind }) => kind === 'wait') ?? findings[0] ?? { kind: 'nobody' };
}

/**
 * Seconds until the provider is asked again: soon at first, since most answers are there at once, and once more right after the
 * moment from which absence counts.
 */
export function nextLookSeconds(ageSeconds: number, absentAfterSeconds: number): number {
  const pause = Math.min(60, Math.max(2, ageSeconds / 2));
  const untilAbsent = absentAfterSeconds - ageSeconds;
  return untilAbsent > 0 ? Math.min(pause, untilAbsent + 0.5) : pause;
}

/** Providers may swap typographic characters for plain ones, and trim. */
function comparableText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[‘’‚‛′]/g, "'")
    .replace(/[“”„‟″]/g, '"')
    .replace(/[‐-―]/g, '-')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}
