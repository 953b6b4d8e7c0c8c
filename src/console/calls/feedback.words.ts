import { type JsonOf } from '../../kernel/json-of.js';
import { type Feedback, type NetPromoters, type Served, type TooFewAnswers } from '../../measure/contract.js';
import { grouped } from '../page/words.js';

const per100 = (share: number): string => `${(share * 100).toFixed(0)} %`;
/** With the decimal that tells a small share from another. */
const exactly = (share: number): string => `${(share * 100).toFixed(1)} %`;
/** Bounds of what nobody asked thinks, further apart than this, say nothing. */
const WIDEST_BOUNDS = 0.5;
const points = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(0)}`;

/** "84 % (81 % to 87 %) of 420 answers", or that there are too few answers. */
export const servedWords = (served: JsonOf<Served | TooFewAnswers>): string =>
  served.kind === 'share' ? `${per100(served.served.share)} (${per100(served.served.low)} to ${per100(served.served.high)}) of ${grouped(served.served.of)} answers` : tooFew(served);

const tooFew = ({ answered, need }: JsonOf<TooFewAnswers>): string => `not enough answers: ${grouped(answered)} of the ${need} that a figure needs`;

const promoterWords = (score: JsonOf<NetPromoters | TooFewAnswers>): string | null =>
  score.kind === 'score' ? `Net promoter score ${points(score.score / 100)} (${points(score.low / 100)} to ${points(score.high / 100)}), from ${grouped(score.answers)} answers.` : null;

/** What the answers say, and what they can't. */
export function feedbackPart({ served, answers, toldFirst, calledFirst, earlier, recommend }: Pick<JsonOf<Feedback>, 'served' | 'answers' | 'toldFirst' | 'calledFirst' | 'earlier' | 'recommend'>) {
  return {
    value: served.kind === 'share' ? per100(served.served.share) : '–',
    note: served.kind === 'share'
      ? `of ${grouped(served.served.of)} answers (95 % interval ${per100(served.served.low)} to ${per100(served.served.high)}); ${exactly(served.response.share)} of the ${grouped(served.response.of)} who were told answered`
      : `${grouped(served.answered)} of ${grouped(served.asked)} people have answered; a figure needs ${served.need} answers`,
    response: served.kind === 'share'
      ? `${grouped(served.response.count)} of the ${grouped(served.response.of)} people who were told answered (${exactly(served.response.share)}).${boundsWords(served)}`
      : null,
    answers: answers && `${grouped(answers.yes + answers.partly + answers.no)} answers, ${grouped(answers.byText)} of them by text: ${grouped(answers.yes)} yes, ${grouped(answers.partly)} partly, ${grouped(answers.no)} no.`,
    sentence: served.kind === 'share' ? `Of the answers, ${per100(served.served.share)} (95 % interval ${per100(served.served.low)} to ${per100(served.served.high)}) said that the message told them what they need.` : null,
    rows: [
      { label: 'told before they called', share: servedWords(toldFirst) },
      { label: 'had called before they were told', share: servedWords(calledFirst) },
    ],
    earlier: earlierWords(earlier),
    recommend: promoterWords(recommend),
  };
}

/** Where they say anything at all. */
const boundsWords = ({ lowest, highest }: JsonOf<Served>): string =>
  highest - lowest > WIDEST_BOUNDS ? ' What the others think is not known.' : ` Whatever the others think, between ${exactly(lowest)} and ${exactly(highest)} of all were served.`;

function earlierWords(earlier: JsonOf<Feedback['earlier']>): string {
  if (earlier === null) return 'What being told earlier changed can’t be said: it takes waves in random order, and three days after the last of them.';
  if (earlier.kind === 'not-enough-data') return `What being told earlier changed can’t be said: one half of the waves gave ${grouped(earlier.answered)} answers, and ${earlier.need} are needed.`;
  const { difference, low, high } = earlier;
  const sure = low > 0 ? 'Being told earlier served people better' : high < 0 ? 'Being told earlier served people worse' : 'Whether being told earlier served people better is not known';
  return `${sure}: ${points(difference)} percentage points (${points(low)} to ${points(high)}) between the first and the last half of the waves, over the same ${earlier.hours} hours.`;
}
