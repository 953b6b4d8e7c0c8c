import { DateTime } from 'luxon';
import Handlebars from 'handlebars';
import { dialled } from '../../kernel/dialled.js';
import { minutesInWords } from '../../kernel/minutes-in-words.js';
import { zoneInWords } from '../../kernel/zone-name.js';
import { onCalendar, onWall } from './wall-clock.js';

export { minutesInWords } from '../../kernel/minutes-in-words.js';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const escaped = (text: unknown): string => Handlebars.escapeExpression(String(text));

/** The helpers that pages may use; templates of notices have their own, smaller list. */
export function pageHelpers(): Record<string, Handlebars.HelperDelegate> {
  return {
    /** 12345 → "12,345"; null → "–". */
    number: (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? whole.format(value) : '–'),
    /** A fraction as per cent: 0.913 → "91.3 %". */
    percent: (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? `${(value * 100).toFixed(1)} %` : '–'),
    /** With sign, for figures that can be negative: "+12", "−3". */
    signed: (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? `${value < 0 ? '−' : '+'}${whole.format(Math.abs(value))}` : '–'),
    /** Minutes in words: 75 → "1 h 15 min". */
    minutes: (value: unknown) => minutesInWords(value),
    /** `<time>` by the viewer's clock where his zone is known, else in the given zone until the page's script knows his; with the zone's name; {{time at seconds=true}} to the second. */
    time: (value: unknown, options: Handlebars.HelperOptions) => {
      const at = value instanceof Date ? DateTime.fromJSDate(value) : typeof value === 'string' ? DateTime.fromISO(value) : null;
      if (!at?.isValid) return '–';
      const { zone = 'UTC', seconds = false } = options.hash as { zone?: string; seconds?: boolean };
      const { viewerZone } = options.data as { viewerZone?: string | null };
      const [there, here] = [zone, viewerZone ?? zone].map((wall) => (seconds ? toTheSecond(onWall(at.toJSDate(), wall), at) : onWall(at.toJSDate(), wall))) as [string, string];
      return new Handlebars.SafeString(`<time datetime="${escaped(at.toUTC().toISO())}"${here === there ? '' : ` title="${escaped(there)}"`}${seconds ? ' data-seconds' : ''}>${escaped(here)}</time>`);
    },
    /** "17 Jan 2025", of "2025-01-17": {{day effectiveFrom}}. */
    day: (value: unknown) => (typeof value === 'string' ? onCalendar(value) : '–'),
    /** "Pacific time", of "America/Los_Angeles": {{zoneName zone}}. */
    zoneName: (zone: unknown) => (typeof zone === 'string' && zone !== '' ? zoneInWords(zone) : '–'),
    /** A sentence in which a number can be called by pressing it: {{calling "Call us on +1 206-555-0199." "+1 206-555-0199"}}. It stays on one line. */
    calling: (sentence: unknown, phone: unknown) => new Handlebars.SafeString(withCall(String(sentence), typeof phone === 'string' ? phone : '')),
    /** A sentence with something in it that is typed as it stands, such as a code: it stays on one line. */
    kept: (sentence: unknown, typed: unknown) => new Handlebars.SafeString(String(sentence).split(String(typed)).map(escaped).join(`<span class="tel">${escaped(typed)}</span>`)),
    json: (value: unknown) => JSON.stringify(value, null, 2),
    /** "1 person", "2 people": {{plural n "person" "people"}}. */
    plural: (value: unknown, one: unknown, many: unknown) => `${typeof value === 'number' ? whole.format(value) : '–'} ${String(value === 1 ? one : many)}`,
    /** For comparisons in #if: {{#if (eq state "draft")}}. */
    eq: (a: unknown, b: unknown) => a === b,
    not: (value: unknown) => !value,
    and: (...values: unknown[]) => values.slice(0, -1).every(Boolean),
    or: (...values: unknown[]) => values.slice(0, -1).some(Boolean),
    /** {{#if (has roles "approver")}}. */
    has: (list: unknown, item: unknown) => Array.isArray(list) && list.includes(item),
    join: (list: unknown, separator: unknown) => (Array.isArray(list) ? list.join(typeof separator === 'string' ? separator : ', ') : ''),
  };
}

function withCall(sentence: string, phone: string): string {
  const said = withHours(sentence);
  const number = said.includes(phone) ? dialled(phone) : null;
  if (number === null) return escaped(said);
  return said.split(phone).map(escaped).join(`<a class="tel" href="tel:${escaped(number)}">${escaped(phone)}</a>`);
}

/** "7 am" and "21 h" never break across a line. */
const withHours = (sentence: string): string => sentence.replaceAll(/(\d) (?=(?:[ap]\.? ?m\b|h\b))/gi, '$1\u00A0');

/** Seconds are the same in every zone. */
const toTheSecond = (written: string, at: DateTime): string => written.replace(/\d\d:\d\d/, (minutes) => `${minutes}:${at.toFormat('ss')}`);
