/** Limits of some of many: mailbox domains, or senders. Rates are a second's, null is no limit of its own. */
export interface NarrowRates {
  /** No name has a limit. */
  readonly unlimited: boolean;
  of(name: string): number | null;
}

/** @param usual  For a name that `own` does not list; null is no limit. */
export function narrowRates(own: ReadonlyMap<string, number>, usual: number | null | ((name: string) => number | null)): NarrowRates {
  return { unlimited: own.size === 0 && usual === null, of: (name) => own.get(name) ?? (typeof usual === 'function' ? usual(name) : usual) };
}
