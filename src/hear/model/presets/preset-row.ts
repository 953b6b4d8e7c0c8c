import type { FieldTexts } from '../../../kernel/row.js';
import type { CallOutcome } from '../../contract.js';
import type { PresetField } from './call-preset.js';
import type { FoundTest, PresetHeader } from './preset-header.js';
import { type DateOrder, isoOf, secondsOf } from './written-time.js';

/** A row of an export: the text of a column by its name in the file's header; null where it is empty. */
export interface ExportRow {
  cell(column: string): string | null;
}

export interface PresetOptions {
  readonly dateOrder: DateOrder;
  /** Contexts of a dialplan in which calls come in, besides the usual ones. */
  readonly inboundContexts: readonly string[];
  /** The file's own words for outcomes, which go before those of the preset. */
  readonly ownWords: readonly string[];
}

/** Fields of a call as our own files have them; null for a row that is no call that came in. */
export function presetRow(row: ExportRow, header: PresetHeader, options: PresetOptions): FieldTexts | null {
  const look = blanksOut(row, header.preset.blanks ?? []);
  if (header.voice && !holds(look, header.voice)) return null;
  if (header.inbound.length > 0 && !header.inbound.some((test) => holds(look, withContexts(test, options)))) return null;
  const word = text(look, header, 'outcome');
  const ended = header.outcome.find(({ when }) => when.every((test) => holds(look, test)))?.then ?? null;
  // what is nobody's word stays where it can be reported
  const outcome = word !== null && (ended === null || options.ownWords.includes(word.toLowerCase())) ? word : ended;
  return { text: (field) => fieldOf(look, header, field as PresetField, outcome, ended, options) };
}

function fieldOf(look: ExportRow, header: PresetHeader, field: PresetField, outcome: string | null, ended: CallOutcome | null, { dateOrder }: PresetOptions): string | null {
  const value = text(look, header, field);
  const { listSeparator, durations } = header.preset;
  const several = value === null || listSeparator === undefined ? [value] : value.split(listSeparator).map((each) => each.trim()).filter((each) => each !== '');
  switch (field) {
    case 'outcome':
      return outcome;
    case 'offered_at':
    case 'ended_at':
      return value === null ? null : isoOf(value, dateOrder);
    case 'answered_at':
      return value === null || (ended !== null && ended !== 'answered') ? null : isoOf(value, dateOrder);
    case 'wait_seconds':
      return value === null ? null : secondsOf(value, durations);
    case 'talk_seconds':
      return value === null || (ended !== null && ended !== 'answered') ? null : secondsOf(value, durations);
    case 'queue':
      return queueOf(look, several[0] ?? null);
    case 'agent':
      return several.at(-1) ?? null;
    case 'reason_tag':
      return several.length === 0 || value === null ? null : several.join(';');
    default:
      return value;
  }
}

/** Of Asterisk's application Queue the name stands in its data: "cards,t,,,300". */
function queueOf(look: ExportRow, otherwise: string | null): string | null {
  if (look.cell('lastapp')?.toLowerCase() !== 'queue') return otherwise;
  return look.cell('lastdata')?.split(/[,|]/)[0]?.trim() || otherwise;
}

function text(look: ExportRow, header: PresetHeader, field: PresetField): string | null {
  const column = header.fields.get(field);
  return column === undefined ? null : look.cell(column);
}

const blanksOut = (row: ExportRow, blanks: readonly string[]): ExportRow => ({
  cell: (column) => {
    const value = row.cell(column);
    return value === null || blanks.includes(value.toLowerCase()) ? null : value;
  },
});

const withContexts = (test: FoundTest, { inboundContexts }: PresetOptions): FoundTest =>
  test.column.toLowerCase() === 'dcontext' && typeof test.is === 'object' ? { ...test, is: [...test.is, ...inboundContexts.map((each) => each.toLowerCase())] } : test;

function holds(look: ExportRow, { column, is }: FoundTest): boolean {
  const value = look.cell(column);
  if (is === 'filled') return value !== null;
  if (is === 'empty') return value === null;
  if (value === null) return false;
  if (is === 'above-zero') return Number(secondsOf(value, 'seconds')) > 0;
  const word = value.toLowerCase();
  return is.some((each) => (each.endsWith('*') ? word.startsWith(each.slice(0, -1)) : word === each));
}
