import { NOTICE_PARTS, type NoticePart, type NoticeSources } from '../../compose/contract.js';
import { type FirstWord } from '../../compose/first-words.service.js';
import { findingRows } from '../notices/preflight.presenter.js';
import { FieldFault } from '../page/fault.js';
import { type Form } from '../page/form.js';
import { SAMPLE_TOKEN } from '../../kernel/page-token.js';
import { type SmsPrices } from '../../kernel/sms-cost.js';
import { costOfEach } from '../page/money.js';
import { languageName } from '../page/words.js';
import { smsShown } from '../preview/preview.presenter.js';
import { missingWords } from '../page/missing.words.js';
import { type Readers, strangersNotes } from './readers-of.js';
import { PART_LABELS, partFields } from '../words/templates.presenter.js';

const fieldId = (part: NoticePart, locale: string): string => `${part}-${locale}`;

/** One language of the first notice, as its step shows it. */
export function shownWord({ locale, sources, isOwn, faults, email, sms, lacking, findings }: FirstWord, readers: Readers, { prices, frame }: { readonly prices: SmsPrices | null; readonly frame: string }) {
  return {
    locale, isOwn, readers: readers.readers, notes: strangersNotes(locale, readers),
    label: languageName(locale),
    email: email && { subject: email.subject, text: email.text, frame },
    sms: sms && { ...smsShown(sms, prices, null), link: sms.body.includes(SAMPLE_TOKEN), costs: costOfEach(sms.segments, readers.numbers, prices) },
    missing: missingWords(lacking, { locale }),
    findings: findingRows(findings),
    blocking: findings.filter(({ severity }) => severity === 'block').length,
    faults: partFields(sources, faults).flatMap((field) => field.faults.map((words) => ({ at: fieldId(field.name, locale), label: field.label, words }))),
    isClean: faults.length === 0 && lacking.length === 0 && findings.length === 0,
    fields: partFields(sources, faults).map((field) => ({ ...field, id: fieldId(field.name, locale) })),
  };
}
export type ShownWord = ReturnType<typeof shownWord>;

/** What can't be used of the texts, at their fields. */
export const wordFaults = (words: readonly FirstWord[]): readonly FieldFault[] =>
  words.flatMap(({ locale, faults }) => faults.map(({ part, line, column, message }) => new FieldFault(`${PART_LABELS[part]} (${languageName(locale)}), line ${line}, column ${column + 1}: ${message}.`, fieldId(part, locale))));

/** The texts that are not the playbook's, by language: a blank at the end of one makes it no other. */
export function ownWords(form: Form, words: readonly Pick<FirstWord, 'locale' | 'proposed'>[]): Readonly<Record<string, NoticeSources>> {
  const typed = words.map(({ locale, proposed }) => {
    const sources = Object.fromEntries(NOTICE_PARTS.map((part) => [part, sourceOf(form, fieldId(part, locale), proposed[part])])) as Record<NoticePart, string>;
    return { locale, sources, isOwn: NOTICE_PARTS.some((part) => sources[part] !== proposed[part]) };
  });
  return Object.fromEntries(typed.filter(({ isOwn }) => isOwn).map(({ locale, sources }) => [locale, sources]));
}

const sourceOf = (form: Form, name: string, proposed: string): string => (form.text(name) === proposed.replaceAll('\r\n', '\n').trim() ? proposed : form.text(name));
