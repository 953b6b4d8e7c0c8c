/** Where English puts the month first. @source CLDR 47, date formats of en-US, en-CA, en-PH and the territories of the United States. */
const MONTH_FIRST = ['US', 'CA', 'PH', 'PR', 'GU', 'VI', 'AS', 'MP', 'MH', 'UM'];
/** Of Intl.Locale Info, which the runtime has and the library of types that we compile with does not. */
type Zoned = Intl.Locale & { getTimeZones(): readonly string[] | undefined };
let monthFirst: ReadonlySet<string> | null = null;

/** Making one costs a thousand times what using it does. Languages and zones are known to the runtime, so there is an end to them. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * A day in full, as people write it in that language where that zone is: "March 17, 2026" in Seattle, "17 March 2026" in London, "17 de marzo de 2026".
 *
 * @param language  BCP 47: "en", "es", "es-US".
 * @throws RangeError for a zone that there is not.
 */
export function dayInFull(at: Date | number, zone: string, language: string): string {
  const key = `${language} ${zone}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(orderedAs(language, zone), { dateStyle: 'long', timeZone: zone });
  formats.set(key, known);
  return known.format(at);
}

function orderedAs(language: string, zone: string): string {
  if (language.split('-')[0] !== 'en') return language;
  monthFirst ??= new Set(MONTH_FIRST.flatMap((region) => (new Intl.Locale('en', { region }) as Zoned).getTimeZones() ?? []));
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
  return monthFirst.has(timeZone) ? 'en-US' : 'en-GB';
}
