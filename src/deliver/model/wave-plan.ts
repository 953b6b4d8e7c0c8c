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
  /** The late group of its stratum. */
  readonly late: boolean;
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
  /** When its last slice opens, one more than there are times; absent without a late group. */
  readonly late?: { readonly at: Date | null } | null;
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
    .flatMap(({ cuts, times, late }, stratum) =>
      slices(cuts, Boolean(late)).map((slice, step) => ({ ...slice, stratum, step, plannedAt: (slice.late ? late?.at : times[step]) ?? expiresAt })),
    )
    .sort((a, b) => a.plannedAt.getTime() - b.plannedAt.getTime() || a.stratum - b.stratum || a.step - b.step)
    .map((wave, waveNo) => ({ waveNo, ...wave }));
}

/** Where a household would fill the whole late group and the slice before, it is told with the others: late is nobody who need not be. */
function slices(cuts: readonly number[], lastIsLate: boolean): readonly Pick<PlannedWave, 'drawFrom' | 'drawUntil' | 'late'>[] {
  if (cuts.some((cut, index) => index > 0 && cut < cuts[index - 1]!)) throw new RangeError('The cuts of the draw must not fall.');
  const lateFrom = lastIsLate ? cuts.length - 2 : -1;
  const starts = cuts.slice(0, -1).flatMap((drawFrom, index) => (drawFrom === cuts[index - 1] ? [] : [{ drawFrom, late: index === lateFrom }]));
  const end = cuts.at(-1);
  if (end === undefined || starts.length === 0 || starts.at(-1)!.drawFrom >= end) throw new RangeError('There is nobody to plan waves for.');
  return starts.map((start, step) => ({ ...start, drawUntil: starts[step + 1]?.drawFrom ?? end }));
}

/** How many people a wave has. */
export interface WavePeople {
  readonly waveNo: number;
  readonly members: number;
}

/** Of one stratum: draws count positions, so a wave has as many people as it has draws, and the last one whoever is left. null where several strata share the draws: then people have to be counted. */
export function peopleByDraws(waves: readonly Pick<PlannedWave, 'waveNo' | 'stratum' | 'drawFrom' | 'drawUntil'>[], members: number): readonly WavePeople[] | null {
  if (waves.some(({ stratum }) => stratum !== 0)) return null;
  const last = Math.max(...waves.map(({ drawFrom }) => drawFrom));
  return waves.map(({ waveNo, drawFrom, drawUntil }) => ({ waveNo, members: (drawFrom === last ? members : drawUntil) - drawFrom }));
}

/** Where each slice begins, as parts of a whole: `numerators` of `denominator`. */
export interface SliceStarts {
  readonly numerators: readonly number[];
  readonly denominator: number;
}

/**
 * Equal slices, and with a late group one more at the end that has its percentage.
 *
 * @param latePercent  A whole number; 0 for none.
 */
export function sliceStarts(waves: number, latePercent: number): SliceStarts {
  const ordinary = Array.from({ length: waves }, (_, wave) => wave * (100 - latePercent));
  return { numerators: latePercent === 0 ? ordinary : [...ordinary, waves * (100 - latePercent)], denominator: waves * 100 };
}
