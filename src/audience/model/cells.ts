import type { CellFault, FieldTexts } from '../../kernel/row.js';

/** JSON as it can be stored. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What customers and touchpoints also ask of a row: empty cells, and the columns that are attributes. */
export interface Cells extends FieldTexts {
  /** The column is there and its cell is empty. */
  isEmpty(field: string): boolean;
  readonly attributes: Readonly<Record<string, Json>> | null;
  readonly emptyAttributes: readonly string[];
  /** Text in a column of the file, whatever it was taken for. */
  cell(column: string): string | null;
}

const MOST_ATTRIBUTE_CHARACTERS = 32_768;

/** @returns The attributes as JSON text, or null where there are none; a fault where they are too long to keep. */
export function attributesText(cells: Cells): string | null | CellFault {
  if (cells.attributes === null) return null;
  const text = JSON.stringify(cells.attributes);
  return text.length <= MOST_ATTRIBUTE_CHARACTERS ? text : { column: 'attributes', reason: `The attributes are longer than ${MOST_ATTRIBUTE_CHARACTERS} characters together.` };
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for: in a name they could end a line of a mail's header
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;

/** @returns Why the text is no name of anything, or null. */
export function nameFault(text: string, mostCharacters: number): string | null {
  if (text.length > mostCharacters) return `It is longer than ${mostCharacters} characters.`;
  return CONTROL.test(text) ? 'It holds a line end or another control character.' : null;
}
