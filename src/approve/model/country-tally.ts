import { type CountryTexts } from '../../kernel/sms-cost.js';

/** Adds up texts by the country of their numbers. */
export class CountryTally {
  private readonly byCountry = new Map<string, { texts: number; segments: number }>();

  /** @param country  '' where the number tells none. */
  add(country: string, segments: number, texts = 1): void {
    const counted = this.byCountry.get(country);
    if (counted === undefined) this.byCountry.set(country, { texts, segments });
    else {
      counted.texts += texts;
      counted.segments += segments;
    }
  }

  copy(): CountryTally {
    const copy = new CountryTally();
    for (const { country, texts, segments } of this.counted()) copy.add(country, segments, texts);
    return copy;
  }

  get segments(): number {
    return this.counted().reduce((sum, { segments }) => sum + segments, 0);
  }

  /** Most segments first. */
  counted(): readonly CountryTexts[] {
    return [...this.byCountry].map(([country, counted]) => ({ country, ...counted })).sort((a, b) => b.segments - a.segments || a.country.localeCompare(b.country));
  }
}
