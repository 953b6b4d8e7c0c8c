import { Injectable } from '@nestjs/common';
import { DraftingService } from '../../approve/drafting.service.js';
import { AudienceService, personOf } from '../../audience/audience.service.js';
import { type Rule } from '../../audience/model/rule.js';
import { type NoticeSources } from '../../compose/contract.js';
import { type Incident } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { type Declaration } from '../../declare/model/incident-input.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type NoticeId } from '../../kernel/ids.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { WorkingDrafts } from '../../platform/pages/working-drafts.js';
import { type Viewer } from '../page/viewer.js';
import { type DeclarationDraft } from './declaration-draft.js';
import { DECLARATION } from './declarations.js';

export interface WholeDeclaration {
  readonly declaration: Declaration;
  readonly rule: Rule;
  readonly words: Readonly<Record<string, NoticeSources>>;
}

/**
 * Makes an incident of what was written. The draft is taken out of its place in the same transaction, as it was seen: a second press, another
 * window and another instance find it gone and make nothing.
 */
@Injectable()
export class DeclaringService {
  constructor(
    private readonly transactions: Transactions,
    private readonly drafts: WorkingDrafts,
    private readonly incidents: IncidentService,
    private readonly audiences: AudienceService,
    private readonly drafting: DraftingService,
  ) {}

  /** Incident, frozen audience and first notice, all or none. @throws DomainError conflict `declaration-moved-on`; as `declare`, `build` and `draft` */
  async declareWhole(viewer: Viewer, { declaration, rule, words }: WholeDeclaration, seen: number): Promise<NoticeId> {
    const { actor } = viewer;
    await this.incidents.checkDeclaration(actor, declaration);
    return this.transactions.run(async (tx) => {
      await this.take(tx, viewer, seen);
      const incident = await this.incidents.declareWithin(tx, actor, declaration);
      const audience = await this.audiences.buildWithin(tx, incident, rule, actor);
      return (await this.drafting.draftWithin(tx, actor, incident, audience, words)).id;
    });
  }

  /** The incident alone; the rule that was begun waits on its page of people. @throws DomainError conflict `declaration-moved-on`; as `declare` */
  async declareAlone(viewer: Viewer, declaration: Declaration, seen: number): Promise<Incident> {
    await this.incidents.checkDeclaration(viewer.actor, declaration);
    const draft = await this.drafts.standing<DeclarationDraft>(personOf(viewer.actor), DECLARATION);
    const incident = await this.transactions.run(async (tx) => {
      await this.take(tx, viewer, seen);
      return this.incidents.declareWithin(tx, viewer.actor, declaration);
    });
    if (draft?.content.who) await this.drafts.save(personOf(viewer.actor), `audience:${incident.id}`, draft.content.who);
    return incident;
  }

  private async take(tx: Tx, { actor }: Viewer, seen: number): Promise<void> {
    if (await this.drafts.take(tx, personOf(actor), DECLARATION, seen)) return;
    throw new DomainError('conflict', 'declaration-moved-on', 'This declaration was changed, declared or thrown away in another window. Look at it again before you declare.');
  }
}
