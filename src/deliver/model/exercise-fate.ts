import type { Channel } from '../../audience/contract.js';
import { accepted, type Answer, bounced, failed, unanswered } from './answer.js';

/** How often what becomes of a message, per thousand of those handed over, and when what comes later comes. */
export interface ExerciseOdds {
  readonly refused: number;
  readonly unanswered: number;
  readonly bouncedLater: number;
  readonly withoutReceipt: number;
  /** Business seconds until the middle receipt; the last comes after three times that. */
  readonly receiptSeconds: number;
}

/** `d`: delivered, `b`: came back, `n`: nothing more is ever heard. */
type Later = 'd' | 'b' | 'n';

/** What the made-up provider does with a message, and how it would answer who asks again. */
export interface ExerciseFate {
  readonly answer: Answer;
  /** Its number there, which says what is heard of it later; null where it never took the message. */
  readonly providerId: string | null;
}

const PER_THOUSAND = 1_000;
const REFUSED: Readonly<Record<Channel, Answer>> = {
  email: bounced('550', 'Exercise: the mailbox does not exist.'),
  sms: failed('30006', 'Exercise: the number can\'t get texts.'),
};

/**
 * Follows from the digits alone, so that the same message meets the same fate whoever sends it and however often.
 *
 * @param digits  64 hexadecimal ones of a hash: five draws of eight digits, and the number at the provider.
 */
export function fateOf(channel: Channel, digits: string, odds: ExerciseOdds): ExerciseFate {
  const draw = (index: number): number => (Number.parseInt(digits.slice(index * 8, index * 8 + 8), 16) / 0x1_0000_0000) * PER_THOUSAND;
  if (draw(0) < odds.refused) return { answer: REFUSED[channel], providerId: null };
  const providerId = `exercise:${laterOf(draw(1), odds)}:${secondsOf(draw(2) / PER_THOUSAND, odds.receiptSeconds)}:${digits.slice(40, 64)}`;
  if (draw(3) >= odds.unanswered) return { answer: accepted(providerId), providerId };
  // Half of what ends in silence was taken even so: that is what makes it a doubt.
  return { answer: unanswered('no-answer', 'Exercise: the provider went silent before it answered.'), providerId: draw(4) < PER_THOUSAND / 2 ? providerId : null };
}

function laterOf(draw: number, { bouncedLater, withoutReceipt }: ExerciseOdds): Later {
  return draw < bouncedLater ? 'b' : draw < bouncedLater + withoutReceipt ? 'n' : 'd';
}

/** Half of them within the middle, the rest spread up to three times that. */
function secondsOf(share: number, middle: number): number {
  return Math.round(share < 0.5 ? share * 2 * middle : middle + (share - 0.5) * 4 * middle);
}
