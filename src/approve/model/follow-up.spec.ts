import { describe, expect, it } from '@jest/globals';
import type { FactsText, IncidentFacts } from '../../declare/contract.js';
import { followUpFindings, newestBefore } from './follow-up.js';

const BROKEN: FactsText = { whatHappened: 'Nobody can sign in.', whatWeDo: 'We are mending it.', whatYouCanDo: ['Order by phone until then.'] };
const MENDED: FactsText = { whatHappened: 'Nobody could sign in from 9 to 11.', whatWeDo: 'We have mended it.', whatYouCanDo: [] };
const facts = (en: FactsText, nextUpdateAt: string | null = null, es?: FactsText): IncidentFacts => ({ text: { en, ...(es ? { es } : {}) }, dataInvolved: [], exposure: null, nextUpdateAt });
const NOW = new Date('2026-03-02T12:00:00Z');
const before = { number: 1, type: 'initial', facts: facts(BROKEN, null, BROKEN) } as const;
const rules = (type: 'initial' | 'update' | 'correction' | 'resolution', said: IncidentFacts, locales = ['en'], earlier: typeof before | null = before) =>
  followUpFindings({ number: 2, type, facts: said }, earlier, locales, NOW).map(({ rule, severity, locale }) => `${locale} ${severity} ${rule}`);

describe('what a follow-up says after what was said before', () => {
  it.each([
    ['an all-clear that asks for what was asked for while nothing was mended', 'resolution', BROKEN, ['en block all-clear-as-before']],
    ['an all-clear that says how it ended, and asks for the same', 'resolution', { ...MENDED, whatYouCanDo: BROKEN.whatYouCanDo }, []],
    ['an all-clear of which only the beginning was written anew', 'resolution', { ...BROKEN, whatHappened: MENDED.whatHappened }, ['en block all-clear-as-before']],
    ['an all-clear that still says what is being done', 'resolution', { ...MENDED, whatWeDo: 'We are  mending it. ' }, ['en warn nothing-new']],
    ['an all-clear in words of its own', 'resolution', MENDED, []],
    ['an update without news', 'update', { ...BROKEN, whatWeDo: 'Still at it.' }, ['en warn nothing-new']],
    ['an update with news', 'update', { ...BROKEN, whatHappened: 'Nobody can sign in; orders go through.' }, []],
    ['a correction, which says the rest again', 'correction', BROKEN, []],
    ['a first word to people found since', 'initial', BROKEN, []],
  ] as const)('%s', (_, type, words, expected) => {
    expect(rules(type, facts(words))).toEqual(expected);
  });

  it('is held against what was said in the same language', () => {
    expect(rules('resolution', facts(MENDED, null, BROKEN), ['en', 'es-MX'])).toEqual(['es-MX block all-clear-as-before']);
    expect(rules('resolution', facts(BROKEN), ['fr'])).toEqual([]);
    expect(rules('resolution', facts(BROKEN), ['en'], null)).toEqual([]);
  });

  it('is warned of a promise for a time that has passed; an all-clear promises none', () => {
    const late = facts(MENDED, '2026-03-02T12:00:00Z');
    expect([rules('initial', late, ['en'], null), rules('update', late, ['en', 'es'])]).toEqual([['en warn promise-passed'], ['en warn promise-passed', 'es warn promise-passed']]);
    expect([rules('update', facts(MENDED, '2026-03-02T12:00:01Z')), rules('resolution', late)]).toEqual([[], []]);
  });

  it('is quoted without a full stop, which pages put behind it', () => {
    expect(followUpFindings({ number: 2, type: 'resolution', facts: facts(BROKEN) }, before, ['en'], NOW)[0]!.where).toBe('Order by phone until then');
  });

  it('came after the newest that was approved', () => {
    const notices = [1, 2, 3, 4, 5].map((number) => ({ ...before, number, approvedAt: number === 3 || number === 5 ? null : NOW }));
    expect([newestBefore(notices, 4)?.number, newestBefore(notices, 1)]).toEqual([2, null]);
  });
});
