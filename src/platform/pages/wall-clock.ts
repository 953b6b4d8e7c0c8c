/** Every browser and server writes months and hours alike here; no one locale has the names of all zones ("PST", "CET", "AEDT"). */
const NAMING = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA'];
const BARE_OFFSET = /^(GMT|UTC)[+\u2212-]/;

interface Formats {
  readonly written: Intl.DateTimeFormat;
  readonly named: readonly Intl.DateTimeFormat[];
}

/** Making one costs a thousand times what using it does. Keys are names that the runtime knows, so there is an end to them. */
const formats = new Map<string, Formats>();

/**
 * "2 Mar 2026, 15:04 CET": an instant by the clocks of a zone, with its name; templates/assets/firstword.js writes the same.
 *
 * @throws RangeError for a zone that there is not.
 */
export function onWall(at: Date, zone: string): string {
  const { written, named } = formatsOf(zone);
  const part = Object.fromEntries(written.formatToParts(at).map(({ type, value }) => [type, value]));
  const names = named.map((format) => format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value);
  return `${part['day']} ${part['month']} ${part['year']}, ${part['hour']}:${part['minute']} ${names.find((name) => !BARE_OFFSET.test(name)) ?? names[0]}`;
}

/** Asking the runtime takes a millisecond; there are some 600 names, and whoever makes others up waits each time. */
const zones = new Map<string, string>();
const MOST_ZONES = 1_000;

/** The zone as the runtime spells it, or null for what is none. */
export function knownZone(text: string | undefined): string | null {
  if (!text || !/^[A-Za-z][A-Za-z0-9_+/-]{1,49}$/.test(text)) return null;
  const known = zones.get(text) ?? asked(text);
  if (known !== null && zones.size < MOST_ZONES) zones.set(text, known);
  return known;
}

function asked(text: string): string | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function formatsOf(zone: string): Formats {
  const known = formats.get(zone);
  if (known) return known;
  const made = {
    written: new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }),
    named: NAMING.map((locale) => new Intl.DateTimeFormat(locale, { timeZoneName: 'short', timeZone: zone })),
  };
  formats.set(zone, made);
  return made;
}
