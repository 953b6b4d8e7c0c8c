import type { Channel } from '../../audience/contract.js';
import { domainOf } from '../../kernel/email.js';
import type { MessageId, NoticeId } from '../../kernel/ids.js';
import { ok, refused, type Result } from '../../kernel/result.js';
import {
  NOTICE_PARTS, type ComposedTexts, type EmailMessage, type Finding, type Labels, type Lacking, type MessagePlan, type NoticePart, type OpenPlan, type PlanText, type Reader,
  type RenderContext, type RenderedNotice, type SegmentedText, type SmsMessage, type SmsText, type TemplateFault,
} from '../contract.js';
import { contextBuilder, type MemberInput, noticeInput } from '../model/build-context.js';
import { chooseLocale } from '../model/choose-locale.js';
import { lawFactsOf } from '../model/law-facts.js';
import { lintNotice } from '../model/lint-notice.js';
import { unrealLabel } from '../model/simulated-label.js';
import { emailHeaders, messageIdFor } from '../model/mail-headers.js';
import { Recent } from '../model/recent.js';
import { countSegments, splitSegments } from '../model/sms-segments.js';
import { normaliseSms } from '../model/sms-text.js';
import { type Variant, variantOf } from '../model/variant.js';
import { bodyHash, type PartText } from './body-hash.js';
import { compileNotice, type CompiledNotice } from './compile-notice.js';
import { type Forms, NoticeForms, type PartTexts } from './notice-forms.js';

const PARTS: Readonly<Record<Channel, readonly NoticePart[]>> = { email: ['subject', 'emailHtml', 'emailText'], sms: ['sms'] };

export type PageOf = (reader: Pick<Reader, 'customerId'>) => string | null;

/** One language of a plan, compiled once for all laws. */
interface OpenLocale {
  /** The same to readers whom the same laws bind, ready for any number of them. */
  readonly under: (variant: Variant) => OpenVariant;
  readonly headers: () => EmailMessage['headers'];
}

interface OpenVariant {
  readonly forms: NoticeForms;
  readonly contextOf: (member: MemberInput, page: string | null) => Result<RenderContext, readonly string[]>;
}

/** A notice as one reader gets it, and its SMS as it goes out; null where none was asked for. */
interface Rendered {
  readonly parts: PartTexts;
  readonly sms: SmsText | null;
}

/** What plans share. */
export interface Workshop {
  /** By plan, locale and shape of the reader. */
  readonly forms: Recent<Forms>;
  /** Told where a form did not read as what is rendered, and is not used: a fault of ours that nobody's text shows. */
  readonly onDiffering: (noticeId: NoticeId, locale: string, part: NoticePart) => void;
}

/** 80 kB each, with what the gateway keeps of it; a notice has one for each number of touchpoints and of data classes that occurs. */
const FORMS_KEPT = 256;
/** Wishes are a few tags; the bound is for files that have something else in that column. */
const WISHES_KEPT = 1_000;

let plansOpened = 0;

/** The texts of one plan, compiled. Holds no reader's data. */
export class PlanComposer implements OpenPlan {
  private readonly open: ReadonlyMap<string, OpenLocale>;
  private readonly locales: readonly string[];
  /** The brand's own language: "en-GB" is served by "en" where there is no other. */
  private readonly fallback: string;
  private readonly chosen = new Map<string | null, string>();
  private readonly variants = new Map<string | null, Variant>();
  private readonly from: EmailMessage['from'];
  private readonly domain: string;

  private constructor(
    private readonly plan: MessagePlan,
    private readonly pageOf: PageOf,
    open: readonly (readonly [string, OpenLocale])[],
  ) {
    this.open = new Map(open);
    this.locales = [...this.open.keys()].sort();
    const { defaultLocale, senderName, fromEmail } = plan.notice.sender;
    this.fallback = chooseLocale(defaultLocale, this.locales, defaultLocale);
    this.from = { name: senderName, address: fromEmail };
    this.domain = domainOf(fromEmail);
  }

  /**
   * @param labels  By hash of the template version; there must be one for each text.
   * @param pageOf  The address of a reader's own page.
   * @returns The plan, or by locale every fault of its texts.
   */
  static compile(plan: MessagePlan, labels: ReadonlyMap<string, Labels>, pageOf: PageOf = () => null, workshop = newWorkshop()): Result<PlanComposer, Readonly<Record<string, readonly TemplateFault[]>>> {
    const compiled = plan.texts.map((text) => ({ text, notice: compileNotice(text) }));
    const faults = compiled.flatMap(({ text, notice }) => (notice.ok ? [] : [[text.locale, notice.refusal] as const]));
    if (faults.length > 0) return refused(Object.fromEntries(faults));
    const name = `${(plansOpened += 1)}`;
    return ok(new PlanComposer(plan, pageOf, compiled.flatMap(({ text, notice }) => (notice.ok ? [[text.locale, openLocale(plan, text, notice.value, labels, workshop, name)] as const] : []))));
  }

  localeOf({ locale }: Pick<Reader, 'locale'>): string {
    const known = this.chosen.get(locale);
    if (known !== undefined) return known;
    const chosen = chooseLocale(locale, this.locales, this.fallback);
    if (this.chosen.size < WISHES_KEPT) this.chosen.set(locale, chosen);
    return chosen;
  }

  variantOf({ place }: Pick<Reader, 'place'>): Variant {
    const known = this.variants.get(place);
    if (known !== undefined) return known;
    const variant = variantOf(this.plan.notice.law, place);
    if (this.variants.size < WISHES_KEPT) this.variants.set(place, variant);
    return variant;
  }

  texts(reader: Reader, channels: readonly Channel[]): Result<ComposedTexts, readonly Lacking[]> {
    const rendered = this.render(reader, channels.flatMap((channel) => PARTS[channel]));
    if (!rendered.ok) return rendered;
    const { parts: { subject, emailHtml, emailText }, sms } = rendered.value;
    return ok({
      locale: this.localeOf(reader),
      email: subject && emailHtml && emailText ? { subject: subject.text, html: emailHtml.text, text: emailText.text } : null,
      sms,
    });
  }

  email(reader: Reader, id: MessageId): Result<EmailMessage, readonly Lacking[]> {
    const rendered = this.render(reader, PARTS.email);
    if (!rendered.ok) return rendered;
    const [subject, html, text] = [rendered.value.parts.subject!, rendered.value.parts.emailHtml!, rendered.value.parts.emailText!];
    const locale = this.localeOf(reader);
    return ok({
      subject: subject.text,
      html: html.text,
      text: text.text,
      locale,
      from: this.from,
      replyTo: this.plan.notice.sender.replyTo,
      // The notice's id is in it too: after a database is set up anew its message ids begin again, and receivers would take the mail for a repeat.
      messageId: messageIdFor(`${id}-${this.plan.notice.id}`, this.domain),
      headers: this.open.get(locale)!.headers(),
      bodyHash: bodyHash([subject, html, text]),
      filled: subject.filled && html.filled && text.filled ? { subject: subject.filled, html: html.filled, text: text.filled } : null,
    });
  }

  sms(reader: Reader): Result<SmsMessage, readonly Lacking[]> {
    const rendered = this.render(reader, PARTS.sms);
    if (!rendered.ok) return rendered;
    const { parts, sms } = rendered.value;
    return ok({ ...sms!, locale: this.localeOf(reader), bodyHash: bodyHash([{ text: sms!.body, filled: parts.sms!.filled }]) });
  }

  segmented(reader: Reader): Result<SegmentedText, readonly Lacking[]> {
    const rendered = this.render(reader, PARTS.sms);
    return rendered.ok ? ok({ ...rendered.value.sms!, pieces: splitSegments(rendered.value.sms!.body) }) : rendered;
  }

  context(reader: Reader): Result<RenderContext, readonly Lacking[]> {
    const locale = this.localeOf(reader);
    const open = this.open.get(locale);
    if (open === undefined) return refused([{ part: 'every', missing: [`texts.${locale}`] }]);
    const context = open.under(this.variantOf(reader)).contextOf(reader, this.pageOf(reader));
    return context.ok ? context : refused([{ part: 'every', missing: context.refusal }]);
  }

  lint(reader: Reader): readonly Finding[] {
    const rendered = this.render(reader, NOTICE_PARTS);
    const context = this.context(reader);
    if (!rendered.ok || !context.ok) return [];
    const { locale, brand, notice, person, facts, mine } = context.value;
    const own = [person.greeting, person.reference, ...mine.touchpoints];
    const law = lawFactsOf(this.variantOf(reader), this.plan.notice, context.value);
    return lintNotice(asTexts(rendered.value.parts), {
      locale, brandName: brand.name, domain: brand.domain, checkCode: notice.checkCode, checkAddress: brand.checkAddress, page: person.page, steps: facts.whatYouCanDo, own, law,
    });
  }

  private render(reader: Reader, parts: readonly NoticePart[]): Result<Rendered, readonly Lacking[]> {
    const context = this.context(reader);
    if (!context.ok) return context;
    const { forms } = this.open.get(this.localeOf(reader))!.under(this.variantOf(reader));
    const rendered = forms.render(context.value, parts);
    if (!rendered.ok) return rendered;
    const withPage = sized(rendered.value);
    if (withPage.sms === null || context.value.person.page === null) return ok(withPage);
    const shorter = forms.render({ ...context.value, person: { ...context.value.person, page: null } }, PARTS.sms);
    return shorter.ok ? ok(cheaper(withPage, sized({ ...rendered.value, sms: shorter.value.sms! }))) : shorter;
  }
}

export const newWorkshop = (onDiffering: Workshop['onDiffering'] = () => undefined): Workshop => ({ forms: new Recent(FORMS_KEPT), onDiffering });

function openLocale(plan: MessagePlan, { locale, templateHash }: PlanText, notice: CompiledNotice, labels: ReadonlyMap<string, Labels>, workshop: Workshop, name: string): OpenLocale {
  const words = labels.get(templateHash);
  if (words === undefined) throw new RangeError(`There are no labels for the template version ${templateHash}.`);
  const noticeId = plan.notice.id;
  const label = unrealLabel(plan.incident, words);
  const onDiffering = (part: NoticePart): void => workshop.onDiffering(noticeId, locale, part);
  let headers: EmailMessage['headers'] | null = null;
  const headersOf = (): EmailMessage['headers'] => (headers ??= emailHeaders({ noticeId, incidentReference: plan.incident.reference, locale }));
  const opened = new Map<string, OpenVariant>();
  const under = (variant: Variant): OpenVariant => {
    const known = opened.get(variant.id);
    if (known !== undefined) return known;
    // Forms hold what readers have in common, and by what law they are written to is part of that.
    const forms = new NoticeForms({ notice, label, kept: workshop.forms, name: `${name} ${locale} ${variant.id}`, onDiffering });
    const made = { forms, contextOf: contextBuilder(noticeInput(plan, words, variant)) };
    opened.set(variant.id, made);
    return made;
  };
  return { under, headers: headersOf };
}

function smsText({ text, filled }: PartText): SmsText {
  // A form has been brought into GSM-7, and plain values do not change that.
  const body = filled ? text : normaliseSms(text);
  const { segments, encoding } = countSegments(body);
  return { body, segments, encoding };
}

/** The page's address is worth no further segment: each is paid for, and a phone may show them apart. */
const cheaper = (withPage: Rendered, without: Rendered): Rendered => (withPage.sms!.segments > without.sms!.segments ? without : withPage);

/** The text is counted once for each way it could read: that is dear, and a pre-flight does it for everyone. */
const sized = (parts: PartTexts): Rendered => ({ parts, sms: parts.sms ? smsText(parts.sms) : null });

const asTexts = ({ subject, emailHtml, emailText, sms }: PartTexts): RenderedNotice => ({ subject: subject!.text, emailHtml: emailHtml!.text, emailText: emailText!.text, sms: sms!.text });
