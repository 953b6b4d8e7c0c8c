/** What became of the messages to the first people, so far. */
export interface CanaryCounts {
  /** All of them. */
  readonly messages: number;
  /** Not tried yet, or under way. */
  readonly open: number;
  /** Of which no more will be heard: delivered, come back, refused, or never sent. */
  readonly final: number;
  /** The provider took them, or refused them for good. */
  readonly tried: number;
  readonly bounced: number;
  readonly failed: number;
}

export type CanaryVerdict = { readonly kind: 'wait' } | { readonly kind: 'pass' } | { readonly kind: 'stop'; readonly fault: RateFault };

/** Which limit was passed, and by how much. */
export interface RateFault {
  readonly kind: 'bounces' | 'refusals';
  readonly count: number;
  readonly of: number;
}

/** Over these shares, and at least this many: one bounce of ten says nothing yet. */
const LIMITS = { bounces: { share: 0.05, least: 5 }, refusals: { share: 0.02, least: 3 } } as const;

/** @returns The limit that these figures pass; null while they keep both. */
export function rateFault(of: number, bounced: number, failed: number): RateFault | null {
  const over = (count: number, { share, least }: { readonly share: number; readonly least: number }) => count >= least && count > share * of;
  if (over(bounced, LIMITS.bounces)) return { kind: 'bounces', count: bounced, of };
  return over(failed, LIMITS.refusals) ? { kind: 'refusals', count: failed, of } : null;
}

/**
 * Whether the others may follow.
 *
 * They wait until nothing more will be heard of the first; or, since a relay of plain SMTP never says that a mail arrived, until `waitSeconds`
 * after the last of them was tried; or for two and a half times as long in all, if at least half of them were tried by then. While the
 * provider takes nothing, nothing is known, and the others wait on. It stops as soon as it is sure to: a limit that is passed by all of the
 * first is passed whatever comes of the rest of them.
 *
 * @param quietSeconds  Real seconds since the last try of one of them ended; null before the first did.
 * @param ageSeconds  Real seconds since the first try of one of them ended; null before it did.
 */
export function canaryVerdict(counts: CanaryCounts, quietSeconds: number | null, ageSeconds: number | null, waitSeconds: number): CanaryVerdict {
  const { messages, open, final, tried, bounced, failed } = counts;
  const early = rateFault(messages, bounced, failed);
  if (early) return { kind: 'stop', fault: early };
  const over =
    final === messages
    || (open === 0 && (quietSeconds === null || quietSeconds >= waitSeconds))
    || (ageSeconds !== null && ageSeconds >= LONGEST_WAIT * waitSeconds && tried * 2 >= messages);
  if (!over) return { kind: 'wait' };
  const fault = rateFault(tried, bounced, failed);
  return fault ? { kind: 'stop', fault } : { kind: 'pass' };
}

const LONGEST_WAIT = 2.5;
const LEAST_WATCHED = 500;
const WATCHED_SLOTS = 30;

/** What began in ten real seconds, and what became of it so far. */
export interface TallySlot {
  readonly tried: number;
  readonly bounced: number;
  readonly failed: number;
}

/**
 * Whether the last messages of a running notice pass a limit, by more than chance: two standard deviations of a count at the limit. Looks at
 * the last 500 or more, since a refusal shows at once, and at the last five minutes, since a text that fails shows only after a while.
 *
 * @param slots  Newest first.
 */
export function watchFault(slots: readonly TallySlot[]): RateFault | null {
  let [of, bounced, failed] = [0, 0, 0];
  for (const [place, slot] of slots.entries()) {
    of += slot.tried;
    bounced += slot.bounced;
    failed += slot.failed;
    if (of < LEAST_WATCHED) continue;
    if (beyondChance(bounced, LIMITS.bounces.share * of)) return { kind: 'bounces', count: bounced, of };
    if (beyondChance(failed, LIMITS.refusals.share * of)) return { kind: 'refusals', count: failed, of };
    if (place >= WATCHED_SLOTS) break;
  }
  return null;
}

const beyondChance = (count: number, expected: number): boolean => count > expected + 2 * Math.sqrt(expected);
