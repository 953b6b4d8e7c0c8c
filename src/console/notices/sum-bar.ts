import { type LedgerSum, type Outcome, OUTCOMES } from '../../deliver/contract.js';
import { grouped } from '../page/words.js';

export const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  delivered: 'delivered', sent: 'handed over', sending: 'being sent', pending: 'waiting', unknown: 'unknown', bounced: 'bounced', failed: 'failed',
  suppressed: 'suppressed', unreachable: 'unreachable', cancelled: 'cancelled',
};
/** What went well comes first, so that the bar fills from the left. */
const ORDER = Object.keys(OUTCOME_LABELS) as Outcome[];
const FULL = 1_000;
/** However few they are, they can be seen beside the gap that parts them from the others: 0.8 % of the bar. */
const LEAST = 8;

export interface SumBar {
  readonly members: number;
  readonly total: number;
  readonly adds: boolean;
  /** Of which second it is: sums of a large notice are some seconds old. Null where that is said elsewhere. */
  readonly countedAt: Date | null;
  /** The rows are still being written: until then the sum is smaller than the people, and nothing is wrong. */
  readonly preparing: boolean;
  /** The bar in words, for those who don't see it. */
  readonly label: string;
  readonly parts: readonly { readonly outcome: Outcome; readonly label: string; readonly count: number; readonly x: number; readonly width: number }[];
}

/** The ledger's sum as a bar of a thousand units; outcomes that nobody has are left out, and what a few have is a little wider than its share. */
export function sumBar({ members, outcomes, adds }: LedgerSum, isWritten: boolean, countedAt: Date | null = null): SumBar {
  const total = OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0);
  const whole = Math.max(total, members, 1);
  const shown = ORDER.filter((outcome) => outcomes[outcome] > 0);
  const widths = visible(shown.map((outcome) => (outcomes[outcome] / whole) * FULL));
  let x = 0;
  const parts = shown.map((outcome, index) => {
    const width = widths[index]!;
    const part = { outcome, label: OUTCOME_LABELS[outcome], count: outcomes[outcome], x: round(x), width: round(width) };
    x += width;
    return part;
  });
  return { members, total, adds, countedAt, preparing: !isWritten && !adds, parts, label: parts.map(({ label, count }) => `${grouped(count)} ${label}`).join(', ') };
}

/** What the narrow ones lack is taken from the others, by what they have beyond the least. */
function visible(shares: readonly number[]): readonly number[] {
  const lacking = shares.reduce((sum, share) => sum + Math.max(0, LEAST - share), 0);
  const beyond = shares.reduce((sum, share) => sum + Math.max(0, share - LEAST), 0);
  const kept = beyond > 0 ? Math.max(0, 1 - lacking / beyond) : 0;
  return shares.map((share) => LEAST + Math.max(0, share - LEAST) * kept);
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Members who have it: handed over without a bounce counts where the provider says no more. */
export const toldOf = ({ outcomes }: LedgerSum): number => outcomes.sent + outcomes.delivered;

/** What "told" rests on, as the end of a sentence: "; 3,997 with a receipt, 15,447 handed to the provider with none"; empty where every one has a receipt. */
export const toldHow = ({ delivered, sent }: Readonly<Record<'delivered' | 'sent', number>>): string => (sent === 0 ? '' : `; ${grouped(delivered)} with a receipt, ${grouped(sent)} handed to the provider with none`);

/** Members whom no channel reached, so far: they can have a letter. */
export const unreachedOf = ({ outcomes }: LedgerSum): number => outcomes.unreachable + outcomes.suppressed + outcomes.bounced + outcomes.failed;
