import { describe, expect, it } from '@jest/globals';
import type { PersonId } from '../../kernel/ids.js';
import type { NoticeTexts } from '../contract.js';
import { type NoticeLaw, type Playbook, variantForAll } from '../../compose/contract.js';
import { type BriefingAnswer, briefingHash, briefingState, draftBriefing, standingAnswer } from './briefing.js';
import { shippedLaw } from '../../../test/support/compose.plans.js';
import type { StoredNotice } from './stored-notice.js';

const NOTICE = {
  number: 1, type: 'initial', checkCode: 'K7QF-2M9D', incident: { reference: 'INC-0001', title: 'Cards copied', kind: 'data-breach', simulated: false },
  sender: { name: 'Northwind', phone: '+1 800 555 0100', supportHours: { en: 'always' }, website: 'https://northwind.example', checkAddress: 'northwind.example/check', senderName: 'Care', fromEmail: 'care@northwind.example', timeZone: 'UTC' },
  facts: { text: { en: { whatHappened: 'Cards were copied.', whatWeDo: 'We stopped it.', whatYouCanDo: ['Look at your statement.'] } }, dataInvolved: ['card-number', 'date-of-birth'], exposure: null, nextUpdateAt: null },
  schedule: { startAt: null, waves: 3, waveIntervalMinutes: 5, expiresAfterHours: 72, canary: 0, lateGroup: null }, policies: { channels: 'both', unknownEmail: 'ask', mandatory: true, briefing: true },
} as unknown as StoredNotice;
const TEXTS: readonly NoticeTexts[] = ['en', 'es'].map((locale) => ({ locale, templateHash: 't', subject: 's', emailHtml: 'h', emailText: 't', sms: 'm' }));
const words = (language: string) => ({ briefing: [`rule ${language}`], never: [`never ${language}`], answers: [{ question: 'q', answer: language }] });
const PLAYBOOK = { voice: { en: 'We are writing to you.', es: 'Le escribimos.' }, agent: { en: words('en'), es: words('es') } } as unknown as Playbook;

const NO_LAW = { terms: [] };
const LAW = { terms: shippedLaw().terms, discoveredAt: null, delayed: false } satisfies NoticeLaw;

const hashOf = (notice: object = {}, texts = TEXTS, playbook = PLAYBOOK) => briefingHash(draftBriefing({ ...NOTICE, ...notice }, texts, playbook, NO_LAW));

describe('a briefing', () => {
  it('tells in each language what is told, agreed and never said, and asks callers for nothing that the incident laid open', () => {
    const document = draftBriefing(NOTICE, TEXTS, PLAYBOOK, NO_LAW);
    expect(document.words).toMatchObject([
      { locale: 'en', told: { whatHappened: 'Cards were copied.' }, voice: 'We are writing to you.', rules: ['rule en'], never: ['never en'], answers: [{ answer: 'en' }] },
      { locale: 'es', told: null, voice: 'Le escribimos.', rules: ['rule es'] },
    ]);
    expect(document.proofs).toEqual(['reference', 'postal-code', 'last-purchase', 'called-back']);
  });

  it('of an all-clear has the playbook\'s words for afterwards, where it has some', () => {
    const allClear = { briefing: ['it works again'], answers: [{ question: 'q', answer: 'done' }] };
    const own = { ...PLAYBOOK, agent: { ...PLAYBOOK.agent, en: { ...words('en'), allClear } } };
    const of = (type: string) => draftBriefing({ ...NOTICE, type } as StoredNotice, TEXTS, own, NO_LAW).words;
    expect(of('resolution')).toMatchObject([{ rules: ['it works again'], never: ['never en'], answers: [{ answer: 'done' }] }, { rules: ['rule es'], answers: [{ answer: 'es' }] }]);
    expect(of('update')).toMatchObject([{ rules: ['rule en'], answers: [{ answer: 'en' }] }, {}]);
  });

  it('says in each language what people of an affected place may not be told, and is another by that', () => {
    const of = (places: readonly string[]) => draftBriefing(NOTICE, TEXTS, PLAYBOOK, variantForAll(LAW, places));
    expect(of(['US-CA', 'US-NY'])).toEqual(draftBriefing(NOTICE, TEXTS, PLAYBOOK, NO_LAW));
    expect(of(['US-CA', 'US-MA']).words.map(({ barred }) => barred)).toEqual([
      [{ name: 'Massachusetts', citation: expect.stringContaining('93H'), parts: expect.arrayContaining(['whatHappened', 'whatWeDo']), say: expect.stringContaining('The law of Massachusetts does not let us') }],
      [expect.objectContaining({ say: expect.stringContaining('La ley de Massachusetts') })],
    ]);
    expect(briefingHash(of(['US-MA']))).not.toBe(hashOf());
  });

  it('speaks English where the playbook has nothing in a language, and the language where it has no country\'s own', () => {
    const of = (locale: string) => draftBriefing(NOTICE, [{ ...TEXTS[0]!, locale }], PLAYBOOK, NO_LAW).words[0];
    expect([of('es-MX')?.rules, of('fr')?.rules]).toEqual([['rule es'], ['rule en']]);
  });

  it.each<[string, () => string]>([
    ['a fact', () => hashOf({ facts: { ...NOTICE.facts, dataInvolved: ['card-number'] } })],
    ['the next update', () => hashOf({ facts: { ...NOTICE.facts, nextUpdateAt: '2026-03-20T10:00:00Z' } })],
    ['a word of a text', () => hashOf({}, [{ ...TEXTS[0]!, sms: 'other' }, TEXTS[1]!])],
    ['a language', () => hashOf({}, [TEXTS[0]!])],
    ['the time of a wave', () => hashOf({ schedule: { ...NOTICE.schedule, waves: 4 } })],
    ['an agreed answer', () => hashOf({}, TEXTS, { ...PLAYBOOK, agent: { ...PLAYBOOK.agent, en: words('other') } })],
  ])('is another once %s changes', (_, hash) => expect(hash()).not.toBe(hashOf()));

  it.each<[string, () => string]>([
    ['how many go first', () => hashOf({ schedule: { ...NOTICE.schedule, canary: 50 } })],
    ['what becomes of a doubt', () => hashOf({ policies: { ...NOTICE.policies, unknownEmail: 'resend' } })],
    ['the revision', () => hashOf({ revision: 7 })],
  ])('is the same whatever %s', (_, hash) => expect(hash()).toBe(hashOf()));
});

describe('what was said of a briefing', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 16, 10, minute));
  const said = (hash: string, kind: BriefingAnswer['kind'], minute: number): BriefingAnswer => ({ hash, kind, reason: kind === 'given' ? null : 'now', personId: 'p' as PersonId, name: 'P', at: at(minute) });

  it.each<[string, boolean, readonly BriefingAnswer[], string]>([
    ['nothing, and nobody asks', false, [], 'not-asked'],
    ['nothing', true, [], 'waiting'],
    ['that agents have an earlier version', true, [said('old', 'given', 1)], 'void'],
    ['that agents have it', true, [said('now', 'given', 1)], 'given'],
    ['that it is passed over', true, [said('now', 'passed-over', 1)], 'passed-over'],
    ['first the one, then the other', true, [said('now', 'passed-over', 1), said('now', 'given', 2)], 'given'],
    ['that agents have it, unasked', false, [said('now', 'given', 1)], 'given'],
    ['nothing of this version, unasked', false, [said('old', 'given', 1)], 'not-asked'],
  ])('%s (asked: %s) comes to its state', (_, asked, answers, state) => expect(briefingState(asked, 'now', answers)).toBe(state));

  it('counts from the first time on', () => {
    expect(standingAnswer('now', [said('now', 'given', 9), said('now', 'given', 3), said('now', 'passed-over', 1)])?.at).toEqual(at(3));
  });
});
