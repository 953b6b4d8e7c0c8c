import { Z_975 } from './quantiles.js';

/** A share with its 95 % interval, all as fractions of 1. */
export interface Proportion {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A share of a whole with an interval that stays inside [0, 1] and holds near its ends.
 *
 * @param count How many have the property, 0 ≤ count ≤ of.
 * @param of    How many there are, ≥ 1.
 * @throws RangeError if the counts are not whole numbers in those bounds.
 * @source Wilson (1927), J. Am. Stat. Assoc. 22, 209–212; without continuity correction, as recommended by Brown, Cai &
 *   DasGupta (2001), Statistical Science 16, 101–133.
 */
export function proportion(count: number, of: number): Proportion {
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(of) || count < 0 || of < 1 || count > of) {
    throw new RangeError(`${count} of ${of} is not a share.`);
  }
  const share = count / of;
  const z2 = Z_975 * Z_975;
  const centre = (count + z2 / 2) / (of + z2);
  const half = (Z_975 * Math.sqrt(of)) / (of + z2) * Math.sqrt(share * (1 - share) + z2 / (4 * of));
  // At the ends the interval touches the end exactly; rounding would leave it a hair inside.
  return {
    count,
    of,
    share,
    low: count === 0 ? 0 : centre - half,
    high: count === of ? 1 : centre + half,
  };
}
