/** Half-open: `from` belongs to it, `until` does not. */
export interface TimeRange {
  readonly from: Date;
  readonly until: Date;
}
