/**
 * Whole numbers that add up to the rounded sum of what they stand for: the parts that lose most by rounding down are rounded up.
 *
 * @param parts  Each at least 0.
 * @source The method of the largest remainder (Hamilton).
 */
export function roundedParts(parts: readonly number[]): readonly number[] {
  const whole = parts.map(Math.floor);
  const lacking = Math.round(parts.reduce((sum, part) => sum + part, 0)) - whole.reduce((sum, part) => sum + part, 0);
  const first = new Set(parts.map((part, place) => ({ place, lost: part - whole[place]! })).sort((a, b) => b.lost - a.lost || a.place - b.place).slice(0, lacking).map(({ place }) => place));
  return whole.map((part, place) => (first.has(place) ? part + 1 : part));
}
