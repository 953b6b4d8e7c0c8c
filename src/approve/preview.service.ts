import { Injectable } from '@nestjs/common';
import { Audiences, type Channel, type Member } from '../audience/contract.js';
import { MessageComposer, type EmailText, type Finding, type Lacking, type NoticeSources, type OpenPlan, type Reader, type RenderContext, type SegmentedText, type SmsText, type TemplateFault, variantOf } from '../compose/contract.js';
import { Incidents } from '../declare/contract.js';
import type { Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { countryOfNumber } from '../kernel/phone-country.js';
import { ok, type Result } from '../kernel/result.js';
import type { AudienceId, CustomerId, MessageId, NoticeId } from '../kernel/ids.js';
import type { NoticeTexts } from './contract.js';
import { READERS, requireRole } from './model/who-may.js';
import { PlanService, type StandingPlan } from './plan.service.js';
import { SnapshotService } from './snapshot.service.js';
import { AudienceReader, type Sharer, type Sought } from './store/audience.reader.js';

/** Through whose eyes to look. */
export type PreviewAs =
  | { readonly customerId: CustomerId }
  | { readonly position: number }
  /** By the company's own reference, by language or region, or who tries the texts most; of several the first in the order. */
  | Exclude<Sought, { readonly places: unknown }>
  /** Somebody whom these laws bind: "us-ma", "general". */
  | { readonly variant: string };

/** Texts that are still being written, in place of those that are kept. */
export type DraftTexts = readonly (NoticeSources & { readonly locale: string })[];

export interface Preview {
  readonly reader: {
    readonly customerId: CustomerId;
    readonly position: number;
    readonly reference: string;
    readonly name: string | null;
    readonly locale: string | null;
    readonly hasEmail: boolean;
    readonly hasPhone: boolean;
    /** As "US-CA"; null where it is not known. */
    readonly region: string | null;
    readonly preferredChannel: Channel | null;
    /** ISO 3166 alpha-2, by which a text is paid for; '' where the number tells none, null without a number. */
    readonly numberCountry: string | null;
    /** Where he lives, as laws count it. */
    readonly place: string | null;
  };
  /** The language that he is written to in. */
  readonly locale: string;
  /** By which laws. */
  readonly law: { readonly variant: string; readonly names: readonly string[] };
  /** Each null where a value is lacking for it. */
  readonly email: EmailText | null;
  readonly sms: SegmentedText | null;
  /**
   * SHA-256 (hex) of what would leave were the plan signed as it stands: the ledger keeps the same of each message. It is taken with the
   * address of the reader's own page, in whose place a notice that nobody signed shows a sample. Null where nothing can be made, or of texts that are not saved.
   */
  readonly hashes: { readonly email: string | null; readonly sms: string | null };
  readonly lacking: readonly Lacking[];
  readonly findings: readonly Finding[];
  /** Faults of texts that were handed in, by locale; then nothing is rendered. */
  readonly faults: Readonly<Record<string, readonly TemplateFault[]>>;
}

/** The words alone, for a page that shows no more. */
export interface Glance extends Pick<Preview, 'reader' | 'locale' | 'email' | 'lacking'> {
  /** Whole: into which parts a phone cuts it is for who looks closer. */
  readonly sms: SmsText | null;
}

/** What one member reads, or read: the same as was sent, since it is made from the same plan. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly audiences: Audiences,
    private readonly composer: MessageComposer,
    private readonly plans: PlanService,
    private readonly incidents: Incidents,
    private readonly snapshots: SnapshotService,
    private readonly reader: AudienceReader,
  ) {}

  /**
   * @param texts  Texts to look at before they are saved; languages that are left out are shown as they are kept.
   * @throws DomainError forbidden `role-needed`; not-found `notice-not-found`, `member-not-found`; unprocessable `template-not-found`
   */
  async preview(actor: Actor, of: NoticeId | StandingPlan, as: PreviewAs, texts: DraftTexts = []): Promise<Preview> {
    requireRole(actor, READERS);
    const standing = await this.plans.known(of);
    const member = await this.member(standing, as);
    const faults = Object.fromEntries(texts.map((text) => [text.locale, this.composer.check(text)] as const).filter(([, found]) => found.length > 0));
    if (Object.keys(faults).length > 0) return { reader: readerOf(member), locale: '', email: null, sms: null, law: lawOf(standing, member), hashes: NO_HASHES, lacking: [], findings: [], faults };
    const plan = await this.open(standing, texts);
    return { ...glanced(plan, member, plan.segmented(member)), findings: plan.lint(member), law: lawOf(standing, member), hashes: texts.length > 0 ? NO_HASHES : await this.hashes(standing, member), faults };
  }

  /** What he reads, and nothing that is made of it. Errors as `preview`. */
  async glance(actor: Actor, of: NoticeId | StandingPlan, as: PreviewAs): Promise<Glance> {
    requireRole(actor, READERS);
    const standing = await this.plans.known(of);
    const member = await this.member(standing, as);
    const plan = await this.open(standing, []);
    const sms = plan.texts(member, ['sms']);
    return glanced(plan, member, sms.ok ? ok(sms.value.sms) : sms);
  }

  /**
   * What the reader's own page would say were the plan signed as it stands.
   *
   * @throws DomainError forbidden `role-needed`; not-found `notice-not-found`, `member-not-found`; unprocessable `template-faults`
   */
  async page(actor: Actor, id: NoticeId, customer: CustomerId): Promise<{ readonly notice: StandingPlan['notice']; readonly context: Result<RenderContext, readonly Lacking[]> }> {
    requireRole(actor, READERS);
    const standing = await this.plans.standing(id);
    return { notice: standing.notice, context: (await this.open(standing, [])).context(await this.member(standing, { customerId: customer })) };
  }

  /** The members who share this one's addresses, himself left out: one message goes there, made for whoever comes first in the order. */
  async sharers(actor: Actor, of: NoticeId | StandingPlan, customer: CustomerId): Promise<readonly Sharer[]> {
    requireRole(actor, READERS);
    const { audience, frozen: { counts } } = await this.plans.known(of);
    return counts.sharing === 0 ? [] : this.reader.sharers(audience.id, customer);
  }

  /**
   * The messages as somebody without a name or a purchase would get them in this language: to be shown to many, so nothing of anybody's is in them.
   *
   * @returns Each null where a value is lacking for it.
   * @throws DomainError forbidden `role-needed`; not-found `notice-not-found`
   */
  async ofNobody(actor: Actor, id: NoticeId, locale: string): Promise<{ readonly email: EmailText | null; readonly sms: SmsText | null }> {
    requireRole(actor, READERS);
    const standing = await this.plans.standing(id);
    const nobody: Reader = { customerId: '0' as CustomerId, reference: '–', firstName: null, lastName: null, locale, place: null, reasons: { touchpoints: [], more: 0, data: standing.notice.facts.dataInvolved, by: [] } };
    const { email, sms } = byChannel(await this.open(standing, []), nobody);
    return { email: email.ok ? email.value.email : null, sms: sms.ok ? sms.value.sms : null };
  }

  private async hashes({ notice, texts, hash }: StandingPlan, member: Member): Promise<Preview['hashes']> {
    const signed = await this.composer.open({ notice, incident: notice.incident, texts, planHash: hash });
    const [email, sms] = [signed.email(member, ANY_MESSAGE), signed.sms(member)];
    return { email: email.ok ? email.value.bodyHash : null, sms: sms.ok ? sms.value.bodyHash : null };
  }

  private async open({ notice, texts, hash }: StandingPlan, drafts: DraftTexts): Promise<OpenPlan> {
    let shown = texts;
    for (const draft of drafts) shown = await this.replaced(notice, shown, draft);
    const plan = { notice, incident: notice.incident, texts: shown };
    if (drafts.length > 0) return this.composer.open({ ...plan, planHash: null });
    return this.composer.open({ ...plan, planHash: notice.state === 'approved' ? hash : null }, hash);
  }

  private async replaced(notice: StandingPlan['notice'], texts: readonly NoticeTexts[], draft: DraftTexts[number]): Promise<readonly NoticeTexts[]> {
    const base = texts.find(({ locale }) => locale === draft.locale) ?? (await this.snapshots.textIn(notice.incident.kind, notice.type, draft.locale, (await this.incidents.get(notice.incidentId)).brandId));
    if (base === null) throw new DomainError('unprocessable', 'template-not-found', `There is no template in "${draft.locale}".`, { locale: draft.locale });
    const { subject, emailHtml, emailText, sms } = draft;
    return [...texts.filter(({ locale }) => locale !== draft.locale), { locale: draft.locale, templateHash: base.templateHash, subject, emailHtml, emailText, sms }];
  }

  /** By which laws the people of a notice are written to, most first. */
  async laws(of: NoticeId | StandingPlan): Promise<readonly { readonly variant: string; readonly names: readonly string[]; readonly people: number }[]> {
    const { notice, audience } = await this.plans.known(of);
    const tally = new Map<string, { variant: string; names: readonly string[]; people: number }>();
    for (const { place, members } of await this.reader.places(audience.id)) {
      const { variant, names } = lawOf({ notice }, { place });
      tally.set(variant, { variant, names, people: (tally.get(variant)?.people ?? 0) + members });
    }
    return [...tally.values()].sort((a, b) => b.people - a.people);
  }

  private async boundBy(notice: StandingPlan['notice'], audience: AudienceId, variant: string): Promise<CustomerId | null> {
    const places = (await this.reader.places(audience)).map(({ place }) => place).filter((place) => variantOf(notice.law, place).id === variant);
    return places.length === 0 ? null : this.reader.find(audience, { places });
  }

  private async member({ audience, notice }: StandingPlan, as: PreviewAs): Promise<Member> {
    if ('customerId' in as) return this.audiences.member(audience.id, as.customerId);
    if ('position' in as) {
      const [member] = await this.audiences.members(audience.id, as.position, as.position + 1);
      if (member) return member;
    } else {
      const customer = 'variant' in as ? await this.boundBy(notice, audience.id, as.variant) : await this.reader.find(audience.id, as);
      if (customer !== null) return this.audiences.member(audience.id, customer);
    }
    throw new DomainError('not-found', 'member-not-found', 'There is no such member in the audience of this notice.', { audienceId: audience.id });
  }
}

function lawOf({ notice }: Pick<StandingPlan, 'notice'>, { place }: Pick<Member, 'place'>): Preview['law'] {
  const { id, terms } = variantOf(notice.law, place);
  return { variant: id, names: terms.map(({ name }) => name) };
}

const NO_HASHES: Preview['hashes'] = { email: null, sms: null };
/** The body says nothing of the message's number. */
const ANY_MESSAGE = '0' as MessageId;

/** Both channels, each on its own: what one lacks must not hide the other. */
function byChannel(plan: OpenPlan, reader: Reader) {
  const one = (channel: Channel) => plan.texts(reader, [channel]);
  return { email: one('email'), sms: one('sms') };
}

/** @param sms  The text as it is to be shown, or why there is none. */
function glanced<Sms extends SmsText>(plan: OpenPlan, member: Member, sms: Result<Sms | null, readonly Lacking[]>) {
  const email = plan.texts(member, ['email']);
  const lacking = [email, sms].flatMap((composed) => (composed.ok ? [] : composed.refusal));
  return {
    reader: readerOf(member),
    locale: plan.localeOf(member),
    email: email.ok ? email.value.email : null,
    sms: sms.ok ? sms.value : null,
    lacking: lacking.filter((each, index) => lacking.findIndex((other) => JSON.stringify(other) === JSON.stringify(each)) === index),
  };
}

function readerOf({ customerId, position, reference, firstName, lastName, locale, email, phone, country, region, place, preferredChannel }: Member): Preview['reader'] {
  const name = [firstName, lastName].filter(Boolean).join(' ') || null;
  return { customerId, position, reference, name, locale, hasEmail: email !== null, hasPhone: phone !== null, region: [country, region].filter(Boolean).join('-') || null, preferredChannel, numberCountry: phone === null ? null : (countryOfNumber(phone) ?? ''), place };
}
