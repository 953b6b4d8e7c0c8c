/** Half-open: `from` belongs to it, `until` does not. */
export interface TimeRange {
  readonly from: Date;
  readonly until: Date;
}

/**
 * @throws RangeError if `until` is not after `from`, or either is not a date.
 */
export function timeRange(from: Date, until: Date): TimeRange {
  if (!(from.getTime() < until.getTime())) throw new RangeError('A time range must end after it begins.');
  return { from, until };
}

export const contains = (range: TimeRange, at: Date): boolean => range.from <= at && at < range.until;
