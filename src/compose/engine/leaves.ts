import type { RenderContext } from '../contract.js';
import { holdsMark, markOf } from './marks.js';

/** What differs from reader to reader: the values, and all else by which a template can tell two readers apart. */
export interface Leaves {
  /** The same for readers for whom every branch and loop of a template goes the same way. */
  readonly shape: string;
  readonly values: readonly string[];
}

/** Words with single spaces between them: a part's last touch neither changes such a value nor what stands around it. */
const WORDS = /^\S+(?: \S+)*$/;

/**
 * Takes a context's values of one reader out of it. All others are the same for everybody of a notice and a locale.
 *
 * @returns Null for a reader who has to be rendered for himself: a value is blank, so that he may lack something, or is not plain words.
 */
export function leavesOf({ person, mine: { data, touchpoints, more } }: RenderContext): Leaves | null {
  if (!Number.isSafeInteger(more) || more < 0) return null;
  const values = [person.greeting, person.reference, ...(person.page === null ? [] : [person.page]), ...data, ...touchpoints];
  if (more > 0) values.push(String(more));
  return values.every(isPlain) ? { shape: `${data.length} ${touchpoints.length} ${person.page !== null} ${more > 0}`, values } : null;
}

/**
 * The same context with a mark in the place of each value, in the same order. All of `person` and `mine` is named here, so that a name which is
 * added to them and would carry one reader's value to others does not compile.
 */
export function withMarks(context: RenderContext): RenderContext {
  const { data, touchpoints, more } = context.mine;
  let count = 0;
  const next = (): string => markOf(count++);
  const person: RenderContext['person'] = { greeting: next(), reference: next(), page: context.person.page === null ? null : next() };
  // A template only prints the number, or asks whether there is one.
  const mine: RenderContext['mine'] = { data: data.map(next), touchpoints: touchpoints.map(next), more: more > 0 ? (next() as unknown as number) : 0 };
  return { ...context, person, mine };
}

const isPlain = (value: string): boolean => WORDS.test(value) && value.isWellFormed() && !holdsMark(value);
