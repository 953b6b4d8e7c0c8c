import { Injectable } from '@nestjs/common';
import { Templates } from '../compose/contract.js';
import { type Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { PersonId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import type { Tx } from '../platform/database/transactions.js';
import type { NoticeTexts } from './contract.js';
import { type BriefingAnswer, type BriefingAnswerKind, type BriefingDocument, briefingHash, briefingState, type BriefingState, draftBriefing, isMissing, standingAnswer } from './model/briefing.js';
import type { StoredNotice } from './model/stored-notice.js';
import { PlanService } from './plan.service.js';
import { BriefingRepository } from './store/briefing.repository.js';
import type { Reader } from './store/reader.js';

/** A version of a briefing, and what was said of it. */
export interface BriefingVersion {
  readonly hash: string;
  readonly document: BriefingDocument;
  readonly state: BriefingState;
  /** What counts for this version; null where nobody has said anything of it. */
  readonly answer: BriefingAnswer | null;
  /** Of every version, oldest first. */
  readonly answers: readonly BriefingAnswer[];
}

/** Whether the phones are ready for a notice. What is decided here, the database holds too: see the trigger on `approval`. */
@Injectable()
export class BriefingGate {
  constructor(
    private readonly templates: Templates,
    private readonly briefings: BriefingRepository,
    private readonly audit: Audit,
    private readonly plans: PlanService,
  ) {}

  /** As it was submitted, else as it would be now. */
  async version(from: Reader, notice: StoredNotice, texts: readonly NoticeTexts[]): Promise<BriefingVersion> {
    const kept = notice.briefingHash === null ? null : await this.briefings.find(from, notice.id, notice.briefingHash);
    const document = kept ?? (await this.draft(notice, texts));
    const hash = kept === null ? briefingHash(document) : notice.briefingHash!;
    const answers = await this.briefings.answers(from, notice.id);
    return { hash, document, answers, answer: standingAnswer(hash, answers), state: briefingState(notice.policies.briefing === true, hash, answers) };
  }

  /** Keeps the briefing of what is being submitted. @returns Its hash. */
  async keep(tx: Tx, notice: StoredNotice, texts: readonly NoticeTexts[], at: Date): Promise<string> {
    const document = await this.draft(notice, texts);
    const hash = briefingHash(document);
    await this.briefings.keep(tx, notice.id, hash, document, at);
    return hash;
  }

  /** Puts on record what a person says of a version. Said twice it is said once. */
  async answer(tx: Tx, actor: Actor, notice: StoredNotice, { hash, document }: BriefingVersion, said: { readonly kind: BriefingAnswerKind; readonly reason: string | null; readonly personId: PersonId; readonly at: Date }): Promise<void> {
    await this.briefings.keep(tx, notice.id, hash, document, said.at);
    if (!(await this.briefings.answer(tx, notice.id, { hash, ...said }))) return;
    await this.audit.record(tx, actor, {
      action: `notice.briefing-${said.kind}`,
      subject: { kind: 'notice', id: notice.id },
      incidentId: notice.incidentId,
      details: { number: notice.number, type: notice.type, revision: notice.revision, briefing: hash, ...(said.reason === null ? {} : { reason: said.reason }) },
    });
  }

  /** @throws DomainError conflict `phones-not-ready` */
  requireReady({ state, hash }: BriefingVersion): void {
    if (!isMissing(state)) return;
    const why = state === 'void' ? 'What the agents have to know has changed since somebody confirmed it.' : 'Nobody has confirmed that the agents have the briefing of this notice.';
    throw new DomainError('conflict', 'phones-not-ready', `${why} Ask the lead of the contact centre, or pass over it and say why.`, { briefing: hash });
  }

  private async draft(notice: StoredNotice, texts: readonly NoticeTexts[]): Promise<BriefingDocument> {
    return draftBriefing(notice, texts, await this.templates.playbook(notice.incident.kind), await this.plans.publicVariant(notice));
  }
}
