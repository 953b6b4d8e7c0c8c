import type { Finding, MessagePlan, RenderContext, SharedContext } from '../contract.js';
import { lawFactsOf } from './law-facts.js';
import { factsLeftOut, lintLaw } from './lint-law.js';
import type { Variant } from './variant.js';

/**
 * What whoever signs has to know of the public page, which people of every affected place read: what it leaves out and why, and what a law bars and stands there all the same,
 * told again by other parts of the facts.
 *
 * @param shared  Of the variant for all places: what one of their laws bars is not in it.
 */
export function lintShared(variant: Variant, notice: MessagePlan['notice'], shared: SharedContext): readonly Finding[] {
  const { corrects } = shared.notice;
  const { whatHappened, whatWeDo, whatYouCanDo, consequences, moreInformation } = shared.facts;
  const text = [corrects, whatHappened, whatWeDo, ...whatYouCanDo, consequences, moreInformation].filter((part) => part !== null).join('\n');
  const law = lawFactsOf(variant, notice, { ...shared, person: NOBODY, mine: NOTHING });
  const at = { part: 'publicPage', locale: shared.locale } as const;
  const told = lintLaw({ part: 'sms', source: text, text, facts: { locale: shared.locale, brandName: '', domain: '', checkCode: '', law } });
  return [...told, ...factsLeftOut(variant, notice.facts, shared.locale)].map((remark) => ({ ...remark, ...at }));
}

const NOBODY: RenderContext['person'] = { greeting: '', reference: '', page: null };
const NOTHING: RenderContext['mine'] = { data: [], touchpoints: [], more: 0 };
