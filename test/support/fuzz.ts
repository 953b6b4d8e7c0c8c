import fc from 'fast-check';

/** JSON Schema as far as the API's document uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

const UUID = '018f4b7a-0000-7000-8000-000000000000';
/** What breaks parsers, columns and comparisons: NUL, halves of a pair, numbers past every range, names of prototypes, other types. */
const JUNK: readonly unknown[] = [
  '\0', 'a\0b', '\ud800', '', ' ', '\u202e\u0000', '💥'.repeat(50), 'x'.repeat(70_000), '0', '-1', '9223372036854775808', '1e309', 'NaN', '../../etc/passwd', "'; select 1; --", '{{#if', '<script>', '__proto__',
  '9999-99-99T99:99:99Z', '0000-01-01T00:00:00Z', '+275760-09-13T00:00:00.001Z', '2026-02-30', '%00', UUID, '\u0000\u0001',
  0, -1, 0.5, 1e308, -1e308, 2_147_483_648, 2 ** 53, true, false, null, [], {}, [[]], [null], { length: 1e9 }, { $ne: null }, ['\0'], { a: { b: { c: ['\0'] } } },
];
export const junk: fc.Arbitrary<unknown> = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...JUNK) }, { weight: 1, arbitrary: fc.anything({ withNullPrototype: false }) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) });
/** The same as text, for addresses and forms. */
export const junkText: fc.Arbitrary<string> = junk.map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')).slice(0, 2_000));

const BY_FORMAT: Readonly<Record<string, readonly string[]>> = {
  uuid: [UUID], 'date-time': ['2026-03-02T17:00:00Z', '2026-03-02T17:00:00.000Z'], date: ['2026-03-02'], email: ['someone@mail.example'], uri: ['https://company.example'],
};
const WORDS = ['a', 'en', 'northwind', 'initial', '42', 'Card numbers copied', '+12065550123', 'someone@mail.example', '2026-03-02T17:00:00Z', '2026-03-02', UUID, 'US', 'UTC', 'https://company.example'];

/** Values that fit a schema, or nearly: what a route may take for good. */
export function fitting(schema: Schema, components: Readonly<Record<string, Schema>>, depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref) return fitting(components[schema.$ref.split('/').at(-1)!] ?? {}, components, depth + 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return depth > 6 ? fc.constant(null) : fc.oneof(...choices.map((choice) => fitting(choice, components, depth + 1)));
  if (schema.allOf) return fitting(Object.assign({}, ...schema.allOf) as Schema, components, depth + 1);
  switch ([schema.type].flat()[0]) {
    case 'object': return depth > 6 ? fc.constant({}) : objects(schema, components, depth);
    case 'array': return depth > 6 ? fc.constant([]) : fc.array(fitting(schema.items ?? {}, components, depth + 1), { minLength: schema.minItems ?? 0, maxLength: Math.max(2, schema.minItems ?? 0) });
    case 'integer': return fc.integer({ min: Math.max(-1_000, schema.minimum ?? 0), max: Math.min(1_000, schema.maximum ?? 1_000) });
    case 'number': return fc.double({ min: Math.max(-1_000, schema.minimum ?? 0), max: Math.min(1_000, schema.maximum ?? 1_000), noNaN: true });
    case 'boolean': return fc.boolean();
    case 'null': return fc.constant(null);
    case 'string': return fc.constantFrom(...wordsOf(schema));
    default: return junk;
  }
}

function wordsOf({ format, pattern, minLength = 0, maxLength = Infinity }: Schema): readonly string[] {
  const fits = (word: string): boolean => word.length >= minLength && word.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(word));
  const words = [...(BY_FORMAT[format ?? ''] ?? []), ...WORDS, 'x'.repeat(Math.max(1, minLength))].filter(fits);
  return words.length > 0 ? words : ['x'];
}

function objects({ properties = {}, required = [], additionalProperties }: Schema, components: Readonly<Record<string, Schema>>, depth: number): fc.Arbitrary<unknown> {
  const named = fc.record(Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, fitting(schema, components, depth + 1)])), { requiredKeys: required.filter((name) => name in properties), noNullPrototype: true });
  if (Object.keys(properties).length > 0 || typeof additionalProperties !== 'object') return named;
  return fc.dictionary(fc.constantFrom('en', 'es', 'a', 'reference'), fitting(additionalProperties, components, depth + 1), { maxKeys: 2, noNullPrototype: true });
}

/** One place of the value, wherever it lies, is another; or the whole of it. */
export function spoilt(value: unknown, place: number, wrong: unknown): unknown {
  const places = placesOf(value);
  const path = places[place % places.length]!;
  return put(value, path, wrong);
}

function placesOf(value: unknown, before: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const inside = Array.isArray(value) ? value.map((one, index) => [index, one] as const) : typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [before, ...inside.flatMap(([key, one]) => placesOf(one, [...before, key]))];
}

function put(value: unknown, [key, ...rest]: readonly (string | number)[], wrong: unknown): unknown {
  if (key === undefined) return wrong;
  if (Array.isArray(value)) return value.map((one: unknown, index) => (index === key ? put(one, rest, wrong) : one));
  return { ...(value as object), [key]: put((value as Record<string, unknown>)[key], rest, wrong) };
}
