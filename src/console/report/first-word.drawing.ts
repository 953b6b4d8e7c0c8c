import { type FirstWordPoint } from '../../measure/contract.js';
import { minutesInWords } from '../../kernel/minutes-in-words.js';
import { grouped } from '../page/words.js';

/** The whole picture, and the field within it that the areas fill: what is around it is for words. */
const [WIDTH, HEIGHT] = [720, 272];
const FIELD = { right: 704, top: 30, bottom: 236 } as const;
/** A digit as large as a telephone shows it, and what is around the longest number. */
const [DIGIT, AROUND] = [13, 16];
/** Distances between two marks below, in minutes; the first that gives few enough. */
const STEPS = [5, 15, 30, 60, 120, 180, 240, 360, 720, 1_440, 2_880, 10_080];
const MOST_MARKS = 7;

/**
 * Three areas, one upon the other, as paths of an SVG with its axes; null where there is no course to draw. Nothing in it needs a script or a style.
 *
 * @param pressMinutes  From the declaration to the press report; null where there is none. Drawn where it is in the time that is shown.
 */
export function firstWordDrawing(series: readonly FirstWordPoint[] | undefined, members: number, pressMinutes: number | null) {
  const last = series?.at(-1);
  if (!series || !last || last.minutes === 0 || members === 0) return null;
  const left = AROUND + DIGIT * grouped(members).length;
  const across = (minutes: number): number => left + (minutes / last.minutes) * (FIELD.right - left);
  const x = (minutes: number): string => across(minutes).toFixed(1);
  const y = (people: number): string => (FIELD.bottom - (people / members) * (FIELD.bottom - FIELD.top)).toFixed(1);
  const band = (upper: (point: FirstWordPoint) => number, lower: (point: FirstWordPoint) => number): string =>
    `M${series.map((point) => `${x(point.minutes)} ${y(upper(point))}`).join('L')}L${series.toReversed().map((point) => `${x(point.minutes)} ${y(lower(point))}`).join('L')}Z`;
  const step = STEPS.find((minutes) => last.minutes / minutes <= MOST_MARKS) ?? last.minutes;
  return {
    width: WIDTH, height: HEIGHT, left, ...FIELD,
    told: band(({ toldFirst }) => toldFirst, () => 0),
    called: band(({ toldFirst, calledFirst }) => toldFirst + calledFirst, ({ toldFirst }) => toldFirst),
    neither: band(() => members, ({ toldFirst, calledFirst }) => toldFirst + calledFirst),
    people: [...new Set([0, Math.round(members / 2), members])].map((count) => ({ y: y(count), label: grouped(count) })),
    times: Array.from({ length: Math.floor(last.minutes / step) + 1 }, (_, place) => ({ x: x(place * step), label: place === 0 ? '0' : minutesInWords(place * step), minor: place % 2 === 1 })),
    press: pressMinutes !== null && pressMinutes >= 0 && pressMinutes <= last.minutes ? pressMark(across(pressMinutes), pressMinutes > last.minutes / 2) : null,
    span: minutesInWords(last.minutes),
  };
}

/** Its word stands where there is place for it. */
const pressMark = (at: number, isLate: boolean) => ({ x: at.toFixed(1), wordX: (at + (isLate ? -6 : 6)).toFixed(1), anchor: isLate ? 'end' : 'start' });
