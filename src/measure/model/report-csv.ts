import type { PlannedTexts } from '../../approve/contract.js';
import { BYTE_ORDER_MARK, csvLine } from '../../kernel/csv.js';
import type { SmsCost } from '../../kernel/sms-cost.js';
import type { FirstWordAt } from './first-word.js';
import type { Improvement, ReportFigures } from './report.js';

type Row = readonly [section: string, name: string, value: string | number | null, low?: number | null, high?: number | null, note?: string];

/** The report as a table: one figure a line, with its interval where it has one. Shares are fractions of 1, times ISO 8601. */
export function reportCsv(figures: ReportFigures, improve: readonly Improvement[]): string {
  const rows: Row[] = [...headRows(figures), ...wordRows(figures), ...reachRows(figures), ...callRows(figures), ...voiceRows(figures), ...improve.map(({ code, figure, advice }): Row => ['improve', code, figure, null, null, advice])];
  return BYTE_ORDER_MARK + [['section', 'figure', 'value', 'low', 'high', 'note'], ...rows.map(([section, name, value, low, high, note]) => [section, name, value, low ?? null, high ?? null, note ?? null])].map(csvLine).join('');
}

const headRows = ({ incident, members }: ReportFigures): Row[] => [
  ['incident', 'reference', incident.reference], ['incident', 'title', incident.title], ['incident', 'kind', incident.kind], ['incident', 'simulated', String(incident.simulated)], ['incident', 'exercise', String(incident.exercise ?? false)],
  ['incident', 'discovered at', incident.discoveredAt], ['incident', 'declared at', incident.declaredAt], ['incident', 'press reported at', incident.pressReportedAt], ['incident', 'closed at', incident.closedAt],
  ['incident', 'people affected', members],
];

function wordRows({ word: { firstWord, beforePress, medianHeadStartMinutes, pressHeadStart } }: ReportFigures): Row[] {
  if (firstWord.kind !== 'first-word') return [];
  const minutes = (word: (typeof firstWord)['median']): number | null => (word.kind === 'reached' ? word.minutes : null);
  const share = (at: (typeof firstWord)['at'][number], name: keyof Pick<FirstWordAt, 'toldFirst' | 'calledFirst' | 'neither'>, label: string): Row =>
    ['first word', `${label} within ${at.hours} h`, at[name].share, at[name].low, at[name].high, `${at[name].count} of ${at[name].of}${at.complete ? '' : ', so far'}`];
  return [
    ['first word', 'minutes until half were told', minutes(firstWord.median)], ['first word', 'minutes until 95 % were told', minutes(firstWord.p95)],
    ...firstWord.at.flatMap((at) => [share(at, 'toldFirst', 'told first'), share(at, 'calledFirst', 'called first'), share(at, 'neither', 'neither')]),
    ['first word', 'told before the press', beforePress?.share ?? null, beforePress?.low, beforePress?.high], ['first word', 'minutes before the press, half of all', pressHeadStart?.halfMinutes ?? null],
    ['first word', 'median head start of those who called all the same, minutes', medianHeadStartMinutes],
  ];
}

const reachRows = ({ notices }: ReportFigures): Row[] => notices.flatMap(({ number, members, approvedAt, firstHandOverAt, aheadPeople = 0, wavesFrom = null, lastHandOverAt, outcomes, reasons, letters, pages, texts }): Row[] => [
  [`notice ${number}`, 'people', members], [`notice ${number}`, 'approved at', approvedAt], [`notice ${number}`, 'first handed over at', firstHandOverAt],
  ...(aheadPeople > 0 ? [[`notice ${number}`, 'people written to before all others', aheadPeople, null, null, `the others from ${wavesFrom ?? 'nobody knows when'}`] satisfies Row] : []),
  [`notice ${number}`, 'last handed over at', lastHandOverAt],
  ...Object.entries(outcomes).map(([outcome, people]): Row => [`notice ${number}`, outcome, people]),
  ...reasons.map(({ outcome, code, people }): Row => [`notice ${number}`, `${outcome}: ${code}`, people]),
  [`notice ${number}`, 'letters', letters], [`notice ${number}`, 'pages opened by a person', pages.seen],
  ...(texts ? textRows(`notice ${number}`, texts) : []),
]);

const textRows = (section: string, { texts, segments, cost }: PlannedTexts): Row[] => [
  [section, 'texts, as signed', texts], [section, 'segments of texts, as signed', segments],
  ...(cost === undefined ? [] : [[section, `cost of texts, as signed${cost ? `, ${cost.currency}` : ''}`, cost && cost.unpriced.length < cost.countries.length ? cost.total : null, null, null, textsNote(cost)] satisfies Row]),
];

function textsNote(cost: SmsCost | null): string {
  if (cost === null) return 'no price of a segment was set';
  const lacking = cost.unpriced.map((country) => country || 'no country');
  return [lacking.length > 0 && `without ${lacking.join(', ')}: no price set`, cost.sample && 'sample prices of the demo'].filter(Boolean).join('; ');
}

/** "2026-03-02T08:00:00.000Z to …"; empty in reports kept before spans were named. */
const spanOf = (from: string | null | undefined, until: string | null | undefined): string => (from && until ? `${from} to ${until}` : '');

function callRows({ calls: { observedFrom, observedUntil, offered, identified, byMembers, expected, expectedMissing, avoided }, hold }: ReportFigures): Row[] {
  return [
    ['calls', 'offered in the watched time', offered, null, null, spanOf(observedFrom, observedUntil)], ['calls', 'caller recognised', identified], ['calls', 'by people of the first notice', byMembers],
    ['calls', 'expected without the incident so far that day', expected?.expectedSoFar ?? null, null, null, expectedMissing ?? spanOf(expected?.from, expected?.until)],
    ...(expected ? [['calls', 'offered in the same hours', expected.offered, null, null, spanOf(expected.from, expected.until)] satisfies Row] : []),
    avoided?.kind === 'estimate' ? ['calls', 'avoided, net', avoided.avoided, avoided.low, avoided.high] : ['calls', 'avoided, net', null, null, null, avoided === null ? 'nothing has gone out' : avoided.kind],
    ...(hold.kind === 'computed'
      ? ([['hold time (modelled)', 'mean wait with the notice, seconds', hold.waitSeconds], ['hold time (modelled)', 'mean wait without it, seconds', hold.waitSecondsWithout, hold.waitLow, hold.waitHigh], ['hold time (modelled)', 'agent hours saved', hold.agentHoursSaved, hold.agentHoursLow ?? null, hold.agentHoursHigh ?? null],
          ['cost (modelled)', `saved by agent hours${hold.currency ? `, ${hold.currency}` : ''}`, hold.savedByAgentHours?.value ?? null, hold.savedByAgentHours?.low, hold.savedByAgentHours?.high]] satisfies Row[])
      : ([['hold time (modelled)', 'not computed', null, null, null, hold.why]] satisfies Row[])),
  ];
}

const voiceRows = ({ feedback }: ReportFigures): Row[] => feedback.map(({ number, served }): Row =>
  served.kind === 'share' ? ['feedback', `served, notice ${number}`, served.served.share, served.served.low, served.served.high, `${served.served.of} answers of ${served.response.of} asked`] : ['feedback', `served, notice ${number}`, null, null, null, `${served.answered} answers of ${served.asked} asked: too few`]);
