import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { IncidentKind } from '../../src/declare/contract.js';
import type { NoticeId } from '../../src/kernel/ids.js';
import { readFileSync } from 'node:fs';
import { type NoticeLaw, NOTICE_TYPES, type Labels, type MessagePlan, type NoticeSources, type NoticeType, type Reader, variantOf } from '../../src/compose/contract.js';
import { readContentTerms } from '../../src/declare/model/content-terms.js';
import { compileNotice } from '../../src/compose/engine/compile-notice.js';
import { loadTemplates } from '../../src/compose/engine/load-templates.js';
import { type PageOf, PlanComposer, type Workshop } from '../../src/compose/engine/plan-composer.js';
import type { TemplateSet } from '../../src/compose/engine/template-set.js';
import { contextBuilder, noticeInput } from '../../src/compose/model/build-context.js';
import { withSimulatedLabel } from '../../src/compose/model/simulated-label.js';
import { countSegments } from '../../src/compose/model/sms-segments.js';
import { normaliseSms } from '../../src/compose/model/sms-text.js';

/** The shipped templates of this checkout, whether it runs compiled or not. */
export const shippedTemplates = (): Promise<TemplateSet> =>
  loadTemplates(fileURLToPath(new URL(import.meta.url.includes('/dist/') ? '../../../templates' : '../../templates', import.meta.url)));

const LAW_FILE = fileURLToPath(new URL(import.meta.url.includes('/dist/') ? '../../../law/content.json' : '../../law/content.json', import.meta.url));
/** What the shipped rows ask of the words about a breach. */
export const shippedLaw = (more: { readonly hipaa?: boolean; readonly discoveredAt?: string | null; readonly delayed?: boolean } = {}): NoticeLaw => ({
  terms: readContentTerms(JSON.parse(readFileSync(LAW_FILE, 'utf8')), LAW_FILE).filter(({ regime }) => regime === null || more.hipaa === true),
  discoveredAt: more.discoveredAt ?? null, delayed: more.delayed ?? false,
});

/** A plan over shipped texts in every locale, with the sample's facts. */
export function planOf(templates: TemplateSet, kind: IncidentKind, type: NoticeType, more: { readonly simulated?: boolean; readonly sources?: Partial<NoticeSources>; readonly law?: NoticeLaw } = {}): MessagePlan {
  const { incident, facts } = templates.sample(kind);
  const sender: MessagePlan['notice']['sender'] = {
    name: 'Northwind', senderName: 'Northwind Customer Care', fromEmail: 'care@northwind.example', replyTo: 'answers@northwind.example', domain: 'northwind.example',
    website: 'https://www.northwind.example', checkAddress: 'northwind.example/check', phone: '+1 800 555 0100', postalAddress: '200 Harbor Street, Albany, NY 12207',
    supportHours: { en: 'every day, 8 am to 10 pm Eastern', es: 'todos los días, de 8 a 22 h, hora del Este' }, defaultLocale: 'en', timeZone: 'America/New_York',
  };
  return {
    planHash: null,
    notice: { id: '0196a1f0-0000-7000-8000-000000000001' as NoticeId, type, number: NOTICE_TYPES.indexOf(type) + 1, checkCode: 'K7QF-2M9D', facts, sender, ...(more.law ? { law: more.law } : {}) },
    incident: { ...incident, kind, simulated: more.simulated ?? false },
    texts: templates.locales.map((locale) => ({ ...templates.notice(kind, locale, type).sources, ...more.sources, locale, templateHash: locale })),
  };
}

export const labelsOf = (templates: TemplateSet): ReadonlyMap<string, Labels> => new Map(templates.locales.map((locale) => [locale, templates.labels(locale)]));

/** A page for each customer, but for every fifth, who has none. */
export const pageOfTest: PageOf = ({ customerId }) => (Number(customerId) % 5 === 0 ? null : `northwind.example/n/${customerId.padStart(27, '2b4dk7qftm9z3c5fgh8jnprswvx2t')}`);

export function opened(templates: TemplateSet, plan: MessagePlan, workshop?: Workshop): PlanComposer {
  const compiled = PlanComposer.compile(plan, labelsOf(templates), pageOfTest, workshop);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.refusal));
  return compiled.value;
}

/** The texts of a plan as each reader's are rendered for himself, step by step and with nothing shared: what the composer has to give as well. */
export function oneByOne(templates: TemplateSet, { notice, incident, texts }: MessagePlan, locale: string) {
  const labels = templates.labels(locale);
  const contextOf = (reader: Reader, page = pageOfTest(reader)) => contextBuilder(noticeInput({ notice, incident }, labels, variantOf(notice.law, reader.place)))(reader, page);
  const compiled = compileNotice(texts.find((text) => text.locale === locale)!);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.refusal));
  const label = incident.simulated ? labels.simulated : null;
  const sha256 = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const smsOf = (context: ReturnType<typeof contextOf>) => {
    const rendered = context.ok ? compiled.value.renderParts(context.value, ['sms']) : context;
    if (!rendered.ok) return { lacking: rendered.refusal };
    const body = normaliseSms(withSimulatedLabel('sms', rendered.value.sms, label));
    const { segments, encoding } = countSegments(body);
    return { body, segments, encoding, bodyHash: sha256([body]) };
  };
  return {
    email(reader: Reader) {
      const context = contextOf(reader);
      const rendered = context.ok ? compiled.value.renderParts(context.value, ['subject', 'emailHtml', 'emailText']) : context;
      if (!rendered.ok) return { lacking: rendered.refusal };
      const subject = withSimulatedLabel('subject', rendered.value.subject, label);
      const html = withSimulatedLabel('emailHtml', rendered.value.emailHtml, label);
      const text = withSimulatedLabel('emailText', rendered.value.emailText, label);
      return { subject, html, text, bodyHash: sha256([subject, html, text]) };
    },
    sms(reader: Reader) {
      const [withPage, without] = [smsOf(contextOf(reader)), smsOf(contextOf(reader, null))];
      if (withPage.segments === undefined || without.segments === undefined) return withPage.segments === undefined ? withPage : without;
      // The page is worth no further segment.
      return withPage.segments > without.segments ? without : withPage;
    },
  };
}
