import type { FactsPart } from '../../declare/contract.js';
import type { MessagePlan } from '../contract.js';
import type { LawFacts } from './law-facts.js';
import { FACTS_PART_WORDS as PART } from './facts-part.words.js';
import { excerpt, type LintPart, plainWords, type Remark } from './lint-rule.js';
import type { Variant } from './variant.js';

/** What a text for people of many places leaves out for the sake of some of them, one remark for each law: those of the other places don't read it there either. */
export function factsLeftOut({ terms, conflicts }: Variant, facts: MessagePlan['notice']['facts'], locale: string): readonly Remark[] {
  const text = facts.text[locale];
  const known = (part: FactsPart): boolean => (part === 'exposure' ? facts.exposure !== null : part !== 'discovered' && (text?.[part] ?? '').length > 0);
  return terms.flatMap(({ name, citation, omits }) => {
    const out = omits.filter(known);
    if (out.length === 0) return [];
    const asked = [...new Set(conflicts.filter(({ part, bars }) => bars.name === name && out.includes(part)).map(({ asks }) => asks.name))];
    return [{
      rule: 'left-out-for-all', severity: 'warn' as const, where: out.map((part) => PART[part]).join(', '),
      why: `People of ${name} read the public page too, and their law does not let them be told this (${citation}), so the page leaves it out for everybody.${asked.length > 0 ? ` ${asked.join(', ')} asks for it: those people read it in their messages.` : ''}`,
      fix: 'Nothing, if that is right. Else sign the notice without the public page, and publish words that legal has looked at.',
    }];
  });
}

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
