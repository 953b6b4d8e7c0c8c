/** Where a pack does not hold: the first place, in words. */
export class Broken extends Error {
  override readonly name = 'Broken';

  /** @param place  "audit/chain.jsonl, line 7", or the name of a file alone. */
  constructor(
    readonly place: string,
    readonly why: string,
  ) {
    super(`${place}: ${why}`);
  }
}
