import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { awkwardReader, AWKWARD } from '../../../test/support/awkward-readers.js';
import { oneByOne, opened, planOf, shippedLaw, shippedTemplates } from '../../../test/support/compose.plans.js';
import { INCIDENT_KINDS } from '../../declare/contract.js';
import type { CustomerId, MessageId } from '../../kernel/ids.js';
import { NOTICE_TYPES, type EmailMessage, type MessagePlan, type NoticeSources, type Reader, type SmsMessage } from '../contract.js';
import { Recent } from '../model/recent.js';
import { bodyHash } from './body-hash.js';
import type { Forms } from './notice-forms.js';
import { newWorkshop } from './plan-composer.js';
import type { TemplateSet } from './template-set.js';

let templates: TemplateSet;
beforeAll(async () => {
  templates = await shippedTemplates();
});

const ID = '4711' as MessageId;
const seeded = (numRuns: number) => ({ seed: 20260316, numRuns });
const ana: Reader = {
  customerId: '1' as CustomerId, reference: 'C-1', firstName: 'Ana', lastName: 'Pérez', locale: 'en', place: null,
  reasons: { touchpoints: [{ id: '1', kind: 'purchase', occurredAt: '2026-03-14T16:21:00-04:00', label: 'Store 12' }], more: 1, data: ['name'], by: ['rule'] },
};
const as = (more: Partial<Omit<Reader, 'reasons'>>, reasons: Partial<Reader['reasons']> = {}): Reader => ({ ...ana, ...more, reasons: { ...ana.reasons, ...reasons } });

/** A plan, filled and one by one, and how often each way was taken. */
function bothWays(plan: MessagePlan, locale: string) {
  const differing: string[] = [];
  const composer = opened(templates, plan, newWorkshop((_, where, part) => differing.push(`${where} ${part}`)));
  const each = oneByOne(templates, plan, locale);
  const taken = { filled: 0, rendered: 0 };
  return {
    differing, taken, composer,
    compare(reader: Reader): void {
      const email = composer.email(reader, ID);
      const sms = composer.sms(reader);
      taken[email.ok && email.value.filled ? 'filled' : 'rendered'] += 1;
      expect(email.ok ? mailOf(email.value) : { lacking: email.refusal }).toEqual(lackingAs(each.email(reader)));
      expect(sms.ok ? smsOf(sms.value) : { lacking: sms.refusal }).toEqual(lackingAs(each.sms(reader)));
      if (email.ok && email.value.filled) expect(putTogether(email.value)).toEqual([email.value.subject, email.value.html, email.value.text]);
    },
  };
}

const mailOf = ({ subject, html, text, bodyHash: hash }: EmailMessage) => ({ subject, html, text, bodyHash: hash });
const smsOf = ({ body, segments, encoding, bodyHash: hash }: SmsMessage) => ({ body, segments, encoding, bodyHash: hash });
/** Names that no part can have stand there on their own. */
const lackingAs = (made: object) => ('lacking' in made && typeof (made.lacking as unknown[])[0] === 'string' ? { lacking: [{ part: 'every', missing: made.lacking }] } : made);
const putTogether = ({ filled }: EmailMessage) => [filled!.subject, filled!.html, filled!.text].map(({ pieces, values }) => pieces.map((piece, index) => piece + (values[index] ?? '')).join(''));
const sources = (more: Partial<NoticeSources>): MessagePlan => planOf(templates, 'data-breach', 'initial', { sources: { subject: 's', emailHtml: 'h', emailText: 't', sms: 'm', ...more } });

const CASES = INCIDENT_KINDS.flatMap((kind) => NOTICE_TYPES.flatMap((type) => ['en', 'es'].map((locale) => [kind, type, locale] as const)));

describe('what readers fill in, beside what is rendered for each', () => {
  it.each(CASES)('is the same for %s, %s, in %s, whoever reads it', (kind, type, locale) => {
    const classes = Object.keys(templates.labels(locale).dataClasses).slice(0, 4);
    for (const simulated of [false, true]) {
      const { compare, differing, taken } = bothWays(planOf(templates, kind, type, { simulated, ...(kind === 'data-breach' ? { law: shippedLaw({ hipaa: simulated }) } : {}) }), locale);
      fc.assert(fc.property(awkwardReader(locale, classes), compare), seeded(simulated ? 6 : 12));
      expect(differing).toEqual([]);
      expect(taken.filled).toBeGreaterThan(2);
    }
  });

  it.each([
    ['subject', ' {{person.greeting}}  {{person.reference}} '], ['subject', '{{#each mine.data}}{{this}}{{/each}}{{mine.more}}'],
    ['emailText', '{{person.greeting}} \n\n\n\n{{person.reference}}\t\n=_{{mine.more}} \n'], ['emailText', 'e{{person.greeting}}\u0301{{person.reference}}\udc00'], ['emailText', '{{#if mine.more}}\n\n\n{{/if}}{{mine.data.length}}{{#each mine.touchpoints}}{{@index}}{{#if @last}}.{{/if}}{{this}}{{/each}}'],
    ['emailHtml', '{{dir person.greeting}} {{person.reference}}'], ['emailHtml', '{{number mine.more}} {{person.reference}}'], ['emailHtml', ' {{lines person.greeting}}<a title="{{person.reference}}">{{#each mine.data}}{{lines this}}{{/each}} '],
    ['sms', '{{person.greeting}}\u0301 {{mine.more}}'], ['sms', ' código {{person.greeting}}–{{person.reference}} [x] {{#each mine.touchpoints}}{{this}}, {{/each}}'], ['sms', 'Привет, {{person.greeting}}! {{#each mine.touchpoints}}{{this}}{{/each}}'], ['sms', '👩‍👩‍👧‍👦{{person.reference}}\u200d👦'],
  ] as const)('is the same in the %s %j', (part, text) => {
    for (const simulated of [false, true]) {
      const plan = sources({ [part]: text });
      const { compare, differing } = bothWays({ ...plan, incident: { ...plan.incident, simulated } }, 'en');
      for (const word of AWKWARD) compare(as({ firstName: word, reference: word || 'C-1' }));
      fc.assert(fc.property(awkwardReader('en', ['name', 'email', 'phone']), compare), seeded(25));
      expect(differing).toEqual([]);
    }
  });
});

describe('a form', () => {
  const html = (composer: ReturnType<typeof opened>, reader: Reader) => {
    const made = composer.email(reader, ID);
    return made.ok ? made.value.filled?.html.pieces ?? null : null;
  };

  it('is one for all who differ in words alone, and another where branches go another way', () => {
    const composer = opened(templates, planOf(templates, 'data-breach', 'initial'));
    const first = html(composer, ana);
    expect(first).not.toBeNull();
    expect(html(composer, as({ firstName: 'Wei', lastName: '李', reference: 'C-2' }, { data: ['email'], more: 7 }))).toBe(first);
    for (const other of [as({}, { more: 0 }), as({}, { data: [] }), as({}, { touchpoints: [] }), as({ locale: 'es' })]) expect(html(composer, other)).not.toBe(first);
  });

  it('holds nothing of a reader', () => {
    const forms = new Recent<Forms>(4);
    const composer = opened(templates, planOf(templates, 'data-breach', 'initial'), { forms, onDiffering: () => undefined });
    composer.texts(as({ firstName: 'Xenia', lastName: 'Quist', reference: 'R-99' }), ['email', 'sms']);
    const made = composer.email(ana, ID);
    const pieces = made.ok ? Object.values(made.value.filled!).flatMap((part) => part.pieces) : [];
    expect(pieces.length).toBeGreaterThan(10);
    for (const word of ['Xenia', 'Quist', 'R-99', 'Store 12', 'Ana']) expect(pieces.join('|')).not.toContain(word);
  });

  it('is not used where a value decides more than what is printed, or is no plain words', () => {
    const asked = opened(templates, sources({ emailHtml: '{{dir person.greeting}}{{person.reference}}' }));
    expect([html(asked, ana), html(asked, ana)]).toEqual([null, null]);
    const composer = opened(templates, planOf(templates, 'data-breach', 'initial'));
    for (const odd of [as({ firstName: 'A\ud800' }), as({ reference: '\ufdd01\ufdd1' }), as({}, { more: 1.5 })]) expect(html(composer, odd)).toBeNull();
  });

  it('that does not read as what is rendered is never used, and that is told once', () => {
    // What stands for a value, in the words of the notice itself.
    const { compare, differing, composer } = bothWays(sources({ emailText: '\ufdd00\ufdd1 {{person.reference}}' }), 'en');
    for (const reader of [ana, as({ firstName: 'Bea' }), as({ firstName: 'Carl' })]) compare(reader);
    expect([differing, html(composer, ana)]).toEqual([['en emailText'], null]);
  });

  it('makes room for others', () => {
    const composer = opened(templates, planOf(templates, 'data-breach', 'initial'), { forms: new Recent(1), onDiffering: () => undefined });
    const first = html(composer, ana);
    html(composer, as({}, { more: 0 }));
    const again = html(composer, ana);
    expect([again === first, again]).toEqual([false, first]);
  });
});

it('the hash of filled texts is that of the texts, wherever they were cut', () => {
  const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('\ud83d', '\udea8', '"', '\\', '\u2028', '\n', ''));
  const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((text) => text.isWellFormed());
  const part = fc.array(fc.tuple(value, piece), { maxLength: 4 }).chain((rest) => piece.map((first) => ({ pieces: [first, ...rest.map(([, after]) => after)], values: rest.map(([own]) => own) })));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
      const texts = parts.map(({ pieces, values }) => pieces.map((each, index) => each + (values[index] ?? '')).join(''));
      const expected = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
      const filled = parts.map((each, index) => ({ text: texts[index]!, filled: each }));
      expect([bodyHash(filled), bodyHash(filled), bodyHash(texts.map((text) => ({ text, filled: null })))]).toEqual([expected, expected, expected]);
    }),
    seeded(500),
  );
});
