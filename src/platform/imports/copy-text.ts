/** What a staging column takes; arrays become PostgreSQL arrays of text, dates are written in UTC. */
export type StageValue = string | number | boolean | Date | readonly string[] | null;

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const escaped = (text: string): string => (SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char]!) : text);

function field(value: StageValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? escaped(arrayLiteral(value)) : String(value);
}

const arrayLiteral = (items: readonly string[]): string => `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

/**
 * One row in the text format of COPY, with its line end. A NUL must not come this far.
 *
 * @source PostgreSQL 18 manual, COPY, "Text Format".
 */
export const copyLine = (values: readonly StageValue[]): string => `${values.map(field).join('\t')}\n`;
