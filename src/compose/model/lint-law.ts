import type { FactsPart } from '../../declare/contract.js';
import type { LawFacts } from './law-facts.js';
import { excerpt, type LintPart, plainWords, type Remark } from './lint-rule.js';

/** What people of the company call the parts of the facts, as the form does. */
const PART: Readonly<Record<FactsPart, string>> = {
  whatHappened: 'What happened', exposure: 'From when to when the data lay open', discovered: 'When it was discovered', whatWeDo: 'What we do', whatYouCanDo: 'What you can do',
  consequences: 'What can come of it', moreInformation: 'Further information',
};

/** What the law of the place where the reader lives asks of his texts, or bars. */
export function lintLaw({ part, text, facts: { law } }: LintPart): readonly Remark[] {
  if (law === undefined) return [];
  const words = plainWords(text);
  const told = law.barred.filter((one) => words.includes(plainWords(one.words))).map(({ words: said, part: its, name, citation }): Remark => ({
    rule: 'barred-fact', severity: 'block', where: excerpt(said), why: `The law of ${name} does not let its people be told this part of the facts (“${PART[its]}”) (${citation}).`,
    fix: 'Take the sentence out of the text: the facts are printed where they may be, and left out where not. Or write the facts and the steps so that it stands in “What happened” alone.',
  }));
  if (part !== 'emailHtml' && part !== 'emailText') return told;
  return [...told, ...missingHeadings(text, law), ...missingRights(words, law), ...(part === 'emailText' ? aboutFacts(law) : [])];
}

function missingHeadings(text: string, { headings }: LawFacts): readonly Remark[] {
  const lines = text.split('\n').map(plainWords);
  return headings.flatMap(({ words, name, citation }) => {
    const places = words.map((heading) => lines.indexOf(plainWords(heading)));
    const missing = words.filter((_, index) => places[index] === -1).map((heading): Remark => ({
      rule: 'missing-heading', severity: 'block', where: heading, why: `The law of ${name} asks for this heading, word for word (${citation}).`, fix: `Write “${heading}” on a line of its own above that part.`,
    }));
    if (missing.length > 0) return missing;
    const early = words.find((_, index) => index > 0 && places[index]! < places[index - 1]!);
    return early === undefined ? [] : [{
      rule: 'heading-order', severity: 'block' as const, where: early, why: `The law of ${name} lists its headings in another order (${citation}).`, fix: `Put the parts in this order: ${words.join(', ')}.`,
    }];
  });
}

const missingRights = (words: string, { rights }: LawFacts): readonly Remark[] =>
  rights.filter((one) => !words.includes(plainWords(one.words))).map(({ words: right, name, citation }): Remark => ({
    rule: 'missing-right', severity: 'block', where: excerpt(right), why: `The law of ${name} has readers be told this (${citation}).`, fix: 'Print the rights: {{#each law.rights}}{{this}}{{/each}}.',
  }));

/** What no text can mend; said once. */
function aboutFacts({ lacking, conflicts }: LawFacts): readonly Remark[] {
  return [
    ...lacking.map(({ part, must, name, citation }): Remark => ({
      rule: must ? 'missing-fact' : 'fact-if-known', severity: must ? 'block' : 'warn', where: PART[part],
      why: `The law of ${name} has readers be told this${must ? '' : ', where it is known'} (${citation}), and the facts do not have it.`, fix: `Fill in “${PART[part]}” in the facts of the incident, and take them over into the notice.`,
    })),
    ...conflicts.map(({ part, bars, asks }): Remark => ({
      rule: 'laws-conflict', severity: 'block', where: PART[part], why: `${asks.name} asks for this part of the facts (${asks.citation}), and ${bars.name} bars it (${bars.citation}). People whom both bind are not told it.`,
      fix: 'Legal decides which of the two goes before, and lets it pass with the reason.',
    })),
  ];
}
