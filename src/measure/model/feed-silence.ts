/** Half an hour of the time that is looked at. */
export interface FeedSlot {
  readonly at: Date;
  /** Its place in a week, as the contact centre's clocks show it: what it is like is learned from the same place of other weeks. */
  readonly weekSlot: number;
  /** `special`: of an incident, say; calls are expected as on any day, and nothing is learned from it. `none`: closed, or in a gap that is known. */
  readonly kind: 'ordinary' | 'special' | 'none';
}

/** What one source, or one of its queues, brought in a slot of the grid. */
export interface FeedCount {
  readonly source: string;
  readonly queue: string | null;
  readonly slot: number;
  readonly calls: number;
}

export interface Silence {
  readonly source: string;
  readonly queue: string | null;
  readonly from: Date;
  readonly until: Date;
  /** Calls that the other weeks let expect in it. */
  readonly expected: number;
}

/**
 * Calls whose lack is no accident. Counts of half hours vary by 3.5 times as much as a Poisson count of their mean (measured at a US bank);
 * then 20 expected calls fail to come once in some twenty thousand times.
 */
export const LEAST_EXPECTED = 20;
/** Other weeks that must know a place of the week. */
const LEAST_WEEKS = 2;
const SLOT_MS = 1_800_000;

/**
 * Where a source, or one of its queues, is silent for longer than chance would have it.
 *
 * @param grid  Every slot of some weeks, oldest first.
 * @param counts  Slots with a record. A slot without one is silent; one whose record says zero is not.
 * @param knownUntil  Number of slots of which calls can be known: up to the last call of anybody.
 * @returns Silences of a source stand for those of its queues in the same time.
 */
export function silences(grid: readonly FeedSlot[], counts: readonly FeedCount[], knownUntil: number): readonly Silence[] {
  const sources = [...Map.groupBy(counts, ({ source }) => source)].flatMap(([source, rows]) => {
    const whole = ofFeed(grid, bySlot(rows), knownUntil).map((silence) => ({ source, queue: null, ...silence }));
    const queues = [...Map.groupBy(rows.filter(({ queue }) => queue !== null && queue !== ''), ({ queue }) => queue!)];
    const parts = queues.length < 2 ? [] : queues.flatMap(([queue, own]) => ofFeed(grid, bySlot(own), knownUntil).map((silence) => ({ source, queue, ...silence })));
    return [...whole, ...parts.filter((part) => !whole.some(({ from, until }) => part.from < until && from < part.until))];
  });
  return sources.sort((a, b) => a.from.getTime() - b.from.getTime() || (a.source < b.source ? -1 : 1));
}

function bySlot(rows: readonly FeedCount[]): ReadonlyMap<number, number> {
  const slots = new Map<number, number>();
  for (const { slot, calls } of rows) slots.set(slot, (slots.get(slot) ?? 0) + calls);
  return slots;
}

function ofFeed(grid: readonly FeedSlot[], known: ReadonlyMap<number, number>, knownUntil: number): Omit<Silence, 'source' | 'queue'>[] {
  const first = Math.min(...known.keys());
  const expected = expectations(grid, known, first, knownUntil);
  const found: Omit<Silence, 'source' | 'queue'>[] = [];
  let run: number[] = [];
  for (let slot = first; slot <= knownUntil; slot += 1) {
    if (slot < knownUntil && !known.has(slot)) {
      if (expected[slot]! > 0) run.push(slot);
      continue;
    }
    const calls = run.reduce((sum, each) => sum + expected[each]!, 0);
    if (calls >= LEAST_EXPECTED) found.push({ from: grid[run[0]!]!.at, until: new Date(grid[run.at(-1)!]!.at.getTime() + SLOT_MS), expected: calls });
    run = [];
  }
  return found;
}

/** Mean of the same place of the other weeks; 0 where too few of them are known. */
function expectations(grid: readonly FeedSlot[], known: ReadonlyMap<number, number>, first: number, knownUntil: number): readonly number[] {
  const places = new Map<number, { calls: number; weeks: number }>();
  const learns = (slot: number): boolean => slot >= first && slot < knownUntil && grid[slot]!.kind === 'ordinary';
  grid.forEach(({ weekSlot }, slot) => {
    if (!learns(slot)) return;
    const place = places.get(weekSlot) ?? { calls: 0, weeks: 0 };
    places.set(weekSlot, { calls: place.calls + (known.get(slot) ?? 0), weeks: place.weeks + 1 });
  });
  return grid.map(({ weekSlot, kind }, slot) => {
    const place = places.get(weekSlot);
    const own = learns(slot) ? 1 : 0; // what it is like is told by the others
    if (place === undefined || kind === 'none' || place.weeks - own < LEAST_WEEKS) return 0;
    return (place.calls - own * (known.get(slot) ?? 0)) / (place.weeks - own);
  });
}
