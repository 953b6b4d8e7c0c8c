import { describe, expect, it } from '@jest/globals';
import { type Variant, variantOf } from '../../compose/contract.js';
import { priced, PreflightTally, type Addressing, type TalliedMember } from './preflight-tally.js';

const ALONE: Addressing = { emailGroup: new Map(), smsGroup: new Map(), emailSuppressed: new Set(), smsSuppressed: new Set() };
const member = (position: number, change: Partial<TalliedMember> = {}): TalliedMember => ({
  position, email: `${position}@mail.example`, phone: `+1206555${position}`, preferredChannel: null, country: 'US', region: 'WA', place: 'US-WA', ...change,
});
const add = (tally: PreflightTally, ...[member, locale, sms, variant = variantOf(null, null)]: [TalliedMember, string, Parameters<PreflightTally['add']>[2], Variant?]): void => tally.add(member, locale, sms, variant);
const short = { segments: 1, encoding: 'GSM-7' } as const;
const long = { segments: 2, encoding: 'UCS-2' } as const;

describe('a pre-flight adds up', () => {
  it('each member once, by how he is reached, and the sum is the members', () => {
    const tally = new PreflightTally('preferred', { ...ALONE, emailSuppressed: new Set([3, 4]), smsSuppressed: new Set([4]) });
    add(tally, member(0), 'en', short);
    add(tally, member(1, { preferredChannel: 'sms' }), 'es', long);
    add(tally, member(2, { email: null, phone: null, country: null, region: null }), 'en', null);
    add(tally, member(3), 'en', short); // his e-mail is stopped, so he gets an SMS
    add(tally, member(4), 'en', short);
    const summary = tally.summary(null);
    expect(summary.people).toEqual({ email: 1, sms: 2, both: 0, suppressed: 1, unreachable: 1 });
    expect(Object.values(summary.people).reduce((sum, count) => sum + count)).toBe(summary.members);
    expect(summary).toMatchObject({
      members: 5, sharing: 0, messages: { email: 1, sms: 2 }, byLocale: { en: 4, es: 1 }, byCountry: { US: 4, '': 1 }, byRegion: { 'US-WA': 4, '': 1 },
      segments: { total: 3, histogram: { 1: 1, 2: 1 }, unicode: 1 },
    });
  });

  it('one message for an address that several share, and it is the first one\'s', () => {
    const tally = new PreflightTally('both', { ...ALONE, smsGroup: new Map([[0, 1], [1, 1], [2, 1]]) });
    add(tally, member(0), 'en', short);
    add(tally, member(1), 'en', long);
    add(tally, member(2), 'en', long);
    expect(tally.summary(null)).toMatchObject({
      people: { both: 3 }, sharing: 2, messages: { email: 3, sms: 1 }, segments: { total: 1, histogram: { 1: 1 }, unicode: 0 },
    });
  });

  it('e-mails by mailbox domain, as they are written', () => {
    const tally = new PreflightTally('preferred', { ...ALONE, emailGroup: new Map([[0, 1], [1, 1]]), emailSuppressed: new Set([2]) });
    for (const [position, change] of [{ email: 'a@one.example' }, { email: 'a@one.example' }, { email: 'b@one.example' }, { email: 'c@One.example' }, { email: 'd@two.example' }, { email: null }, { email: 'e@two.example', preferredChannel: 'sms' as const }].entries()) {
      add(tally, member(position, change), 'en', short);
    }
    expect([...tally.emailDomains]).toEqual([['one.example', 2], ['two.example', 1]]);
    expect(tally.summary(null).messages.email).toBe(3);
  });

  it('no sharing with one who is written to elsewhere', () => {
    const tally = new PreflightTally('preferred', { ...ALONE, smsGroup: new Map([[0, 1], [1, 1]]) });
    add(tally, member(0), 'en', short); // by e-mail
    add(tally, member(1, { email: null }), 'en', short);
    expect(tally.summary(null)).toMatchObject({ people: { email: 1, sms: 1 }, sharing: 0, messages: { email: 1, sms: 1 } });
  });

  it('what the ladder could add: the other channel of whoever has one, an address once, and none that is written to anyhow', () => {
    const addressing = { ...ALONE, emailSuppressed: new Set([4]), smsGroup: new Map([[1, 1], [2, 1], [5, 2], [6, 2]]) };
    const tally = new PreflightTally('preferred', addressing, true);
    add(tally, member(0), 'en', short); // by e-mail, then a text
    add(tally, member(1), 'en', long); // by e-mail, then one text for two
    add(tally, member(2), 'en', long);
    add(tally, member(3, { preferredChannel: 'sms' }), 'en', short); // by text, then an e-mail
    add(tally, member(4, { preferredChannel: 'sms' }), 'en', short); // by text, and his e-mail is stopped
    add(tally, member(5, { email: null }), 'en', long); // by text alone
    add(tally, member(6), 'en', short); // by e-mail; the number is written to for another
    add(tally, member(7, { email: null, phone: null }), 'en', null);
    expect(tally.summary(null)).toMatchObject({ messages: { email: 4, sms: 3 }, ladder: { people: 5, messages: { email: 1, sms: 2 }, segments: 3 } });
    expect(new PreflightTally('preferred', ALONE).summary(null).ladder).toBeNull();
  });

  it('texts by the country of the number, and not of where somebody lives, and what they cost', () => {
    const tally = new PreflightTally('sms', { ...ALONE, smsSuppressed: new Set([4]) });
    add(tally, member(0, { phone: '+12065550100' }), 'en', short);
    add(tally, member(1, { phone: '+447400123456' }), 'en', long);
    add(tally, member(2, { phone: '+4915112345678', country: 'US' }), 'de', long);
    add(tally, member(3, { phone: '+4915112345679' }), 'de', long);
    add(tally, member(4, { phone: '+33612345678' }), 'fr', long);
    const summary = priced(tally.summary(null), { currency: 'USD', byCountry: new Map([['US', 0.01], ['DE', 0.1]]), rest: null, sample: false });
    expect(summary.segments).toEqual({ total: 7, histogram: { 1: 1, 2: 3 }, unicode: 3, byCountry: [{ country: 'DE', texts: 2, segments: 4 }, { country: 'GB', texts: 1, segments: 2 }, { country: 'US', texts: 1, segments: 1 }] });
    expect(summary.cost).toMatchObject({ currency: 'USD', total: 0.41, unpriced: ['GB'] });
    expect(priced(tally.summary(null), null).cost).toBeNull();
  });

  it('what the texts of the ladder would cost, by country', () => {
    const tally = new PreflightTally('preferred', { ...ALONE, smsGroup: new Map([[1, 1], [2, 1]]) }, true);
    add(tally, member(0, { phone: '+12065550100' }), 'en', short);
    add(tally, member(1, { phone: '+4915112345678' }), 'de', long);
    add(tally, member(2, { phone: '+4915112345678' }), 'de', long);
    const { ladder, cost } = priced(tally.summary(null), { currency: 'EUR', byCountry: new Map([['DE', 0.1]]), rest: 0.01, sample: false });
    expect(ladder).toMatchObject({ segments: 3, byCountry: [{ country: 'DE', texts: 1, segments: 2 }, { country: 'US', texts: 1, segments: 1 }], cost: { total: 0.21, unpriced: [] } });
    expect(cost).toMatchObject({ total: 0, countries: [] });
  });

  it('who has no address on the one channel in use as unreachable', () => {
    const tally = new PreflightTally('email', ALONE);
    add(tally, member(0, { email: null }), 'en', null);
    expect(tally.summary(null).people).toEqual({ email: 0, sms: 0, both: 0, suppressed: 0, unreachable: 1 });
  });
});
