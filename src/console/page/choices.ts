import { languageName, regionName } from './words.js';

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

export interface ZoneChoices {
  /** What stands in no part of the world: UTC, and a chosen zone that lists name otherwise by now ("US/Pacific"). */
  readonly loose: readonly Option[];
  readonly groups: readonly { readonly label: string; readonly options: readonly Option[] }[];
}

/** "America/Argentina/San_Juan" → "Argentina, San Juan". */
const cityOf = (zone: string): string => zone.split('/').slice(1).join(', ').replaceAll('_', ' ');

/** Zones of the world by part and city, so that nobody has to know how one is written. @param selected  As it is kept; empty for none. */
export function zoneChoices(selected: string): ZoneChoices {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/'));
  const parts = [...new Set(zones.map((zone) => zone.split('/')[0]!))];
  const loose = ['UTC', ...(selected === '' || selected === 'UTC' || zones.includes(selected) ? [] : [selected])];
  return {
    loose: loose.map((zone) => ({ value: zone, label: zone, selected: zone === selected })),
    groups: parts.map((label) => ({ label, options: zones.filter((zone) => zone.startsWith(`${label}/`)).map((zone) => ({ value: zone, label: cityOf(zone), selected: zone === selected })) })),
  };
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Codes that the runtime names and that are no country: unions, tests, the unknown. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

/** ISO 3166 alpha-2 codes that have a name, without those that became another one ("DD"). */
function countries(): readonly string[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => `${first}${second}`));
  return codes.filter((code) => !NO_COUNTRIES.has(code) && names.of(code) !== undefined && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`);
}

const byLabel = (a: Option, b: Option): number => a.label.localeCompare(b.label, 'en');
const withSelected = (values: readonly string[], selected: string): readonly string[] => (selected === '' || values.includes(selected) ? values : [...values, selected]);

/** Countries by their English names. @param selected  As it is kept; empty for none. */
export const countryChoices = (selected: string): readonly Option[] => withSelected(countries(), selected).map((value) => ({ value, label: regionName(value), selected: value === selected })).sort(byLabel);

/** Languages by their English names. @param locales  In which something can be written. */
export const languageChoices = (locales: readonly string[], selected: string): readonly Option[] => withSelected(locales, selected).map((value) => ({ value, label: languageName(value), selected: value === selected })).sort(byLabel);
