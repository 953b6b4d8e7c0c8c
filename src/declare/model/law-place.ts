/** States of the European Economic Area, ISO 3166-1 alpha-2: the EU's 27, Iceland, Liechtenstein and Norway. */
const EEA = new Set(['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IS', 'IT', 'LI', 'LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK']);

/**
 * Whether somebody who lives at a place lives in a jurisdiction.
 *
 * @param place  A country ('DE'), or a country and its state ('US-CA'). 'US' alone is somebody whose state is not known: he is in no state's jurisdiction.
 */
export function covers(jurisdiction: string, place: string): boolean {
  const country = place.slice(0, 2);
  return jurisdiction === 'EU' ? EEA.has(country) : jurisdiction === place || jurisdiction === country;
}

/** A place in a jurisdiction, for an invented person: a law of the EU reads alike in each of its states. */
export const placeIn = (jurisdiction: string): string => (jurisdiction === 'EU' ? 'DE' : jurisdiction);
