import type { FactsPart } from '../../declare/contract.js';
import type { MessagePlan, RenderContext } from '../contract.js';
import { asksForHeadings, inLanguage, type Variant } from './variant.js';

/** Who asks, and where that is written. */
interface Asked {
  /** "Massachusetts". */
  readonly name: string;
  readonly citation: string;
}

/** What the laws that bind a reader ask of his texts, as the linter compares it. */
export interface LawFacts {
  /** In the order in which they have to stand. */
  readonly headings: readonly ({ readonly words: readonly string[] } & Asked)[];
  /** Paragraphs that must stand there. */
  readonly rights: readonly ({ readonly words: string } & Asked)[];
  /** Sentences of facts that may not be told. */
  readonly barred: readonly ({ readonly words: string; readonly part: FactsPart } & Asked)[];
  /** Facts that are asked for and that nobody has entered. */
  readonly lacking: readonly ({ readonly part: FactsPart; readonly must: boolean } & Asked)[];
  /** What one law asks for and another bars. */
  readonly conflicts: readonly { readonly part: FactsPart; readonly bars: Asked; readonly asks: Asked }[];
}

/** A shorter sentence says too little for it to be told again by it: "We are sorry." */
const SHORTEST_SENTENCE = 25;

/** @param context  The reader's own: what may not be told is not in it. */
export function lawFactsOf({ terms, omits, conflicts }: Variant, { type, facts, law }: Pick<MessagePlan['notice'], 'type' | 'facts' | 'law'>, context: RenderContext): LawFacts {
  const { locale } = context;
  const text = Object.hasOwn(facts.text, locale) ? facts.text[locale] : undefined;
  const known: Readonly<Record<FactsPart, boolean>> = {
    whatHappened: Boolean(text?.whatHappened.trim()), whatWeDo: Boolean(text?.whatWeDo.trim()), whatYouCanDo: (text?.whatYouCanDo ?? []).length > 0, consequences: Boolean(text?.consequences?.trim()),
    moreInformation: Boolean(text?.moreInformation?.trim()), exposure: facts.exposure !== null, discovered: Boolean(law?.discoveredAt),
  };
  const barredTexts: readonly (readonly [FactsPart, string | undefined])[] = [['whatHappened', text?.whatHappened], ['whatWeDo', text?.whatWeDo], ['consequences', text?.consequences], ['moreInformation', text?.moreInformation]];
  return {
    headings: asksForHeadings(type) ? terms.flatMap((one) => asked(one, inLanguage(one.headings, locale) ?? [])) : [],
    rights: terms.flatMap((one) => one.rights.map((right) => ({ words: inLanguage(right.text, locale)!, ...named(one) }))).filter(({ words }) => context.law.rights.includes(words)),
    barred: terms.flatMap((one) => barredTexts.filter(([part]) => one.omits.includes(part)).flatMap(([part, said]) => sentencesOf(said ?? '').map((words) => ({ words, part, ...named(one) })))),
    lacking: terms.flatMap((one) => [
      ...one.asks.map((part) => ({ part, must: true, ...named(one) })),
      ...one.asksIfKnown.map((part) => ({ part, must: false, ...named(one) })),
    ]).filter(({ part }) => !known[part] && !omits.has(part)),
    conflicts: conflicts.map(({ part, bars, asks }) => ({ part, bars: named(bars), asks: named(asks) })),
  };
}

const named = ({ name, citation }: Asked): Asked => ({ name, citation });

const asked = (one: Asked, words: readonly string[]): LawFacts['headings'] => (words.length === 0 ? [] : [{ words, ...named(one) }]);

const sentencesOf = (text: string): readonly string[] => text.split(/(?<=[.!?])\s+|\n+/).map((sentence) => sentence.trim()).filter(({ length }) => length >= SHORTEST_SENTENCE);
