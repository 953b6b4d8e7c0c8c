import { Injectable } from '@nestjs/common';
import { type Brand, type IncidentFacts, type IncidentKind } from '../declare/contract.js';
import type { CustomerId, NoticeId } from '../kernel/ids.js';
import { type EmailText, type Finding, type Lacking, MessageComposer, type NoticeSources, type OpenPlan, type Reader, type SegmentedText, type TemplateFault, type TemplateVersion } from './contract.js';
import { TemplatesService } from './templates.service.js';

/** An incident that nobody has declared yet, as far as its first notice tells of it. */
export interface ToldIncident {
  readonly kind: IncidentKind;
  readonly title: string;
  readonly facts: IncidentFacts;
  readonly brand: Brand;
  readonly simulated: boolean;
  readonly exercise: boolean;
}

/** The first notice in one language, as an invented reader would get it. */
export interface FirstWord {
  readonly locale: string;
  /** As the playbook has them. */
  readonly proposed: NoticeSources;
  /** Those that were shown: somebody's own, or the playbook's. */
  readonly sources: NoticeSources;
  readonly isOwn: boolean;
  readonly faults: readonly TemplateFault[];
  /** Each null where a value is lacking for it, or a fault keeps it from being made. */
  readonly email: EmailText | null;
  readonly sms: SegmentedText | null;
  readonly lacking: readonly Lacking[];
  readonly findings: readonly Finding[];
}

/** Never a notice's: nothing is kept or sent under it. */
const NO_NOTICE = '00000000-0000-4000-8000-000000000000' as NoticeId;
const SAMPLE_CODE = 'K7QF-2M9D';
/** As long as the one that it will have. */
const NO_REFERENCE = 'INC-0000';

/** What the first notice of an incident will say, while the incident is still being written down. */
@Injectable()
export class FirstWords {
  constructor(
    private readonly templates: TemplatesService,
    private readonly composer: MessageComposer,
  ) {}

  /**
   * @param own  Texts by language in the place of the playbook's.
   * @param like  Why one of the affected is affected: the invented reader has bought or done the same. Null where nobody is known: then it is named by day and no place.
   * @returns One for each language that the facts have words in and that has texts, the brand's own first; of nothing else is anything rendered.
   */
  async of(incident: ToldIncident, own: Readonly<Record<string, NoticeSources>>, like: Reader['reasons'] | null): Promise<readonly FirstWord[]> {
    const { kind, facts, brand } = incident;
    const written = Object.keys(facts.text);
    const versions = await this.templates.forKind(kind, 'initial', written, brand.defaultLocale, brand.id);
    const [first] = await this.templates.forKind(kind, 'initial', [], brand.defaultLocale, brand.id);
    const shown = versions.filter(({ locale }) => written.includes(locale));
    const ordered = [...shown].sort((a, b) => Number(b.locale === first?.locale) - Number(a.locale === first?.locale));
    return Promise.all(ordered.map((version) => this.one(incident, version, own[version.locale], like)));
  }

  private async one(incident: ToldIncident, version: TemplateVersion, own: NoticeSources | undefined, like: Reader['reasons'] | null): Promise<FirstWord> {
    const { locale, sources: proposed } = version;
    const sources = own ?? proposed;
    const faults = this.composer.check(sources);
    const text = { locale, proposed, sources, isOwn: own !== undefined, faults };
    if (faults.length > 0) return { ...text, email: null, sms: null, lacking: [], findings: [] };
    return { ...text, ...this.rendered(await this.open(incident, version, sources), this.reader(incident, locale, like)) };
  }

  private open({ kind, title, facts, brand, simulated, exercise }: ToldIncident, { locale, hash }: TemplateVersion, sources: NoticeSources): Promise<OpenPlan> {
    return this.composer.open({
      planHash: null,
      notice: { id: NO_NOTICE, type: 'initial', number: 1, checkCode: SAMPLE_CODE, facts, sender: brand },
      incident: { reference: NO_REFERENCE, title, kind, simulated, exercise },
      texts: [{ locale, templateHash: hash, ...sources }],
    });
  }

  private rendered(plan: OpenPlan, reader: Reader): Pick<FirstWord, 'email' | 'sms' | 'lacking' | 'findings'> {
    const [email, sms] = [plan.texts(reader, ['email']), plan.segmented(reader)];
    return {
      email: email.ok ? email.value.email : null,
      sms: sms.ok ? sms.value : null,
      lacking: [email, sms].flatMap((composed) => (composed.ok ? [] : composed.refusal)),
      findings: plan.lint(reader),
    };
  }

  /** The playbook's invented reader, of whom this incident touches all that it touches: the places and days of the playbook's own story are of another. */
  private reader({ kind, facts }: ToldIncident, locale: string, like: Reader['reasons'] | null): Reader {
    const { member } = this.templates.sample(kind);
    const touchpoints = like?.touchpoints ?? member.reasons.touchpoints.slice(0, 1).map(({ kind: what, occurredAt }) => ({ id: '0', kind: what, occurredAt: facts.exposure?.from ?? occurredAt, label: null }));
    return { ...member, customerId: '0' as CustomerId, locale, place: null, reasons: { touchpoints, more: like?.more ?? 0, data: like?.data ?? facts.dataInvolved, by: [] } };
  }
}
