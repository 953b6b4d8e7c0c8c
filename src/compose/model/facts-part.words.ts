import type { FactsPart } from '../../declare/contract.js';

/** What people of the company call the parts of the facts, as the form does. */
export const FACTS_PART_WORDS: Readonly<Record<FactsPart, string>> = {
  whatHappened: 'What happened', exposure: 'From when to when the data lay open', discovered: 'When it was discovered', whatWeDo: 'What we do', whatYouCanDo: 'What you can do',
  consequences: 'What can come of it', moreInformation: 'Further information',
};
