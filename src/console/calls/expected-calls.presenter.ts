import { type Incident } from '../../declare/contract.js';
import { type ForecastAnswer, type ForecastOfDay, type NoForecast } from '../../measure/expected-calls.service.js';
import { grouped } from '../page/words.js';
import { line, type Mark, PLAIN, timeAxis, TOLD, upright, WAITING, wallTime } from './calls-chart.js';

const BAND = '95 % interval';

/** What the page says of the calls of an ordinary day; null figures where there is no forecast, and why. */
export function expectedPart({ id }: Incident, forecast: ForecastAnswer) {
  if (forecast.kind !== 'forecast') return { missing: missingWords(forecast), figures: null };
  const { expectedSoFar, offered, frozenAt, comparedUntil, zone, days, setAside, pastError } = forecast;
  const excess = Math.round(offered - expectedSoFar);
  return {
    missing: null,
    figures: {
      zone, slotMinutes: forecast.slotMinutes, frozenAt, comparedUntil: comparedUntil > frozenAt ? comparedUntil : null,
      offered, expectedSoFar: Math.round(expectedSoFar),
      excess: `${grouped(Math.abs(excess))} ${excess < 0 ? 'fewer' : 'more'}`,
      wholeDay: Math.round(forecast.expected),
      interval: forecast.low === null || forecast.high === null ? null : `${grouped(Math.round(forecast.low))} to ${grouped(Math.round(forecast.high))}`,
      days, setAside,
      pastError: pastError === null ? null : { days: pastError.days, percent: (pastError.share * 100).toFixed(1) },
      chart: `/incidents/${id}/calls.json?chart=expected`,
      slots: forecast.slots.map(({ from, expected, offered: came }) => ({ from, expected: Math.round(expected), offered: came })),
    },
  };
}

/**
 * An ECharts option: calls of each slot as they came, over what the days before let expect.
 *
 * @param marks  As of `hourlyChart`.
 */
export function expectedChart({ slots, slotMinutes, low, high, expected }: ForecastOfDay, marks: readonly Mark[], zone: string) {
  const at = (from: Date): string => wallTime(from.toISOString(), zone);
  const end = new Date(slots.at(-1)!.from.getTime() + slotMinutes * 60_000);
  const band = low === null || high === null ? [] : [
    { ...line('band', TOLD, 'solid'), name: 'least', lineStyle: { opacity: 0 }, symbol: 'none', stack: 'band', silent: true, data: slots.map((slot) => [at(slot.from), round(slot.expected * (low / expected))]) },
    { ...line('band', TOLD, 'solid'), name: BAND, lineStyle: { opacity: 0 }, symbol: 'none', stack: 'band', silent: true, areaStyle: { color: TOLD, opacity: 0.16 }, data: slots.map((slot) => [at(slot.from), round(slot.expected * ((high - low) / expected))]) },
  ];
  return {
    ...PLAIN,
    legend: { ...PLAIN.legend, data: ['came in', 'expected', ...(band.length > 0 ? [{ name: BAND, icon: 'rect', itemStyle: { color: TOLD, opacity: 0.3 } }] : [])] },
    xAxis: timeAxis(slots[0]!.from.toISOString(), end.toISOString(), zone),
    yAxis: { type: 'value', name: `calls in ${slotMinutes} minutes`, nameLocation: 'end', nameTextStyle: { align: 'left' }, min: 0 },
    series: [
      ...band,
      { ...line('expected', TOLD, 'dashed'), data: slots.map(({ from, expected: calls }) => [at(from), round(calls)]) },
      { ...line('came in', WAITING, 'solid'), data: slots.map(({ from, offered }) => [at(from), offered]), markLine: upright(marks, slots[0]!.from, end, zone) },
    ],
  };
}

function missingWords(missing: NoForecast): string {
  switch (missing.kind) {
    case 'short-history':
      return `A forecast needs ${missing.need} ordinary days of calls before the incident; ${missing.days} ${missing.days === 1 ? 'is' : 'are'} known. Import older call volumes.`;
    case 'few-calls':
      return `On an ordinary day ${Math.round(missing.perDay)} calls come in: too few for a forecast, which needs ${missing.need}.`;
    case 'no-forecast':
      return missing.reason === 'day-over' ? 'The incident began after the contact centre had closed for the day.' : 'No calls of the days before are known. Import call volumes, and the page will say what to expect.';
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;
