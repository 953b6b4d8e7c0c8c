import { type CountryTexts, costOfSegments, priceIn, type SmsCost, smsCost, type SmsPrices } from '../../kernel/sms-cost.js';
import { grouped, regionName } from './words.js';

/** "USD 0.0166", "USD 0.90", "USD 1,245.00", never broken between two lines: a single text may cost less than a cent. */
export function moneyWords(amount: number, currency: string): string {
  const digits = amount < 1 && Math.abs(amount * 100 - Math.round(amount * 100)) > 1e-6 ? 4 : 2;
  return `${currency}\u00a0${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** Where a number is: '' where it tells none. */
const numberCountry = (country: string): string => (country === '' ? 'numbers of no country' : regionName(country));

const NO_PRICES = 'What it costs is not said: no price of a segment is set (SMS_COUNTRY_PRICES, SMS_SEGMENT_PRICE).';
const SAMPLE = 'Sample prices of the demo, and no provider’s.';
const noPriceFor = (countries: readonly string[]): string => `No price is set for ${countries.map(numberCountry).join(', ')}.`;

/**
 * What texts cost, country by country, as pages say it.
 *
 * @param cost  null where no price is set; absent of pre-flights from before costs were kept.
 * @param texts  By country; absent likewise.
 */
export function costShown(cost: SmsCost | null | undefined, texts: readonly CountryTexts[] | undefined) {
  const lacking = cost ? cost.unpriced : [];
  return {
    texts: together(cost?.countries ?? texts, 'texts'), segments: together(cost?.countries ?? texts, 'segments'),
    total: cost && cost.unpriced.length < cost.countries.length ? `${lacking.length > 0 ? 'at least ' : ''}${moneyWords(cost.total, cost.currency)}` : null,
    rows: cost
      ? cost.countries.map(({ country, cost: amount, ...counted }) => ({ name: numberCountry(country), ...counted, cost: amount === null ? 'no price set' : moneyWords(amount, cost.currency) }))
      : (texts ?? []).map(({ country, ...counted }) => ({ name: numberCountry(country), ...counted, cost: null })),
    notes: [...(cost === null && texts?.length ? [NO_PRICES] : []), ...(lacking.length > 0 ? [`${noPriceFor(lacking)} The sum is without them.`] : []), ...(cost?.sample ? [SAMPLE] : [])],
  };
}

const together = (rows: readonly CountryTexts[] | undefined, name: 'texts' | 'segments'): number => (rows ?? []).reduce((sum, row) => sum + row[name], 0);

/** What one text costs to a number of this country; of no country in particular between which prices. */
export function textCost(segments: number, prices: SmsPrices | null, country: string | null) {
  if (prices === null) return { cost: null, notes: [NO_PRICES] };
  const sample = prices.sample ? [SAMPLE] : [];
  const words = (price: number): string => moneyWords(costOfSegments(segments, price), prices.currency);
  if (country !== null) {
    const price = priceIn(prices, country);
    return price === null ? { cost: null, notes: [noPriceFor([country]), ...sample] } : { cost: `${words(price)} (${numberCountry(country)})`, notes: sample };
  }
  const all = [...prices.byCountry.values(), ...(prices.rest === null ? [] : [prices.rest])];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return { cost: least === most ? words(least) : `${words(least)} to ${words(most)}, by the country of the number`, notes: sample };
}

/** One text to so many numbers of each country; null where they are not counted. */
export function costOfEach(segments: number, numbers: readonly { readonly country: string; readonly people: number }[] | null, prices: SmsPrices | null) {
  if (numbers === null || numbers.length === 0) return null;
  const texts = numbers.map(({ country, people }): CountryTexts => ({ country, texts: people, segments: people * segments }));
  const count = numbers.reduce((sum, { people }) => sum + people, 0);
  return {
    ...costShown(prices && smsCost(texts, prices), texts), several: numbers.length > 1,
    lead: `If everybody with a number is texted: ${grouped(count)} ${count === 1 ? 'text' : 'texts'} in ${grouped(count * segments)} segments.`,
  };
}
