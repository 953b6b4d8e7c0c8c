import { Injectable } from '@nestjs/common';
import { Audiences, type FrozenAudience } from '../audience/contract.js';
import { MessageComposer, type NoticeSources } from '../compose/contract.js';
import { Brands, Incidents } from '../declare/contract.js';
import type { Actor } from '../kernel/actor.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { DomainError } from '../kernel/domain-error.js';
import type { AudienceId, NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, type Tx, Transactions } from '../platform/database/transactions.js';
import type { NoticeTexts, Schedule } from './contract.js';
import { requireFirstWord } from './first-word.js';
import { effectOfEdit, stateAfterEdit } from './model/notice-state.js';
import { checkPace } from './model/phone-pace.js';
import { changedPolicies, type PolicyChange } from './model/policies.js';
import { lateGroupFault } from './model/late-group.js';
import { scheduleFault } from './model/schedule.js';
import type { NoticeContent, StoredNotice } from './model/stored-notice.js';
import { DRAFTERS, requireRole } from './model/who-may.js';
import { asText, SnapshotService } from './snapshot.service.js';
import { requireUsable } from './usable-texts.js';
import { translated } from './store/constraint-errors.js';
import { NoticeRepository } from './store/notice.repository.js';
import { NoticeTextRepository } from './store/notice-text.repository.js';
import { SignatureRepository } from './store/signature.repository.js';

export interface NoticeChange {
  readonly audienceId?: AudienceId;
  readonly schedule?: Partial<Schedule>;
  readonly policies?: PolicyChange;
  /** Copies the incident's facts anew, as they are now, and what laws ask of their words. */
  readonly refreshFacts?: boolean;
  /** Copies the brand anew. */
  readonly refreshSender?: boolean;
}

/** A change to be made within the transaction that made the new revision. */
type Within = (tx: Tx, notice: StoredNotice, now: Date) => Promise<void>;

/**
 * Edits of a notice. Each makes a new revision, and takes back what was submitted or approved: a signature is on what it was given for,
 * and on nothing that came after.
 */
@Injectable()
export class EditingService {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly incidents: Incidents,
    private readonly brands: Brands,
    private readonly audiences: Audiences,
    private readonly composer: MessageComposer,
    private readonly snapshots: SnapshotService,
    private readonly notices: NoticeRepository,
    private readonly texts: NoticeTextRepository,
    private readonly signatures: SignatureRepository,
  ) {}

  /**
   * Changes people, times, policies, or refreshes the facts. What changes nothing is no edit, and voids nothing.
   *
   * @param revision  The revision that the editor has seen.
   * @throws DomainError forbidden `role-needed`; not-found `notice-not-found`, `audience-not-found`; conflict `stale-revision`, `notice-closed`,
   *   `notice-begun`, `first-word-exists`; unprocessable `audience-of-other-incident`, `audience-empty`, `ladder-needs-preferred`, `pace-before-last-wave`, or the code of what is wrong with the schedule
   */
  async edit(actor: Actor, id: NoticeId, revision: number, change: NoticeChange): Promise<StoredNotice> {
    requireRole(actor, DRAFTERS);
    const before = await this.notices.get(this.db, id);
    const audience = await this.audiences.frozen(change.audienceId ?? before.audienceId);
    this.snapshots.checkAudience(before.incidentId, audience);
    const content = await this.changed(before, change, audience);
    const changes = (Object.keys(content) as (keyof NoticeContent)[]).filter((key) => canonicalJson(content[key]) !== canonicalJson(before[key]));
    if (changes.length === 0 && before.revision === revision) return before;
    return this.revise(actor, id, revision, content, changes, async (tx, notice, now) => {
      if (!changes.includes('audienceId')) return;
      if (notice.type === 'initial') await requireFirstWord(this.notices, tx, notice, now);
      await this.addTexts(tx, notice, audience, now);
    });
  }

  /**
   * Replaces the four texts of one language; a language that the notice does not have yet is added.
   *
   * @throws DomainError as `edit`; unprocessable `template-faults` with part, line and column of each, `template-not-found`
   */
  async editText(actor: Actor, id: NoticeId, locale: string, revision: number, sources: NoticeSources): Promise<StoredNotice> {
    requireRole(actor, DRAFTERS);
    requireUsable(this.composer, sources);
    const before = await this.notices.get(this.db, id);
    const present = await this.texts.of(this.db, id);
    const base = present.find((text) => text.locale === locale) ?? (await this.snapshots.textIn(before.incident.kind, before.type, locale, await this.brandOf(before)));
    if (base === null) throw new DomainError('unprocessable', 'template-not-found', `There is no template in "${locale}" whose dates and labels this text could use.`, { locale });
    const { subject, emailHtml, emailText, sms } = sources;
    const text: NoticeTexts = { locale, templateHash: base.templateHash, subject, emailHtml, emailText, sms };
    if (canonicalJson(text) === canonicalJson(present.find((each) => each.locale === locale)) && before.revision === revision) return before;
    return this.revise(actor, id, revision, before, [`text.${locale}`], (tx, _notice, now) => this.texts.put(tx, id, text, now));
  }

  /**
   * Takes a language away; its readers are then written to in the brand's.
   *
   * @throws DomainError as `edit`; unprocessable `default-locale-needed`
   */
  async removeText(actor: Actor, id: NoticeId, locale: string, revision: number): Promise<StoredNotice> {
    requireRole(actor, DRAFTERS);
    const before = await this.notices.get(this.db, id);
    if ((await this.snapshots.defaultText(before.incident.kind, before.type, before.sender.defaultLocale)) === locale) {
      throw new DomainError('unprocessable', 'default-locale-needed', `"${locale}" serves everybody who has no text in their own language, so it stays.`, { locale });
    }
    if (!(await this.texts.of(this.db, id)).some((text) => text.locale === locale)) return before;
    return this.revise(actor, id, revision, before, [`text.${locale}`], (tx) => this.texts.remove(tx, id, locale));
  }

  /** The one way in which a notice changes: look, void, write, sign. */
  private async revise(actor: Actor, id: NoticeId, revision: number, content: NoticeContent, changes: readonly string[], write: Within): Promise<StoredNotice> {
    const editor = requireRole(actor, DRAFTERS);
    const now = this.clock.now();
    await translated(() =>
      this.transactions.run(async (tx) => {
        const notice = await this.notices.lock(tx, id);
        this.checkEditable(notice, revision);
        await this.notices.revise(tx, id, stateAfterEdit(notice.state), content, now);
        await write(tx, { ...notice, ...content }, now);
        await this.signatures.contribute(tx, id, editor, 'editor', now);
        await this.signatures.contributeSources(tx, id, now);
        await this.record(tx, actor, notice, changes);
      }),
    );
    return this.notices.get(this.db, id);
  }

  private checkEditable(notice: StoredNotice, revision: number): void {
    const effect = effectOfEdit(notice.state);
    if (effect.kind === 'closed') throw new DomainError('conflict', 'notice-closed', `The notice is ${effect.state}: draft a new one.`, { state: effect.state });
    if (notice.revision !== revision) {
      throw new DomainError('conflict', 'stale-revision', `The notice is at revision ${notice.revision}; you have seen ${revision}. Look at it again.`, { revision: notice.revision });
    }
  }

  private async record(tx: Tx, actor: Actor, notice: StoredNotice, changes: readonly string[]): Promise<void> {
    const about = { subject: { kind: 'notice', id: notice.id }, incidentId: notice.incidentId };
    const { number, type, revision, planHash } = notice;
    await this.audit.record(tx, actor, { action: 'notice.edited', ...about, details: { number, type, revision: revision + 1, changes } });
    const effect = effectOfEdit(notice.state);
    if (effect.kind !== 'voids') return;
    await this.audit.record(tx, actor, {
      action: effect.was === 'approved' ? 'notice.approval-voided' : 'notice.submission-voided',
      ...about,
      details: { number, type, revision, planHash },
    });
  }

  private async changed(before: StoredNotice, change: NoticeChange, audience: FrozenAudience): Promise<NoticeContent> {
    const schedule = { ...before.schedule, ...change.schedule };
    const policies = change.policies ? changedPolicies(before.policies, change.policies) : before.policies;
    const now = this.clock.now();
    const retimed = change.schedule || change.audienceId ? scheduleFault(schedule, audience.counts.members, now) : null;
    const fault = retimed ?? (change.schedule || change.policies ? lateGroupFault({ schedule, type: before.type }, now, policies.phones?.tellWithinHours ?? null) : null);
    if (fault) throw new DomainError('unprocessable', fault.code, fault.message);
    const incident = change.refreshFacts || change.refreshSender ? await this.incidents.get(before.incidentId) : null;
    const { facts, law, incident: told, incidentRevision } = incident && change.refreshFacts ? { ...this.snapshots.factsOf(incident), law: await this.snapshots.lawOf(incident) } : before;
    const sender = incident && change.refreshSender ? this.snapshots.senderOf(await this.brands.get(incident.brandId)) : before.sender;
    checkPace(policies.phones, schedule);
    return { audienceId: audience.id, facts, law: law ?? null, incident: told, incidentRevision, schedule, policies, sender };
  }

  /** Texts in languages that came with a new audience; those that are there stay as they were edited. */
  private async addTexts(tx: Tx, notice: StoredNotice, audience: FrozenAudience, now: Date): Promise<void> {
    const present = new Set((await this.texts.of(tx, notice.id)).map(({ locale }) => locale));
    const wanted = (await this.snapshots.versionsFor(notice.incident.kind, notice.type, audience, { id: await this.brandOf(notice), defaultLocale: notice.sender.defaultLocale })).map(asText);
    for (const text of wanted.filter(({ locale }) => !present.has(locale))) await this.texts.put(tx, notice.id, text, now);
  }

  private async brandOf({ incidentId }: StoredNotice): Promise<string> {
    return (await this.incidents.get(incidentId)).brandId;
  }
}

