import { type ImportReport } from '../../platform/imports/importer.js';
import { type ImportKind } from '../../platform/imports/import-definition.js';
import { PERSONAL_WORDS } from '../../kernel/personal-words.js';
import { type LegibleColumn } from '../../platform/imports/legible-columns.js';
import { WHOLE_NUMBER_KINDS } from '../../kernel/personal-look.js';
import { nameInFile } from '../../platform/imports/refuse-unsealed.js';
import { type ImportMapping } from '../../platform/imports/import-mappings.js';
import { type ImportRun } from '../../platform/imports/import-runs.js';
import { type Brand } from '../../declare/contract.js';
import { PRESETS } from '../../hear/model/presets/presets.js';
import { zoneInWords } from '../../kernel/zone-name.js';
import { knownZone } from '../../platform/pages/wall-clock.js';
import { zoneChoices } from '../page/choices.js';
import { type ListBar } from '../list/console-list.js';
import { type Tone } from '../page/words.js';
import { type Fault } from '../page/fault.js';
import { kindName } from './import-kind.words.js';

export const IMPORT_CHOICES: readonly { readonly value: ImportKind; readonly label: string }[] = [
  { value: 'customers', label: 'customers' },
  { value: 'touchpoints', label: 'touchpoints: purchases, logins, shipments' },
  { value: 'calls', label: 'calls, one on each row' },
  { value: 'volumes', label: 'call volumes, counts for intervals' },
  { value: 'agents', label: 'agents on duty, by interval' },
];
/** What keeps columns as they stand. */
export const HAS_ATTRIBUTES: readonly ImportKind[] = ['customers', 'touchpoints'];
/** What is of no brand, since all queues of the telephone count as one. */
export const OF_EVERY_BRAND: readonly ImportKind[] = ['calls', 'volumes', 'agents'];

const STATES: Readonly<Record<ImportRun['state'], { readonly state: string; readonly tone: Tone }>> = {
  running: { state: 'at work', tone: 'info' }, done: { state: 'done', tone: 'good' }, failed: { state: 'failed', tone: 'bad' },
};
const EFFECTS = { rejected: 'row left out', dropped: 'value left out', skipped: 'row passed over' } as const;

/** What the form asks for; each is a field of it, and an option of the import. */
export interface TypedImport {
  readonly brand: string;
  readonly kind: string;
  readonly timeZone: string;
  readonly touchpoint: string;
  readonly preset: string;
  readonly dateOrder: string;
  readonly saved: string;
  readonly intervalMinutes: string;
  readonly unsealed: string;
}

export interface ImportsShown {
  /** Those for which he may import, and whether they are all. */
  readonly brands: readonly Brand[];
  readonly ofEveryBrand: boolean;
  readonly runs: readonly ImportRun[];
  /** Those of the page, and all that a file can be read by. */
  readonly mappings: readonly ImportMapping[];
  readonly saved: readonly ImportMapping[];
  readonly lists: Readonly<Record<'runs' | 'mappings', ListBar>>;
  readonly typed: TypedImport;
  readonly mayImport: boolean;
  readonly zone: string;
  readonly faults: readonly Fault[];
}

/** The company's clocks first, in words, then every other zone by part of the world and city. @param typed  An IANA zone, or what somebody typed for one. */
export const importZones = (typed: string, company: string) => ({
  own: { value: company, label: `${zoneInWords(company)}, as the company’s clocks`, selected: typed === company },
  others: zoneChoices(typed === company ? '' : typed),
});

export function importsPage({ brands, ofEveryBrand, lists, runs, mappings, saved, typed, mayImport, zone, faults }: ImportsShown) {
  const chosen = <Choice extends { readonly value: string }>(choices: readonly Choice[], value: string) => choices.map((choice) => ({ ...choice, selected: choice.value === value }));
  return {
    lists, runs: runs.map(runRow), typed, mayImport, zone, faults,
    kinds: chosen(IMPORT_CHOICES.filter(({ value }) => ofEveryBrand || !OF_EVERY_BRAND.includes(value)), typed.kind), ofEveryBrand,
    brands: brands.length < 2 ? null : chosen([{ value: '', label: ofEveryBrand ? 'all of the company' : 'choose' }, ...brands.map(({ id, name }) => ({ value: id, label: name }))], typed.brand),
    presets: chosen([{ value: '', label: 'find out from its header' }, ...PRESETS.map(({ id, name }) => ({ value: id, label: name })), { value: 'generic', label: 'our own column names' }], typed.preset),
    unsealed: chosen([{ value: 'refuse', label: 'refuse the file' }, { value: 'warn', label: 'import it unencrypted' }], typed.unsealed),
    zones: importZones(typed.timeZone, zone),
    dateOrders: chosen([{ value: '', label: 'month first: 3/21/2026' }, { value: 'dmy', label: 'day first: 21/3/2026' }], typed.dateOrder),
    saved: [{ value: '', label: 'none', selected: typed.saved === '' }, ...saved.map((mapping) => ({ value: mapping.name, label: `${mapping.name} (${kindName(mapping.kind)})`, selected: mapping.name === typed.saved }))],
    mappings: mappings.map((mapping) => ({ ...mapping, kindName: kindName(mapping.kind), said: Object.entries(mapping.options).map(([name, value]) => `${name}: ${name === 'timeZone' && knownZone(value) !== null ? zoneInWords(value) : value}`).join('; ') })),
    exports: PRESETS.map(({ name, file, source, remark }) => ({ name, file, source, remark: remark ?? '' })),
  };
}

/** @param fields  What a column of such a file can be. */
export function importPage(report: ImportReport, zone: string, fields: readonly string[], brands: readonly Brand[]) {
  // Of a file that was refused for them these columns are proposed to be left out: the next one comes in without.
  const leftOut = new Set<string | null>(report.state === 'failed' ? report.warnings.filter(({ kind }) => WHOLE_NUMBER_KINDS.includes(kind)).map(({ column }) => column) : []);
  const columns = Object.entries(report.columns).map(([column, field], at) => ({
    column, field: field ?? 'left out', at,
    choices: [...new Set(['', ...fields, field ?? ''])].map((value) => ({ value, label: value === '' ? 'left out' : value, selected: value === (leftOut.has(field) ? '' : (field ?? '')) })),
  }));
  const badRows = report.badRows.map(({ line, column, effect, reason }) => ({ line, column: column || 'the row', effect: EFFECTS[effect], reason }));
  const reading = Object.entries(report.options).map(([name, value]) => ({ name, value }));
  return { run: runRow(report), warnings: report.warnings.map((one) => warningRow(one, report)), isIn: report.state === 'done', proposesLeftOut: leftOut.size > 0, brand: brands.find(({ id }) => id === report.brandId)?.name ?? report.brandId, understood: report.understood, reading, brands: brands.map(({ id, name }) => ({ id, name })), columns, badRows, badRowsTotal: report.badRowsTotal, file: report.badRowsTotal > 0 ? `/api/v1/imports/${report.id}/bad-rows.csv` : null, zone };
}

const warningRow = ({ column, kind, rows, lines }: LegibleColumn, { columns }: ImportReport) => ({ column: nameInFile(column, columns), kind: PERSONAL_WORDS[kind], rows, lines: lines.join(', ') });

function runRow({ id, kind, sourceName, state, startedAt, counts, warnings, error }: ImportRun) {
  return { warned: state === 'done' && warnings.length > 0, id, kind, sourceName, startedAt, ...counts, ...STATES[state], kindName: kindName(kind), error: error ? `${error.message}${error.line === undefined ? '' : ` Line ${error.line}.`}` : null };
}
