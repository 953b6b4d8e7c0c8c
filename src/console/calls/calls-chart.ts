import { type JsonOf } from '../../kernel/json-of.js';
import { DateTime } from 'luxon';
import { zoneInWords, zoneName } from '../../kernel/zone-name.js';
import { type NoticeMeasurement } from '../../measure/contract.js';

type Result = JsonOf<NoticeMeasurement>;

/** Told and waiting differ by more than colour: one line is whole, the other dashed. Both colours hold on white and on black. */
export const TOLD = '#2f8fdd';
export const WAITING = '#c77d14';
const NEITHER = '#7d8794';
/** The page's own ink, which its script puts in its place: on white and on black the same words must be read. */
export const INK = '@ink';
/** Tooltips are drawn, not laid out as HTML: the pages allow no inline style. */
const TOOLTIP = { trigger: 'axis', renderMode: 'richText', confine: true } as const;
export const PLAIN = { useUTC: true, animation: false, aria: { enabled: true }, tooltip: TOOLTIP, legend: { type: 'scroll', top: 0, left: 0, itemWidth: 16, itemGap: 8 }, grid: { left: 8, right: 24, top: 64, bottom: 28, containLabel: true } } as const;

export interface Mark {
  readonly label: string;
  readonly at: Date | string | null;
}

/**
 * An ECharts option: calls for 1,000 person-hours, hour by hour.
 *
 * @param marks  Moments that are drawn as upright lines; those that have not come are left out.
 */
export function hourlyChart({ hourly }: Result, marks: readonly Mark[], zone: string) {
  const points = (arm: 'notified' | 'waiting') => hourly.map((hour) => [wallTime(middle(hour), zone), rounded(hour[arm].per1000)] as const);
  const [from, until] = [hourly[0]?.from ?? '', hourly.at(-1)?.until ?? ''];
  return {
    ...PLAIN,
    xAxis: timeAxis(from, until, zone),
    yAxis: { type: 'value', name: 'calls per 1,000 people and hour', nameLocation: 'end', nameTextStyle: { align: 'left' }, min: 0 },
    series: [
      { ...line('still waiting', WAITING, 'dashed'), data: points('waiting'), markLine: upright(marks, new Date(from), new Date(until), zone) },
      { ...line('already told', TOLD, 'solid'), data: points('notified') },
    ],
  };
}

/** Moments as upright lines, those that are in the picture, each with its word. Those of moments that lie close must not meet: by turns they stand at the top and at the foot, to the right of the line: left of it may be the axis. */
export function upright(marks: readonly Mark[], from: Date, until: Date, zone: string) {
  const seen = marks.flatMap(({ label, at }) => (at === null ? [] : [{ label, at: new Date(at) }])).filter(({ at }) => at >= from && at <= until).sort((a, b) => a.at.getTime() - b.at.getTime());
  return {
    symbol: 'none', silent: true, lineStyle: { type: 'dotted', width: 2, color: INK },
    data: seen.map(({ label, at }, place) => ({ name: label, xAxis: wallTime(at.toISOString(), zone), label: { formatter: label, position: place % 2 === 0 ? 'insideEndBottom' : 'insideStartBottom', color: INK } })),
  };
}

/** The three ends of a race, one upon the other, over the first day; null in figures from before its course was kept. */
export function firstWordChart({ firstWord, declaredAt, pressReportedAt }: Result, zone: string) {
  if (firstWord.kind !== 'first-word' || !firstWord.series?.length) return null;
  const { series, members } = firstWord;
  const at = (minutes: number): string => wallTime(new Date(Date.parse(declaredAt) + minutes * 60_000).toISOString(), zone);
  const [from, until] = [declaredAt, new Date(Date.parse(declaredAt) + series.at(-1)!.minutes * 60_000).toISOString()];
  const layer = (name: string, color: string, opacity: number, people: (point: (typeof series)[number]) => number) => ({
    ...line(name, color, 'solid'), symbol: 'none', stack: 'people', areaStyle: { color, opacity }, data: series.map((point) => [at(point.minutes), people(point)]),
  });
  return {
    ...PLAIN,
    xAxis: timeAxis(from, until, zone),
    yAxis: { type: 'value', name: 'people', nameLocation: 'end', nameTextStyle: { align: 'left' }, min: 0, max: members },
    series: [
      { ...layer('we told first', TOLD, 0.5, ({ toldFirst }) => toldFirst), markLine: upright([{ label: 'press', at: pressReportedAt }], new Date(from), new Date(until), zone) },
      layer('they called first', WAITING, 0.6, ({ calledFirst }) => calledFirst),
      layer('neither yet', NEITHER, 0.15, ({ toldFirst, calledFirst }) => members - toldFirst - calledFirst),
    ],
  };
}

/** How the avoided calls add up, with the interval of their total as a band; null where there is no estimate. */
export function avoidedChart({ overTime, avoided }: Result, zone: string) {
  if (overTime.kind !== 'series' || avoided.kind !== 'estimate') return null;
  const [from, until] = [overTime.bins[0]?.from ?? '', overTime.bins.at(-1)?.until ?? ''];
  const soFar = overTime.bins.map((bin) => bin.avoidedSoFar);
  const total = [{ yAxis: Math.round(avoided.low), name: '95 % interval of the total' }, { yAxis: Math.round(avoided.high) }];
  return {
    ...PLAIN, legend: { show: false }, grid: { ...PLAIN.grid, top: 32 }, // one line: the axis says what it is
    xAxis: timeAxis(from, until, zone),
    yAxis: { type: 'value', name: 'calls avoided so far', nameLocation: 'end', nameTextStyle: { align: 'left' }, ...bounds([0, avoided.low, avoided.high, ...soFar]) },
    series: [
      {
        ...line('avoided so far', TOLD, 'solid'),
        data: [[wallTime(from, zone), 0], ...overTime.bins.map((bin) => [wallTime(bin.until, zone), Math.round(bin.avoidedSoFar)])],
        markArea: { silent: true, itemStyle: { color: TOLD, opacity: 0.14 }, label: { position: 'insideTopLeft', color: INK }, data: [total] },
      },
    ],
  };
}

/** Round ends of an axis that hold all values: ECharts looks at the points alone, and would cut the band off. */
function bounds(values: readonly number[]): { readonly min: number; readonly max: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = 10 ** Math.floor(Math.log10(Math.max(most - least, 1))) / 2;
  return { min: Math.floor(least / step) * step, max: Math.ceil(most / step) * step };
}

/** ECharts knows the browser's zone and UTC: the clock on the wall of the page's zone is handed to it as if it were UTC. */
export const wallTime = (at: string, zone: string): string => DateTime.fromISO(at).setZone(zone).setZone('utc', { keepLocalTime: true }).toISO() ?? at;

export const timeAxis = (from: string, until: string, zone: string) => ({ type: 'time', min: wallTime(from, zone), max: wallTime(until, zone), name: zoneWords(from, zone), nameLocation: 'middle', nameGap: 26, axisLabel: { hideOverlap: true } });

/** "Pacific time (PDT)"; one name where the zone has no letters of its own. */
function zoneWords(at: string, zone: string): string {
  const [words, letters] = [zoneInWords(zone), at === '' ? '' : zoneName(new Date(at), zone)];
  return letters === words || !/^[A-Z]+$/.test(letters) ? words : `${words} (${letters})`;
}

export const line = (name: string, color: string, type: 'solid' | 'dashed') => ({ name, type: 'line', color, lineStyle: { width: 2, type }, symbolSize: 5, connectNulls: false });

const middle = ({ from, until }: { readonly from: string; readonly until: string }): string => new Date((Date.parse(from) + Date.parse(until)) / 2).toISOString();
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);
