import { Injectable } from '@nestjs/common';
import { Audiences, type FrozenAudience } from '../audience/contract.js';
import { type Actor, answerablePerson, mayAct } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type NoticeId } from '../kernel/ids.js';
import { LedgerService } from './ledger.service.js';
import { DispatchRepository } from './store/dispatch.repository.js';

/** Those who were told by a notice, as the audience of the next: who gets a correction is who got the error. */
@Injectable()
export class ToldAudienceService {
  constructor(
    private readonly ledger: LedgerService,
    private readonly dispatches: DispatchRepository,
    private readonly audiences: Audiences,
  ) {}

  /**
   * Freezes the members to whom a message of the notice, or a copy that they asked for, was handed over or delivered, or who are in a file of letters. While the notice goes out there is no such
   * list: who is told a moment later would never hear that it was wrong. What nobody knows to have arrived is not on it.
   *
   * @throws DomainError forbidden `not-allowed`; not-found `dispatch-not-found`; conflict `notice-going-out` (pause or cancel it first),
   *   `notice-in-flight` (a moment after a pause), `incident-closed`; unprocessable `nobody-told`
   */
  async freeze(actor: Actor, notice: NoticeId): Promise<FrozenAudience> {
    const by = answerablePerson(actor);
    if (by === null || !mayAct(actor, ['commander', 'author'])) throw new DomainError('forbidden', 'not-allowed', 'Only a commander or an author chooses the people of a notice.');
    const dispatch = await this.dispatches.find(notice);
    if (!dispatch) throw new DomainError('not-found', 'dispatch-not-found', 'This notice has not started: nobody was told by it.');
    await this.requireStanding(notice, dispatch.state);
    const told = await this.ledger.told(notice);
    if (told.length === 0) throw new DomainError('unprocessable', 'nobody-told', 'Nobody was told by this notice, so nobody hears of it again.');
    return this.audiences.freezeTold(dispatch.incidentId, notice, told, by);
  }

  private async requireStanding(notice: NoticeId, state: string): Promise<void> {
    if (state === 'running') {
      throw new DomainError('conflict', 'notice-going-out', 'This notice is still going out: pause or cancel it first, or wait until it is done, so that nobody is told after the list was made.');
    }
    const { outcomes } = await this.ledger.sum(notice);
    if (outcomes.sending > 0) {
      throw new DomainError('conflict', 'notice-in-flight', 'Some messages are with the provider at this moment. Ask again in a few seconds.', { sending: outcomes.sending });
    }
  }
}
