/** How many had been handed over at a moment. `at` is real time, milliseconds. */
export interface HandoverSample {
  readonly at: number;
  readonly handedOver: number;
}

const WINDOW_MS = 15_000;
const LEAST_SPAN_MS = 500;
/** A sample older than that says nothing of now. */
const LONGEST_MS = 300_000;

/** Samples that still count, oldest first, the new one added; where they come more seldom, the one before it. One that is known already adds nothing. */
export function keepSamples(samples: readonly HandoverSample[], next: HandoverSample): readonly HandoverSample[] {
  const before = samples.filter(({ at }) => at < next.at);
  return [...before.filter(({ at }, index) => at > next.at - WINDOW_MS || (index === before.length - 1 && at > next.at - LONGEST_MS)), next];
}

/** Messages a real second over the samples; null while they span too little time to tell. */
export function handoverRate(samples: readonly HandoverSample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < LEAST_SPAN_MS) return null;
  return Math.max(0, ((last.handedOver - first.handedOver) * 1_000) / (last.at - first.at));
}
