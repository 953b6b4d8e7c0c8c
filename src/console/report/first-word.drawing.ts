import { type FirstWordPoint } from '../../measure/contract.js';

const [WIDTH, HEIGHT] = [640, 220];

/** Three areas, one upon the other, as paths of an SVG of 640 by 220; null where there is no course to draw. Nothing in it needs a script or a style. */
export function firstWordDrawing(series: readonly FirstWordPoint[] | undefined, members: number) {
  const last = series?.at(-1);
  if (!series || !last || last.minutes === 0 || members === 0) return null;
  const x = (minutes: number): string => ((minutes / last.minutes) * WIDTH).toFixed(1);
  const y = (people: number): string => (HEIGHT - (people / members) * HEIGHT).toFixed(1);
  const band = (upper: (point: FirstWordPoint) => number, lower: (point: FirstWordPoint) => number): string =>
    `M${series.map((point) => `${x(point.minutes)} ${y(upper(point))}`).join('L')}L${series.toReversed().map((point) => `${x(point.minutes)} ${y(lower(point))}`).join('L')}Z`;
  return {
    told: band(({ toldFirst }) => toldFirst, () => 0),
    called: band(({ toldFirst, calledFirst }) => toldFirst + calledFirst, ({ toldFirst }) => toldFirst),
    neither: band(() => members, ({ toldFirst, calledFirst }) => toldFirst + calledFirst),
    hours: last.minutes >= 120 ? `${Math.round(last.minutes / 60)} hours` : `${last.minutes} minutes`,
  };
}
