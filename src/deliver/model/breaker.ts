/**
 * How well a provider answers, as all instances see it. Times are real, in milliseconds.
 *
 * - `working`: it gets all that is meant for it. `easing`: its share goes down step by step, since it fails too often or its receipts
 *   are late. `shut`: nothing goes out by it until `until`. `probing`: a few try whether it answers. `returning`: its share goes up
 *   step by step. `resting`: the second one while the first does it all. `needs-person`: it refuses us, and nothing goes out by it;
 *   it is tried now and then in case somebody has put it right.
 */
export interface Health {
  readonly state: HealthState;
  /** Of the channel's traffic, and of the provider's own rate: in [0, 1]. */
  readonly share: number;
  readonly since: number;
  /** When the share was last moved. */
  readonly steppedAt: number;
  readonly until: number | null;
  /** How often it was shut within a short time: each time it is left alone for longer. */
  readonly trips: number;
  readonly code: string | null;
  readonly reason: string | null;
}
export const HEALTH_STATES = ['working', 'resting', 'easing', 'shut', 'probing', 'returning', 'needs-person'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

export interface Words {
  readonly code: string;
  readonly reason: string;
}

/** What was heard of it since its share was last moved, and within half a minute. */
export interface Evidence {
  readonly answers: number;
  /** Those of the answers that were none: not reached, or silent. */
  readonly failures: number;
  readonly failure: Words | null;
  readonly misconfigured: Words | null;
  /** Texts handed over in five minutes that end so many minutes ago, and those of them without a receipt; null where none are asked for. */
  readonly receipts: { readonly texts: number; readonly late: number; readonly minutes: number } | null;
}

const HARD = { failures: 5, share: 0.5 };
const SOFT = { answers: 20, share: 0.2 };
/** @source GOV.UK Notify: "if 15 % of texts take longer than 5 minutes", gds.blog.gov.uk, 2020-04-03; a swap all at once flapped. */
const LATE = { texts: 20, share: 0.15 };
const STEP = { hardMs: 5_000, softMs: 60_000, upMs: 5_000, soft: 0.2, up: 0.1, least: 0.1 };
const CALM_MS = 600_000;
export const RESTING_SHARE = 0.1;
/** A provider that nothing can stand in for is tried again soon; one with another beside it has time to recover. */
const ALONE = { shutMs: 1_000, shutCapMs: 30_000, probes: 3, firstShare: 0.25 };
const BESIDE = { shutMs: 15_000, shutCapMs: 600_000, probes: 10, firstShare: 0.1 };
const PERSON = { shutMs: 30_000, shutCapMs: 300_000 };

/**
 * The provider's health after what was heard.
 *
 * @param other  Whether another provider can take what this one does not.
 * @returns the same object where nothing changes.
 */
export function healthAfter(health: Health, evidence: Evidence, other: boolean, now: number): Health {
  if (evidence.misconfigured && health.state !== 'needs-person' && health.state !== 'shut') return shut(health, 'needs-person', evidence.misconfigured, PERSON, now);
  switch (health.state) {
    case 'shut':
    case 'needs-person':
      return now >= (health.until ?? 0) ? { ...health, state: 'probing', steppedAt: now, until: null } : health;
    case 'probing':
      return afterProbes(health, evidence, other, now);
    default:
      return inUse(health, evidence, other, now);
  }
}

function afterProbes(health: Health, evidence: Evidence, other: boolean, now: number): Health {
  const policy = other ? BESIDE : ALONE;
  if (evidence.failures >= 2) return shut(health, 'shut', evidence.failure, policy, now);
  if (evidence.answers - evidence.failures < policy.probes) return health;
  return { ...health, state: 'returning', share: policy.firstShare, since: now, steppedAt: now };
}

function inUse(health: Health, evidence: Evidence, other: boolean, now: number): Health {
  const rested = (ms: number): boolean => health.state === 'working' || now - health.steppedAt >= ms;
  if (evidence.failures >= HARD.failures && evidence.failures >= HARD.share * evidence.answers) {
    if (!other || health.share / 2 < STEP.least) return shut(health, 'shut', evidence.failure, other ? BESIDE : ALONE, now);
    return rested(STEP.hardMs) ? ease(health, health.share / 2, evidence.failure, now) : health;
  }
  const soft = softSignal(evidence);
  if (soft !== null && other) return rested(STEP.softMs) && health.share > STEP.least ? ease(health, Math.max(STEP.least, health.share - STEP.soft), soft, now) : health;
  return soft === null && health.share < 1 && evidence.answers > 0 ? rise(health, now) : health;
}

/** Back by tenths where it was eased, so that two that are both unwell don't pass the traffic to and fro; faster after an outage. */
function rise(health: Health, now: number): Health {
  const easing = health.state === 'easing';
  if (now - health.steppedAt < (easing ? STEP.softMs : STEP.upMs)) return health;
  const share = Math.min(1, easing ? health.share + STEP.up : health.share * 2);
  if (share < 0.999) return { ...health, state: easing ? 'easing' : 'returning', share, steppedAt: now };
  return { ...health, state: 'working', share: 1, since: now, steppedAt: now, code: null, reason: null };
}

function softSignal({ answers, failures, failure, receipts }: Evidence): Words | null {
  if (answers >= SOFT.answers && failures >= SOFT.share * answers) return failure;
  if (receipts === null || receipts.texts < LATE.texts || receipts.late < LATE.share * receipts.texts) return null;
  return { code: 'receipts-late', reason: `${receipts.late} of ${receipts.texts} texts have no receipt after ${receipts.minutes} minutes.` };
}

const ease = (health: Health, share: number, words: Words | null, now: number): Health => ({
  ...health, state: 'easing', share, since: health.state === 'easing' ? health.since : now, steppedAt: now, code: words?.code ?? null, reason: words?.reason ?? null,
});

function shut(health: Health, state: 'shut' | 'needs-person', words: Words | null, { shutMs, shutCapMs }: { shutMs: number; shutCapMs: number }, now: number): Health {
  const calm = (health.state === 'working' || health.state === 'resting') && now - health.since > CALM_MS;
  const trips = calm ? 1 : health.trips + 1;
  const until = now + Math.min(shutCapMs, shutMs * 2 ** Math.min(trips - 1, 20));
  return { state, share: 0, since: health.state === 'probing' ? health.since : now, steppedAt: now, until, trips, code: words?.code ?? health.code, reason: words?.reason ?? health.reason };
}

/** The second provider, while the first does it all: what it is trusted with starts small again. */
export function restingAfter(health: Health, idle: boolean, now: number): Health {
  if (!idle || (health.state !== 'working' && health.state !== 'returning')) return health;
  return { ...health, state: 'resting', share: RESTING_SHARE, since: now, steppedAt: now, code: null, reason: null };
}

/** Tokens a second that it is trusted with, of its nominal rate; 0 where nothing goes out by it. */
export function trustedRate({ state, share }: Pick<Health, 'state' | 'share'>, nominal: number, other: boolean): number {
  if (state === 'shut' || state === 'needs-person') return 0;
  if (state === 'probing') return Math.min(nominal, other ? 1 : 5);
  return state === 'returning' || state === 'resting' ? Math.max(1, share * nominal) : nominal;
}

/**
 * How the channel's traffic is split: the first provider has its share, the second the rest.
 *
 * @returns weights, in the order given.
 */
export function weights(healths: readonly Pick<Health, 'state' | 'share'>[]): readonly number[] {
  const [first, ...rest] = healths.map(({ state, share }) => (state === 'shut' || state === 'needs-person' || state === 'probing' ? 0 : share));
  if (first === undefined) return [];
  return [first, ...rest.map((share) => (share > 0 ? 1 - first : 0))];
}
