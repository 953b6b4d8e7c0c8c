import { describe, expect, it } from '@jest/globals';
import { buildContext, type MemberInput, type NoticeInput } from './build-context.js';
import type { Labels } from '../contract.js';

const LABELS: Labels = {
  locale: 'en',
  neutralGreeting: 'customer',
  simulated: 'SIMULATION – no real incident',
  dataClasses: { 'card-number': 'Card number', name: 'Name' },
  touchpoints: { purchase: { named: 'Purchase on {date}: {label}', unnamed: 'Purchase on {date}' }, other: { named: '{date}: {label}', unnamed: '{date}' } },
  dates: { locale: 'en-US', date: 'd MMMM yyyy', dateTime: "d MMMM yyyy, h:mm a '[zone]'", range: '{from} to {until}' },
};
const TEXT = { whatHappened: 'A thing.', whatWeDo: 'We mend it.', whatYouCanDo: ['First.', ' ', 'Second.'] };
const MEMBER: MemberInput = { reference: 'C-1', firstName: 'Ana', lastName: 'Pérez', reasons: { touchpoints: [], more: 0, data: ['name'] } };
const INPUT: NoticeInput = {
  facts: { text: { en: TEXT }, dataInvolved: ['card-number', 'name'], exposure: null, nextUpdateAt: null },
  incident: { reference: 'INC-2026-0007', title: 'Tills', kind: 'data-breach', simulated: false },
  brand: {
    name: 'Northwind', domain: 'northwind.example', website: 'https://northwind.example', checkAddress: 'northwind.example/check', phone: '+1 800 555 0100',
    supportHours: { en: 'always' }, postalAddress: '200 Harbor Street\nAlbany', senderName: 'Care', timeZone: 'America/New_York',
  },
  notice: { type: 'initial', number: 1, checkCode: 'K7QF-2M9D' },
  labels: LABELS,
};

type Change = { readonly [Key in keyof NoticeInput]?: Partial<NoticeInput[Key]> } & { readonly member?: Partial<MemberInput> };
function build(change: Change = {}) {
  const merged = Object.fromEntries(Object.entries(INPUT).map(([key, value]) => [key, { ...value, ...change[key as keyof NoticeInput] }]));
  return buildContext({ ...(merged as unknown as NoticeInput), member: { ...MEMBER, ...change.member } });
}
function context(change: Change = {}) {
  const built = build(change);
  if (!built.ok) throw new Error(built.refusal.join());
  return built.value;
}

describe('buildContext', () => {
  it('holds finished text for one member, nulls where nothing applies', () => {
    expect(context()).toEqual({
      locale: 'en',
      person: { greeting: 'Ana Pérez', reference: 'C-1', page: null },
      brand: {
        name: 'Northwind', domain: 'northwind.example', website: 'https://northwind.example', checkAddress: 'northwind.example/check', phone: '+1 800 555 0100', dialled: '+18005550100',
        supportHours: 'always', postalAddress: '200 Harbor Street Albany', senderName: 'Care',
      },
      incident: { reference: 'INC-2026-0007', title: 'Tills', kind: 'data-breach' },
      notice: { type: 'initial', number: 1, checkCode: 'K7QF-2M9D', simulatedLabel: null, corrects: null, nextUpdate: null },
      facts: { whatHappened: 'A thing.', whatWeDo: 'We mend it.', whatYouCanDo: ['First.', 'Second.'], consequences: null, exposure: null, dataInvolved: ['Card number', 'Name'], moreInformation: null },
      law: { silence: null, rights: [], discovered: null, delayed: false },
      mine: { data: ['Name'], touchpoints: [], more: 0 },
    });
  });

  it.each([
    ['whole days, the last one before midnight', '2026-03-02T00:00:00-05:00', '2026-03-16T00:00:00-04:00', '2 March 2026 to 15 March 2026'],
    ['one day', '2026-03-02T00:00:00-05:00', '2026-03-03T00:00:00-05:00', '2 March 2026'],
    ['hours', '2026-03-02T14:40:00Z', '2026-03-02T19:00:00Z', '2 March 2026, 9:40 AM EST to 2 March 2026, 2:00 PM EST'],
    ['days that begin within a day', '2026-03-02T14:40:00Z', '2026-03-09T19:00:00Z', '2 March 2026 to 9 March 2026'],
    ['the night of the clock change', '2026-03-08T00:00:00-05:00', '2026-03-09T00:00:00-04:00', '8 March 2026'],
  ])('writes an exposure of %s', (_name, from, until, text) => {
    expect(context({ facts: { exposure: { from, until } } }).facts.exposure).toBe(text);
  });

  it("writes times in the brand's zone, and says which", () => {
    expect(context({ facts: { nextUpdateAt: '2026-07-03T15:30:00Z' } }).notice.nextUpdate).toBe('3 July 2026, 11:30 AM EDT');
    expect(context({ facts: { nextUpdateAt: '2026-07-03T15:30:00Z' }, brand: { timeZone: 'Europe/Madrid' } }).notice.nextUpdate).toBe('3 July 2026, 5:30 PM CEST');
  });

  it.each([['America/New_York', 'July 3, 2026', 'July 3, 2026, 11:30 AM EDT'], ['Europe/Madrid', '3 July 2026', '3 July 2026, 5:30 PM CEST']])('orders a day as the country of %s does, where the labels leave it to it', (timeZone, day, moment) => {
    const labels = { ...LABELS, dates: { ...LABELS.dates, date: "'[day]'", dateTime: "'[day]', h:mm a '[zone]'" } };
    const { notice, facts } = context({ labels, brand: { timeZone }, facts: { nextUpdateAt: '2026-07-03T15:30:00Z', exposure: { from: '2026-07-03T05:00:00Z', until: '2026-07-03T15:30:00Z' } } });
    expect([notice.nextUpdate, facts.exposure]).toEqual([moment, expect.stringContaining(`${day}, `)]);
  });

  it('dates touchpoints by the day at the brand, names them where they have a name, and counts beyond five', () => {
    const touchpoints = [
      { kind: 'purchase', occurredAt: '2026-03-03T03:30:00Z', label: ' Store\n12 ' },
      { kind: 'purchase', occurredAt: '2026-03-03T05:30:00Z', label: null },
      { kind: 'seance', occurredAt: '2026-03-03T05:30:00Z', label: 'Room {date}' },
      ...Array.from({ length: 4 }, () => ({ kind: 'purchase', occurredAt: '2026-03-01T17:00:00Z', label: null })),
    ];
    expect(context({ member: { reasons: { touchpoints, more: 3, data: [] } } }).mine).toEqual({
      data: [],
      touchpoints: ['Purchase on 2 March 2026: Store 12', 'Purchase on 3 March 2026', '3 March 2026: Room {date}', 'Purchase on 1 March 2026', 'Purchase on 1 March 2026'],
      more: 5,
    });
  });

  it.each([
    ['Ana', null, 'Ana'],
    [null, 'Pérez', 'customer'],
    [null, null, 'customer'],
    ['  ', ' ', 'customer'],
    ['-', '7', 'customer'],
    ['J. R.', 'St. John', 'J. R. St. John'],
    ["O'Brien <b>", '', "O'Brien <b>"],
    ['Ana\r\nBcc: x', 'y', 'Ana Bcc: x y'],
    ['\u202eanA', null, 'anA'],
    ['Win at evil.example', null, 'customer'],
    ['https://evil.example', 'x', 'customer'],
    ['www.evil', 'x', 'customer'],
    ['x'.repeat(81), null, 'customer'],
  ])('addresses %j %j as %j', (firstName, lastName, greeting) => {
    expect(context({ member: { firstName, lastName } }).person.greeting).toBe(greeting);
  });

  it('labels a simulation, and corrects only in a correction', () => {
    const facts = { text: { en: { ...TEXT, correction: 'It was 12, it is 15.' } } };
    expect(context({ incident: { simulated: true }, facts }).notice).toMatchObject({ simulatedLabel: 'SIMULATION – no real incident', corrects: null });
    expect(context({ notice: { type: 'correction' }, facts }).notice.corrects).toBe('It was 12, it is 15.');
  });

  it.each<[string, Change, readonly string[]]>([
    ['a text in the locale', { facts: { text: { es: TEXT } } }, ['facts.text.en']],
    ['what happened and what is done', { facts: { text: { en: { ...TEXT, whatHappened: ' ', whatWeDo: '' } } } }, ['facts.whatHappened', 'facts.whatWeDo']],
    ['the hours in the locale', { brand: { supportHours: { es: 'siempre' } } }, ['brand.supportHours.en']],
    ['what a correction corrects', { notice: { type: 'correction' } }, ['notice.corrects']],
    ['readable dates', { facts: { nextUpdateAt: 'soon', exposure: { from: '2026-03-02', until: '2026-03-03' } } }, ['notice.nextUpdate', 'facts.exposure']],
    ['a range that ends after it begins', { facts: { exposure: { from: '2026-03-03T00:00:00Z', until: '2026-03-03T00:00:00Z' } } }, ['facts.exposure']],
    ['labels of its own and of the incident', { facts: { dataInvolved: ['x', 'x'] }, member: { reasons: { touchpoints: [], more: 0, data: ['y', 'toString'] } } }, ['labels.dataClasses.x', 'labels.dataClasses.y', 'labels.dataClasses.toString']],
    ['the date of a touchpoint', { member: { reasons: { touchpoints: [{ kind: 'purchase', occurredAt: 'x', label: null }], more: 0, data: [] } } }, ['mine.touchpoints[0]']],
  ])('names what is lacking: %s', (_name, change, lacking) => {
    expect(build(change)).toEqual({ ok: false, refusal: lacking });
  });

  it('refuses a brand in no time zone', () => {
    expect(() => build({ brand: { timeZone: 'Mars/Olympus' } })).toThrow(RangeError);
  });
});
