import { createHash } from 'node:crypto';
import { z } from 'zod';

interface Converted {
  readonly schema: unknown;
  readonly components: Record<string, object>;
}

/**
 * A zod schema as JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. Parts that are named (`.meta({ id })`) or that contain
 * themselves become components; the names of the latter hang on their content, so that two schemas' parts never meet.
 */
export function jsonSchemaOf(schema: unknown, io: 'input' | 'output'): Converted | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  // Wrapped, so that a schema that contains itself refers to a named part and not to "#", which would be the whole document.
  const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), { io, target: 'draft-2020-12', unrepresentable: 'any' });
  const names = new Map(Object.entries($defs).map(([name, part]) => [name, /^__schema\d+$/.test(name) ? `Part${digest(part)}` : name]));
  const renamed = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (key, item: unknown) => (key === '$ref' && typeof item === 'string' ? reference(item, names) : item));
  return {
    schema: renamed(properties!['it']),
    components: Object.fromEntries(Object.entries($defs).map(([name, part]) => [names.get(name)!, renamed(part) as object])),
  };
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);

const reference = (ref: string, names: ReadonlyMap<string, string>): string => {
  const name = ref.replace('#/$defs/', '');
  return `#/components/schemas/${names.get(name) ?? name}`;
};
