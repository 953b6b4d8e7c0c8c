import { Inject, Injectable } from '@nestjs/common';
import { type Actor, mayAct, sightOf } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type CustomerId, type MessageId, type NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type MessageState } from './contract.js';
import { MOST_RESENDS } from './reconciler.service.js';
import { DecisionRepository, type UndecidedMessage } from './store/decision.repository.js';
import { type Dispatch, DispatchRepository } from './store/dispatch.repository.js';
import { type DoubtFilter, LedgerRepository, type MessageProof, type MessageRow, type UnknownRow } from './store/ledger.repository.js';

/** `resend`: try once more. `told`: the person has it. `not-told`: the person does not have it, and will not get it. */
export const DECISIONS = ['resend', 'told', 'not-told'] as const;
export type Decision = (typeof DECISIONS)[number];

/** A row as the asker may see it: the address only for those who speak with customers or answer for the notice. */
export type VisibleMessage = Omit<MessageRow, 'address'> & { readonly address?: string };

export type { DoubtFilter } from './store/ledger.repository.js';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const SEES_ADDRESSES = ['commander', 'agent'] as const;

/** Single messages: looking at them, and deciding what only a person can. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly decisions: DecisionRepository,
    private readonly dispatches: DispatchRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws DomainError invalid `cursor-unknown` */
  async list(actor: Actor, notice: NoticeId, filter: { readonly state?: MessageState | undefined; readonly after?: string | undefined; readonly limit: number }): Promise<Page<VisibleMessage>> {
    const { state, after, limit } = filter;
    const now = this.clock.now();
    const rows = state === undefined ? await this.ledger.page(notice, cursorOf(after), limit, now) : await this.ledger.pageOf(notice, state, idOf(after), limit, now);
    const visible = mayAct(actor, SEES_ADDRESSES);
    const items = rows.map(({ address, ...row }): VisibleMessage => (visible ? { ...row, address } : row));
    const last = rows.at(-1);
    const next = last && rows.length === limit ? last : null;
    return { items, next: next && (state === undefined ? `${next.customerId}~${next.channel}` : next.id) };
  }

  /** What the ledger holds of this customer's messages: by its hash a text made again is known to be the one that left. */
  proofs(notice: NoticeId, customer: CustomerId): Promise<readonly MessageProof[]> {
    return this.ledger.proofs(notice, customer);
  }

  /** Messages of which nobody knows whether they were taken, oldest first. */
  async unknown(notice: NoticeId, after: string | undefined, limit: number, filter: DoubtFilter = {}): Promise<Page<UnknownRow>> {
    const items = await this.ledger.unknown(notice, after ?? '0', limit, MOST_RESENDS, filter);
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
  }

  /** The same of all notices, one notice after the other. @throws DomainError invalid `cursor-unknown` */
  async everyUnknown(actor: Actor, after: string | undefined, limit: number, filter: DoubtFilter = {}): Promise<Page<UnknownRow>> {
    const items = await this.ledger.everyUnknown(placeOf(after), limit, MOST_RESENDS, sightOf(actor), filter);
    const last = items.at(-1);
    return { items, next: last && items.length === limit ? `${last.noticeId}~${last.id}` : null };
  }

  /**
   * Settles a doubt by a person's word.
   *
   * @throws DomainError forbidden `not-allowed`, invalid `reason-missing`, not-found `message-not-found`, conflict
   *   `message-not-in-doubt`, or `dispatch-over` where nothing of the notice may go out any more.
   */
  async decide(actor: Actor, id: MessageId, decision: Decision, reason: string): Promise<void> {
    if (!mayAct(actor, ['commander', 'ops'])) throw new DomainError('forbidden', 'not-allowed', 'Only a commander or the ops lead settles a doubt.');
    if (reason.trim() === '') throw new DomainError('invalid', 'reason-missing', 'Say how you know, so that the record shows it.');
    await this.transactions.run(async (tx) => {
      const notice = await this.decisions.noticeOf(tx, id, sightOf(actor));
      if (notice === null) throw new DomainError('not-found', 'message-not-found', 'There is no such message.');
      // The dispatch before its message, as the ledger's writer takes them.
      const dispatch = await this.dispatches.lock(tx, notice);
      const message = await this.decisions.lock(tx, id);
      if (!dispatch || !message) throw new Error(`Message ${id} has no dispatch.`);
      if (message.state !== 'unknown') throw new DomainError('conflict', 'message-not-in-doubt', `The message is ${message.state}: there is nothing to decide.`, { state: message.state });
      await this.settle(tx, message, dispatch, decision, reason.trim(), actor);
      await this.audit.record(tx, actor, {
        action: 'message.decided', subject: { kind: 'message', id }, incidentId: dispatch.incidentId, details: { decision, reason: reason.trim(), notice: message.noticeId },
      });
    });
    this.log.info({ event: 'message.decided', message: id, decision });
  }

  private async settle(tx: Tx, message: UndecidedMessage, dispatch: Dispatch, decision: Decision, reason: string, actor: Actor): Promise<void> {
    const now = this.clock.now();
    if (decision === 'told') return this.decisions.told(tx, message.id, reason, now);
    if (decision === 'not-told') return this.decisions.notTold(tx, message.id, reason, now);
    if (dispatch.state === 'cancelled' || dispatch.expiresAt <= now) {
      throw new DomainError('conflict', 'dispatch-over', 'Nothing of this notice may go out any more.', { state: dispatch.state });
    }
    const held = dispatch.state === 'finished' ? await this.dispatches.heldCode(tx, dispatch.noticeId) : null;
    if (held) throw new DomainError('conflict', held, 'Law enforcement asked that nobody is told: nothing is sent again until the hold has ended.');
    await this.decisions.resend(tx, message.id);
    if (dispatch.state === 'finished') await this.dispatches.change(tx, dispatch.noticeId, 'running', actor.id, 'a message in doubt is sent again', now);
  }
}

/** @throws DomainError invalid `cursor-unknown` */
function cursorOf(text: string | undefined): { customerId: string; channel: string } | null {
  if (text === undefined) return null;
  const [customerId = '', channel = ''] = text.split('~');
  if (!/^\d{1,18}$/.test(customerId) || (channel !== 'email' && channel !== 'sms')) throw cursorUnknown();
  return { customerId, channel };
}

/** @throws DomainError invalid `cursor-unknown` */
function idOf(text = '0'): string {
  if (!/^\d{1,18}$/.test(text)) throw cursorUnknown();
  return text;
}

/** @throws DomainError invalid `cursor-unknown` */
function placeOf(text: string | undefined): { notice: string; id: string } | null {
  if (text === undefined) return null;
  const [notice = '', id = ''] = text.split('~');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(notice) || !/^\d{1,18}$/.test(id)) throw cursorUnknown();
  return { notice, id };
}

const cursorUnknown = (): DomainError => new DomainError('invalid', 'cursor-unknown', 'after must be the "next" of the page before.');
