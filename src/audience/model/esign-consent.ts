import { type EsignAnswer } from '../contract.js';

/** What somebody said to getting notices by electronic means; `answer` null: it is not known here. */
export interface EsignConsent {
  readonly answer: EsignAnswer | null;
  /** "2024-05-01": the day on which he said so, where that is known. */
  readonly on: string | null;
}

const WORDS: Readonly<Record<string, EsignAnswer>> = {
  yes: 'yes', y: 'yes', true: 'yes', '1': 'yes', agreed: 'yes', given: 'yes',
  no: 'no', n: 'no', false: 'no', '0': 'no', refused: 'no', withdrawn: 'no',
};

/** A day of the calendar, "2024-05-01"; null for anything else. */
export function dayOf(text: string): string | null {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : null;
}

/**
 * Reads a cell: an answer, or the day since which it is yes.
 *
 * @returns null where it is neither.
 */
export function esignAnswer(text: string): string | null {
  return WORDS[text.toLowerCase()] ?? dayOf(text);
}

/**
 * @param said  As `esignAnswer` has read it; null where nothing was said.
 * @param on  The day from a field of its own.
 */
export function esignConsent(said: string | null, on: string | null): EsignConsent {
  if (said === null) return { answer: null, on: null };
  return said === 'yes' || said === 'no' ? { answer: said, on } : { answer: 'yes', on: on ?? said };
}
