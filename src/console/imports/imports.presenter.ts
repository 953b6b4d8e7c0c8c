import { type ImportReport } from '../../platform/imports/importer.js';
import { type ImportKind } from '../../platform/imports/import-definition.js';
import { type ImportRun } from '../../platform/imports/import-runs.js';
import { type Tone } from '../page/words.js';

export const IMPORT_CHOICES: readonly { readonly value: ImportKind; readonly label: string }[] = [
  { value: 'customers', label: 'customers' },
  { value: 'touchpoints', label: 'touchpoints: purchases, logins, shipments' },
  { value: 'calls', label: 'calls, one on each row' },
  { value: 'volumes', label: 'call volumes, counts for intervals' },
];
const STATES: Readonly<Record<ImportRun['state'], { readonly state: string; readonly tone: Tone }>> = {
  running: { state: 'at work', tone: 'info' }, done: { state: 'done', tone: 'good' }, failed: { state: 'failed', tone: 'bad' },
};
const EFFECTS = { rejected: 'row left out', dropped: 'value left out', skipped: 'row passed over' } as const;

export interface TypedImport {
  readonly kind: string;
  readonly timeZone: string;
  readonly touchpoint: string;
}

export function importsPage(runs: readonly ImportRun[], typed: TypedImport, mayImport: boolean, zone: string, faults: readonly string[]) {
  return { runs: runs.map(runRow), typed, mayImport, zone, faults, kinds: IMPORT_CHOICES.map((choice) => ({ ...choice, selected: choice.value === typed.kind })) };
}

export function importPage(report: ImportReport, zone: string) {
  const columns = Object.entries(report.columns).map(([column, field]) => ({ column, field: field ?? 'left out' }));
  const badRows = report.badRows.map(({ line, column, effect, reason }) => ({ line, column: column || 'the row', effect: EFFECTS[effect], reason }));
  return { run: runRow(report), columns, badRows, badRowsTotal: report.badRowsTotal, file: report.badRowsTotal > 0 ? `/api/v1/imports/${report.id}/bad-rows.csv` : null, zone };
}

function runRow({ id, kind, sourceName, state, startedAt, counts, error }: ImportRun) {
  return { id, kind, sourceName, startedAt, ...counts, ...STATES[state], error: error ? `${error.message}${error.line === undefined ? '' : ` Line ${error.line}.`}` : null };
}
