import { type SuppressionReason, type SuppressionScope } from '../../audience/contract.js';
import { type Suppression } from '../../audience/suppressions.service.js';
import { type Tone } from '../page/words.js';

export const SUPPRESSION_WORDS: Readonly<Record<SuppressionReason, string>> = {
  stop: 'asked not to be written to', 'hard-bounce': 'mail does not arrive', 'soft-bounce': 'mail did not arrive lately', complaint: 'complained of our mail', 'dead-number': 'the number is dead',
  'not-me': 'somebody else has it', manual: 'decided here', preference: 'wants no optional notices',
};
export const SCOPE_WORDS: Readonly<Record<SuppressionScope, string>> = { all: 'everything', optional: 'what may be left out' };

/** "Ana Diaz", or Firstword, which heard it from a provider or the customer. */
const whoWords = (word: string, name: string | null): string => name ?? (word.startsWith('person:') || word.startsWith('key:') ? 'somebody who is gone' : 'Firstword');

/** A line of the list, and of its own page. */
export function suppressionPart(one: Suppression) {
  const state: { readonly label: string; readonly tone: Tone } = one.liftedAt ? { label: 'lifted', tone: '' } : { label: 'in force', tone: 'warn' };
  return {
    ...one, state, channelWords: one.channel === 'email' ? 'E-mail' : 'SMS', why: SUPPRESSION_WORDS[one.reason], stops: SCOPE_WORDS[one.scope],
    by: whoWords(one.source, one.sourceName), lifter: one.liftedBy && whoWords(one.liftedBy, one.liftedByName),
  };
}
