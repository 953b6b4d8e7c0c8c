import { sameColumn } from '../../../kernel/column-name.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { masterCsvColumns } from './asterisk.js';
import type { CallPreset, ColumnNames, PresetField, RowTest } from './call-preset.js';
import { PRESETS } from './presets.js';

/** A preset laid over the header of one file. */
export interface PresetHeader {
  readonly preset: CallPreset;
  /** Why it was taken, in a sentence. */
  readonly why: string;
  /** Names of the columns where the file has no header; null where its first record is one. */
  readonly columns: readonly string[] | null;
  /** Column of the file for each field that it has. */
  readonly fields: ReadonlyMap<PresetField, string>;
  readonly inbound: readonly FoundTest[];
  readonly voice: FoundTest | null;
  readonly outcome: readonly { readonly when: readonly FoundTest[]; readonly then: CallPreset['outcome'][number]['then'] }[];
}

/** A test with the column of the file that it looks at. */
export interface FoundTest {
  readonly column: string;
  readonly is: RowTest['is'];
}

/**
 * Whose export a file is, by its first record.
 *
 * @param chosen  What the user says it is; null where it is to be found out.
 * @param allInbound  The file holds nothing but calls that came in, so that no column has to say so.
 * @returns null where it is none that is known: its columns are then read by their names.
 * @throws DomainError unprocessable `preset-does-not-fit`, `preset-without-direction`
 */
export function presetHeader(first: readonly string[], chosen: CallPreset | null, allInbound = false): PresetHeader | null {
  const unnamed = chosen === null || chosen.id === 'asterisk' ? masterCsvColumns(first) : null;
  const header = unnamed ?? first;
  const preset = chosen ?? PRESETS.find(({ knownBy }) => knownBy.every((names) => columnOf(header, names) !== null)) ?? null;
  if (preset === null) return null;
  const why = unnamed ? 'its first row is a call detail record without a header' : chosen ? 'as you chose' : `its header has ${listed(preset.knownBy.map((names) => columnOf(header, names)!))}`;
  return laidOver(header, preset, why, unnamed, allInbound);
}

function laidOver(header: readonly string[], preset: CallPreset, why: string, columns: readonly string[] | null, allInbound: boolean): PresetHeader {
  const found = (test: RowTest): FoundTest[] => [columnOf(header, test.column)].flatMap((column) => (column === null ? [] : [{ column, is: test.is }]));
  const inbound = allInbound ? [] : preset.inbound.flatMap(found);
  if (columnOf(header, preset.columns.offered_at!) === null) {
    throw unfit('preset-does-not-fit', `The file has none of the columns ${listed(preset.columns.offered_at!, 'or')}, so it is no such export of ${preset.name}. Choose what it is, or name its columns in a mapping.`);
  }
  if (inbound.length === 0 && !allInbound) {
    throw unfit('preset-without-direction', `The file does not say which calls came in: export it from ${preset.name} with the column ${listed(preset.inbound.flatMap(({ column }) => column), 'or')}, or say that all of them did.`);
  }
  const has = (names: ColumnNames | undefined): boolean => names === undefined || columnOf(header, names) !== null;
  return {
    preset, why, columns, inbound,
    fields: new Map(Object.entries(preset.columns).flatMap(([field, names]) => [columnOf(header, names)].flatMap((column) => (column === null ? [] : [[field as PresetField, column] as const])))),
    voice: preset.voice ? (found(preset.voice)[0] ?? null) : null,
    outcome: preset.outcome.flatMap(({ when, then, needs }) => (when.every(({ column }) => has(column)) && has(needs) ? [{ when: when.flatMap(found), then }] : [])),
  };
}

/** The first of the names that the header has, as the header writes it. */
function columnOf(header: readonly string[], names: ColumnNames): string | null {
  for (const name of names) {
    const column = header.find((each) => sameColumn(each, name));
    if (column !== undefined) return column;
  }
  return null;
}

const unfit = (code: string, message: string): DomainError => new DomainError('unprocessable', code, `${message} Nothing was imported.`);

function listed(names: readonly string[], last: 'and' | 'or' = 'and'): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1)!}`;
}
