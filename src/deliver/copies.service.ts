import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { Copies, type CopyAnswer, type CopyRequest } from './contract.js';
import { ASKED_AGAIN, type Copyable, isApproved, judgeCopy } from './model/copy-request.js';
import { PlanCache } from './plan-cache.js';
import { CopyRepository } from './store/copy.repository.js';
import { type Dispatch, DispatchRepository } from './store/dispatch.repository.js';

const NOT_BEGUN: CopyAnswer = { kind: 'refused', why: 'not-begun' };

/**
 * Sends a notice to somebody who asks for it. A copy is a message of its own with the plan's text and the person's frozen inputs; the
 * member's outcome stays what his own messages made of it. Whose own message still waits gets that one, now: nobody is told twice.
 */
@Injectable()
export class CopiesService extends Copies {
  constructor(
    private readonly copies: CopyRepository,
    private readonly dispatches: DispatchRepository,
    private readonly plans: PlanCache,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
  }

  async ask(request: CopyRequest): Promise<CopyAnswer> {
    const answer = (await this.copies.find(request.key)) ?? (await this.askNew(request));
    const { notice, customer, channel } = request;
    this.log.info({ event: 'copy.asked', notice, customer, channel, answer: answer.kind === 'refused' ? answer.why : answer.kind });
    return answer;
  }

  private async askNew(request: CopyRequest): Promise<CopyAnswer> {
    if ((await this.dispatches.find(request.notice)) === null) return NOT_BEGUN;
    const { exposure, breachedMailDomains = [] } = (await this.plans.get(request.notice)).plan.notice.facts;
    // The dispatch is held: of two who ask for the same at once, the second finds what the first wrote.
    return this.transactions.run(async (tx) => {
      const dispatch = await this.dispatches.lock(tx, request.notice);
      if (!dispatch) return NOT_BEGUN;
      return (await this.copies.findOrRecent(tx, request, this.clock.now())) ?? this.decide(tx, dispatch, request, { exposure, breachedMailDomains });
    });
  }

  private async decide(tx: Tx, dispatch: Dispatch, request: CopyRequest, open: Pick<Copyable, 'exposure' | 'breachedMailDomains'>): Promise<CopyAnswer> {
    const now = this.clock.now();
    if (!isApproved(dispatch.channels, request.channel)) return { kind: 'refused', why: 'channel' };
    const person = await this.copies.person(tx, request, now);
    if (!person) return { kind: 'refused', why: 'not-a-member' };
    if (await this.dispatches.isHeld(tx, request.notice)) return { kind: 'refused', why: 'paused' };
    const judged = judgeCopy({ ...person, state: dispatch.state, expired: dispatch.expiresAt <= now, ...open });
    if (judged.kind === 'refused') return judged;
    const messageId = judged.kind === 'copy' ? await this.copies.insert(tx, request, person, now) : person.ownId!;
    if (judged.kind === 'brought-forward') await this.copies.bringForward(tx, messageId, now);
    if (judged.kind === 'copy' && dispatch.state === 'finished') await this.dispatches.change(tx, request.notice, 'running', request.by.id, ASKED_AGAIN, now);
    await this.copies.keep(tx, request, judged.kind, messageId, now);
    await this.audit.record(tx, request.by, {
      action: 'copy.asked', subject: { kind: 'message', id: messageId }, incidentId: dispatch.incidentId,
      details: {
        number: dispatch.number, type: dispatch.type, channel: request.channel, outcome: judged.kind, customer: request.customer,
        elsewhere: request.elsewhere !== null, checked: request.elsewhere?.checked ?? [], // what was said stays with the request, where it can be erased
      },
    });
    return { kind: judged.kind, messageId };
  }
}
