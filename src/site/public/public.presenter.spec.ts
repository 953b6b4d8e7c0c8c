import { describe, expect, it } from '@jest/globals';
import { type NoticeType, type SharedContext } from '../../compose/contract.js';
import { feedEntries, incidentPage, indexPage, type PublicIncident, type PublicUpdate } from './public.presenter.js';

function update(number: number, type: NoticeType): PublicUpdate {
  const context: SharedContext = {
    locale: 'en',
    brand: { name: 'Shop', domain: 'shop.example', website: 'https://shop.example', checkAddress: 'shop.example/check', phone: '+1', dialled: null, supportHours: 'always', postalAddress: '1 Street', senderName: 'Shop Care' },
    incident: { reference: 'INC-0001', title: 'working title', kind: 'data-breach' },
    notice: { type, number, checkCode: 'K7QF-2M9D', simulatedLabel: null, corrects: type === 'correction' ? 'It was March, not May.' : null, nextUpdate: null },
    facts: { whatHappened: `word ${number}`, whatWeDo: `deed ${number}`, whatYouCanDo: [`step ${number}`], consequences: null, moreInformation: null, exposure: null, dataInvolved: [] },
    law: { silence: null, rights: [], discovered: null, delayed: false },
  };
  return { noticeId: `n${number}`, since: new Date(Date.UTC(2026, 2, number)), context, kindTitle: 'Data breach', timeZone: 'UTC' };
}
/** @param types  Oldest first. */
const incident = (...types: NoticeType[]): PublicIncident => {
  const [newest, ...earlier] = types.map((type, place) => update(place + 1, type)).reverse();
  return { lang: 'en', reference: 'INC-0001', updates: [newest!, ...earlier], languages: ['en', 'es'], askAt: null };
};

describe('the page of an incident', () => {
  it.each<[NoticeType[], (string | null)[]]>([
    [['initial'], []],
    [['initial', 'update'], ['word 1']],
    [['initial', 'correction'], [null]],
    [['initial', 'update', 'correction', 'update'], ['word 3', null, null]],
    [['initial', 'correction', 'update', 'correction', 'resolution'], ['word 4', null, null, null]],
  ])('after %j repeats %j, and nothing from before a correction', (types, texts) => {
    expect(incidentPage(incident(...types)).earlier.map(({ text }) => text)).toEqual(texts);
    const feed = feedEntries(incident(...types), 'https://shop.example').slice(1).map(({ content }) => (content.includes('word') ? /word \d/.exec(content)![0] : null));
    expect(feed).toEqual(texts);
  });

  it('says the newest word whole, what it corrects first, and never the working title', () => {
    const page = incidentPage(incident('initial', 'correction'));
    expect(page).toMatchObject({ title: 'Data breach', corrects: 'It was March, not May.', whatHappened: 'word 2', steps: ['step 2'], settled: null, said: expect.stringMatching(/^A correction, 2 March 2026/) });
    expect(page.languages).toEqual([{ lang: 'es', label: 'Español', href: '/status/es/INC-0001.html' }]);
    expect(JSON.stringify(page)).not.toMatch(/working title|K7QF/);
    expect(feedEntries(incident('initial', 'correction'), 'https://shop.example')[0]).toMatchObject({ link: 'https://shop.example/status/en/INC-0001.html', id: 'urn:uuid:n2', content: 'It was March, not May.\n\nword 2\n\ndeed 2\n\n– step 2' });
  });

  it('promises the next word until the end of the matter', () => {
    const promising = (type: NoticeType) => {
      const { updates: [newest, ...earlier], ...page } = incident('initial', type);
      const { context } = newest;
      return incidentPage({ ...page, updates: [{ ...newest, context: { ...context, notice: { ...context.notice, nextUpdate: 'March 3, 2026, 9:00 AM PST' } } }, ...earlier] }).nextUpdate;
    };
    expect([promising('update'), promising('resolution')]).toEqual(['We will write more here by March 3, 2026, 9:00 AM PST.', null]);
  });

  it('is settled by the end of the matter alone, here and in the list', () => {
    for (const [types, settled] of [[['initial', 'resolution'], true], [['initial', 'resolution', 'update'], false]] as const) {
      expect([incidentPage(incident(...types)).settled !== null, indexPage('en', [incident(...types)], ['en'], null).incidents[0]!.settled !== null]).toEqual([settled, settled]);
    }
  });
});
