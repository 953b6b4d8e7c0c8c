/**
 * Calls that members made before the first of them was told. What somebody did before the waves were drawn can't be the notice's doing, so where
 * those who always call a lot fell by chance into early or late waves, that much can be taken out of the figure.
 */
export interface EarlierTable {
  /** By group, class and wave: the sum of each member's own count, and of its square. Where nobody called there need be no row. */
  readonly rows: readonly { readonly group: number; readonly priority: string; readonly wave: number; readonly calls: number; readonly callsSquared: number }[];
  /** Over the calls of a group, class and bin of the rollout: how often their callers had called before, added up. */
  readonly again: readonly { readonly group: number; readonly priority: string; readonly bin: number; readonly calls: number }[];
  /** Earlier calls by hour of the day, from the hour of the table's origin on: 24 counts. */
  readonly hours: readonly number[];
}
