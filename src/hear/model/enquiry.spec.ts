import { describe, expect, it } from '@jest/globals';
import { SegmentedMessage } from 'sms-segments-calculator';
import { codeGoesTo, codeMessage, type Doubts, oftenEnough } from './enquiry.js';

const at = (day: number): Date => new Date(Date.UTC(2026, 1, day));
const SURE: Doubts = { emailChangedAt: null, phoneChangedAt: null, exposures: [{ from: at(10), until: at(24) }] };
const BOTH = { email: 'ann@mail.example', phone: '+12065550101', suppressed: [] };
const stopped = (...channels: ('email' | 'sms')[]) => channels.map((channel) => ({ channel, reason: 'stop', since: '2026-01-01' }));

describe('a code', () => {
  it.each([
    ['the mailbox on file', BOTH, SURE, 'email'],
    ['the number where there is no mailbox', { ...BOTH, email: null }, SURE, 'sms'],
    ['the number where mail is stopped', { ...BOTH, suppressed: stopped('email') }, SURE, 'sms'],
    ['nobody where both are stopped', { ...BOTH, suppressed: stopped('email', 'sms') }, SURE, null],
    ['nobody where there is no address', { ...BOTH, email: null, phone: null }, SURE, null],
    ['no mailbox that was changed while data lay open', BOTH, { ...SURE, emailChangedAt: at(10) }, 'sms'],
    ['neither, where both were changed then', BOTH, { ...SURE, emailChangedAt: at(11), phoneChangedAt: at(23) }, null],
    ['a mailbox that was changed before', BOTH, { ...SURE, emailChangedAt: at(9) }, 'email'],
    ['a mailbox that was changed when it was over', BOTH, { ...SURE, emailChangedAt: at(24) }, 'email'],
  ])('goes to %s', (_, customer, doubts, channel) => {
    expect(codeGoesTo(customer, doubts)?.channel ?? null).toBe(channel);
  });

  it.each([
    [0, 0, 0, false], [1, 1, 1, true], [0, 2, 2, false], [0, 3, 3, true], [0, 2, 5, false], [0, 0, 6, true],
  ])('after %i in two minutes, %i in a day and %i in a week is one too many: %p', (inTwoMinutes, inADay, inAWeek, enough) => {
    expect(oftenEnough({ inTwoMinutes, inADay, inAWeek })).toBe(enough);
  });

  it.each(['en', 'es'] as const)('is in the text and never in the subject, and fits two segments at most in %s', (language) => {
    const { subject, text, sms } = codeMessage(language, { name: 'A company with a name of forty letters ab', domain: 'a.example', phone: '+1 206-555-0199' }, '48219033');
    expect([subject.includes('4821'), text.includes('4821 9033'), sms.includes('4821 9033')]).toEqual([false, true, true]);
    expect(new SegmentedMessage(sms).segmentsCount).toBe(2);
    expect(new SegmentedMessage(sms).encodingName).toBe('GSM-7');
  });
});
