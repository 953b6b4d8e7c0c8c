import { describe, expect, it } from '@jest/globals';
import { CARES } from '../../audience/contract.js';
import { checkVariants, type FinishedVariant, variantLine, VariantsCheck, type VariedPlan } from './variants.js';

const PLAN: VariedPlan = {
  texts: [{ locale: 'en' }],
  facts: { text: { en: { whatHappened: 'Somebody copied  card numbers.', whatWeDo: 'We close the gap.' } } },
  law: { terms: [{ id: 'us-ma', omits: ['whatHappened', 'exposure'] }, { id: 'us-ca', omits: [] }] },
};
const both = (law: string, words: string): readonly FinishedVariant[] => [{ law, locale: 'en', channel: 'email', text: { subject: 'News', html: `<p>${words}</p>`, text: words } }, { law, locale: 'en', channel: 'sms', text: { body: words } }];
const TOLD = both('general', 'Somebody copied card numbers.');

describe('the finished texts of a plan', () => {
  it.each<[string, readonly FinishedVariant[]]>([
    ['none of a law', TOLD],
    ['greetings of whoever reads for others', [...TOLD, ...CARES.map((care) => ({ ...TOLD[0]!, care }))]],
    ['laws that bar nothing', [...TOLD, ...both('us-ca', 'Somebody copied card numbers.')]],
    ['a law that bars something, and it is not told', [...TOLD, ...both('us-ca+us-ma', 'We close the gap.')]],
  ])('hold with %s', (_, variants) => expect(() => checkVariants('h', PLAN, variants)).not.toThrow());

  it.each<[string, readonly FinishedVariant[], string]>([
    ['that are told what their law bars', [...TOLD, ...both('us-ma', 'Hello. SOMEBODY copied card numbers.')], 'tells people whom us-ma binds “whatHappened”'],
    ['by a law that the plan does not name', [...TOLD, ...both('us-tx', 'We close the gap.')], 'which the plan does not name'],
    ['of which one is missing', [...TOLD, both('us-ca', 'x')[0]!], 'us-ca, en, sms is not in it'],
    ['of which one is there twice', [...TOLD, TOLD[0]!], 'a text twice'],
    ['in a language that the plan does not have', [...TOLD, { ...TOLD[0]!, locale: 'fr' }], 'a language that the plan does not have'],
    ['of which a greeting is missing', [...TOLD, { ...TOLD[0]!, care: 'minor' }], 'general, en, email, deceased is not in it'],
    ['of nobody', [], 'general, en, email is not in it'],
  ])('are refused with texts %s', (_, variants, why) => expect(() => checkVariants('h', PLAN, variants)).toThrow(why));

  it('each have their hash', () => {
    const line = variantLine(TOLD[0]!).trimEnd();
    const check = new VariantsCheck('v');
    check.line(line, 1);
    expect(check.variants).toEqual([TOLD[0]]);
    expect(() => check.line(line.replace('News', 'Nows'), 2)).toThrow('it is not the text that was written');
    for (const broken of ['', '{}', 'null', '[1]']) expect(() => check.line(broken, 3)).toThrow('it is no finished text');
  });
});
