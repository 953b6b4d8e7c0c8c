import { zoneName } from '../../kernel/zone-name.js';

/** Making one costs a thousand times what using it does. Keys are names that the runtime knows, so there is an end to them. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * "2 Mar 2026, 15:04 CET": an instant by the clocks of a zone, with its name; templates/assets/firstword.js writes the same.
 *
 * @throws RangeError for a zone that there is not.
 */
export function onWall(at: Date, zone: string): string {
  const part = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part['day']} ${part['month']} ${part['year']}, ${part['hour']}:${part['minute']} ${zoneName(at, zone)}`;
}

/** "17 Jan 2025": a day as `onWall` writes it. What is none stays as it is. @param date  "2025-01-17". */
export function onCalendar(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(at.getTime()) ? onWall(at, 'UTC').split(',')[0]! : date;
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

/** Every browser and server writes months and hours alike here. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone });
  formats.set(zone, made);
  return made;
}
