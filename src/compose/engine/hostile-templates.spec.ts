import { describe, expect, it } from '@jest/globals';
import type { NoticePart, NoticeSources } from '../contract.js';
import { withinTime } from './bounds.js';
import { faultsOf } from './trial.js';

const CLEAN: NoticeSources = { subject: 'Notice', emailHtml: '<p>{{facts.whatHappened}}</p>', emailText: '{{facts.whatHappened}}', sms: '{{brand.name}} {{notice.checkCode}}' };
const faults = (part: NoticePart, text: string) => faultsOf({ ...CLEAN, [part]: text });
const times = (count: number, text: string): string => text.repeat(count);

describe('a hostile template', () => {
  // Known ways out of Handlebars: CVE-2019-19919, CVE-2019-20920, CVE-2021-23369, CVE-2021-23383, and what was tried before and after them.
  it.each([
    '{{constructor}}', '{{person.constructor}}', '{{person.constructor.constructor}}', '{{this.constructor.name}}', '{{facts.__proto__}}', '{{__proto__.polluted}}', '{{person.prototype}}',
    '{{#each constructor}}x{{/each}}', '{{#if __proto__}}x{{/if}}', '{{[constructor]}}', '{{person.[constructor]}}', '{{person.["__proto__"]}}', "{{person.['__proto__']}}", '{{person/constructor}}', '{{./constructor}}', '{{../constructor}}',
    '{{lookup this "constructor"}}', '{{lookup (lookup this "constructor") "name"}}', '{{#lookup this "person"}}x{{/lookup}}', '{{lookup . "person"}}',
    '{{helperMissing}}', '{{#helperMissing}}x{{/helperMissing}}', '{{blockHelperMissing}}', '{{#blockHelperMissing .}}x{{/blockHelperMissing}}', '{{#with "s" as |string|}}{{string.sub.apply 0 "x"}}{{/with}}', '{{#with person}}{{greeting}}{{/with}}',
    '{{#with (__lookupGetter__ "__proto__")}}x{{/with}}', '{{__defineGetter__ "x" this}}', '{{toString}}', '{{valueOf}}', '{{hasOwnProperty "x"}}', '{{person.toString}}', '{{person.greeting.length}}', '{{person.greeting.sub}}', '{{facts.whatYouCanDo.length}}', '{{facts.whatYouCanDo.join}}',
    '{{@root}}', '{{@root.person.greeting}}', '{{#each @root}}{{this}}{{/each}}', '{{@partial-block}}', '{{@../index}}', '{{@data}}', '{{@global}}', '{{@index.constructor}}',
    '{{> x}}', '{{> @partial-block}}', '{{> (lookup . "x")}}', '{{#> x}}{{/x}}', '{{#*inline "x"}}{{> x}}{{/inline}}{{> x}}', '{{* decorator}}', '{{#* inline}}{{/inline}}',
    '{{log "x"}}', '{{log this level="error"}}', '{{process.env}}', '{{require "fs"}}', '{{global}}', '{{globalThis.process}}', '{{import "x"}}', '{{lines constructor}}', '{{number (lines "x")}}', '{{dir}}', '{{person.greeting x=1}}', '{{#each mine.data as |x|}}{{x}}{{/each}}', '{{#each mine.data}}{{this.constructor}}{{/each}}',
    '{{"constructor"}}', '{{"a"}}', '{{1}}', '{{true}}', '{{null}}', '{{undefined}}', '{{{{raw}}}}{{x}}{{{{/raw}}}}', '{{^}}', '{{#if (lookup this "person")}}x{{/if}}', '{{#unless person.constructor}}x{{/unless}}', '{{#if person as |p|}}{{p}}{{/if}}',
  ])('that tries %s is refused with the place', (text) => {
    for (const part of ['subject', 'emailHtml', 'emailText', 'sms'] as const) {
      expect(faults(part, `x\n${text}`)).toEqual(expect.arrayContaining([expect.objectContaining({ part, line: expect.any(Number), message: expect.any(String) })]));
    }
  });

  it('leaves no trace where it was tried', () => {
    for (const text of ['{{__proto__.polluted}}', '{{#with this as |__proto__|}}{{/with}}', '{{__defineGetter__ "polluted" this}}']) faults('emailText', text);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(faultsOf(CLEAN)).toEqual([]);
  });

  it.each<[string, NoticePart, string, RegExp]>([
    ['is too long', 'emailHtml', times(64_001, 'x'), /64001 characters; 64000 is the most/],
    ['is too long for a subject', 'subject', times(1_001, 'x'), /1001 characters/],
    ['nests too deep', 'emailText', `${times(9, '{{#if locale}}\n')}x${times(9, '{{/if}}')}`, /nested more than 8 deep/],
    ['nests so deep that a parser would fall', 'emailText', `${times(1_500, '{{#if locale}}')}${times(700, '{{/if}}')}`, /nested more than 8 deep/],
    ['opens and never closes', 'emailHtml', times(4_000, '{{#if locale}}'), /nested more than 8 deep/],
    ['grows by a long text in loops', 'emailText', '{{#each facts.dataInvolved}}{{#each ../mine.data}}{{../../facts.whatHappened}}{{/each}}{{/each}}', /it can have 3600000 characters; 400000 is the most/],
    ['grows by much text in loops', 'emailHtml', `{{#each facts.dataInvolved}}{{#each ../mine.data}}${times(500, 'x')}{{/each}}{{/each}}`, /it can have 450000 characters/],
    ['grows in a text message', 'sms', times(6, '{{facts.whatHappened}}'), /it can have 24000 characters; 20000 is the most/],
  ])('that %s is refused', (_, part, text, message) => {
    expect(faults(part, text)).toEqual(expect.arrayContaining([expect.objectContaining({ part, message: expect.stringMatching(message) })]));
  });

  it('that nests too deep is told where', () => {
    expect(faults('emailText', `${times(8, '{{#if locale}}\n')}  {{#if locale}}x${times(9, '{{/if}}')}`)).toEqual([{ part: 'emailText', line: 9, column: 2, message: expect.stringContaining('nested') }]);
  });

  // Each of these took the square of its length in one of the patterns that finish, read or judge a text.
  it.each<[string, NoticePart, string]>([
    ['blanks that end no line', 'emailText', `a${times(31_000, ' ')}b`],
    ['comments that nothing ends', 'emailHtml', times(15_000, '<!--')],
    ['styles that nothing ends', 'emailHtml', times(9_000, '<style>')],
    ['brackets that nothing closes', 'emailHtml', times(63_000, '<')],
    ['links that nothing ends', 'emailHtml', times(5_000, '<a href="x">')],
    ['addresses in a tag that nothing closes', 'emailHtml', `<a ${times(7_000, ' href="x"')}`],
    ['meta that nothing closes', 'emailHtml', times(12_000, '<meta')],
    ['letters with hyphens that could be a scheme', 'emailText', `see x.example ${times(15_000, 'a-')}`],
    ['names with dots', 'emailText', times(15_000, 'a.')],
    ['a mail address without end', 'emailText', `a@${times(15_000, 'b.')}`],
    ['secrets asked for without a stop', 'emailText', times(1_900, 'enter your pin ')],
    ['digits and blanks', 'emailText', times(15_000, '4 ')],
    ['capitals', 'emailText', times(6_000, 'ABCD ')],
    ['entities', 'emailHtml', times(30_000, '&#')],
    ['braces', 'emailText', times(3_000, '{{! }} ')],
    ['words without vowels', 'emailText', `x ${times(30_000, 'b')}`],
    ['urls in style', 'emailHtml', times(15_000, 'url(')],
  ])('of %s is made and checked in time', (_, part, text) => {
    expect(faults(part, text)).toEqual([]);
  });

  it('that would take for ever is broken off, and what comes after it works', () => {
    const forever = withinTime(20, () => {
      for (;;);
    });
    const backtracking = withinTime(20, () => /^(a+)+$/.test(`${times(60, 'a')}b`));
    expect([forever, backtracking, withinTime(10_000, () => 42)]).toEqual([null, null, { value: 42 }]);
    expect(() => withinTime(10_000, () => { throw new RangeError('its own'); })).toThrow('its own');
  });

  it('is not taken for one because the machine is busy: only its own time on a processor counts', () => {
    const nobody = new Int32Array(new SharedArrayBuffer(4));
    let begun = 0;
    const kept = withinTime(20, () => {
      begun += 1;
      Atomics.wait(nobody, 0, 0, 70); // as a process that others keep waiting
      return 'made';
    });
    expect(kept).toEqual({ value: 'made' });
    expect(begun).toBeGreaterThan(1);
  });
});
