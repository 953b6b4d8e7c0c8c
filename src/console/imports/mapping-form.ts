import { CUSTOMER_FIELDS } from '../../audience/model/customer-row.js';
import { TOUCHPOINT_FIELDS } from '../../audience/model/touchpoint-row.js';
import { CALL_FIELDS } from '../../hear/model/call-row.js';
import { DUTY_FIELDS } from '../../hear/model/duty-row.js';
import { VOLUME_FIELDS } from '../../hear/model/volume-row.js';
import { type ImportKind } from '../../platform/imports/import-definition.js';
import { type ImportReport } from '../../platform/imports/importer.js';
import { type NewMapping } from '../../platform/imports/import-mappings.js';
import { type Form } from '../page/form.js';

const FIELDS: Readonly<Record<ImportKind, readonly { readonly name: string }[]>> = { customers: CUSTOMER_FIELDS, touchpoints: TOUCHPOINT_FIELDS, calls: CALL_FIELDS, volumes: VOLUME_FIELDS, agents: DUTY_FIELDS };

/** What a column of a file of this kind can be. */
export const fieldsOf = (kind: ImportKind): readonly string[] => FIELDS[kind].map(({ name }) => name);

/**
 * How the file was read, with the columns that the form says to be others. Columns stay as a preset or their names had them, where
 * nothing was changed: then the next file may have its columns in other words.
 */
export function mappingOf(form: Form, { kind, columns, options }: ImportReport): NewMapping {
  const known = fieldsOf(kind);
  const typed = Object.entries(columns).map(([column, field], at) => {
    const said = form.all(`column-${at}`).length === 0 ? field : form.text(`column-${at}`);
    return [column, field, [...known, field].find((name) => name === said) ?? null] as const;
  });
  const before = options['mapping'] === undefined ? null : (JSON.parse(options['mapping']) as Readonly<Record<string, string | null>>);
  const changed = typed.filter(([, field, said]) => said !== field);
  const mapping = changed.length === 0 ? before : { ...before, ...Object.fromEntries(changed.map(([column, , said]) => [column, said])) };
  return { name: form.text('name'), brandId: form.text('brandId') || null, options: { ...options, ...(mapping === null ? {} : { mapping: JSON.stringify(mapping) }) } };
}
