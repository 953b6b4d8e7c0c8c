/** Gives the present instant; in a demonstration that instant may run faster than the wall clock. */
export type Now = () => Date;

const SHAPE = /^([^@\s]+)@([^@\s]+?)x(\d+(?:\.\d+)?)$/;

/**
 * Reads `<businessISO>@<realISO>x<speed>`: at the real instant it was the business instant, and since then business time
 * has run `speed` times as fast (`2026-03-01T08:00:00Z@2026-11-22T10:00:00Z` with `x60` is an hour a minute).
 *
 * @param text  Absent or empty means real time.
 * @param realMs  Real time in milliseconds since 1970.
 * @throws RangeError if the text has another shape, an instant that does not parse, or a speed of 0.
 */
export function parseBusinessClock(text: string | undefined, realMs: () => number = Date.now): Now {
  if (!text) return () => new Date(realMs());
  const [, business, real, speed] = SHAPE.exec(text) ?? [];
  const businessMs = Date.parse(business ?? '');
  const startMs = Date.parse(real ?? '');
  const factor = Number(speed);
  if (Number.isNaN(businessMs) || Number.isNaN(startMs) || !(factor > 0)) {
    throw new RangeError('A business clock is written <businessISO>@<realISO>x<speed>, with a speed above 0.');
  }
  return () => new Date(Math.round(businessMs + (realMs() - startMs) * factor));
}
