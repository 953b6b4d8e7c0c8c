import { covers } from './law-place.js';
import type { LawRegime } from './law-words.js';

/** What of a row of `law/service.json` says whom it asks (`ServiceTerms`). */
interface Asking {
  readonly jurisdiction: string;
  readonly regime: LawRegime | null;
  readonly kinds: readonly string[];
  readonly electronic: 'everybody' | 'consent';
}

/** Of these places, those whose law takes an e-mail or a text for its notice only from who agreed to it. Nobody's place ('') has no law. */
export function consentPlaces(terms: readonly Asking[], kind: string, regimes: readonly LawRegime[], places: readonly string[]): readonly string[] {
  const asking = terms.filter((one) => one.electronic === 'consent' && one.kinds.includes(kind) && (one.regime === null || regimes.includes(one.regime)));
  return places.filter((place) => asking.some(({ jurisdiction }) => covers(jurisdiction, place)));
}
