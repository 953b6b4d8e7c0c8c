import { attributeSql, boundSql, signOf } from './attribute-sql.js';
import { Parameters } from './parameters.js';
import { ADDRESS_FIELDS, type Comparison, type FieldCondition, type Rule, TEXT_FIELDS, TIME_FIELDS, type TouchpointCondition } from './rule.js';

/**
 * One statement that finds the customers for whom the rule holds: `customer_id bigint, touchpoints jsonb, more int, data text[]`,
 * in no order. `touchpoints` are the newest five that are a reason, `more` counts the rest, `data` are the codes of the conditions
 * that are a reason, in the order of the rule.
 */
export interface CompiledRule {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface CompileOptions {
  /** Only these customers are looked at: to say why for a few. */
  readonly only?: readonly string[];
  /** False leaves `touchpoints` and `more` empty, which is much less work where only a count is wanted. */
  readonly reasons?: boolean;
}

const MOST_TOUCHPOINTS = 5;

/**
 * Values reach the statement as parameters alone; names of tables and columns come from constants.
 *
 * A condition is a reason for a member where it holds and every group around it does; what stands inside `none` never is one.
 */
export function compileRule(rule: Rule, options: CompileOptions = {}): CompiledRule {
  const compiler = new Compiler(options.only ?? null);
  const root = compiler.expression(rule);
  const reasons = reasonsOf(rule, 'true', compiler);
  return { sql: assemble(root, reasons, compiler, options.reasons ?? true), parameters: compiler.parameters.values };
}

/** A leaf that is a reason where `holds`. */
interface Reason {
  readonly condition: FieldCondition | TouchpointCondition;
  readonly holds: string;
}

interface Touch {
  readonly no: number;
  readonly where: string;
}

class Compiler {
  readonly parameters = new Parameters();
  readonly touches = new Map<TouchpointCondition, Touch>();
  readonly only: string | null;
  private readonly expressions = new Map<Rule, string>();

  constructor(only: readonly string[] | null) {
    this.only = only && this.parameters.add(only, 'bigint[]');
  }

  /** True or false, never null. A rule is compiled once, however often it is asked for. */
  expression(rule: Rule): string {
    const known = this.expressions.get(rule);
    if (known !== undefined) return known;
    const sql = this.compile(rule);
    this.expressions.set(rule, sql);
    return sql;
  }

  private compile(rule: Rule): string {
    if ('all' in rule) return `(${rule.all.map((inner) => this.expression(inner)).join(' and ')})`;
    if ('any' in rule) return `(${rule.any.map((inner) => this.expression(inner)).join(' or ')})`;
    if ('none' in rule) return `not (${rule.none.map((inner) => this.expression(inner)).join(' or ')})`;
    return 'field' in rule ? this.fieldSql(rule) : this.touchpointSql(rule);
  }

  private fieldSql(condition: FieldCondition): string {
    const { field } = condition;
    if (field.startsWith('attributes.')) return attributeSql('c.attributes', field.slice(11).split('.'), condition, this.parameters);
    const column = COLUMNS.get(field);
    if (column === undefined) throw new TypeError('A rule names a field that is not known: it was not parsed.');
    return columnSql(column, condition, this.parameters);
  }

  private touchpointSql(condition: TouchpointCondition): string {
    const { kind, from, until, where = {}, atMost } = condition.touchpoint;
    const atLeast = condition.touchpoint.atLeast ?? (atMost === undefined ? 1 : 0);
    const p = this.parameters;
    const tests = [
      `t.kind = ${p.add(kind, 'text')}`,
      ...(from === undefined ? [] : [`t.occurred_at >= ${boundSql(from, p)}`]),
      ...(until === undefined ? [] : [`t.occurred_at < ${boundSql(until, p)}`]),
      ...Object.entries(where).flatMap(([path, wanted]) => comparisonsOf(wanted).map((comparison) => attributeSql('t.attributes', path.split('.'), comparison, p))),
      ...(this.only === null ? [] : [`t.customer_id = any(${this.only})`]),
    ];
    const no = this.touches.size + 1;
    this.touches.set(condition, { no, where: tests.join('\n       and ') });
    const hits = `coalesce(had_${no}.hits, 0)`;
    const tooMany = atMost === undefined ? [] : [`${hits} <= ${p.add(atMost, 'bigint')}`];
    return `(${[`${hits} >= ${p.add(atLeast, 'bigint')}`, ...tooMany].join(' and ')})`;
  }
}

const COLUMNS: ReadonlyMap<string, string> = new Map([...TEXT_FIELDS, ...TIME_FIELDS, ...ADDRESS_FIELDS].map((name) => [name, `c.${name}`]));

function columnSql(column: string, condition: FieldCondition, parameters: Parameters): string {
  const inList = (values: readonly unknown[]) => `coalesce(${column} = any(${parameters.add(values.map(String), 'text[]')}), false)`;
  switch (condition.op) {
    case 'eq': return inList([condition.value]);
    case 'ne': return `not ${inList([condition.value])}`;
    case 'in': return inList(condition.value);
    case 'not-in': return `not ${inList(condition.value)}`;
    case 'starts-with': return `coalesce(starts_with(${column}, ${parameters.add(condition.value, 'text')}), false)`;
    case 'exists': return `(${column} is ${condition.value ? 'not null' : 'null'})`;
    default: return `coalesce(${column} ${signOf(condition.op)} ${boundSql(condition.value, parameters)}, false)`;
  }
}

type Wanted = NonNullable<TouchpointCondition['touchpoint']['where']>[string];

function comparisonsOf(wanted: Wanted): readonly Comparison[] {
  if (!Array.isArray(wanted)) return [typeof wanted === 'object' ? (wanted) : { op: 'eq', value: wanted as string }];
  const isList = typeof wanted[0] !== 'object';
  return isList ? [{ op: 'in', value: wanted as string[] }] : (wanted as Comparison[]);
}

/** Where a group of `all` holds, so does each of its members: only `any` needs another look. */
function reasonsOf(rule: Rule, holds: string, compiler: Compiler): readonly Reason[] {
  if ('all' in rule) return rule.all.flatMap((inner) => reasonsOf(inner, holds, compiler));
  if ('any' in rule) return rule.any.flatMap((inner) => reasonsOf(inner, holds === 'true' ? compiler.expression(inner) : `${holds} and ${compiler.expression(inner)}`, compiler));
  return 'none' in rule ? [] : [{ condition: rule, holds }];
}

function assemble(root: string, reasons: readonly Reason[], compiler: Compiler, withTouchpoints: boolean): string {
  const told = withTouchpoints ? reasons.filter((reason): reason is Reason & { condition: TouchpointCondition } => 'touchpoint' in reason.condition) : [];
  const touches = [...compiler.touches.values()];
  const because = told.map(({ condition, holds }) => ({ no: compiler.touches.get(condition)!.no, holds }));
  const parts = [
    ...touches.map((touch) => touchSql(touch)),
    `matched as (
    select c.id as customer_id, ${dataSql(reasons, compiler.parameters)} as data${because.map(({ no, holds }) => `, (${holds}) as because_${no}`).join('')}
      from customer as c${touches.map(({ no }) => `\n      left join had_${no} on had_${no}.customer_id = c.id`).join('')}
     where ${root}${compiler.only === null ? '' : ` and c.id = any(${compiler.only})`}
  )`,
    ...(because.length > 0 ? whySql(because) : []),
  ];
  const why = because.length > 0;
  return `with ${parts.join(',\n  ')}
  select m.customer_id, ${why ? `coalesce(w.touchpoints, '[]')` : `'[]'::jsonb`} as touchpoints, ${why ? 'coalesce(w.more, 0)' : '0'} as more, m.data
    from matched as m${why ? '\n    left join why as w on w.customer_id = m.customer_id' : ''}`;
}

const touchSql = ({ no, where }: Touch): string => `touch_${no} as materialized (
    select t.customer_id, t.id, t.kind, t.occurred_at, t.label
      from touchpoint as t
     where ${where}
  ),
  had_${no} as (
    select h.customer_id, count(*) as hits from touch_${no} as h group by h.customer_id
  )`;

function dataSql(reasons: readonly Reason[], parameters: Parameters): string {
  const holdsByCode = new Map<string, string[]>();
  for (const { condition, holds } of reasons) {
    for (const code of condition.data ?? []) holdsByCode.set(code, [...(holdsByCode.get(code) ?? []), holds]);
  }
  const cases = [...holdsByCode].map(([code, holds]) => `case when ${holds.map((one) => `(${one})`).join(' or ')} then ${parameters.add(code, 'text')} end`);
  return cases.length > 0 ? `array_remove(array[${cases.join(', ')}], null)` : `'{}'::text[]`;
}

/** A touchpoint that is a reason twice is told once. Times are written the one way that never changes with a session's settings. */
const whySql = (because: readonly { readonly no: number }[]): readonly string[] => [
  `reason as (
    ${because.map(({ no }) => `select t.customer_id, t.id, t.kind, t.occurred_at, t.label from touch_${no} as t join matched as m on m.customer_id = t.customer_id and m.because_${no}`).join('\n    union\n    ')}
  )`,
  `ranked as (
    select r.*, row_number() over (partition by r.customer_id order by r.occurred_at desc, r.id desc) as rank from reason as r
  )`,
  `why as (
    select r.customer_id,
           jsonb_agg(jsonb_object(array['id', r.id::text, 'kind', r.kind, 'occurredAt', to_char(r.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'label', r.label]) order by r.rank)
             filter (where r.rank <= ${MOST_TOUCHPOINTS}) as touchpoints,
           greatest(count(*) - ${MOST_TOUCHPOINTS}, 0)::int as more
      from ranked as r
     group by r.customer_id
  )`,
];
