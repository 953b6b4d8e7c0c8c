import { type Playbook } from '../../compose/contract.js';
import { type Incident } from '../../declare/contract.js';
import { type Form, localInput } from '../page/form.js';

/** What the fields show. */
export interface AudienceFields {
  readonly kind: string;
  readonly from: string;
  readonly until: string;
  readonly attribute: string;
  readonly attributeValues: string;
  readonly attribute2: string;
  readonly attributeValues2: string;
  /** JSON, as it was typed. */
  readonly rule: string;
  readonly listId: string;
  readonly combine: string;
}

const NAMES = ['kind', 'from', 'until', 'attribute', 'attributeValues', 'attribute2', 'attributeValues2', 'rule', 'listId', 'combine'] as const satisfies readonly (keyof AudienceFields)[];

/** What the incident already says: the touchpoints of its playbook, within its time. */
export function proposedAudience(incident: Incident, playbook: Playbook, zone: string): AudienceFields {
  return {
    kind: playbook.touchpoints[0] ?? '', from: localInput(incident.happenedFrom, zone), until: localInput(incident.happenedUntil, zone),
    attribute: '', attributeValues: '', attribute2: '', attributeValues2: '', rule: '', listId: '', combine: 'union',
  };
}

export const typedAudience = (form: Form): AudienceFields => Object.fromEntries(NAMES.map((name) => [name, form.text(name)])) as unknown as AudienceFields;

/** The rule that the fields say; null where they say nothing, or with a fault. The schema of rules judges it. */
export function builtRule(form: Form, zone: string): unknown {
  const kind = form.text('kind');
  if (kind === '') {
    form.faults.push('Say which touchpoint the affected had, such as purchase.');
    return null;
  }
  const [from, until] = [form.instant('from', 'The beginning', zone), form.instant('until', 'The end', zone)];
  const where = [['attribute', 'attributeValues'], ['attribute2', 'attributeValues2']].flatMap(([name, values]) => condition(form, name!, values!));
  return {
    touchpoint: {
      kind,
      ...(from && { from: from.toISOString() }),
      ...(until && { until: until.toISOString() }),
      ...(where.length > 0 && { where: Object.fromEntries(where) }),
    },
  };
}

/** "store" and "3, 12" → ["store", ["3", "12"]]; a single value stands for itself. */
function condition(form: Form, name: string, values: string): (readonly [string, string | readonly string[]])[] {
  const attribute = form.text(name);
  const list = form.text(values).split(',').map((value) => value.trim()).filter((value) => value !== '');
  if (attribute === '' && list.length === 0) return [];
  if (attribute === '' || list.length === 0) {
    form.faults.push('A condition has both the name of an attribute and its values.');
    return [];
  }
  return [[attribute, list.length === 1 ? list[0]! : list]];
}

/** What stands in the box; undefined with a fault where it is no JSON. */
export function typedRule(form: Form): unknown {
  const text = form.text('rule');
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    form.faults.push(`The rule is not JSON that can be read: ${(error as Error).message}.`);
    return undefined;
  }
}
