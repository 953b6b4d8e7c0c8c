import { describe, expect, it } from '@jest/globals';
import '../../platform/config/plain-words.js';
import { amendmentSchema, declarationSchema, timesOutOfOrder } from './incident-input.js';

const text = { whatHappened: 'A program copied card numbers.', whatWeDo: 'We replace the readers.', whatYouCanDo: ['Look at your statement.'] };
const declaration = { kind: 'data-breach', title: 'Card numbers copied', severity: 'critical', brandId: 'harbour-pine', facts: { text: { en: text } } };
const withText = (change: object) => ({ ...declaration, facts: { text: { en: { ...text, ...change } } } });

const faults = (value: unknown): string[] => declarationSchema.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];

describe('a declaration', () => {
  it('needs little: the rest is unknown so far', () => {
    expect(declarationSchema.parse(declaration)).toEqual({
      ...declaration,
      facts: { text: { en: text }, dataInvolved: [], exposure: null, nextUpdateAt: null },
      happenedFrom: null, happenedUntil: null, discoveredAt: null, pressReportedAt: null, exercise: false,
    });
  });

  it('takes times with their zone, and keeps those of the facts as they were written', () => {
    const exposure = { from: '2026-01-29T00:00:00-08:00', until: '2026-02-26T00:00:00-08:00' };
    const parsed = declarationSchema.parse({ ...declaration, happenedFrom: '2026-01-29T00:00:00-08:00', facts: { text: { en: text }, exposure } });
    expect([parsed.happenedFrom, parsed.facts.exposure]).toEqual([new Date('2026-01-29T08:00:00Z'), exposure]);
  });

  it.each<[string, unknown, string]>([
    ['an unknown kind', { ...declaration, kind: 'rumour' }, 'kind must be one of data-breach, service-outage, product-recall, delayed-order, billing-error, fraud-wave'],
    ['a title of two lines', { ...declaration, title: 'Cards\r\ncopied' }, 'title must be one line, without control characters'],
    ['a title that turns its direction', { ...declaration, title: 'Cards \u202edeipoc' }, 'title must be one line, without control characters'],
    ['no title', { ...declaration, title: ' ' }, 'title must not be empty'],
    ['no words', { ...declaration, facts: { text: {} } }, 'facts.text needs the words in at least one language'],
    ['a language that is none', { ...declaration, facts: { text: { english: text } } }, 'facts.text.english must be a language tag, such as "en" or "es-MX"'],
    ['empty words', withText({ whatHappened: ' ' }), 'facts.text.en.whatHappened must not be empty'],
    ['words that nobody reads', withText({ whatWeDo: 'x'.repeat(4_001) }), 'facts.text.en.whatWeDo must be at most 4000 characters: people read a notice on a phone'],
    ['no step', withText({ whatYouCanDo: [] }), 'facts.text.en.whatYouCanDo needs at least one step that the reader can take'],
    ['an empty step', withText({ whatYouCanDo: ['One', ''] }), 'facts.text.en.whatYouCanDo.1 must not be empty'],
    ['a field that is none', withText({ whatYouShouldDo: 'x' }), 'facts.text.en has "whatYouShouldDo", which is not known here'],
    ['a window that ends before it begins', { ...declaration, facts: { text: { en: text }, exposure: { from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' } } }, 'facts.exposure.until must end after it begins'],
    ['a time without a zone', { ...declaration, happenedFrom: '2026-01-29T00:00:00' }, 'happenedFrom must be a time with its zone, such as 2026-03-16T06:40:00-07:00'],
    ['data by its name and not its code', { ...declaration, facts: { text: { en: text }, dataInvolved: ['Card number'] } }, 'facts.dataInvolved.0 must be a code such as "card-number"'],
    ['something that it does not know', { ...declaration, status: 'closed' }, ' has "status", which is not known here'],
  ])('with %s is refused in plain words', (_, value, fault) => {
    expect(faults(value)).toEqual([fault]);
  });
});

describe('an amendment', () => {
  it('tells what is left out from what is taken back', () => {
    expect(amendmentSchema.parse({ revision: 3, pressReportedAt: null })).toEqual({ revision: 3, pressReportedAt: null });
    expect(amendmentSchema.safeParse({ title: 'New' }).success).toBe(false);
  });
});

describe('times', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 2, 16, hour));
  const known = (happenedFrom: number | null, happenedUntil: number | null, discoveredAt: number | null) => ({
    happenedFrom: happenedFrom === null ? null : at(happenedFrom), happenedUntil: happenedUntil === null ? null : at(happenedUntil), discoveredAt: discoveredAt === null ? null : at(discoveredAt),
  });

  it.each<[string, ReturnType<typeof known>, string[]]>([
    ['nothing is known', known(null, null, null), []],
    ['all is in order', known(1, 2, 3), []],
    ['it was discovered as it began', known(1, null, 1), []],
    ['it still goes on when it is discovered', known(1, 9, 3), []],
    ['it has only an end', known(null, 2, null), ['It has an end but no beginning: say since when it happened.']],
    ['it ends as it begins', known(2, 2, null), ['It ends before it begins.']],
    ['it was discovered later than now', known(null, null, 13), ['It was discovered in the future.']],
    ['it was discovered too early', known(5, null, 4), ['It was discovered before it began.']],
  ])('are in order or not where %s', (_, times, expected) => {
    expect(timesOutOfOrder(times, at(12))).toEqual(expected);
  });
});
