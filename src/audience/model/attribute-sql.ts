import { type Parameters } from './parameters.js';
import { type Comparison } from './rule.js';

type Scalar = string | number | boolean;

/** Up to so many values are asked for one by one, which the index over attributes can answer; more by one look at the text. */
const FEW = 12;
const SIGNS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/**
 * The comparison as SQL that is true or false, never null.
 *
 * @param base  Column of jsonb, a constant: `c.attributes`.
 * @param path  Names of objects, from outside to inside: values, so they can be anything.
 */
export function attributeSql(base: string, path: readonly string[], comparison: Comparison, parameters: Parameters): string {
  const at = () => parameters.add(path, 'text[]');
  switch (comparison.op) {
    case 'eq': return equalsAny(base, path, [comparison.value], parameters);
    case 'ne': return `not ${equalsAny(base, path, [comparison.value], parameters)}`;
    case 'in': return equalsAny(base, path, comparison.value, parameters);
    case 'not-in': return `not ${equalsAny(base, path, comparison.value, parameters)}`;
    case 'exists': return `((${base} #>> ${at()}) is ${comparison.value ? 'not null' : 'null'})`;
    case 'starts-with': {
      const place = at();
      return `coalesce(starts_with(${base} #>> ${place}, ${parameters.add(comparison.value, 'text')}) and ${isScalar(base, place)}, false)`;
    }
    default: {
      const { op, value } = comparison;
      const read = typeof value === 'number' ? 'attribute_number' : 'attribute_time';
      return `coalesce(${read}(${base} #>> ${at()}) ${SIGNS[op]} ${boundSql(value, parameters)}, false)`;
    }
  }
}

export const boundSql = (value: number | string, parameters: Parameters): string =>
  typeof value === 'number' ? parameters.add(String(value), 'numeric') : parameters.add(new Date(value).toISOString(), 'timestamptz');

export const signOf = (op: keyof typeof SIGNS): string => SIGNS[op];

const isScalar = (base: string, place: string): string => `jsonb_typeof(${base} #> ${place}) in ('string', 'number', 'boolean')`;

function equalsAny(base: string, path: readonly string[], values: readonly Scalar[], parameters: Parameters): string {
  const candidates = [...new Map(values.flatMap(spellings).map((candidate) => [JSON.stringify(candidate), candidate])).values()];
  const contains = (candidate: Scalar) => `${base} @> ${parameters.add(nested(path, candidate), 'jsonb')}`;
  if (candidates.length <= FEW) return `(${candidates.map(contains).join(' or ')})`;
  const place = parameters.add(path, 'text[]');
  const texts = parameters.add([...new Set(candidates.map(String))], 'text[]');
  // jsonb writes 1e+21 out in full: numbers with an exponent are compared as numbers.
  const exponents = candidates.filter((candidate) => typeof candidate === 'number' && String(candidate).includes('e')).map(contains);
  return `(${[`coalesce((${base} #>> ${place}) = any(${texts}) and ${isScalar(base, place)}, false)`, ...exponents].join(' or ')})`;
}

/** What JSON can hold that is written like the value: a file of text says "5", a file of JSON may say 5. */
function spellings(value: Scalar): Scalar[] {
  const text = String(value);
  const number = Number(text);
  return [text, ...(Number.isFinite(number) && String(number) === text ? [number] : []), ...(text === 'true' ? [true] : text === 'false' ? [false] : [])];
}

function nested(path: readonly string[], value: Scalar): string {
  return path.reduceRight<string>((inside, step) => `{${JSON.stringify(step)}:${inside}}`, JSON.stringify(value));
}
