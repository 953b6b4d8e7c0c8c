import { numbersIn } from './whole-numbers.js';

/** What a value looks like that should not lie readable. The first three open something by themselves. */
export const PERSONAL_KINDS = ['card-number', 'government-number', 'account-number', 'email', 'phone', 'birth-date', 'street-address'] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** Kinds of whole numbers: what a thief wants. */
export const WHOLE_NUMBER_KINDS: readonly PersonalKind[] = ['card-number', 'government-number', 'account-number'];

/** `is`: kinds that the value looks like. `nearly`: it has a number's form and fails its check, as most order numbers do and no real one. */
export interface PersonalLook {
  readonly is: readonly PersonalKind[];
  readonly nearly: readonly PersonalKind[];
}

/** Characters of a value that are looked at: a note of a customer is shorter. */
const LOOKED_AT = 2_000;
const NOTHING: PersonalLook = { is: [], nearly: [] };

/** It begins where a word does: tried from each letter on, a long word would be gone through again and again. */
const EMAIL = /(?<![^\s<>"'(),;:=@])[^\s<>"'(),;:=@]{1,64}@[^\s<>"'(),;:@.]{1,63}(?:\.[^\s<>"'(),;:@.]{1,63}){1,8}/;
const PHONE = /(?<![\d+])\+[1-9](?:[ ()./-]{0,2}\d){7,14}(?!\d)|(?<![\d+-])(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d-])/;
/** Names of columns, without case, spaces and signs, in the languages of the templates and in German. */
const NAMED: readonly { readonly kind: PersonalKind; readonly name: RegExp; readonly value: RegExp }[] = [
  { kind: 'birth-date', name: /birth|^dob$|geburt|nacimiento/, value: /\d/ },
  { kind: 'phone', name: /phone|^mobile|^cell|telefon|^tel$|movil/, value: /(?:\d[ ()./-]{0,2}){7}/ },
  { kind: 'street-address', name: /street|^addr|address(?:line)?\d?$|strasse|direccion|domicilio/, value: /\p{L}{3}/u }, // and a digit, which every value has that comes so far
];

/** Of long order numbers one in twenty passes the check of a card by chance: where most of a column have the form and fail the check, the others are no such numbers. */
export const isNoChance = (is: number, nearly: number): boolean => is > 0 && (nearly < ENOUGH_FAILED || is >= LEAST_SHARE * (is + nearly));
const LEAST_SHARE = 0.3;
const ENOUGH_FAILED = 10;

/**
 * What the value of a column looks like, by what it is and, for what can't be told from a value alone, by the column's name.
 *
 * @param column  As the file calls it.
 */
export function personalLook(column: string, value: string): PersonalLook {
  const text = value.slice(0, LOOKED_AT);
  const digits = digitsOf(text);
  const isAddress = text.includes('@') && EMAIL.test(text);
  if (!isAddress && digits === 0) return NOTHING;
  const numbers = digits < 6 ? [] : numbersIn(text);
  const real = new Set(numbers.filter((one) => one.real).map(({ kind }) => kind.rule as PersonalKind));
  const is = new Set<PersonalKind>([...real, ...(isAddress ? ['email' as const] : []), ...(digits >= 8 && PHONE.test(text) ? ['phone' as const] : []), ...(isAddress || real.size > 0 ? [] : byName(column, text))]);
  const nearly = new Set(numbers.map(({ kind }) => kind.rule as PersonalKind).filter((kind) => !real.has(kind)));
  return { is: [...is], nearly: [...nearly] };
}

function byName(column: string, text: string): readonly PersonalKind[] {
  const name = column.normalize('NFD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return NAMED.filter((one) => one.name.test(name) && one.value.test(text)).map(({ kind }) => kind);
}

function digitsOf(text: string): number {
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits++;
  }
  return digits;
}
