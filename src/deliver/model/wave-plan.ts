/** A slice of the draw order of one stratum that starts together. */
export interface PlannedWave {
  /** Counts the waves of all strata in the order in which they are planned. */
  readonly waveNo: number;
  readonly stratum: number;
  /** Its place in its stratum, from 0. */
  readonly step: number;
  readonly drawFrom: number;
  readonly drawUntil: number;
  readonly plannedAt: Date;
}

/** A stratum to be cut into waves. */
export interface SlicedStratum {
  /**
   * The draw of the member at the start of each slice, in order, and one more than the last draw at the end: `waves + 1` numbers that
   * never fall. Where a household fills a whole slice, two are equal and the slice is left out.
   */
  readonly cuts: readonly number[];
  /** When each of its waves opens; null where no time for it is left. */
  readonly times: readonly (Date | null)[];
}

/**
 * Cuts the draw order of each stratum into waves of as equal size as whole households allow: everyone with the same draw starts together.
 *
 * @param strata  By number.
 * @param expiresAt  Of the notice; a wave for which no time is left is planned for then, and so never opens.
 * @throws RangeError where a stratum has no member, or its cuts fall.
 */
export function planWaves(strata: readonly SlicedStratum[], expiresAt: Date): readonly PlannedWave[] {
  return strata
    .flatMap(({ cuts, times }, stratum) => slices(cuts).map((slice, step) => ({ ...slice, stratum, step, plannedAt: times[step] ?? expiresAt })))
    .sort((a, b) => a.plannedAt.getTime() - b.plannedAt.getTime() || a.stratum - b.stratum || a.step - b.step)
    .map((wave, waveNo) => ({ waveNo, ...wave }));
}

function slices(cuts: readonly number[]): readonly Pick<PlannedWave, 'drawFrom' | 'drawUntil'>[] {
  if (cuts.some((cut, index) => index > 0 && cut < cuts[index - 1]!)) throw new RangeError('The cuts of the draw must not fall.');
  const starts = cuts.slice(0, -1).filter((cut, index, all) => cut !== all[index - 1]);
  const end = cuts.at(-1);
  if (end === undefined || starts.length === 0 || starts.at(-1)! >= end) throw new RangeError('There is nobody to plan waves for.');
  return starts.map((drawFrom, step) => ({ drawFrom, drawUntil: starts[step + 1] ?? end }));
}
