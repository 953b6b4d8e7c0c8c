import { describe, expect, it } from '@jest/globals';
import type { NoticePart, NoticeSources, RenderContext } from '../contract.js';
import { compileNotice } from './compile-notice.js';

const CONTEXT: RenderContext = {
  locale: 'en',
  person: { greeting: "O'Brien <b> & Söhne 😀", reference: 'C-1', page: null },
  brand: {
    name: 'Northwind', domain: 'northwind.example', website: 'https://northwind.example', checkAddress: 'northwind.example/check',
    phone: '+1', dialled: null, supportHours: 'always', postalAddress: 'Albany', senderName: 'Care',
  },
  incident: { reference: 'INC-1', title: 'Tills', kind: 'data-breach' },
  notice: { type: 'initial', number: 0, checkCode: 'K7QF', simulatedLabel: null, corrects: null, nextUpdate: null },
  facts: { whatHappened: 'One.\nTwo <i>.', whatWeDo: 'Mend.', whatYouCanDo: ['A', 'B'], consequences: null, exposure: '', dataInvolved: [], moreInformation: null },
  law: { silence: null, rights: [], discovered: null, delayed: false },
  mine: { data: ['Name'], touchpoints: [], more: 0 },
};
const with_ = (part: NoticePart, text: string): NoticeSources => ({ subject: 's', emailHtml: 'h', emailText: 't', sms: 'm', [part]: text });

function rendered(part: NoticePart, text: string, context: unknown = CONTEXT): string {
  const compiled = compileNotice(with_(part, text));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.refusal));
  const result = compiled.value.render(context as RenderContext);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value[part];
}
function missing(part: NoticePart, text: string, context: unknown = CONTEXT) {
  const compiled = compileNotice(with_(part, text));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.refusal));
  const result = compiled.value.render(context as RenderContext);
  return result.ok ? [] : result.refusal;
}
const faults = (part: NoticePart, text: string) => {
  const compiled = compileNotice(with_(part, text));
  return compiled.ok ? [] : compiled.refusal;
};

describe('rendering', () => {
  it('escapes in HTML and nowhere else', () => {
    expect(rendered('emailHtml', '<p>{{person.greeting}}</p>')).toBe('<p>O&#x27;Brien &lt;b&gt; &amp; Söhne 😀</p>');
    for (const part of ['subject', 'sms'] as const) expect(rendered(part, '{{person.greeting}}')).toBe("O'Brien <b> & Söhne 😀");
    expect(rendered('emailText', '{{person.greeting}}')).toBe("O'Brien <b> & Söhne 😀\n");
  });

  it('keeps the line breaks of a text in HTML, escaped', () => {
    expect(rendered('emailHtml', '{{lines facts.whatHappened}}')).toBe('One.<br>\nTwo &lt;i&gt;.');
  });

  it('follows #if, #unless, #each, else, ../ and @index', () => {
    expect(rendered('subject', '{{#each facts.whatYouCanDo}}{{number @index}}{{this}}{{#unless @last}}, {{/unless}}{{../locale}}{{/each}}')).toBe('1A, en2Ben');
    expect(rendered('subject', '{{#if mine.touchpoints}}a{{else if mine.more}}b{{else}}c{{/if}}')).toBe('c');
    expect(rendered('subject', '{{#each facts.dataInvolved}}a{{else}}none{{/each}}')).toBe('none');
    expect(rendered('subject', '{{notice.number}}')).toBe('0');
  });

  it.each([['en', 'ltr'], ['ar', 'rtl'], ['he-IL', 'rtl'], ['es-MX', 'ltr']])('knows that %s is written %s', (locale, direction) => {
    expect(rendered('emailHtml', '{{dir locale}}', { ...CONTEXT, locale })).toBe(direction);
  });

  it('brings each part into its form: one line, no gaps, GSM-7', () => {
    expect(rendered('subject', ' a\r\n b ')).toBe('a b');
    expect(rendered('emailText', '\n\na  \n\n\n\n\nb\n\n')).toBe('a\n\nb\n');
    expect(rendered('sms', 'código – “x”\n')).toBe('codigo - "x"');
  });

  it('gives a template that names a value as if it were a template no second turn', () => {
    expect(rendered('subject', '{{incident.title}}', { ...CONTEXT, incident: { ...CONTEXT.incident, title: '{{brand.phone}}' } })).toBe('{{brand.phone}}');
  });
});

describe('what a member lacks', () => {
  it('is told by name and part, all of it at once, each name once', () => {
    const context = { ...CONTEXT, person: {}, facts: { ...CONTEXT.facts, whatYouCanDo: ['A', '', 'C'] } };
    const compiled = compileNotice({
      subject: '{{person.greeting}}',
      emailHtml: '{{person.reference}}{{brand.name}}{{person.greeting}}{{person.greeting}}',
      emailText: '{{#each facts.whatYouCanDo}}{{this}}{{/each}}',
      sms: '{{brand.name}}',
    });
    expect(compiled.ok && compiled.value.render(context as unknown as RenderContext)).toEqual({
      ok: false,
      refusal: [
        { part: 'subject', missing: ['person.greeting'] },
        { part: 'emailHtml', missing: ['person.reference', 'person.greeting'] },
        { part: 'emailText', missing: ['facts.whatYouCanDo[1]'] },
      ],
    });
  });

  it.each([
    ['{{facts.consequences}}', ['facts.consequences'], 'null'],
    ['{{facts.exposure}}', ['facts.exposure'], 'empty'],
    ['{{facts.nothing}}', ['facts.nothing'], 'absent'],
    ['{{nothing.at.all}}', ['nothing.at.all'], 'absent, deep'],
    ['{{facts.whatYouCanDo}}', ['facts.whatYouCanDo'], 'a list'],
    ['{{person}}', ['person'], 'an object'],
    ['{{#if facts.nothing}}x{{/if}}', ['facts.nothing'], 'asked for'],
    ['{{#each facts.nothing}}x{{/each}}', ['facts.nothing'], 'repeated'],
    ['{{#each facts.whatWeDo}}x{{/each}}', ['facts.whatWeDo'], 'a text repeated'],
    ['{{#each mine.data}}{{../nothing}}{{/each}}', ['nothing'], 'one level up'],
    ['{{#each mine.data}}{{label}}{{/each}}', ['mine.data[0].label'], 'of an item'],
    ['{{#unless facts.consequences}}{{facts.consequences}}{{/unless}}', ['facts.consequences'], 'in the branch that is taken'],
  ])('%s lacks %j (%s)', (text, names) => {
    expect(missing('emailText', text)).toEqual([{ part: 'emailText', missing: names }]);
  });

  it.each(['{{#if facts.consequences}}{{facts.consequences}}{{/if}}', '{{#each mine.touchpoints}}{{nothing}}{{/each}}', '{{#if mine.data}}x{{else}}{{nothing}}{{/if}}', '{{! nothing }}'])('%s lacks nothing', (text) => {
    expect(missing('emailText', text)).toEqual([]);
  });

  it('counts own properties only', () => {
    const facts = Object.assign(Object.create({ whatWeDo: 'inherited' }) as object, { whatHappened: 'own' });
    expect(missing('subject', '{{facts.whatHappened}}{{facts.whatWeDo}}', { ...CONTEXT, facts })).toEqual([{ part: 'subject', missing: ['facts.whatWeDo'] }]);
  });
});

describe('a template that can not be used', () => {
  it('is refused with part, line and column, all faults at once', () => {
    expect(faults('emailText', 'a\n{{> footer}}\n  {{log locale}}')).toEqual([
      { part: 'emailText', line: 2, column: 0, message: expect.stringContaining('complete in itself') },
      { part: 'emailText', line: 3, column: 2, message: expect.stringContaining('no helper "log"') },
    ]);
  });

  it.each([
    ['Hello\n{{#if locale}}\n', 3],
    ['Hello {{person.greeting}', 1],
    ['a\nb {{person..greeting}}', 2],
    ['{{#if locale}}\n{{/each}}', 1],
  ])('%j does not parse, from line %i on', (text, line) => {
    expect(faults('sms', text)).toEqual([{ part: 'sms', line, column: expect.any(Number), message: expect.stringMatching(/\w/) }]);
  });

  it('tells the column where the parser stopped', () => {
    expect(faults('sms', 'abc {{person.greeting} x')).toMatchObject([{ line: 1, column: 21 }]);
  });

  it.each([
    '{{constructor.constructor}}',
    '{{person.constructor}}',
    '{{#with __proto__}}x{{/with}}',
    '{{__proto__}}',
    '{{person.[__proto__].x}}',
    '{{lookup person "constructor"}}',
    '{{#each (lookup person "constructor")}}x{{/each}}',
    '{{@root.constructor}}',
    '{{@partial-block}}',
    '{{#each mine.data as |constructor|}}x{{/each}}',
    '{{#with person as |p|}}{{p.greeting}}{{/with}}',
    '{{helperMissing}}',
    '{{blockHelperMissing locale}}',
    '{{#helperMissing}}x{{/helperMissing}}',
    '{{#person}}x{{/person}}',
    '{{^person}}x{{/person}}',
    '{{*inline "x"}}',
    '{{#*inline "x"}}y{{/inline}}',
    '{{> (lookup . "x")}}',
    '{{#> layout}}x{{/layout}}',
    '{{#if locale includeZero=true}}x{{/if}}',
    '{{#if}}x{{/if}}',
    '{{if locale}}',
    '{{dir}}',
    '{{dir locale brand.name}}',
    '{{"person"}}',
    '{{lines "x"}}',
    '{{brand.name locale}}',
  ])('%s is refused', (text) => {
    for (const part of ['emailHtml', 'emailText'] as const) expect(faults(part, text).length).toBeGreaterThan(0);
  });

  it.each(['{{{person.greeting}}}', '{{&person.greeting}}'])('%s is refused in HTML', (text) => {
    expect(faults('emailHtml', text)).toMatchObject([{ message: expect.stringContaining('unescaped') }]);
  });

  it('reaches no prototype even where the names are harmless', () => {
    for (const name of ['toString', 'valueOf', 'hasOwnProperty', 'person.toString', 'mine.data.length', 'facts.whatYouCanDo.join']) {
      const found = missing('emailText', `{{${name}}}`);
      if (name === 'mine.data.length') continue; // an own property of the list, and a harmless number
      expect(found).toEqual([{ part: 'emailText', missing: [name] }]);
    }
  });

  it('refuses `lines` where it would print markup', () => {
    expect(faults('emailText', '{{lines facts.whatHappened}}')).toHaveLength(1);
  });
});
