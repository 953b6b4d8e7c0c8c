/** No one locale has the short names of all zones: "PST", "CET" and "AEDT" are known to English each in another region. */
const ENGLISH = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'];
/** "GMT-7", or "UTC−7" as French has it: what a zone is called where nobody has a name for it. */
const BARE_OFFSET = /^(GMT|UTC)[+\u2212-]/;

/** Making one costs a thousand times what using it does. Languages and zones are known to the runtime, so there is an end to them. */
const formats = new Map<string, readonly Intl.DateTimeFormat[]>();

/**
 * What people call a zone at a time, in their language: "PDT", "CEST", "hora de Japón"; its offset only where it has no name at all.
 *
 * @param language  BCP 47: "en", "es", "fr-CA".
 * @throws RangeError for a zone that there is not.
 */
export function zoneName(at: Date | number, zone: string, language = 'en'): string {
  const names = formatsOf(zone, language).map((format) => format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value);
  return names.find((name) => !BARE_OFFSET.test(name)) ?? names[0]!;
}

/** Asked of a summer: of a winter the runtime calls Morocco "Western European Time", whose clocks it does not share. */
const SUMMER = Date.UTC(2026, 6, 1);
const inWords = new Map<string, string>();

/**
 * A zone in English words, the year round: "Pacific time", "Central European time", "Japan standard time"; "UTC".
 *
 * @throws RangeError for a zone that there is not.
 */
export function zoneInWords(zone: string): string {
  const known = inWords.get(zone);
  if (known !== undefined) return known;
  const long = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(SUMMER).find(({ type }) => type === 'timeZoneName')!.value;
  const words = long === 'GMT+00:00' ? 'UTC' : long.replace(/(?<!Mean)( Standard)? Time$/, (end) => end.toLowerCase());
  inWords.set(zone, words);
  return words;
}

/** Short names first, as they are known in the language and where it is spoken beside English; last of all in words. */
function formatsOf(zone: string, language: string): readonly Intl.DateTimeFormat[] {
  const key = `${language} ${zone}`;
  const known = formats.get(key);
  if (known) return known;
  const [main = 'en'] = language.split('-');
  const locales = main === 'en' ? ENGLISH : [language, main, `${main}-US`];
  const made = [
    ...locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' })),
    new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: 'shortGeneric' }),
  ];
  formats.set(key, made);
  return made;
}
