import type { RenderContext } from '../contract.js';
import type { NamePath, Need } from './need.js';

/** The form of a value: text, a list of forms, or an object of forms. */
type Shape = 'value' | readonly [Shape] | { readonly [name: string]: Shape };
/** Keeps the table below in step with the type: a name added to one and not to the other does not compile. */
type ShapeOf<Value> = Value extends string | number | boolean | null
  ? 'value'
  : Value extends readonly (infer Item)[]
    ? readonly [ShapeOf<Item>]
    : { readonly [Name in keyof Value]-?: ShapeOf<Value[Name]> };

const CONTEXT: { readonly [Name in keyof RenderContext]: ShapeOf<RenderContext[Name]> } = {
  locale: 'value',
  person: { greeting: 'value', reference: 'value', page: 'value' },
  brand: {
    name: 'value', domain: 'value', website: 'value', checkAddress: 'value',
    phone: 'value', dialled: 'value', supportHours: 'value', postalAddress: 'value', senderName: 'value',
  },
  incident: { reference: 'value', title: 'value', kind: 'value' },
  notice: { type: 'value', number: 'value', checkCode: 'value', simulatedLabel: 'value', corrects: 'value', nextUpdate: 'value' },
  facts: {
    whatHappened: 'value', whatWeDo: 'value', whatYouCanDo: ['value'], consequences: 'value',
    exposure: 'value', dataInvolved: ['value'], moreInformation: 'value',
  },
  law: { silence: 'value', rights: ['value'], discovered: 'value', delayed: 'value' },
  mine: { data: ['value'], touchpoints: ['value'], more: 'value' },
};

interface Scope {
  readonly shape: Shape | null;
  readonly up: Scope | null;
}

/**
 * Names that no member can ever have, or that are used for what they are not (a list printed, a text repeated): a slip of the pen in a
 * template, found before any member is there.
 */
export function unknownNames(needs: readonly Need[]): readonly NamePath[] {
  return inScope(needs, { shape: CONTEXT, up: null });
}

function inScope(needs: readonly Need[], scope: Scope): readonly NamePath[] {
  return needs.flatMap((need) => {
    const shape = shapeAt(scope, need.path);
    if (shape === null || !fits(need.kind, shape)) return [need.path];
    if (need.kind === 'print') return [];
    const inside = need.kind === 'each' ? { shape: (shape as readonly [Shape])[0], up: scope } : scope;
    return [...inScope(need.body, inside), ...inScope(need.otherwise, scope)];
  });
}

function fits(kind: Need['kind'], shape: Shape): boolean {
  if (kind === 'print') return shape === 'value';
  return kind === 'if' || Array.isArray(shape);
}

function shapeAt(scope: Scope, path: NamePath): Shape | null {
  let at: Scope | null = scope;
  for (let step = 0; step < path.up && at !== null; step++) at = at.up;
  return path.parts.reduce<Shape | null>((shape, part) => {
    if (shape === null || typeof shape !== 'object' || Array.isArray(shape) || !Object.hasOwn(shape, part)) return null;
    return (shape as Record<string, Shape>)[part] ?? null;
  }, at?.shape ?? null);
}
