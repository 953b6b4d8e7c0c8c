import { readFileSync } from 'node:fs';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { type SmsPrices } from '../../kernel/sms-cost.js';

/** "0.0083 USD": up to six decimals. */
export const PRICE = /^(\d{1,6}(?:\.\d{1,6})?) ([A-Z]{3})$/;
const ENTRY = /^([A-Z]{2})=(.+)$/;
const EXAMPLE = 'such as US=0.0083 USD';

type PriceSettings = { readonly [Name in 'SMS_SEGMENT_PRICE' | 'SMS_COUNTRY_PRICES' | 'SMS_COUNTRY_PRICES_FILE']?: string | undefined } & { readonly SIMULATION: boolean };
type Listed = Pick<SmsPrices, 'currency' | 'byCountry'>;

/** @param text  Entries by commas or line by line, `US=0.0083 USD`; what follows a # is a remark. @returns What is wrong with it, where something is. */
export function parsePrices(text: string): Listed | string {
  const entries = text.split('\n').flatMap((line) => line.replace(/#.*/, '').split(',')).map((entry) => entry.trim()).filter(Boolean);
  const byCountry = new Map<string, number>();
  let listed = '';
  for (const [index, entry] of entries.entries()) {
    const [, country = '', price = ''] = ENTRY.exec(entry) ?? [];
    const [, amount, currency = ''] = PRICE.exec(price) ?? [];
    if (amount === undefined) return `must be countries with prices, ${EXAMPLE}: entry ${index + 1} is none`;
    if (!isSupportedCountry(country)) return `must name countries by two capital letters (ISO 3166), ${EXAMPLE}: entry ${index + 1} names none`;
    if (byCountry.has(country)) return `must name a country once: entry ${index + 1} names one again`;
    if (listed !== '' && currency !== listed) return `must keep to one currency, since the prices are added up: entry ${index + 1} has another`;
    byCountry.set(country, Number(amount));
    listed = currency;
  }
  return byCountry.size === 0 ? `must be countries with prices, ${EXAMPLE}: it holds none` : { currency: listed, byCountry };
}

/** @param path  Of a file as SMS_COUNTRY_PRICES_FILE names it. */
export function parsePriceFile(path: string): Listed | string {
  try {
    const listed = parsePrices(readFileSync(path, 'utf8'));
    return typeof listed === 'string' ? `names a file that ${listed}` : listed;
  } catch (error) {
    return `names a file that can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
}

/**
 * What texts cost, as the settings say; a file is read once, at start.
 *
 * @returns null where no price is set at all. Those of a simulation are samples.
 * @throws Error where the file was changed since the settings were checked, and can't be read any more.
 */
export function readPrices({ SMS_SEGMENT_PRICE: rest, SMS_COUNTRY_PRICES: list, SMS_COUNTRY_PRICES_FILE: file, SIMULATION: sample }: PriceSettings): SmsPrices | null {
  const listed = file !== undefined ? parsePriceFile(file) : list !== undefined ? parsePrices(list) : null;
  if (typeof listed === 'string') throw new Error(`The list of prices ${listed}.`);
  const [, amount, currency] = PRICE.exec(rest ?? '') ?? [];
  if (listed === null && amount === undefined) return null;
  return { currency: listed?.currency ?? currency!, byCountry: listed?.byCountry ?? new Map(), rest: amount === undefined ? null : Number(amount), sample };
}

/** What does not go together: told with the other faults of settings. @param given  As it stands in the environment; what is blank is not set. */
export function priceFaults(given: Readonly<Record<string, string | undefined>>): readonly (readonly [string, string])[] {
  const [rest, list, file] = (['SMS_SEGMENT_PRICE', 'SMS_COUNTRY_PRICES', 'SMS_COUNTRY_PRICES_FILE'] as const).map((name) => given[name]?.trim() || undefined);
  if (list !== undefined && file !== undefined) return [['SMS_COUNTRY_PRICES_FILE', 'is set, but SMS_COUNTRY_PRICES is too: there is one list']];
  const listed = file !== undefined ? parsePriceFile(file) : list !== undefined ? parsePrices(list) : null;
  const currency = PRICE.exec(rest ?? '')?.[2];
  if (listed === null || typeof listed === 'string' || currency === undefined || currency === listed.currency) return [];
  return [['SMS_SEGMENT_PRICE', `is in another currency than ${file === undefined ? 'SMS_COUNTRY_PRICES' : 'SMS_COUNTRY_PRICES_FILE'}: they are added up`]];
}
