import type { Channel } from '../../audience/contract.js';
import type { MessageId } from '../../kernel/ids.js';
import { ok, refused, type Result } from '../../kernel/result.js';
import { sha256Hex } from '../../kernel/sha256.js';
import {
  NOTICE_PARTS, type ComposedTexts, type EmailMessage, type Finding, type Labels, type Lacking, type MessagePlan, type NoticePart, type OpenPlan, type PlanText, type Reader,
  type RenderContext, type RenderedNotice, type SmsMessage, type SmsText, type TemplateFault,
} from '../contract.js';
import { contextBuilder, type MemberInput } from '../model/build-context.js';
import { chooseLocale } from '../model/choose-locale.js';
import { lintNotice } from '../model/lint-notice.js';
import { emailHeaders, messageIdFor } from '../model/mail-headers.js';
import { withSimulatedLabel } from '../model/simulated-label.js';
import { countSegments } from '../model/sms-segments.js';
import { normaliseSms } from '../model/sms-text.js';
import { compileNotice, type CompiledNotice } from './compile-notice.js';

const PARTS: Readonly<Record<Channel, readonly NoticePart[]>> = { email: ['subject', 'emailHtml', 'emailText'], sms: ['sms'] };

export type PageOf = (reader: Pick<Reader, 'customerId'>) => string | null;

/** One language of a plan, ready for any number of readers. */
interface OpenLocale {
  readonly notice: CompiledNotice;
  readonly contextOf: (member: MemberInput, page: string | null) => Result<RenderContext, readonly string[]>;
  readonly label: string | null;
}

/** The texts of one plan, compiled. Holds no reader's data. */
export class PlanComposer implements OpenPlan {
  private readonly open: ReadonlyMap<string, OpenLocale>;
  private readonly locales: readonly string[];
  /** The brand's own language: "en-GB" is served by "en" where there is no other. */
  private readonly fallback: string;

  private constructor(
    private readonly plan: MessagePlan,
    private readonly pageOf: PageOf,
    open: readonly (readonly [string, OpenLocale])[],
  ) {
    this.open = new Map(open);
    this.locales = [...this.open.keys()].sort();
    this.fallback = chooseLocale(plan.notice.sender.defaultLocale, this.locales, plan.notice.sender.defaultLocale);
  }

  /**
   * @param labels  By hash of the template version; there must be one for each text.
   * @param pageOf  The address of a reader's own page.
   * @returns The plan, or by locale every fault of its texts.
   */
  static compile(plan: MessagePlan, labels: ReadonlyMap<string, Labels>, pageOf: PageOf = () => null): Result<PlanComposer, Readonly<Record<string, readonly TemplateFault[]>>> {
    const compiled = plan.texts.map((text) => ({ text, notice: compileNotice(text) }));
    const faults = compiled.flatMap(({ text, notice }) => (notice.ok ? [] : [[text.locale, notice.refusal] as const]));
    if (faults.length > 0) return refused(Object.fromEntries(faults));
    return ok(new PlanComposer(plan, pageOf, compiled.flatMap(({ text, notice }) => (notice.ok ? [[text.locale, openLocale(plan, text, notice.value, labels)] as const] : []))));
  }

  localeOf(reader: Pick<Reader, 'locale'>): string {
    return chooseLocale(reader.locale, this.locales, this.fallback);
  }

  texts(reader: Reader, channels: readonly Channel[]): Result<ComposedTexts, readonly Lacking[]> {
    const rendered = this.render(reader, channels.flatMap((channel) => PARTS[channel]));
    if (!rendered.ok) return rendered;
    const { subject, emailHtml, emailText, sms } = rendered.value;
    return ok({
      locale: this.localeOf(reader),
      email: channels.includes('email') ? { subject, html: emailHtml, text: emailText } : null,
      sms: channels.includes('sms') ? smsText(sms) : null,
    });
  }

  email(reader: Reader, id: MessageId): Result<EmailMessage, readonly Lacking[]> {
    const composed = this.texts(reader, ['email']);
    if (!composed.ok) return composed;
    const { locale, email } = composed.value;
    const { id: noticeId, sender } = this.plan.notice;
    return ok({
      ...email!,
      locale,
      from: { name: sender.senderName, address: sender.fromEmail },
      replyTo: sender.replyTo,
      // The notice's id is in it too: after a database is set up anew its message ids begin again, and receivers would take the mail for a repeat.
      messageId: messageIdFor(`${id}-${noticeId}`, domainOf(sender.fromEmail)),
      headers: emailHeaders({ noticeId, incidentReference: this.plan.incident.reference, locale, unsubscribeUrl: null }),
      bodyHash: bodyHash([email!.subject, email!.html, email!.text]),
    });
  }

  sms(reader: Reader): Result<SmsMessage, readonly Lacking[]> {
    const composed = this.texts(reader, ['sms']);
    if (!composed.ok) return composed;
    const { locale, sms } = composed.value;
    return ok({ ...sms!, locale, bodyHash: bodyHash([sms!.body]) });
  }

  context(reader: Reader): Result<RenderContext, readonly Lacking[]> {
    const locale = this.localeOf(reader);
    const open = this.open.get(locale);
    if (open === undefined) return refused([{ part: 'every', missing: [`texts.${locale}`] }]);
    const context = open.contextOf(reader, this.pageOf(reader));
    return context.ok ? context : refused([{ part: 'every', missing: context.refusal }]);
  }

  lint(reader: Reader): readonly Finding[] {
    const rendered = this.render(reader, NOTICE_PARTS);
    const { sender, checkCode } = this.plan.notice;
    return rendered.ok ? lintNotice(rendered.value, { locale: this.localeOf(reader), brandName: sender.name, domain: sender.domain, checkCode }) : [];
  }

  /** The parts asked for; the others are empty. */
  private render(reader: Reader, parts: readonly NoticePart[]): Result<RenderedNotice, readonly Lacking[]> {
    const locale = this.localeOf(reader);
    const open = this.open.get(locale);
    if (open === undefined) return refused([{ part: 'every', missing: [`texts.${locale}`] }]);
    const context = this.context(reader);
    if (!context.ok) return context;
    const rendered = open.notice.renderParts(context.value, parts);
    if (!rendered.ok) return rendered;
    const texts = { subject: '', emailHtml: '', emailText: '', sms: '' };
    for (const part of parts) texts[part] = withSimulatedLabel(part, rendered.value[part], open.label);
    if (!parts.includes('sms') || context.value.person.page === null) return ok(texts);
    const shorter = open.notice.renderParts({ ...context.value, person: { ...context.value.person, page: null } }, ['sms']);
    return shorter.ok ? ok({ ...texts, sms: cheaper(texts.sms, withSimulatedLabel('sms', shorter.value.sms, open.label)) }) : shorter;
  }
}

function openLocale(plan: MessagePlan, text: PlanText, notice: CompiledNotice, labels: ReadonlyMap<string, Labels>): OpenLocale {
  const words = labels.get(text.templateHash);
  if (words === undefined) throw new RangeError(`There are no labels for the template version ${text.templateHash}.`);
  const { facts, sender, type, number, checkCode } = plan.notice;
  const contextOf = contextBuilder({ facts, incident: plan.incident, brand: sender, notice: { type, number, checkCode }, labels: words });
  return { notice, contextOf, label: plan.incident.simulated ? words.simulated : null };
}

function smsText(text: string): SmsText {
  const body = normaliseSms(text);
  const { segments, encoding } = countSegments(body);
  return { body, segments, encoding };
}

/** The page's address is worth no further segment: each is paid for, and a phone may show them apart. */
const cheaper = (withPage: string, without: string): string => (smsText(withPage).segments > smsText(without).segments ? without : withPage);

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
const bodyHash = (parts: readonly string[]): string => sha256Hex(JSON.stringify(parts));
