import { NOTICE_PARTS, type NoticePart, NOTICE_TYPES, type NoticeSources, type TemplateFault } from '../../compose/contract.js';
import { type TemplateAbout, SHIPPED } from '../../compose/model/wording.js';
import { type NamedExample, type TemplateStanding, type TemplateTrial } from '../../compose/template-library.service.js';
import { type Brand, INCIDENT_KINDS } from '../../declare/contract.js';
import { findingRows } from '../notices/preflight.presenter.js';
import { KINDS, languageName, NOTICE_LABELS } from '../page/words.js';
import { textDiff } from '../../compose/model/text-diff.js';
import { WORDING_STATES } from './versions.presenter.js';

/** What the list is narrowed to; empty is everything. */
export interface TemplateFilter {
  readonly brand: string;
  readonly kind: string;
  readonly type: string;
  readonly locale: string;
  readonly state: string;
}

export const PART_LABELS: Readonly<Record<NoticePart, string>> = { subject: 'Subject', sms: 'SMS', emailText: 'E-mail as plain text', emailHtml: 'E-mail as HTML' };
/** Of these, `lags` is no state of a version, but what people look for. */
const STATES = [['draft', 'waits for review'], ['returned', 'sent back'], ['lags', 'needs translation'], ['own', 'your own'], ['came', 'as it came']] as const;
const PAGE = 24;

export const pageOf = ({ brandId, kind, type, locale }: TemplateAbout): string => `/templates/${brandId}/${kind}/${type}/${locale}`;

export function templatesPage(all: readonly TemplateStanding[], filter: TemplateFilter, brands: readonly Brand[], locales: readonly string[], page: number) {
  const found = all.filter((standing) => fits(standing, filter));
  const option = (chosen: string) => ([value, label]: readonly [string, string]) => ({ value, label, selected: value === chosen });
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const at = Math.min(Math.max(1, page), pages);
  const link = (to: number): string => `/templates?${new URLSearchParams([...Object.entries(filter).filter(([, value]) => value !== ''), ['page', String(to)]]).toString()}`;
  return {
    brandName: brands.find(({ id }) => id === filter.brand)?.name ?? '',
    brands: brands.length > 1 ? brands.map(({ id, name }) => option(filter.brand)([id, name])) : [],
    brandId: filter.brand,
    kinds: INCIDENT_KINDS.map((kind) => option(filter.kind)([kind, KINDS[kind].label])),
    types: NOTICE_TYPES.map((type) => option(filter.type)([type, NOTICE_LABELS[type]])),
    locales: locales.map((locale) => option(filter.locale)([locale, languageName(locale)])),
    states: STATES.map(option(filter.state)),
    found: found.length, total: all.length,
    rows: found.slice((at - 1) * PAGE, at * PAGE).map(templateRow),
    earlier: at > 1 ? link(at - 1) : null,
    later: at < pages ? link(at + 1) : null,
    pageNumber: at, pages,
  };
}

function fits({ about, newest, state, needsTranslation }: TemplateStanding, filter: TemplateFilter): boolean {
  const wanted = filter.state === '' || (filter.state === 'lags' ? needsTranslation : filter.state === 'own' ? newest !== null : filter.state === 'came' ? newest === null : state === filter.state);
  return wanted && (filter.kind === '' || about.kind === filter.kind) && (filter.type === '' || about.type === filter.type) && (filter.locale === '' || about.locale === filter.locale);
}

function templateRow({ about, newest, inUse, state, needsTranslation }: TemplateStanding) {
  return {
    href: pageOf(about), kind: KINDS[about.kind].label, type: NOTICE_LABELS[about.type], language: languageName(about.locale), needsTranslation,
    state: newest === null ? { label: 'as it came', tone: '' } : WORDING_STATES[state],
    version: newest === null ? 'as it came' : `version ${newest.version}`,
    inUse: newest !== null && state !== 'in-use' ? (inUse === SHIPPED ? 'in use: as it came' : `in use: version ${inUse}`) : null,
    name: newest?.name ?? null, madeAt: newest?.madeAt ?? null,
  };
}

/** The four fields of the editor, in the order in which readers meet them. */
export const partFields = (sources: NoticeSources, faults: readonly TemplateFault[]) =>
  (['subject', 'sms', 'emailText', 'emailHtml'] as const).map((part) => ({
    name: part, label: PART_LABELS[part], value: sources[part], rows: { subject: 2, sms: 6, emailText: 16, emailHtml: 18 }[part], isHtml: part === 'emailHtml',
    faults: faults.filter((fault) => fault.part === part).map(faultWords),
  }));

const faultWords = ({ line, column, message }: TemplateFault): string => `Line ${line}, column ${column + 1}: ${message}.`;

/** What the sources come to, as the editor's other half shows it. */
export function trialBox({ faults, email, sms, lacking, findings }: TemplateTrial) {
  return {
    faults: NOTICE_PARTS.flatMap((part) => faults.filter((fault) => fault.part === part).map((fault) => ({ part, label: PART_LABELS[part], words: faultWords(fault) }))),
    lacking: lacking.flatMap(({ missing }) => missing).join(', '),
    findings: findingRows(findings),
    blocking: findings.filter(({ severity }) => severity === 'block').length,
    clean: faults.length === 0 && lacking.length === 0 && findings.length === 0,
    subject: email?.subject ?? null,
    text: email?.text ?? null,
    sms: sms && { ...sms, characters: [...sms.body].length, odd: sms.encoding === 'UCS-2' },
  };
}

export const nameRows = (names: readonly NamedExample[]) => names.map(({ name, example, kind }) => ({ name, example, isList: kind === 'list', written: kind === 'list' ? `{{#each ${name}}}{{this}}{{/each}}` : `{{${name}}}` }));

/** Two versions, part by part. */
export const comparedParts = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([part, label]) => ({ label, pieces: textDiff(before[part] ?? '', after[part] ?? '').map(({ kind, text }) => ({ text, added: kind === 'added', removed: kind === 'removed' })) }));
