import { type JsonOf } from '../../kernel/json-of.js';
import { type AvoidedCalls, type NotEnoughData, type NotMeasurable, type Obstacle, type RatioEstimate, type Shortage } from '../../measure/contract.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { grouped, type Tone } from '../page/words.js';

/** A figure with what qualifies it. */
export interface Figure {
  readonly value: string;
  readonly note: string;
  readonly tone: Tone;
}

/** −35 → "−35", with a real minus sign and groups of three. */
export const counted = (value: number): string => (Math.round(value) < 0 ? `−${grouped(Math.abs(Math.round(value)))}` : grouped(Math.round(value) || 0));
const ratioText = (value: number): string => value.toFixed(2);

/** Of several notices the one whose figure stands for the incident: the first that has an estimate, since that is what the calls were about, else the first. */
export const headlineOf = <Notice extends { readonly result: { readonly avoided: { readonly kind: string } } }>(notices: readonly Notice[]): Notice | undefined =>
  notices.find(({ result }) => result.avoided.kind === 'estimate') ?? notices[0];

/** The headline: an estimate with its interval, of whichever sign, or why there is none. */
export function avoidedFigure(avoided: JsonOf<AvoidedCalls>): Figure {
  if (avoided.kind === 'not-measurable') return { value: 'can’t be known', note: obstacleSentence(avoided.reason), tone: 'warn' };
  if (avoided.kind === 'not-enough-data') return { value: 'not enough data', note: avoided.reasons.map(shortageSentence).join(' '), tone: '' };
  const { low, high } = avoided;
  return { value: counted(avoided.avoided), note: `95 % interval ${counted(low)} to ${counted(high)}, net of calls that the notice provoked`, tone: low > 0 ? 'good' : high < 0 ? 'bad' : '' };
}

/** What the figure means, in a sentence that claims no more than the interval does. */
export function avoidedSentence(avoided: JsonOf<AvoidedCalls>): string {
  if (avoided.kind === 'not-measurable') return `What the notice changed can’t be known: ${lowerFirst(obstacleSentence(avoided.reason))}`;
  if (avoided.kind === 'not-enough-data') return 'There is not enough data yet to say what the notice changed. No figure is better than one that does not hold.';
  const { low, high } = avoided;
  if (low > 0) return `Within the time that could be compared, the notice spared between ${counted(low)} and ${counted(high)} calls. Of what came later nothing is claimed.`;
  if (high < 0) return `Within the time that could be compared, people who were told called more: between ${counted(-high)} and ${counted(-low)} calls more than those still waiting would have made.`;
  return 'The interval holds zero: within the time that could be compared, the notice may have spared calls or provoked them.';
}

export function ratioFigure(ratio: JsonOf<RatioEstimate> | null): Figure {
  if (!ratio) return { value: '–', note: 'needs an estimate', tone: '' };
  return { value: ratioText(ratio.value), note: `95 % interval ${ratioText(ratio.low)} to ${ratioText(ratio.high)}; 1 is no difference`, tone: '' };
}

export const ratioWords = (ratio: JsonOf<RatioEstimate> | null): string => (ratio ? `${ratioText(ratio.value)} (${ratioText(ratio.low)} to ${ratioText(ratio.high)})` : 'too few calls');

/** Why a table that needs the comparison is not there. */
export const whyNot = (missing: JsonOf<NotEnoughData | NotMeasurable>): string =>
  missing.kind === 'not-measurable' ? obstacleSentence(missing.reason) : missing.reasons.map(shortageSentence).join(' ');

export function shortageSentence(shortage: JsonOf<Shortage>): string {
  switch (shortage.code) {
    case 'window-open':
      return 'The comparison is still running: it ends when the last wave has been told.';
    case 'few-waiting-calls':
      return `It needs ${grouped(shortage.need)} calls by people who were still waiting; there are ${grouped(shortage.have)}.`;
    case 'few-notified-calls':
      return `It needs ${grouped(shortage.need)} calls by people who had been told; there are ${grouped(shortage.have)}.`;
    case 'empty-groups':
      return `It needs calls in ${grouped(shortage.need)} of its groups of people; there are some in ${grouped(shortage.have)}.`;
  }
}

export function obstacleSentence(obstacle: JsonOf<Obstacle>): string {
  switch (obstacle.code) {
    case 'order-not-random':
      return 'The order in which people were told was not random, so those told early and late are not alike.';
    case 'order-not-recorded':
      return 'It is not on record how the order was made in which people were told.';
    case 'single-waves':
      return 'Everybody was told at once, so there is nobody to compare with.';
    case 'too-quick':
      return `Everybody was told within ${minutesInWords(obstacle.bins * obstacle.binMinutes)}; a comparison needs ${minutesInWords(obstacle.needBins * obstacle.binMinutes)} between the first and the last wave.`;
    case 'unbalanced':
      return 'People who called more before are not spread over the waves as chance would spread them: the order was not what the record says.';
  }
}

const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
