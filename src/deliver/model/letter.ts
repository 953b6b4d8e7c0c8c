import type { Care } from '../../audience/contract.js';

/** The parts of an address that a letter needs, as they are known. */
export interface AddressParts {
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** Absent, or null: he reads his letters himself. */
  readonly care?: Care | null;
  readonly addressLine1: string | null;
  readonly addressLine2: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
}

/** An address that a letter can be sent to. */
export interface LetterAddress {
  readonly name: string;
  readonly addressLine1: string;
  readonly addressLine2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly country: string;
}

/** Countries that have no postal codes. @source Universal Postal Union, "Addressing systems", member country sheets. */
export const COUNTRIES_WITHOUT_CODES: readonly string[] = 'AE AG AO AW BF BI BJ BS BW BZ CD CF CG CK CM DJ DM ER FJ GD GM GQ GY HK KI KM KN ML MO MR MW NR NU QA RW SB SC SL SR ST SY TD TG TK TL TO TV UG VU YE ZW'.split(' ');

/** To whom a letter about somebody goes who does not read it himself. */
const TO: Readonly<Record<Care, string>> = { minor: 'Parent or guardian of', deceased: 'Representative of', represented: 'Representative of' };

/**
 * @param home  Country of addresses that name none.
 * @returns The address, or the names of what it lacks.
 */
export function letterAddress(parts: AddressParts, home: string): { readonly ok: true; readonly address: LetterAddress } | { readonly ok: false; readonly missing: readonly string[] } {
  const person = [parts.firstName, parts.lastName].filter(Boolean).join(' ').trim();
  const name = person !== '' && parts.care ? `${TO[parts.care]} ${person}` : person;
  const { addressLine1, addressLine2, city, region, postalCode } = parts;
  const country = parts.country ?? home;
  const missing = [
    ...(name === '' ? ['name'] : []), ...(addressLine1 ? [] : ['street']), ...(city ? [] : ['city']), ...(postalCode || COUNTRIES_WITHOUT_CODES.includes(country) ? [] : ['postal code']),
  ];
  if (missing.length > 0 || !addressLine1 || !city) return { ok: false, missing };
  return { ok: true, address: { name, addressLine1, addressLine2, city, region, postalCode, country } };
}
