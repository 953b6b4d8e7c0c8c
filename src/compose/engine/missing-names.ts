import type { NamePath, Need } from './need.js';

/** A value under its full name; `up` is what `../` leads to. */
interface Scope {
  readonly value: unknown;
  readonly name: string;
  readonly up: Scope | null;
}

/**
 * All names that the template would use for this member and that the member does not have.
 *
 * Handlebars' strict mode stops at the first, and lets pass what is null, empty, or asked for by `#if` or `#each`. Here a printed name
 * must be a non-empty text, a number or a boolean; one that `#if` asks for must exist, null included; one that `#each`
 * repeats must be a list. Only own properties count.
 *
 * @returns Full names in template order, each once: "facts.whatHappened", "mine.touchpoints[2]".
 */
export function missingNames(needs: readonly Need[], context: unknown): readonly string[] {
  const missing = new Set<string>();
  follow(needs, { value: context, name: '', up: null }, missing);
  return [...missing];
}

function follow(needs: readonly Need[], scope: Scope, missing: Set<string>): void {
  for (const need of needs) {
    const value = valueAt(scope, need.path);
    if (need.kind === 'print') {
      if (!printable(value)) missing.add(nameOf(scope, need.path));
    } else if (need.kind === 'if') {
      if (value === undefined) missing.add(nameOf(scope, need.path));
      else follow(truthy(value) ? need.body : need.otherwise, scope, missing);
    } else if (!Array.isArray(value)) {
      missing.add(nameOf(scope, need.path));
    } else if (value.length === 0) {
      follow(need.otherwise, scope, missing);
    } else {
      followEach(need.body, value, nameOf(scope, need.path), scope, missing);
    }
  }
}

function followEach(body: readonly Need[], items: readonly unknown[], name: string, scope: Scope, missing: Set<string>): void {
  for (const [index, item] of items.entries()) follow(body, { value: item, name: `${name}[${index}]`, up: scope }, missing);
}

function valueAt(scope: Scope, path: NamePath): unknown {
  let value = climb(scope, path.up)?.value;
  for (const part of path.parts) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

function nameOf(scope: Scope, path: NamePath): string {
  const base = climb(scope, path.up)?.name ?? '';
  return [base, ...path.parts].filter((part) => part !== '').join('.') || path.node.original;
}

function climb(scope: Scope, steps: number): Scope | null {
  let at: Scope | null = scope;
  for (let step = 0; step < steps && at !== null; step++) at = at.up;
  return at;
}

function printable(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

/** As Handlebars decides: an empty list and 0 are false. */
const truthy = (value: unknown): boolean => Boolean(value) && !(Array.isArray(value) && value.length === 0);
