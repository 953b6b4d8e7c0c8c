import type { Outcome } from './run-scenario.js';
import { LEASE_SECONDS } from './world.js';

const seconds = (value: number | null): string => (value === null ? '–' : value.toFixed(1));
/** The goal; what the machine was too busy for is shown, and not hidden. */
const inTime = (value: number | null): string => (value === null ? '–' : `${seconds(value)} ${value <= LEASE_SECONDS + 1 ? '' : '(over)'}`.trim());

const COLUMNS: readonly (readonly [string, (outcome: Outcome) => string | number])[] = [
  ['scenario', ({ scenario }) => `${scenario.no} ${scenario.name}`],
  ['e-mail in doubt', ({ scenario }) => scenario.unknownEmail],
  ['messages', ({ messages }) => messages],
  ['faults', ({ faults }) => faults],
  ['in doubt', ({ inDoubt }) => inDoubt],
  ['in the air', ({ mostInDoubt }) => mostInDoubt],
  ['of these by a busy machine', ({ busy }) => busy],
  ['found by look-up', ({ found }) => found],
  ['absent by look-up', ({ absent }) => absent],
  ['by receipt', ({ byReceipt }) => byReceipt],
  ['sent again', ({ resent }) => resent],
  ['left to a person', ({ leftToAPerson }) => leftToAPerson],
  ['e-mail twice', ({ mailsTwice }) => mailsTwice],
  ['SMS twice', ({ textsTwice }) => textsTwice],
  ['lost', ({ lost }) => lost],
  ["dead worker's messages free after (s)", ({ freedAfter }) => inTime(freedAfter)],
  ['next arrival after (s)', ({ resumedAfter }) => inTime(resumedAfter)],
  ['holds', ({ broken }) => (broken.length === 0 ? 'yes' : 'NO')],
];

/** The figures as Markdown, a row for each scenario. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(COLUMNS.map(([name]) => name)),
    line(COLUMNS.map(() => '---')),
    ...outcomes.map((outcome) => line(COLUMNS.map(([, cell]) => cell(outcome)))),
  ].join('\n');
}
