import { beforeAll, describe, expect, it } from '@jest/globals';
import { planOf, shippedLaw, shippedTemplates } from '../../../test/support/compose.plans.js';
import type { MessagePlan } from '../contract.js';
import type { TemplateSet } from '../engine/template-set.js';
import { noticeInput, sharedContext } from './build-context.js';
import { lintShared } from './lint-shared.js';
import { variantForAll, variantOf } from './variant.js';

let templates: TemplateSet;
beforeAll(async () => {
  templates = await shippedTemplates();
});

const breach = (facts: Readonly<Record<string, unknown>> = {}): MessagePlan => {
  const plan = planOf(templates, 'data-breach', 'initial', { law: shippedLaw() });
  const { text } = plan.notice.facts;
  return { ...plan, notice: { ...plan.notice, facts: { ...plan.notice.facts, text: { ...text, en: { ...text['en']!, ...facts } } } } };
};

function everybody(plan: MessagePlan, ...places: readonly (string | null)[]) {
  const variant = variantForAll(plan.notice.law, places);
  const shared = sharedContext(noticeInput(plan, templates.labels('en'), variant));
  if (!shared.ok) throw new Error(shared.refusal.join());
  return { facts: shared.value.facts, law: shared.value.law, findings: lintShared(variant, plan.notice, shared.value) };
}

describe('what everybody may read', () => {
  it.each<readonly (string | null)[]>([['US-NY'], ['US-CA', 'DE', null], ['']])('is the whole where no law of the places %s, %s, %s bars anything', (...places) => {
    const { facts, findings } = everybody(breach(), ...places);
    expect([facts.whatHappened, facts.whatWeDo, findings]).toEqual([expect.any(String), expect.any(String), []]);
  });

  it('leaves out what the law of one place bars, says so to the readers, and says to whoever signs for whose sake', () => {
    const { facts, law, findings } = everybody(breach(), 'US-CA', 'US-MA', 'DE');
    expect([facts.whatHappened, facts.whatWeDo, facts.exposure, facts.consequences, facts.whatYouCanDo.length > 0]).toEqual([null, null, null, null, true]);
    expect(law.silence).toBe('The law of Massachusetts does not let us describe in this notice how the breach happened.');
    expect(findings).toEqual([{
      rule: 'left-out-for-all', severity: 'warn', part: 'publicPage', locale: 'en', where: expect.stringMatching(/What happened.*What we do/),
      why: expect.stringMatching(/^People of Massachusetts read the public page too.*\(.*93H.*California, GDPR asks for it/), fix: expect.any(String),
    }]);
  });

  it('blocks where another part of the facts tells it all the same', () => {
    const plan = breach();
    const { whatHappened } = plan.notice.facts.text['en']!;
    const { findings } = everybody(breach({ moreInformation: `To say it again: ${whatHappened}` }), 'US-MA');
    expect(findings.filter(({ severity }) => severity === 'block').map(({ rule, part }) => [rule, part])).toContainEqual(['barred-fact', 'publicPage']);
    expect(everybody(breach({ moreInformation: `To say it again: ${whatHappened}` }), 'US-NY').findings).toEqual([]);
  });

  it('of one place is what the law of that place says', () => {
    const { law } = breach().notice;
    for (const place of ['US-MA', 'US-CA', 'DE', 'US', null]) expect(variantForAll(law, [place])).toEqual(variantOf(law, place));
  });
});
