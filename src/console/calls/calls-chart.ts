import { type AsJson, type NoticeMeasurement } from '../../measure/contract.js';

type Result = AsJson<NoticeMeasurement>;

/** Told and waiting differ by more than colour: one line is whole, the other dashed. Both colours hold on white and on black. */
const TOLD = '#2f8fdd';
const WAITING = '#c77d14';
/** Tooltips are drawn, not laid out as HTML: the pages allow no inline style. */
const TOOLTIP = { trigger: 'axis', renderMode: 'richText', confine: true } as const;
const AXES = { grid: { left: 8, right: 16, top: 48, bottom: 8, containLabel: true }, animation: false } as const;

interface Mark {
  readonly label: string;
  readonly at: Date | string | null;
}

/**
 * An ECharts option: calls for 1,000 person-hours, hour by hour.
 *
 * @param marks  Moments that are drawn as upright lines; those that have not come are left out.
 */
export function hourlyChart({ hourly }: Result, marks: readonly Mark[]) {
  const points = (arm: 'notified' | 'waiting') => hourly.map((hour) => [middle(hour), rounded(hour[arm].per1000)] as const);
  const upright = marks.flatMap(({ label, at }) => (at === null ? [] : [{ name: label, xAxis: new Date(at).toISOString(), label: { formatter: label } }]));
  return {
    ...AXES,
    aria: { enabled: true },
    tooltip: TOOLTIP,
    legend: { top: 0, left: 0 },
    xAxis: { type: 'time' },
    yAxis: { type: 'value', name: 'calls per 1,000 people and hour', nameLocation: 'end', nameTextStyle: { align: 'left' }, min: 0 },
    series: [
      { ...line('still waiting', WAITING, 'dashed'), data: points('waiting'), markLine: { symbol: 'none', silent: true, lineStyle: { type: 'dotted' }, data: upright } },
      { ...line('already told', TOLD, 'solid'), data: points('notified') },
    ],
  };
}

/** How the avoided calls add up, with the interval of their total as a band; null where there is no estimate. */
export function avoidedChart({ overTime, avoided }: Result) {
  if (overTime.kind !== 'series' || avoided.kind !== 'estimate') return null;
  const first = overTime.bins[0];
  const total = [{ yAxis: Math.round(avoided.low), name: '95 % interval of the total' }, { yAxis: Math.round(avoided.high) }];
  return {
    ...AXES,
    aria: { enabled: true },
    tooltip: TOOLTIP,
    legend: { top: 0, left: 0 },
    xAxis: { type: 'time' },
    yAxis: { type: 'value', name: 'calls avoided so far', nameLocation: 'end', nameTextStyle: { align: 'left' } },
    series: [
      {
        ...line('avoided so far', TOLD, 'solid'),
        data: [...(first ? [[first.from, 0] as const] : []), ...overTime.bins.map(({ until, avoidedSoFar }) => [until, Math.round(avoidedSoFar)] as const)],
        markArea: { silent: true, itemStyle: { color: TOLD, opacity: 0.14 }, label: { position: 'insideTopLeft', color: 'inherit' }, data: [total] },
      },
    ],
  };
}

const line = (name: string, color: string, type: 'solid' | 'dashed') => ({ name, type: 'line', color, lineStyle: { width: 2, type }, symbolSize: 5, connectNulls: false });

const middle = ({ from, until }: { readonly from: string; readonly until: string }): string => new Date((Date.parse(from) + Date.parse(until)) / 2).toISOString();
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);
