import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * What a telephone dials for a number as the company writes it: "+49 (0)30 123456" → "+4930123456", "0800 123 456" → "0800123456".
 *
 * @returns digits, with "+" before them where a country's code is; null where it can't be told ("1-800-FLOWERS", "by the app").
 * @source RFC 3966, "tel": visual separators are no part of a number.
 */
export function dialled(written: string): string | null {
  if (!/\d{3}/.test(written.replaceAll(/[\s()./-]/g, '')) || /[^\d\s()+./-]/.test(written)) return null;
  const number = written.trim().startsWith('+') ? parsePhoneNumberFromString(written, { extract: false }) : undefined;
  return number?.isValid() ? number.number : written.replaceAll(/[^\d+]/g, '');
}
