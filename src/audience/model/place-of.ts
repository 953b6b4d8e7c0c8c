/** What is known of where somebody lives. */
export interface PlaceHint {
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** As the company's data spell it: "CA", "California", "US-CA". */
  readonly region: string | null;
  /** The first three characters of the postal code. */
  readonly postal: string | null;
}

/**
 * Where somebody lives, as laws count it: 'US-CA' in the United States, elsewhere the country; 'US' where the state can't be told, null where nothing can.
 *
 * The region goes before the postal code, since people move inside a ZIP area more seldom than files carry old codes.
 *
 * @param defaultCountry  The brand's, for somebody of whom only a region or a postal code is known.
 */
export function placeOf({ country, region, postal }: PlaceHint, defaultCountry: string): string | null {
  const land = country ?? (region !== null || postal !== null ? defaultCountry : null);
  if (land === null) return null;
  if (TERRITORIES.has(land)) return `US-${land}`;
  if (land !== 'US') return land;
  const state = stateNamed(region) ?? stateOfZip(postal);
  return state === null ? 'US' : `US-${state}`;
}

const TERRITORIES = new Set(['PR', 'GU', 'VI', 'AS', 'MP']);

const STATES: Readonly<Record<string, string>> = {
  AL: 'alabama', AK: 'alaska', AZ: 'arizona', AR: 'arkansas', CA: 'california', CO: 'colorado', CT: 'connecticut', DE: 'delaware', DC: 'district of columbia', FL: 'florida',
  GA: 'georgia', HI: 'hawaii', ID: 'idaho', IL: 'illinois', IN: 'indiana', IA: 'iowa', KS: 'kansas', KY: 'kentucky', LA: 'louisiana', ME: 'maine', MD: 'maryland',
  MA: 'massachusetts', MI: 'michigan', MN: 'minnesota', MS: 'mississippi', MO: 'missouri', MT: 'montana', NE: 'nebraska', NV: 'nevada', NH: 'new hampshire', NJ: 'new jersey',
  NM: 'new mexico', NY: 'new york', NC: 'north carolina', ND: 'north dakota', OH: 'ohio', OK: 'oklahoma', OR: 'oregon', PA: 'pennsylvania', RI: 'rhode island',
  SC: 'south carolina', SD: 'south dakota', TN: 'tennessee', TX: 'texas', UT: 'utah', VT: 'vermont', VA: 'virginia', WA: 'washington', WV: 'west virginia', WI: 'wisconsin',
  WY: 'wyoming', PR: 'puerto rico', GU: 'guam', VI: 'virgin islands', AS: 'american samoa', MP: 'northern mariana islands',
};
const BY_NAME = new Map(Object.entries(STATES).flatMap(([code, name]) => [[code.toLowerCase(), code], [`us-${code.toLowerCase()}`, code], [name, code]]));

const stateNamed = (region: string | null): string | null => (region === null ? null : (BY_NAME.get(region.trim().toLowerCase().replaceAll(/[.\s]+/g, ' ').trim()) ?? null));

/** First and last three-digit prefix of ZIP codes, and the state. Military mail (090–098, 340, 962–966) has none. @source USPS Publication 65, ZIP areas. */
const ZIP_AREAS: readonly (readonly [number, number, string])[] = [
  [5, 5, 'NY'], [6, 7, 'PR'], [8, 8, 'VI'], [9, 9, 'PR'], [10, 27, 'MA'], [28, 29, 'RI'], [30, 38, 'NH'], [39, 49, 'ME'], [50, 54, 'VT'], [55, 55, 'MA'], [56, 59, 'VT'],
  [60, 69, 'CT'], [70, 89, 'NJ'], [100, 149, 'NY'], [150, 196, 'PA'], [197, 199, 'DE'], [200, 200, 'DC'], [201, 201, 'VA'], [202, 205, 'DC'], [206, 219, 'MD'], [220, 246, 'VA'],
  [247, 268, 'WV'], [270, 289, 'NC'], [290, 299, 'SC'], [300, 319, 'GA'], [320, 339, 'FL'], [341, 349, 'FL'], [350, 369, 'AL'], [370, 385, 'TN'], [386, 397, 'MS'],
  [398, 399, 'GA'], [400, 427, 'KY'], [430, 459, 'OH'], [460, 479, 'IN'], [480, 499, 'MI'], [500, 528, 'IA'], [530, 549, 'WI'], [550, 567, 'MN'], [570, 577, 'SD'],
  [580, 588, 'ND'], [590, 599, 'MT'], [600, 629, 'IL'], [630, 658, 'MO'], [660, 679, 'KS'], [680, 693, 'NE'], [700, 714, 'LA'], [716, 729, 'AR'], [730, 732, 'OK'],
  [733, 733, 'TX'], [734, 749, 'OK'], [750, 799, 'TX'], [800, 816, 'CO'], [820, 831, 'WY'], [832, 838, 'ID'], [840, 847, 'UT'], [850, 865, 'AZ'], [870, 884, 'NM'],
  [885, 885, 'TX'], [889, 898, 'NV'], [900, 961, 'CA'], [967, 968, 'HI'], [969, 969, 'GU'], [970, 979, 'OR'], [980, 994, 'WA'], [995, 999, 'AK'],
];

function stateOfZip(postal: string | null): string | null {
  if (postal === null || !/^\d{3}$/.test(postal)) return null;
  const area = Number(postal);
  return ZIP_AREAS.find(([first, last]) => first <= area && area <= last)?.[2] ?? null;
}
