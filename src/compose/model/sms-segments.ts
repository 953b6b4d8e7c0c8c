import { SegmentedMessage } from 'sms-segments-calculator';

export interface SmsSize {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** What the provider sends and bills; 1 or more. */
  readonly segments: number;
  /** Septets (GSM-7) or 16-bit units (UCS-2) used by the text, headers apart. */
  readonly units: number;
}

/** ASCII that takes one septet each: no control characters, back-tick or extension characters. */
const ONE_SEPTET_EACH = /^[ -Z_a-z\n\r]*$/;
const ONE_SEGMENT = 160;
const EACH_OF_SEVERAL = 153;
/** A notice has a handful of distinct texts; the bound only keeps a text with names in it from filling the memory. */
const REMEMBERED = 2_000;

const remembered = new Map<string, SmsSize>();

/**
 * How many segments a text takes, as it stands: normalise it first.
 *
 * Twilio's own calculator takes 0.5 ms (2.1 GHz Xeon, 150 characters). Plain ASCII is arithmetic and needs no look at single characters;
 * everything else is counted once and remembered, which changes no answer.
 */
export function countSegments(text: string): SmsSize {
  if (ONE_SEPTET_EACH.test(text)) return { encoding: 'GSM-7', segments: gsmSegments(text.length), units: text.length };
  const known = remembered.get(text);
  if (known) return known;
  const counted = count(text);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(text, counted);
  return counted;
}

const gsmSegments = (units: number): number => (units <= ONE_SEGMENT ? 1 : Math.ceil(units / EACH_OF_SEVERAL));

function count(text: string): SmsSize {
  const message = new SegmentedMessage(text, 'auto', false);
  const units = message.encodedChars.reduce((sum, { codeUnits }) => sum + (codeUnits?.length ?? 0), 0);
  return { encoding: message.encodingName, segments: message.segmentsCount, units };
}
