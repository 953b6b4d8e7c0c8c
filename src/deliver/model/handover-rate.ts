/** How many had been handed over at a moment. `at` is real time, milliseconds. */
export interface HandoverSample {
  readonly at: number;
  readonly handedOver: number;
}

const WINDOW_MS = 15_000;
const LEAST_SPAN_MS = 500;

/** Samples that still count, oldest first, the new one added. */
export function keepSamples(samples: readonly HandoverSample[], next: HandoverSample): readonly HandoverSample[] {
  return [...samples.filter(({ at }) => at > next.at - WINDOW_MS && at < next.at), next];
}

/** Messages a real second over the samples; null while they span too little time to tell. */
export function handoverRate(samples: readonly HandoverSample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < LEAST_SPAN_MS) return null;
  return Math.max(0, ((last.handedOver - first.handedOver) * 1_000) / (last.at - first.at));
}
