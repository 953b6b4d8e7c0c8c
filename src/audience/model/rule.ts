import { z } from 'zod';
import { DomainError } from '../../kernel/domain-error.js';

/** Text fields of a customer that a rule may ask about. E-mail and phone can only be asked whether they are there. */
export const TEXT_FIELDS = ['reference', 'first_name', 'last_name', 'locale', 'country', 'region', 'postal_code', 'time_zone', 'preferred_channel'] as const;
export const TIME_FIELDS = ['email_changed_at', 'phone_changed_at'] as const;
export const ADDRESS_FIELDS = ['email', 'phone'] as const;

/** What a rule may hold at most: enough for any incident, too little to stop the database. */
export const RULE_LIMITS = { depth: 6, conditions: 60, touchpoints: 20, valuesInList: 5_000, valueCharacters: 500, pathSegments: 8 } as const;

// A number as a step inside would mean "the n-th of a list" to the database, and a key to whoever wrote the rule.
const PATH = /^[^.\0]{1,100}(\.(?!-?\d+(\.|$))[^.\0]{1,100}){0,7}$/;
const wellFormed = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

const text = z.string().max(RULE_LIMITS.valueCharacters).refine(wellFormed, 'must be text that can be stored');
const scalar = z.union([text, z.number(), z.boolean()]).meta({ description: 'Compared as it is written: "5" and 5 are the same.' });
const list = z.array(scalar).min(1).max(RULE_LIMITS.valuesInList);
const instant = z.iso.datetime({ offset: true }).meta({ description: 'With an offset from UTC: 2026-03-02T09:00:00Z.' });
const bound = z.union([z.number(), z.iso.date(), instant]).meta({ description: 'A number, or a date (its midnight in UTC) or time.' });

/** How one value is compared. What is missing is unequal to everything, below nothing, and above nothing. */
const comparisons = [
  z.strictObject({ op: z.enum(['eq', 'ne']), value: scalar }),
  z.strictObject({ op: z.enum(['in', 'not-in']), value: list }),
  z.strictObject({ op: z.literal('starts-with'), value: text.min(1) }),
  z.strictObject({ op: z.literal('exists'), value: z.boolean().default(true) }),
  z.strictObject({ op: z.enum(['gt', 'gte', 'lt', 'lte']), value: bound }),
] as const;
const comparison = z.discriminatedUnion('op', [...comparisons]);
export type Comparison = z.output<typeof comparison>;

const data = z.array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be a code such as card-number')).min(1).max(30)
  .meta({ description: 'Codes of the data of a member that are involved when this condition is why he is in.' });

const path = z.string().regex(PATH, 'must be the name of an attribute, or names joined by dots').meta({ description: 'Name of an attribute; dots go into an object: "address.city".' });

const field = z.union([
  z.enum([...TEXT_FIELDS, ...TIME_FIELDS, ...ADDRESS_FIELDS]),
  z.templateLiteral(['attributes.', z.string().min(1)]).refine((name) => PATH.test(name.slice(11)), 'must be attributes. and the name of an attribute'),
]);

const withField = <Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>) => z.strictObject({ field, ...schema.shape, data: data.optional() });
const fieldCondition = z
  .discriminatedUnion('op', [withField(comparisons[0]), withField(comparisons[1]), withField(comparisons[2]), withField(comparisons[3]), withField(comparisons[4])])
  .superRefine((condition, context) => {
    const fault = misfit(condition);
    if (fault) context.addIssue({ code: 'custom', path: ['op'], message: fault });
  })
  .meta({ id: 'FieldCondition', description: 'What must hold of a customer.' });
export type FieldCondition = z.output<typeof fieldCondition>;

function misfit({ field: name, op, value }: { field: string; op: string; value: unknown }): string | null {
  const within = (names: readonly string[]) => names.includes(name);
  if (within(ADDRESS_FIELDS) && op !== 'exists') return `${name} can only be asked whether it exists`;
  if (within(TIME_FIELDS) && !['gt', 'gte', 'lt', 'lte', 'exists'].includes(op)) return `${name} is a time: use gt, gte, lt, lte or exists`;
  if (within(TIME_FIELDS) && typeof value === 'number') return `${name} is a time: compare it with one`;
  return within(TEXT_FIELDS) && ['gt', 'gte', 'lt', 'lte'].includes(op) ? `${name} is text: use eq, ne, in, not-in, starts-with or exists` : null;
}

const where = z.record(path, z.union([scalar, list, comparison, z.array(comparison).min(1).max(5)]))
  .refine((conditions) => Object.keys(conditions).length <= 10, 'must not have more than 10 attributes')
  .meta({ description: 'Attributes of the touchpoint: a value, a list of values of which it is one, or comparisons that must all hold.' });

const touchpoint = z
  .strictObject({
    kind: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a kind of touchpoint such as purchase'),
    from: instant.optional().meta({ description: 'Not before.' }),
    until: instant.optional().meta({ description: 'Before, and not at.' }),
    where: where.optional(),
    atLeast: z.number().int().min(0).max(1_000_000).optional().meta({ description: 'How many there must be. Default 1; 0 where only atMost is given.' }),
    atMost: z.number().int().min(0).max(1_000_000).optional().meta({ description: 'How many there may be. 0 for customers who have none.' }),
  })
  .refine(({ from, until }) => from === undefined || until === undefined || Date.parse(from) < Date.parse(until), { path: ['until'], message: 'must be after from' })
  .refine(({ atLeast, atMost }) => atLeast === undefined || atMost === undefined || atLeast <= atMost, { path: ['atMost'], message: 'must not be below atLeast' });
const touchpointCondition = z.strictObject({ touchpoint, data: data.optional() }).meta({ id: 'TouchpointCondition', description: 'What a customer must have done, or what must have happened to him.' });
export type TouchpointCondition = z.output<typeof touchpointCondition>;

export type Rule = { readonly all: readonly Rule[] } | { readonly any: readonly Rule[] } | { readonly none: readonly Rule[] } | FieldCondition | TouchpointCondition;

const members: z.ZodType<Rule[]> = z.lazy(() => z.array(ruleSchema).min(1).max(RULE_LIMITS.conditions));
export const ruleSchema: z.ZodType<Rule> = z.lazy(() =>
  z.union([z.strictObject({ all: members }), z.strictObject({ any: members }), z.strictObject({ none: members }), fieldCondition, touchpointCondition]),
).meta({ id: 'Rule', description: 'Who is affected: `all` of the conditions hold, or `any` of them, or `none`; nested at most six deep.' });

/** JSON Schema (draft 2020-12) of a rule, as it is written. */
export const ruleJsonSchema = (): unknown => ({
  ...z.toJSONSchema(ruleSchema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' }),
  title: 'Rule',
  description: `Who is affected. At most ${RULE_LIMITS.conditions} conditions, ${RULE_LIMITS.touchpoints} of them about touchpoints, nested at most ${RULE_LIMITS.depth} deep.`,
});

const GROUPS = ['all', 'any', 'none'] as const;

/**
 * @param input  JSON as the caller sent it.
 * @throws DomainError unprocessable `rule-invalid`: each fault with its path in the rule.
 */
export function parseRule(input: unknown): Rule {
  const reader = new RuleReader();
  const rule = reader.read(input, '', 1);
  if (rule === null || reader.faults.length > 0) {
    const faults = reader.faults.slice(0, 20);
    throw new DomainError('unprocessable', 'rule-invalid', `The rule can't be used: ${faults.map((fault) => `${fault.path || 'it'} ${fault.message}`).join('; ')}.`, { errors: faults });
  }
  return rule;
}

/** Walks by hand: a union of everything would only say that nothing fits. */
class RuleReader {
  readonly faults: { readonly path: string; readonly message: string }[] = [];
  private conditions = 0;
  private touchpoints = 0;

  read(input: unknown, path: string, depth: number): Rule | null {
    if (input === null || typeof input !== 'object' || Array.isArray(input)) return this.refuse(path, 'must be an object with all, any, none, field or touchpoint');
    if (depth > RULE_LIMITS.depth) return this.refuse(path, `is nested more than ${RULE_LIMITS.depth} deep`);
    const group = GROUPS.find((name) => name in input);
    if (group) return this.readGroup(input as Record<string, unknown>, group, path, depth);
    if (++this.conditions > RULE_LIMITS.conditions) return this.refuse('', `has more than ${RULE_LIMITS.conditions} conditions`);
    if ('field' in input) return this.readLeaf(fieldCondition, input, path);
    if (!('touchpoint' in input)) return this.refuse(path, 'must have one of all, any, none, field or touchpoint');
    if (++this.touchpoints > RULE_LIMITS.touchpoints) return this.refuse('', `has more than ${RULE_LIMITS.touchpoints} conditions about touchpoints`);
    return this.readLeaf(touchpointCondition, input, path);
  }

  private readGroup(input: Record<string, unknown>, group: (typeof GROUPS)[number], path: string, depth: number): Rule | null {
    const others = Object.keys(input).filter((key) => key !== group);
    if (others.length > 0) return this.refuse(path, `must not have ${others.join(', ')} beside ${group}`);
    const inside = input[group];
    const place = path ? `${path}.${group}` : group;
    if (!Array.isArray(inside) || inside.length === 0) return this.refuse(place, 'must be a list of at least one condition');
    if (inside.length > RULE_LIMITS.conditions) return this.refuse(place, `has more than ${RULE_LIMITS.conditions} conditions`);
    const rules = inside.map((item, index) => this.read(item, `${place}[${index}]`, depth + 1)).filter((rule) => rule !== null);
    return { [group]: rules } as unknown as Rule;
  }

  private readLeaf<Leaf extends Rule>(schema: z.ZodType<Leaf>, input: unknown, path: string): Leaf | null {
    const parsed = schema.safeParse(input);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) this.refuse([path, ...issue.path.map(String)].filter((step) => step !== '').join('.'), reasonOf(issue));
    return null;
  }

  private refuse(path: string, message: string): null {
    this.faults.push({ path, message });
    return null;
  }
}

/** Zod's own words begin with "Invalid input: expected …"; after a path "must be …" reads better. */
const reasonOf = (issue: z.core.$ZodIssue): string => issue.message.replace(/^Invalid input: expected (.+?)(, received.*)?$/, 'must be $1').replace(/^Invalid input$/, 'has a value that does not fit').replace(/^Invalid /, 'is an invalid ');
