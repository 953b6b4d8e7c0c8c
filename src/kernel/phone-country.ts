import { type CountryCode, getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Digits of a number that are hidden at least. */
const HIDDEN_DIGITS = 5;
/** Country and area: what tables of zones and countries ask for, "+" included. */
const [NORTH_AMERICAN, ELSEWHERE] = [5, 8];

/** As much of a number in E.164 as tells its country and zone, and hides whose it is: "+1206", "+4915112". */
export const numberBeginning = (number: string): string =>
  number.slice(0, Math.min(number.startsWith('+1') ? NORTH_AMERICAN : ELSEWHERE, Math.max(1, number.length - HIDDEN_DIGITS)));

/** Countries by their calling code; twelve codes have more than one, "1" twenty-five. */
const COUNTRIES = new Map<string, CountryCode[]>();
for (const country of getCountries()) {
  const code = getCountryCallingCode(country);
  COUNTRIES.set(code, [...(COUNTRIES.get(code) ?? []), country]);
}
const LONGEST_CODE = 3;

/** What is put behind a beginning, until that makes a number of some plan. Of numbers that can get texts no area ends inside the digits that are hidden. */
const FILLS = ['2345678901', '0000000000', '1111111111', '5555555555', '9999999999', '7777777777', '3333333333', '4444444444', '6666666666', '8888888888', '2222222222'];
/** Digits of a whole number, its calling code included, the usual first. */
const LENGTHS = [11, 12, 10, 13, 9, 8, 14];
const [LEAST_FILLED, MOST_FILLED] = [4, 10];

/** By beginning; of calling codes that several countries share alone, since looking into their plans takes a tenth of a millisecond. */
const known = new Map<string, CountryCode | null>();

/**
 * The country that a number belongs to, as libphonenumber has it, by its beginning alone: so a million numbers take a look-up each, and
 * the database can count numbers by their readable beginnings.
 *
 * @param number  In E.164, or as much of it as `numberBeginning` leaves.
 * @returns ISO 3166 alpha-2; null for numbers of no country (+800, say), and where the beginning can't tell.
 */
export function countryOfNumber(number: string): CountryCode | null {
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    const countries = COUNTRIES.get(number.slice(1, 1 + length));
    if (countries !== undefined) return countries.length === 1 ? countries[0]! : sharedCode(number);
  }
  return null;
}

function sharedCode(number: string): CountryCode | null {
  const beginning = number.slice(0, number.startsWith('+1') ? NORTH_AMERICAN : ELSEWHERE);
  const before = known.get(beginning);
  if (before !== undefined) return before;
  const country = byPlans(beginning);
  known.set(beginning, country);
  return country;
}

function byPlans(beginning: string): CountryCode | null {
  for (const fill of FILLS) {
    for (const length of LENGTHS) {
      const lacking = length - (beginning.length - 1);
      if (lacking < LEAST_FILLED || lacking > MOST_FILLED) continue;
      const country = parsePhoneNumberFromString(`${beginning}${fill.slice(0, lacking)}`)?.country;
      if (country) return country;
    }
  }
  return null;
}
