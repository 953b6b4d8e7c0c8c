import type { FeedbackAnswer } from '../contract.js';
import { plainOf } from './keyword.js';

export type TextedAnswer = { readonly answer: FeedbackAnswer } | { readonly score: number };

const PLAIN: Readonly<Record<string, FeedbackAnswer>> = { yes: 'yes', y: 'yes', si: 'yes', s: 'yes', partly: 'partly', 'en parte': 'partly', no: 'no', n: 'no' };
/** "Reply 1 (no) to 5 (yes)", "Responda de 1 (no) a 5 (sí)", "reply YES or NO". */
const ASKS = /\b(?:reply|answer|responda|conteste)\b[^.!?]{0,40}?(?:\b1\b[^.!?]{0,20}\b5\b|\byes\b|\bs[ií](?!\p{L}))/iu;

/** Whether a text, as its authors wrote it, asks how it helped: only then is a "1" or a "yes" an answer. */
export const asksForFeedback = (sms: string): boolean => ASKS.test(sms);

/** The answer in a text: 1 to 5, or yes, partly or no in English and Spanish, and nothing besides. Null for anything else. */
export function feedbackIn(body: string): TextedAnswer | null {
  const plain = plainOf(body);
  if (/^[1-5]$/.test(plain)) return { score: Number(plain) };
  return Object.hasOwn(PLAIN, plain) ? { answer: PLAIN[plain]! } : null;
}
