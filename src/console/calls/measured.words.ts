import { type JsonOf } from '../../kernel/json-of.js';
import { type FirstWordAt, type MinutesToWord, type Proportion } from '../../measure/contract.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';

/** 0.1234 → "12.3 %" */
export const per100 = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** "12.3 % (11.0 % to 13.7 %)" */
export const shareText = ({ share, low, high }: JsonOf<Proportion>): string => `${per100(share)} (${per100(low)} to ${per100(high)})`;

export const minutesText = (word: JsonOf<MinutesToWord>): string => (word.kind === 'reached' ? minutesInWords(word.minutes) : 'not reached');

/** Who had heard first by then, as a row of a table. */
export const horizonRow = ({ hours, complete, toldFirst, calledFirst, neither }: JsonOf<FirstWordAt>) => ({
  label: `${hours} ${hours === 1 ? 'hour' : 'hours'}${complete ? '' : ' (so far)'}`,
  toldFirst: toldFirst.count, calledFirst: calledFirst.count, neither: neither.count, rate: shareText(toldFirst),
});
