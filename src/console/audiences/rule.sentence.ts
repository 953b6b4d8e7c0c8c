import { onCalendar, onWall } from '../../platform/pages/wall-clock.js';
import { typedTime } from '../page/typed-time.js';
import { KNOWN } from './rule-of-rows.js';
import { type RuleRow, type TouchpointRow, type WherePart } from './rule-rows.js';
import { FIELD_LABELS, JOIN_LABELS, OP_LABELS } from './rule.presenter.js';
import { touchpointName } from './touchpoint.words.js';

/**
 * All that a row asks for, in one sentence: "Purchase from 2 Mar 2026, 00:00 PST until before 9 Mar 2026, 00:00 PDT; store is one of 3, 7".
 *
 * @param zone  By whose clocks its times were typed.
 */
export function ruleSentence(row: RuleRow, zone: string): string {
  if (row.kind === 'group') return `${JOIN_LABELS[row.join]}: (${row.rows.map((inner) => ruleSentence(inner, zone)).join(') (')})`;
  if (row.kind === 'field') return `${FIELD_LABELS[row.field] ?? row.field.replace(/^attributes\./, '')} ${comparison(row, zone)}`;
  return touchpointSentence(row, zone);
}

function touchpointSentence({ touchpoint, from, until, least, most, where }: TouchpointRow, zone: string): string {
  const span = [from && `from ${timeWords(from, zone)}`, until && `until before ${timeWords(until, zone)}`].filter(Boolean).join(' ');
  const often = most === '0' ? 'never' : [least && `at least ${oftenWords(least)}`, most && `at most ${oftenWords(most)}`].filter(Boolean).join(', ');
  const parts = where.filter(({ name }) => name !== '').map((part) => `${part.name.replaceAll('_', ' ')} ${comparison(part, zone)}`);
  return [[touchpointName(touchpoint), span].filter(Boolean).join(' '), often, ...parts].filter(Boolean).join('; ');
}

const oftenWords = (count: string): string => (count === '1' ? 'once' : `${count} times`);

/** A list of one is no list: "is card". */
const ofOne = (op: string, value: string): string => (value.includes(',') ? op : (ONE[op] ?? op));
const ONE: Readonly<Record<string, string>> = { in: 'eq', 'not-in': 'ne' };

/** "is one of 3, 7", "after 2 Mar 2026": of numbers the first half of a label, of times the second. */
function comparison({ op, value }: Pick<WherePart, 'op' | 'value'>, zone: string): string {
  const [ofNumbers = op, ofTimes = ofNumbers] = (OP_LABELS[ofOne(op, value)] ?? op).split(', ');
  if (KNOWN.includes(op)) return ofNumbers;
  return /^\d{4}-\d{2}-\d{2}/.test(value) ? `${ofTimes} ${timeWords(value, zone)}` : `${ofNumbers} ${value}`;
}

/** What is no time that there is stays as it was typed. */
function timeWords(typed: string, zone: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(typed)) return onCalendar(typed);
  const time = typedTime(typed, zone);
  return time.kind === 'instant' ? onWall(time.at, zone) : typed;
}
