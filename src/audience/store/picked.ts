import { compileRule } from '../model/compile-rule.js';
import { type Selection } from '../model/selection.js';

export interface PickOptions {
  /** False does not look for the touchpoints that are the reason: enough to count. */
  readonly reasons: boolean;
  /** Only these customers. */
  readonly only?: readonly string[];
}

/** `customer_id, touchpoints, more, data, by`, one row for each customer. */
export function picked(selection: Selection, options: PickOptions): Picked {
  const all = pickedOfAll(selection, options);
  if (!selection.without?.length) return all;
  const besides = `not exists (select from audience_member as b where b.customer_id = p.customer_id and b.audience_id = any($${all.parameters.length + 1}::uuid[]))`;
  return { sql: `select p.customer_id, p.touchpoints, p.more, p.data, p.by from (${all.sql}) as p where ${besides}`, parameters: [...all.parameters, selection.without] };
}

interface Picked {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

function pickedOfAll({ rule, listId, combine }: Selection, options: PickOptions): Picked {
  const compiled = rule === null ? null : compileRule(rule, options);
  const parameters = [...(compiled?.parameters ?? [])];
  const add = (value: unknown): string => `$${parameters.push(value)}`;
  const byRule = compiled && `select r.customer_id, r.touchpoints, r.more, r.data, array['rule'] as by from (${compiled.sql}) as r`;
  if (listId === null) return { sql: byRule!, parameters };
  const only = options.only === undefined ? '' : ` and c.id = any(${add(options.only)}::bigint[])`;
  // References are looked up now, and not when the list came in: who was imported since is found.
  const listed = `select c.id as customer_id from audience_list_item as i join customer as c on c.reference = i.reference where i.list_id = ${add(listId)}::uuid${only}`;
  if (byRule === null) return { sql: `select l.customer_id, '[]'::jsonb as touchpoints, 0 as more, '{}'::text[] as data, array['list'] as by from (${listed}) as l`, parameters };
  return {
    sql: `
      select coalesce(r.customer_id, l.customer_id) as customer_id, coalesce(r.touchpoints, '[]') as touchpoints, coalesce(r.more, 0) as more, coalesce(r.data, '{}') as data,
             array_remove(array[case when r.customer_id is not null then 'rule' end, case when l.customer_id is not null then 'list' end], null) as by
        from (${byRule}) as r
        ${combine === 'union' ? 'full join' : 'join'} (${listed}) as l on l.customer_id = r.customer_id`,
    parameters,
  };
}
