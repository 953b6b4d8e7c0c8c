import { Inject, Injectable } from '@nestjs/common';
import type { FrozenAudience } from '../audience/contract.js';
import { type NoticeLaw, Templates, type TemplateVersion } from '../compose/contract.js';
import { type Brand, type Incident, IncidentHolds, type IncidentKind, LawRecords } from '../declare/contract.js';
import { DomainError } from '../kernel/domain-error.js';
import type { IncidentId } from '../kernel/ids.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import type { NoticeTexts, NoticeType, Sender } from './contract.js';
import type { NoticeContent } from './model/stored-notice.js';
import { NoticeHoldRepository } from './store/notice-hold.repository.js';

/** What a notice copies from elsewhere when it is drafted or refreshed, so that it says for good what it said when it was signed. */
@Injectable()
export class SnapshotService {
  constructor(
    private readonly templates: Templates,
    private readonly laws: LawRecords,
    private readonly holds: IncidentHolds,
    private readonly noticeHolds: NoticeHoldRepository,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /** @throws DomainError unprocessable `audience-of-other-incident`, `audience-empty` */
  checkAudience(incident: IncidentId, audience: FrozenAudience): void {
    if (audience.incidentId !== incident) {
      throw new DomainError('unprocessable', 'audience-of-other-incident', 'This audience belongs to another incident.', { audienceId: audience.id });
    }
    if (audience.counts.members === 0) {
      throw new DomainError('unprocessable', 'audience-empty', 'There is nobody in this audience.', { audienceId: audience.id });
    }
  }

  factsOf(incident: Incident): Pick<NoticeContent, 'facts' | 'incident' | 'incidentRevision'> {
    const { facts, reference, title, kind, simulated, exercise, revision } = incident;
    return { facts, incident: { reference, title, kind, simulated, ...(exercise ? { exercise } : {}) }, incidentRevision: revision };
  }

  /** What laws ask of the words, for this kind of incident and the company behind its brand; null where none asks for anything. */
  async lawOf({ id, kind, brandId, discoveredAt }: Incident): Promise<NoticeLaw | null> {
    const [known, regimes] = [await this.laws.terms(), (await this.laws.regimes()).get(brandId) ?? []];
    const binding = known.filter(({ kinds, regime }) => kinds.includes(kind) && (regime === null || regimes.includes(regime)));
    if (binding.length === 0) return null;
    const terms = binding.map(({ contentHash: _, review: __, ...its }) => its);
    return { terms, discoveredAt: discoveredAt?.toISOString() ?? null, delayed: (await this.holds.of([id])).length > 0 || (await this.noticeHolds.ofIncidents([id])).length > 0 };
  }

  senderOf(brand: Brand): Sender {
    const { name, senderName, fromEmail, replyTo, domain, website, checkAddress, phone, supportHours, postalAddress, defaultLocale, timeZone } = brand;
    return {
      name, senderName, fromEmail, replyTo, domain, website, checkAddress, phone, supportHours, postalAddress, defaultLocale, timeZone,
      smsFrom: this.surroundings.twilio.from,
    };
  }

  /**
   * The texts that a notice begins with, in the languages of these people and in the brand's own: the brand's where somebody has reviewed them.
   *
   * @throws DomainError unprocessable `template-not-found` where there is none in the brand's language, which serves everybody else
   */
  async versionsFor(kind: IncidentKind, type: NoticeType, audience: FrozenAudience, { id, defaultLocale }: Pick<Brand, 'id' | 'defaultLocale'>): Promise<readonly TemplateVersion[]> {
    if ((await this.defaultText(kind, type, defaultLocale)) === null) {
      throw new DomainError('unprocessable', 'template-not-found', `There are no texts in the brand's language (${defaultLocale}); there are ${this.templates.locales().join(', ')}.`, {
        locale: defaultLocale,
      });
    }
    return this.templates.forKind(kind, type, Object.keys(audience.counts.byLocale), defaultLocale, id);
  }

  /** The text of exactly this locale that a notice would begin with; null where there is none. */
  async textIn(kind: IncidentKind, type: NoticeType, locale: string, brandId: string): Promise<NoticeTexts | null> {
    const found = (await this.templates.forKind(kind, type, [], locale, brandId)).find((version) => version.locale === locale);
    return found ? asText(found) : null;
  }

  /** The locale that serves whoever can't be served in his own; null where the brand's language has no texts. */
  async defaultText(kind: IncidentKind, type: NoticeType, defaultLocale: string): Promise<string | null> {
    return (await this.templates.forKind(kind, type, [], defaultLocale))[0]?.locale ?? null;
  }
}

export const asText = ({ hash, locale, sources }: TemplateVersion): NoticeTexts => ({ locale, templateHash: hash, ...sources });
