import { DateTime } from 'luxon';
import { knownZone } from '../../platform/pages/wall-clock.js';
import { type Fault, FieldFault } from './fault.js';
import { skippedWords, twiceWords, typedTime } from './typed-time.js';

/** Of why somebody does something, in characters. */
export const LONGEST_REASON = 500;

/** The hidden field of a form that says by which clocks its times are. */
export const TIMES_IN = 'timesIn';

/** A form as the browser sent it: every field is text, and what can't be read is remembered as a fault in plain words. */
export class Form {
  readonly faults: Fault[] = [];
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(body: unknown) {
    this.fields = (body ?? {}) as Record<string, unknown>;
  }

  /** Without blanks around it, line ends as \n; empty where the field was not sent. */
  text(name: string): string {
    const value = this.fields[name];
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return typeof last === 'string' ? last.replaceAll('\r\n', '\n').trim() : '';
  }

  /** Why somebody does what he does, as much of it as is kept. */
  reason(name = 'reason'): string {
    return this.text(name).slice(0, LONGEST_REASON);
  }

  /** Every value of a field that can be sent several times, as check boxes are. */
  all(name: string): readonly string[] {
    return [this.fields[name] ?? []].flat().filter((value): value is string => typeof value === 'string');
  }

  /** One entry for each line that is not empty. */
  lines(name: string): readonly string[] {
    return this.text(name).split('\n').map((line) => line.trim()).filter((line) => line !== '');
  }

  /** A whole number, or null with a fault: "12,345" and "12 345" are read as people write them. */
  whole(name: string, label: string): number | null {
    const text = this.text(name).replaceAll(/[,\s\u00a0\u202f']/g, '');
    if (/^\d{1,9}$/.test(text)) return Number(text);
    this.faults.push(new FieldFault(`${label} must be a whole number.`, name));
    return null;
  }

  /** "1,234.50"; null where it is empty, or with a fault where it is no number of 0 or more. */
  decimal(name: string, label: string): number | null {
    const text = this.text(name).replaceAll(/[\s\u00a0\u202f']|,(?=\d{3}(?:\D|$))/g, '');
    if (text === '') return null;
    if (/^\d{1,9}([.]\d{1,4})?$/.test(text)) return Number(text);
    this.faults.push(new FieldFault(`${label} must be a number such as 12.50.`, name));
    return null;
  }

  /** By which clocks its times were typed: those that its page named, whatever the browser says by now. */
  zone(fallback: string): string {
    return knownZone(this.text(TIMES_IN)) ?? fallback;
  }

  /**
   * A `datetime-local` field, read by the clocks that the page names beside it. Null where it is empty, or with a fault where it can't be read; where
   * clocks showed it twice the fault offers both, and what was chosen comes back beside the field.
   *
   * @param fallback  The zone of forms that name none.
   */
  instant(name: string, label: string, fallback: string): Date | null {
    const text = this.text(name);
    if (text === '') return null;
    const zone = this.zone(fallback);
    const typed = typedTime(text, zone);
    if (typed.kind === 'instant') return typed.at;
    const pass = typed.kind === 'twice' ? typed.passes[['first', 'second'].indexOf(this.text(`${name}-pass`))] : undefined;
    if (pass) return pass.at;
    if (typed.kind === 'twice') {
      const options = typed.passes.map((one, place) => ({ value: ['first', 'second'][place]!, label: `the ${['first', 'second'][place]!} time (${one.zoneName})` }));
      this.faults.push(new FieldFault(`${label} ${twiceWords(zone)} Choose which.`, name, { name: `${name}-pass`, label: 'Which of the two', options }));
    } else this.faults.push(new FieldFault(`${label} ${typed.kind === 'skipped' ? skippedWords(zone) : 'must be a date and a time.'}`, name));
    return null;
  }
}

/** What a `datetime-local` field shows for an instant, in the page's zone; empty for none. */
export function localInput(at: Date | string | null, zone: string): string {
  if (at === null) return '';
  const time = typeof at === 'string' ? DateTime.fromISO(at) : DateTime.fromJSDate(at);
  return time.setZone(zone).toFormat("yyyy-MM-dd'T'HH:mm");
}
