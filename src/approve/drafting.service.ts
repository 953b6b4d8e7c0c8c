import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Audiences, type FrozenAudience } from '../audience/contract.js';
import { MessageComposer, type NoticeSources, Templates, type TemplateVersion } from '../compose/contract.js';
import { Brands, Incidents, type Incident } from '../declare/contract.js';
import { type Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { AudienceId, IncidentId, NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { Database, type Tx, Transactions } from '../platform/database/transactions.js';
import type { NoticeTexts, NoticeType, Schedule } from './contract.js';
import { requireFirstWord, type StandingFirstWord, standingFirstWords } from './first-word.js';
import { makeCheckCode } from './model/check-code.js';
import { checkPace } from './model/phone-pace.js';
import { changedPolicies, type PolicyChange, quietHoursOf } from './model/policies.js';
import { defaultSchedule } from './model/schedule.js';
import type { StoredNotice } from './model/stored-notice.js';
import { waveFault } from './model/timing.js';
import { requireUsable } from './usable-texts.js';
import { DRAFTERS, requireRole } from './model/who-may.js';
import { asText, SnapshotService } from './snapshot.service.js';
import { translated } from './store/constraint-errors.js';
import { NoticeRepository, type NewNotice } from './store/notice.repository.js';
import { NoticeTextRepository } from './store/notice-text.repository.js';
import { SignatureRepository } from './store/signature.repository.js';

export interface NewDraft {
  readonly type: NoticeType;
  readonly audienceId: AudienceId;
  readonly schedule?: Partial<Schedule>;
  readonly policies?: PolicyChange;
  /** Needed by a correction: the notice that was wrong. */
  readonly correctsNoticeId?: NoticeId | null;
  /** By language, in the place of the playbook's; a language in which none of them is written to is left out. */
  readonly texts?: Readonly<Record<string, NoticeSources>>;
}

interface MadeNotice {
  readonly notice: Omit<NewNotice, 'checkCode'>;
  readonly audience: FrozenAudience;
  readonly versions: readonly TemplateVersion[];
  readonly texts: readonly NoticeTexts[];
  /** Languages whose texts are not the playbook's. */
  readonly own: readonly string[];
}

export interface FollowUp {
  readonly type: Exclude<NoticeType, 'initial'>;
  /** The notice that it follows, of the same incident. */
  readonly after: NoticeId;
  /** Those who were told by that notice; the caller has had them frozen as an audience. */
  readonly audienceId: AudienceId;
}

/** A new notice: a frozen audience, a playbook's texts, and copies of all facts that it will tell. Nothing is sent by it. */
@Injectable()
export class DraftingService {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly incidents: Incidents,
    private readonly brands: Brands,
    private readonly audiences: Audiences,
    private readonly templates: Templates,
    private readonly composer: MessageComposer,
    private readonly snapshots: SnapshotService,
    private readonly notices: NoticeRepository,
    private readonly texts: NoticeTextRepository,
    private readonly signatures: SignatureRepository,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'QUIET_HOURS' | 'AGENT_BRIEFING'>,
  ) {}

  /**
   * @throws DomainError forbidden `role-needed`; not-found `incident-not-found`, `audience-not-found`; conflict `incident-closed`,
   *   `audience-not-frozen`, `first-word-exists` (these people have one, or one is on its way to them); unprocessable `audience-of-other-incident`, `audience-empty`, `correction-of-nothing`, `template-not-found`,
   *   `ladder-needs-preferred`, `pace-before-last-wave`, or the code of what is wrong with the schedule
   */
  async draft(actor: Actor, incidentId: IncidentId, wanted: NewDraft): Promise<StoredNotice> {
    requireRole(actor, DRAFTERS);
    const incident = await this.openIncident(incidentId);
    const audience = await this.audienceOf(incidentId, wanted.audienceId);
    await this.checkCorrected(incidentId, wanted);
    const made = await this.made(actor, incident, audience, wanted);
    return translated(() => this.transactions.run((tx) => this.write(tx, actor, made)));
  }

  /** First words of an incident that were told or will be: their people get no other. */
  firstWords(incidentId: IncidentId): Promise<readonly StandingFirstWord[]> {
    return standingFirstWords(this.notices, this.db, incidentId, this.clock.now());
  }

  /**
   * The first word about an incident that is declared, with its audience, in the same transaction. Its other errors are those of `draft`.
   *
   * @throws DomainError unprocessable `template-faults` where own texts can't be used
   */
  async draftWithin(tx: Tx, actor: Actor, incident: Incident, audience: FrozenAudience, texts: NewDraft['texts'] = {}): Promise<StoredNotice> {
    const made = await this.made(actor, incident, audience, { type: 'initial', audienceId: audience.id, texts });
    return translated(() => this.write(tx, actor, made));
  }

  /** Everything of a new notice, before a row of it is written. */
  private async made(actor: Actor, incident: Incident, audience: FrozenAudience, wanted: NewDraft): Promise<MadeNotice> {
    const author = requireRole(actor, DRAFTERS);
    for (const sources of Object.values(wanted.texts ?? {})) requireUsable(this.composer, sources);
    const brand = await this.brands.get(incident.brandId);
    const content = await this.contentOf(incident, audience, wanted);
    const versions = await this.snapshots.versionsFor(incident.kind, wanted.type, audience, brand);
    const notice = { ...content, sender: this.snapshots.senderOf(brand), incidentId: incident.id, type: wanted.type, correctsNoticeId: wanted.correctsNoticeId ?? null, createdBy: author, createdAt: this.clock.now() };
    return { notice, audience, versions, texts: versions.map((version) => ({ ...asText(version), ...wanted.texts?.[version.locale] })), own: versions.map(({ locale }) => locale).filter((locale) => wanted.texts?.[locale]) };
  }

  private async write(tx: Tx, actor: Actor, { notice, audience, versions, texts, own }: MadeNotice): Promise<StoredNotice> {
    const { incidentId, type, createdBy, createdAt } = notice;
    const id = await this.insert(tx, notice);
    if (type === 'initial') await requireFirstWord(this.notices, tx, { id, incidentId, audienceId: audience.id }, createdAt);
    const { number } = await this.notices.get(tx, id);
    for (const text of texts) await this.texts.put(tx, id, text, createdAt);
    await this.signatures.contribute(tx, id, createdBy, 'author', createdAt);
    await this.signatures.contributeSources(tx, id, createdAt);
    await this.audit.record(tx, actor, {
      action: 'notice.drafted',
      subject: { kind: 'notice', id },
      incidentId,
      details: { number, type, audienceId: audience.id, members: audience.counts.members, locales: texts.map(({ locale }) => locale), ...originOf(versions), ...(own.length > 0 ? { own } : {}) },
    });
    return this.notices.get(tx, id);
  }

  /**
   * The next word to those who heard the last one: an update, a correction or the all-clear.
   *
   * @throws DomainError as `draft`; unprocessable `follows-nothing` where the earlier notice is of another incident or was never approved
   */
  async draftFollowUp(actor: Actor, incidentId: IncidentId, wanted: FollowUp): Promise<StoredNotice> {
    requireRole(actor, DRAFTERS);
    const earlier = await this.notices.get(this.db, wanted.after);
    if (earlier.incidentId !== incidentId || earlier.state !== 'approved') {
      throw new DomainError('unprocessable', 'follows-nothing', 'A follow-up needs an approved notice of the same incident before it.', { after: wanted.after });
    }
    // What the earlier one was to the law, this one has to be said to be. Quiet hours that were passed over for the earlier notice are kept by this one, unless somebody says why not again.
    const { quietHours, briefing: _, standing: __, ...policies } = earlier.policies;
    return this.draft(actor, incidentId, {
      type: wanted.type,
      audienceId: wanted.audienceId,
      policies: { ...policies, ...(quietHours ? { quietHours: { channels: quietHours.channels } } : {}) },
      correctsNoticeId: wanted.type === 'correction' ? earlier.id : null,
    });
  }

  private async openIncident(id: IncidentId): Promise<Incident> {
    const incident = await this.incidents.get(id);
    if (incident.status === 'open') return incident;
    throw new DomainError('conflict', 'incident-closed', `${incident.reference} is closed; nobody is told about it any more.`, { incidentId: id });
  }

  /** @throws DomainError unprocessable `audience-of-other-incident`, `audience-empty` */
  private async audienceOf(incident: IncidentId, id: AudienceId): Promise<FrozenAudience> {
    const audience = await this.audiences.frozen(id);
    this.snapshots.checkAudience(incident, audience);
    return audience;
  }

  private async checkCorrected(incident: IncidentId, { type, correctsNoticeId }: NewDraft): Promise<void> {
    const corrected = correctsNoticeId ? await this.notices.get(this.db, correctsNoticeId) : null;
    const fits = type === 'correction' ? corrected?.incidentId === incident && corrected.state === 'approved' : corrected === null;
    if (!fits) throw new DomainError('unprocessable', 'correction-of-nothing', 'A correction, and nothing else, names the approved notice of this incident that it corrects.', { type });
  }

  private async contentOf(incident: Incident, audience: FrozenAudience, wanted: NewDraft): Promise<Omit<NewNotice, 'sender' | 'checkCode' | 'incidentId' | 'type' | 'correctsNoticeId' | 'createdBy' | 'createdAt'>> {
    const schedule = { ...defaultSchedule(audience.counts.members, wanted.type), ...wanted.schedule };
    const { quietChannels, ...playbook } = (await this.templates.playbook(incident.kind)).policies;
    const policies = changedPolicies({ ...playbook, quietHours: quietHoursOf(this.settings.QUIET_HOURS, quietChannels), ...(this.settings.AGENT_BRIEFING === 'asked' ? { briefing: true } : {}) }, wanted.policies ?? {});
    const now = this.clock.now();
    const fault = waveFault({ schedule, policies, type: wanted.type }, audience.counts.members, now);
    if (fault) throw new DomainError('unprocessable', fault.code, fault.message);
    checkPace(policies.phones, schedule);
    return { audienceId: audience.id, ...this.snapshots.factsOf(incident), law: await this.snapshots.lawOf(incident), schedule, policies };
  }

  /** Draws check codes until one is free; with 280 thousand million of them the first one is. */
  private async insert(tx: Tx, notice: Omit<NewNotice, 'checkCode'>): Promise<NoticeId> {
    for (;;) {
      const id = await this.notices.insert(tx, { ...notice, checkCode: makeCheckCode(randomInt) });
      if (id !== null) return id;
    }
  }
}

/** Which of the company's own versions the words are from, by language, for the record; nothing where all came with the service. */
function originOf(versions: readonly TemplateVersion[]): { readonly templates?: Readonly<Record<string, number>> } {
  return versions.some(({ version }) => version > 0) ? { templates: Object.fromEntries(versions.map(({ locale, version }) => [locale, version])) } : {};
}
