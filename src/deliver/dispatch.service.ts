import { Inject, Injectable } from '@nestjs/common';
import { type Actor, mayAct } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type NoticeId } from '../kernel/ids.js';
import { Audit, type AuditActor } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { DispatchControl } from './contract.js';
import { move, type Order } from './model/dispatch-order.js';
import { type Brake } from './model/storm-brake.js';
import { type Progress, ProgressService } from './progress.service.js';
import { ReconcilerService } from './reconciler.service.js';
import { BrakeRepository } from './store/brake.repository.js';
import { DispatchRepository } from './store/dispatch.repository.js';

/** Watching and steering a notice that goes out. */
@Injectable()
export class DispatchService extends DispatchControl {
  constructor(
    private readonly dispatches: DispatchRepository,
    private readonly brakes: BrakeRepository,
    private readonly progressOf: ProgressService,
    private readonly reconciler: ReconcilerService,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
  }

  /** @throws DomainError not-found `dispatch-not-found` where the notice has not started. */
  progress(notice: NoticeId): Promise<Progress> {
    return this.progressOf.of(notice);
  }

  /** Those of the notices that have started. */
  begun(notices: readonly NoticeId[]): Promise<ReadonlySet<NoticeId>> {
    return this.dispatches.begun(notices);
  }

  /**
   * A person's word on a running notice. It bites within a second: each claim and each begin asks for the state.
   *
   * @throws DomainError forbidden `not-allowed`, not-found `dispatch-not-found`, conflict `dispatch-over`, `incident-held`, `notice-held`, `notice-corrected`, invalid `reason-missing`;
   *   forbidden `commander-needed` where the brake stopped it and another than a commander wants it to go on
   */
  async order(actor: Actor, notice: NoticeId, order: Order, reason: string): Promise<void> {
    if (!mayAct(actor, ['commander', 'ops'])) throw new DomainError('forbidden', 'not-allowed', 'Only a commander or the ops lead steers what goes out.');
    if (order !== 'resume' && reason.trim() === '') throw new DomainError('invalid', 'reason-missing', `Say why, so that the record shows it.`);
    await this.give(notice, order, actor, actor.id, reason.trim() || null);
  }

  pause(notice: NoticeId, by: string, reason: string): Promise<void> {
    return this.give(notice, 'pause', { kind: 'system', id: by }, by, reason);
  }

  resume(notice: NoticeId, by: string): Promise<void> {
    return this.give(notice, 'resume', { kind: 'system', id: by }, by, null);
  }

  cancel(notice: NoticeId, by: string, reason: string): Promise<void> {
    return this.give(notice, 'cancel', { kind: 'system', id: by }, by, reason);
  }

  private async give(notice: NoticeId, order: Order, actor: AuditActor, by: string, reason: string | null): Promise<void> {
    const changed = await this.transactions.run((tx) => this.change(tx, notice, order, actor, by, reason));
    this.progressOf.forget(notice);
    if (!changed) return;
    this.log.info({ event: `dispatch.${PAST[order]}`, notice, by });
    if (order === 'cancel') await this.reconciler.cancelPending();
  }

  private async change(tx: Tx, notice: NoticeId, order: Order, actor: AuditActor, by: string, reason: string | null): Promise<boolean> {
    const dispatch = await this.dispatches.lock(tx, notice);
    if (!dispatch) throw new DomainError('not-found', 'dispatch-not-found', 'This notice has not started.');
    const moved = move(dispatch.state, order);
    if (moved === 'over') throw new DomainError('conflict', 'dispatch-over', `This notice is ${dispatch.state}: there is nothing left to ${order}.`, { state: dispatch.state });
    if (moved === 'already') return false;
    const held = moved === 'running' ? await this.dispatches.heldCode(tx, notice) : null;
    if (held) {
      throw new DomainError('conflict', held, 'Law enforcement asked that nobody is told: nothing of this notice goes out until the hold has ended.', { incidentId: dispatch.incidentId });
    }
    const correction = moved === 'running' ? await this.dispatches.correctionOf(tx, notice, this.clock.now()) : null;
    if (correction !== null) {
      throw new DomainError('conflict', 'notice-corrected', `Notice ${correction} corrects it: whoever is told from now on would read what was wrong, and would not be told so. Cancel what is left of it, and tell these people what is right.`, { correction });
    }
    const brake = order === 'resume' ? dispatch.brake : null;
    if (brake) await this.release(tx, notice, brake, actor, by, reason);
    await this.dispatches.change(tx, notice, moved, by, reason, this.clock.now());
    await this.audit.record(tx, actor, {
      action: `dispatch.${PAST[order]}`, subject: { kind: 'notice', id: notice }, incidentId: dispatch.incidentId, details: { number: dispatch.number, type: dispatch.type, reason, ...(brake ? { brake } : {}) },
    });
    return true;
  }

  /** What stopped by itself goes on by the word of who answers for it, and not by that of who watches it. */
  private async release(tx: Tx, notice: NoticeId, brake: Brake, actor: AuditActor | Actor, by: string, reason: string | null): Promise<void> {
    if ('roles' in actor && !mayAct(actor, ['commander'])) throw new DomainError('forbidden', 'commander-needed', 'The brake stopped this notice: only a commander lets it go on.', { brake });
    if (reason === null) throw new DomainError('invalid', 'reason-missing', 'The brake stopped this notice: say why it may go on.', { brake });
    await this.brakes.release(tx, notice, brake, this.clock.now());
    if (brake === 'company-messages') await this.brakes.releaseCompany(tx, notice, by, reason);
  }
}

const PAST: Readonly<Record<Order, string>> = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' };
