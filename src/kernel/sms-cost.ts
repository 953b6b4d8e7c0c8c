/** What a segment of a text costs, by the country of the number that it goes to. */
export interface SmsPrices {
  /** ISO 4217: one for all of them, since their sum has one. */
  readonly currency: string;
  /** By ISO 3166 alpha-2. */
  readonly byCountry: ReadonlyMap<string, number>;
  /** For every other country; null where none is set. */
  readonly rest: number | null;
  /** Invented, for a demo: whoever shows them says so. */
  readonly sample: boolean;
}

/** Texts to numbers of one country. */
export interface CountryTexts {
  /** ISO 3166 alpha-2; '' where the number tells none. */
  readonly country: string;
  readonly texts: number;
  readonly segments: number;
}

/** Texts to one country, and what they cost; null where no price is set for it. */
export interface CountryCost extends CountryTexts {
  readonly price: number | null;
  readonly cost: number | null;
}

export interface SmsCost {
  readonly currency: string;
  /** Of all that have a price: what it costs at least, where `unpriced` names any. */
  readonly total: number;
  /** Most segments first. */
  readonly countries: readonly CountryCost[];
  /** Countries without a price; '' for numbers that tell none. */
  readonly unpriced: readonly string[];
  /** At invented prices. */
  readonly sample: boolean;
}

/** Prices have six decimals at most; counted in whole millionths, sums have no rounding in them. */
const MILLIONTHS = 1_000_000;

/** @returns The price of a segment, or null where none is set. */
export const priceIn = ({ byCountry, rest }: SmsPrices, country: string): number | null => byCountry.get(country) ?? rest;

export const costOfSegments = (segments: number, price: number): number => (segments * Math.round(price * MILLIONTHS)) / MILLIONTHS;

/** What texts cost, country by country. Nothing is guessed: a country without a price is named and left out of the sum. */
export function smsCost(texts: readonly CountryTexts[], prices: SmsPrices): SmsCost {
  const countries = [...texts]
    .sort((a, b) => b.segments - a.segments || a.country.localeCompare(b.country))
    .map((one): CountryCost => {
      const price = priceIn(prices, one.country);
      return { ...one, price, cost: price === null ? null : costOfSegments(one.segments, price) };
    });
  const millionths = countries.reduce((sum, { cost }) => sum + Math.round((cost ?? 0) * MILLIONTHS), 0);
  return { currency: prices.currency, total: millionths / MILLIONTHS, countries, unpriced: countries.filter(({ price, segments }) => price === null && segments > 0).map(({ country }) => country), sample: prices.sample };
}
