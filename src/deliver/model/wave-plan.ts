/** A slice of the draw order that starts together. */
export interface PlannedWave {
  readonly waveNo: number;
  readonly drawFrom: number;
  readonly drawUntil: number;
  readonly plannedAt: Date;
}

/**
 * Cuts the draw order into waves of as equal size as whole households allow: everyone with the same draw starts together.
 *
 * @param cuts  The draw of the member at the start of each slice, in order, and one more than the last draw at the end: `waves + 1`
 *   numbers that never fall. Where a household fills a whole slice, two are equal and the slice is left out.
 * @param startAt  When the first wave is planned; each next one `intervalMinutes` later.
 * @throws RangeError where there is no member, or the cuts fall.
 */
export function planWaves(cuts: readonly number[], startAt: Date, intervalMinutes: number): readonly PlannedWave[] {
  if (cuts.some((cut, index) => index > 0 && cut < cuts[index - 1]!)) throw new RangeError('The cuts of the draw must not fall.');
  const starts = cuts.slice(0, -1).filter((cut, index, all) => cut !== all[index - 1]);
  const end = cuts.at(-1);
  if (end === undefined || starts.length === 0 || starts.at(-1)! >= end) throw new RangeError('There is nobody to plan waves for.');
  return starts.map((drawFrom, waveNo) => ({
    waveNo,
    drawFrom,
    drawUntil: starts[waveNo + 1] ?? end,
    plannedAt: new Date(startAt.getTime() + waveNo * intervalMinutes * 60_000),
  }));
}
