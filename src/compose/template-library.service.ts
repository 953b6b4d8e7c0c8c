import { Injectable } from '@nestjs/common';
import { Brands, INCIDENT_KINDS, LawRecords, placeIn } from '../declare/contract.js';
import type { Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { CustomerId, NoticeId } from '../kernel/ids.js';
import { type EmailText, type Finding, type Lacking, MessageComposer, NOTICE_TYPES, type NoticeLaw, type NoticeSources, type OpenPlan, type Reader, type SmsText, type TemplateFault } from './contract.js';
import { chooseLocale } from './model/choose-locale.js';
import { aboutName, needsTranslation, newestVersion, SHIPPED, stateOf, type TemplateAbout, type WordingDecision, type WordingState, type WordingVersion, versionInUse } from './model/wording.js';
import { TemplatesService } from './templates.service.js';
import { WordingService } from './wording.service.js';

/** One row of the list: where a text stands. */
export interface TemplateStanding {
  readonly about: TemplateAbout;
  readonly inUse: number;
  /** The newest, whatever became of it; null where there is none but the one that came with the service. */
  readonly newest: WordingVersion | null;
  readonly state: WordingState;
  readonly needsTranslation: boolean;
  /** The language that the others are translated from: the brand's own. */
  readonly source: string;
}

/** A text as an invented reader of an invented incident would get it. */
export interface TemplateTrial {
  readonly faults: readonly TemplateFault[];
  /** Each null where a value is lacking for it, or a fault keeps it from being made. */
  readonly email: EmailText | null;
  readonly sms: SmsText | null;
  readonly lacking: readonly Lacking[];
  readonly findings: readonly Finding[];
}

/** A name that the words can use, and what it is for the invented reader; null where there is nothing to say. */
export interface NamedExample {
  readonly name: string;
  readonly kind: 'value' | 'list';
  readonly example: string | null;
}

/** Never a notice's: nothing is kept or sent under it. */
const NO_NOTICE = '00000000-0000-4000-8000-000000000000' as NoticeId;
const SAMPLE_CODE = 'K7QF-2M9D';

/** The words that notices begin with, as the company keeps them: every version, who wrote and who reviewed it, and what it would look like. */
@Injectable()
export class TemplateLibrary {
  constructor(
    private readonly brands: Brands,
    private readonly templates: TemplatesService,
    private readonly composer: MessageComposer,
    private readonly wordings: WordingService,
    private readonly laws: LawRecords,
  ) {}

  /** Every text of a brand, by kind, notice and language. @throws DomainError not-found `brand-not-found` */
  async list(brandId: string): Promise<readonly TemplateStanding[]> {
    const { defaultLocale } = await this.brands.get(brandId);
    const own = await this.wordings.under(`template/${brandId}/`);
    const locales = this.templates.locales();
    const source = chooseLocale(defaultLocale, locales, defaultLocale);
    const versionsOf = (about: TemplateAbout): readonly WordingVersion[] => own.get(aboutName(about)) ?? [];
    return INCIDENT_KINDS.flatMap((kind) => NOTICE_TYPES.flatMap((type) => locales.map((locale) => {
      const about: TemplateAbout = { of: 'template', brandId, kind, type, locale };
      const versions = versionsOf(about);
      const lags = locale !== source && needsTranslation(madeInUse(versions), madeInUse(versionsOf({ ...about, locale: source })));
      const newest = newestVersion(versions);
      return { about, inUse: versionInUse(versions), newest: versions.find(({ version }) => version === newest) ?? null, state: stateOf(newest, versions), needsTranslation: lags, source };
    })));
  }

  /** Where one text stands, and all its versions, newest first. @throws DomainError not-found `template-not-found`, `brand-not-found` */
  async one(about: TemplateAbout): Promise<TemplateStanding & { readonly versions: readonly WordingVersion[] }> {
    const name = aboutName(about);
    const standing = (await this.list(about.brandId)).find((each) => aboutName(each.about) === name);
    if (!standing) throw new DomainError('not-found', 'template-not-found', 'There is no such text.', { about: name });
    return { ...standing, versions: await this.wordings.versions(about) };
  }

  /** What a version says; version 0 is what came with the service. @throws DomainError not-found `wording-not-found`, `template-not-found` */
  async sources(about: TemplateAbout, version: number): Promise<NoticeSources> {
    if (version !== SHIPPED) return this.wordings.content<NoticeSources>(about, version);
    if (!this.templates.locales().includes(about.locale)) throw new DomainError('not-found', 'template-not-found', 'There is no such text.', { about: aboutName(about) });
    return this.templates.shipped(about.kind, about.type, about.locale).sources;
  }

  /**
   * Keeps a new version after `after`. Nothing begins with it until somebody else has reviewed it.
   *
   * @throws DomainError forbidden `role-needed`; unprocessable `template-faults` with part, line and column of each; conflict
   *   `wording-moved-on`; invalid `nothing-changed`; not-found as `one`
   */
  async save(actor: Actor, about: TemplateAbout, after: number, sources: NoticeSources, note: string): Promise<number> {
    await this.one(about);
    const faults = this.composer.check(sources);
    if (faults.length > 0) {
      throw new DomainError('unprocessable', 'template-faults', `The text can't be used: ${faults.map(({ part, line, column, message }) => `${part} ${line}:${column + 1} ${message}`).join('; ')}.`, { faults });
    }
    const { subject, emailHtml, emailText, sms } = sources;
    return this.wordings.save<NoticeSources>(actor, about, { after, content: { subject, emailHtml, emailText, sms }, before: await this.sources(about, after), note });
  }

  /** Makes an old version the newest once more; it is reviewed like any other. @throws DomainError as `save` */
  async restore(actor: Actor, about: TemplateAbout, after: number, version: number): Promise<number> {
    const [content, before] = [await this.sources(about, version), await this.sources(about, after)];
    return this.wordings.save(actor, about, { after, content, before, note: version === SHIPPED ? 'Back to what came with the service.' : `Back to version ${version}.`, restoredFrom: version });
  }

  /**
   * Takes the newest version into use, or gives it back with a reason.
   *
   * @throws DomainError as `WordingService.decide`; conflict `findings-block` where it breaks a rule that a notice must keep
   */
  async decide(actor: Actor, about: TemplateAbout, version: number, kind: WordingDecision['kind'], reason: string): Promise<void> {
    if (kind === 'reviewed') await this.requireClean(about, version);
    await this.wordings.decide(actor, about, version, kind, reason);
  }

  /** What these sources would look like, and what is wrong with them. Nothing is kept. @throws DomainError not-found `brand-not-found`, `template-not-found` */
  async trial(about: TemplateAbout, sources: NoticeSources): Promise<TemplateTrial> {
    const faults = this.composer.check(sources);
    if (faults.length > 0) return { faults, email: null, sms: null, lacking: [], findings: [] };
    const law = await this.lawOf(about);
    const { plan, reader } = await this.open(about, sources, law);
    const [email, sms] = [plan.texts(reader, ['email']), plan.texts(reader, ['sms'])];
    return {
      faults,
      email: email.ok ? email.value.email : null,
      sms: sms.ok ? sms.value.sms : null,
      lacking: [email, sms].flatMap((composed) => (composed.ok ? [] : composed.refusal)),
      findings: underEveryLaw(plan, reader, law),
    };
  }

  /** Every name that the words can use, as it is for the invented reader; none where the brand lacks what a notice needs in this language. */
  async names(about: TemplateAbout): Promise<readonly NamedExample[]> {
    const { plan, reader } = await this.open(about, await this.sources(about, SHIPPED));
    const context = plan.context(reader);
    return context.ok ? examplesIn(context.value, '') : [];
  }

  /** What binds everybody: what binds a company for what it is shows in its notices. */
  private async lawOf({ kind }: TemplateAbout): Promise<NoticeLaw> {
    return { terms: (await this.laws.terms()).filter(({ kinds, regime }) => kinds.includes(kind) && regime === null), discoveredAt: null, delayed: false };
  }

  private async open(about: TemplateAbout, sources: NoticeSources, law: NoticeLaw | null = null): Promise<{ readonly plan: OpenPlan; readonly reader: Reader }> {
    await this.sources(about, SHIPPED);
    const { hash } = this.templates.shipped(about.kind, about.type, about.locale);
    const { incident, facts, member } = this.templates.sample(about.kind);
    const plan = await this.composer.open({
      planHash: null,
      notice: { id: NO_NOTICE, type: about.type, number: 1, checkCode: SAMPLE_CODE, facts, sender: await this.brands.get(about.brandId), law },
      incident: { ...incident, kind: about.kind, simulated: false },
      texts: [{ locale: about.locale, templateHash: hash, ...sources }],
    });
    const reasons = { ...member.reasons, touchpoints: member.reasons.touchpoints.map(sampleTouchpoint), by: [] };
    return { plan, reader: { ...member, customerId: '0' as CustomerId, locale: about.locale, place: null, reasons } };
  }

  private async requireClean(about: TemplateAbout, version: number): Promise<void> {
    const { findings } = await this.trial(about, await this.sources(about, version));
    const rules = [...new Set(findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule))];
    if (rules.length > 0) throw new DomainError('conflict', 'findings-block', `It breaks rules that every notice must keep: ${rules.join(', ')}. Give it back, or mend it.`, { rules });
  }
}

/** Findings of readers whom nothing binds, and of those of each law: a text is used wherever people live. */
function underEveryLaw(plan: OpenPlan, reader: Reader, { terms }: NoticeLaw): readonly Finding[] {
  const found = [null, ...terms.map(({ jurisdiction }) => placeIn(jurisdiction))].flatMap((place) => plan.lint({ ...reader, place }));
  return [...new Map(found.map((finding) => [`${finding.rule} ${finding.part} ${finding.where}`, finding])).values()];
}

function madeInUse(versions: readonly WordingVersion[]): Date | null {
  const inUse = versionInUse(versions);
  return versions.find(({ version }) => version === inUse)?.madeAt ?? null;
}

const sampleTouchpoint = <Touchpoint extends object>(touchpoint: Touchpoint): Touchpoint & { readonly id: string } => ({ ...touchpoint, id: '0' });

/** A context holds texts, numbers, lists of texts, and objects of these. */
function examplesIn(value: unknown, name: string): readonly NamedExample[] {
  if (Array.isArray(value)) return [{ name, kind: 'list', example: value.length > 0 ? value.join('\n') : null }];
  if (typeof value !== 'object' || value === null) return [{ name, kind: 'value', example: value === null ? null : `${value as string | number}` }];
  return Object.entries(value).flatMap(([key, inside]) => examplesIn(inside, name === '' ? key : `${name}.${key}`));
}
