import { NOTICE_PARTS, NOTICE_TYPES, type NoticePart, type NoticeSources, type TemplateFault } from '../../compose/contract.js';
import { type TemplateAbout, SHIPPED } from '../../compose/model/wording.js';
import { isWantedTemplate, TEMPLATE_STATES } from '../../compose/template-filter.js';
import { type NamedExample, type TemplateStanding, type TemplateTrial } from '../../compose/template-library.service.js';
import { INCIDENT_KINDS } from '../../declare/contract.js';
import { findingRows } from '../notices/preflight.presenter.js';
import { type Columns } from '../list/list-files.js';
import { missingWords } from '../page/missing.words.js';
import { grouped, KINDS, languageName, NOTICE_LABELS } from '../page/words.js';
import { textDiff } from '../../compose/model/text-diff.js';
import { SUPPLIED, WORDING_STATES } from './versions.presenter.js';

/** What the list is narrowed to; empty is everything. */
type Narrowed = Readonly<Record<'kind' | 'type' | 'locale' | 'state', string>> & { readonly brand?: string };

export const PART_LABELS: Readonly<Record<NoticePart, string>> = { subject: 'Subject', sms: 'SMS', emailText: 'E-mail as plain text', emailHtml: 'E-mail as HTML' };
export const pageOf = ({ brandId, kind, type, locale }: TemplateAbout): string => `/templates/${brandId}/${kind}/${type}/${locale}`;

export const templatesAsked = (all: readonly TemplateStanding[], { brand, kind, type, locale, state }: Narrowed): readonly TemplateStanding[] => all.filter(isWantedTemplate({
  brand: brand || undefined, kind: INCIDENT_KINDS.find((each) => each === kind), type: NOTICE_TYPES.find((each) => each === type), locale: locale || undefined, state: TEMPLATE_STATES.find((each) => each === state),
}));

export const templateColumns: Columns<TemplateStanding> = {
  who_speaks: ({ about }) => about.brandId, incident: ({ about }) => about.kind, notice: ({ about }) => about.type, language: ({ about }) => about.locale, state: (one) => templateRow(one).state.label,
  needs_translation: ({ needsTranslation }) => needsTranslation, newest_version: ({ newest }) => newest?.version ?? SHIPPED, version_in_use: ({ inUse }) => inUse, last_changed_by: ({ newest }) => newest?.name, last_changed_at: ({ newest }) => newest?.madeAt,
};

export function templateRow({ about, newest, inUse, state, needsTranslation }: TemplateStanding) {
  return {
    href: pageOf(about), brandId: about.brandId, kind: KINDS[about.kind].label, type: NOTICE_LABELS[about.type], language: languageName(about.locale), needsTranslation,
    state: newest === null ? SUPPLIED : WORDING_STATES[state],
    version: newest === null ? '–' : `version ${newest.version}`,
    inUse: newest !== null && state !== 'in-use' ? (inUse === SHIPPED ? 'in use: as supplied' : `in use: version ${inUse}`) : null,
    name: newest?.name ?? null, madeAt: newest?.madeAt ?? null,
  };
}

/** Which of the texts a page shows: "48 texts", "6 of 48 texts" where they are narrowed, "1 to 48 of 96 texts" where another page follows. */
export function countWords(found: number, total: number, first: number, shown: number): string {
  const range = shown < found ? `${grouped(first)} to ${grouped(first + shown - 1)} of ${grouped(found)}` : grouped(found);
  if (found === total) return `${range} texts`;
  return shown < found ? `${range} texts like that, of ${grouped(total)} in all` : `${range} of ${grouped(total)} texts`;
}

/** The four fields of the editor, in the order in which readers meet them. */
export const partFields = (sources: NoticeSources, faults: readonly TemplateFault[]) =>
  (['subject', 'sms', 'emailText', 'emailHtml'] as const).map((part) => ({
    name: part, label: PART_LABELS[part], value: sources[part], rows: { subject: 2, sms: 6, emailText: 16, emailHtml: 18 }[part], isHtml: part === 'emailHtml',
    faults: faults.filter((fault) => fault.part === part).map(faultWords),
  }));

const faultWords = ({ line, column, message }: TemplateFault): string => `Line ${line}, column ${column + 1}: ${message}.`;

/** What the sources come to, as the editor's other half shows it. */
export function trialBox({ faults, email, sms, lacking, findings }: TemplateTrial, locale: string) {
  return {
    faults: NOTICE_PARTS.flatMap((part) => faults.filter((fault) => fault.part === part).map((fault) => ({ part, label: PART_LABELS[part], words: faultWords(fault) }))),
    missing: missingWords(lacking, { locale }),
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
