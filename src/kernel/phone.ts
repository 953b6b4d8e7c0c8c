import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** E.164: `+` and up to 15 digits. */
export type Phone = string & { readonly __brand: 'Phone' };

/**
 * @param text  As a person wrote it: "(206) 555-0123", "+44 7911 123456".
 * @param country  ISO 3166 alpha-2 of the row, or the company's default; used where the text has no country code.
 * @returns The number in E.164, or null where it is not a valid number of any plan. An extension makes it null: a text can't reach it.
 */
export function parsePhone(text: string, country: string): Phone | null {
  const region = country.toUpperCase();
  const number = parsePhoneNumberFromString(text.trim(), {
    ...(isSupportedCountry(region) ? { defaultCountry: region } : {}),
    extract: false,
  });
  return number?.isValid() && !number.ext ? (number.number as Phone) : null;
}

/** A number in E.164 as people write and read it: "+17065550104" → "+1 706 555 0104". What is none stays as it is. */
export function spacedPhone(number: string): string {
  return /^\+[1-9]\d{4,14}$/.test(number) ? (parsePhoneNumberFromString(number)?.formatInternational() ?? number) : number;
}
