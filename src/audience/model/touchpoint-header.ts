import { plainName } from '../../kernel/column-name.js';
import { CUSTOMER_FIELDS } from './customer-row.js';

const OF_A_PERSON = new Set(CUSTOMER_FIELDS.filter(({ name }) => name !== 'reference').flatMap(({ name, synonyms }) => [name, ...synonyms]).map(plainName));
/** Names that a date of a person has not: "created_at" could be the day on which somebody became a customer. */
const OF_WHAT_THEY_DID = new Set(['occurred_at', 'occurred', 'purchased_at', 'bought_at', 'ordered_at', 'purchase date', 'order date'].map(plainName));

/**
 * The column by which a header of customers is one of touchpoints: it says when something was done, and no column says anything of a person.
 * Taken for customers, each row would make one whom nobody can write to.
 *
 * @param mapping  What the caller says of columns: what is said there is meant.
 * @returns The column's name; null where the header may well be one of customers.
 */
export function columnOfTouchpoints(header: readonly string[], mapping: Readonly<Record<string, string | null>>): string | null {
  const said = new Set(Object.keys(mapping).map(plainName));
  const saysOfPeople = Object.values(mapping).some((field) => field !== null && OF_A_PERSON.has(plainName(field)));
  if (saysOfPeople || header.some((column) => OF_A_PERSON.has(plainName(column)))) return null;
  return header.find((column) => OF_WHAT_THEY_DID.has(plainName(column)) && !said.has(plainName(column))) ?? null;
}
