import { Inject, Injectable } from '@nestjs/common';
import { ApprovedNotices } from '../approve/contract.js';
import { Audiences, type Channel, CustomerFinder, type FoundCustomer } from '../audience/contract.js';
import { agentWords, MessageComposer, type Playbook, Templates } from '../compose/contract.js';
import { checkFault, checksThatProve, type IdentityCheck, Incidents } from '../declare/contract.js';
import { Copies, type CopyAnswer } from '../deliver/contract.js';
import { type Actor, isWithin, sightOf } from '../kernel/actor.js';
import { addressOf } from '../kernel/address.js';
import { DomainError } from '../kernel/domain-error.js';
import type { AudienceId, CustomerId, IncidentId, NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import { languageOf } from './model/replies.js';
import { DeskRepository, type Reply, type ReplyKind, type ReplyPlace, type ReplyState, type SentMessage, type TouchingNotice } from './store/desk.repository.js';

export type { ReplyState };

/** A message with its exact text; `proved`: made again from the frozen inputs, it has the hash of what left. Null before it has left. */
export interface ShownMessage extends SentMessage {
  readonly text: string | null;
  readonly proved: boolean | null;
}

/** A notice that concerns the caller. `nextUpdateAt`: when he was promised to hear again. */
export interface CaseNotice extends TouchingNotice {
  readonly nextUpdateAt: string | null;
  readonly messages: readonly ShownMessage[];
  readonly answers: Playbook['agent'][string]['answers'];
  readonly checks: readonly IdentityCheck[];
}

export interface CaseFile {
  readonly customer: FoundCustomer;
  readonly notices: readonly CaseNotice[];
  readonly replies: readonly Reply[];
}

export interface SendElsewhere {
  readonly notice: NoticeId;
  readonly channel: Channel;
  /** Null: the address on file. */
  readonly address: string | null;
  readonly checked: readonly IdentityCheck[];
  readonly reason: string;
  readonly key: string;
}

/** Calls that rang so short a time ago are the one that the agent writes about. */
const SAME_CALL_MS = 60 * 60_000;

/** What an agent needs while the telephone rings. Every look and every deed is on record; addresses are on no log. */
@Injectable()
export class DeskService {
  constructor(
    private readonly desk: DeskRepository,
    private readonly customers: CustomerFinder,
    private readonly audiences: Audiences,
    private readonly approved: ApprovedNotices,
    private readonly composer: MessageComposer,
    private readonly templates: Templates,
    private readonly copies: Copies,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    private readonly incidents: Incidents,
  ) {}

  /** @param text  A reference, an e-mail address, a number, or words of a name (whole, or three letters or more of their beginnings). */
  async find(actor: Actor, text: string): Promise<readonly FoundCustomer[]> {
    const found = await this.customers.search(sightOf(actor), text, 20);
    await this.look(actor, 'desk.searched', 'desk', { found: found.length });
    return found;
  }

  /** @throws DomainError not-found `customer-not-found` */
  async open(actor: Actor, id: CustomerId): Promise<CaseFile> {
    const sight = sightOf(actor);
    const customer = await this.customers.get(sight, id);
    await this.look(actor, 'customer.looked-up', id, {});
    const [touching, sent, replies] = await Promise.all([this.desk.touching(id, sight), this.desk.sent(id), this.desk.repliesOf(id, 20, sight)]);
    const notices = await Promise.all(touching.map((one) => this.caseNotice(one, customer, sent.filter(({ noticeId }) => noticeId === one.notice?.id))));
    return { customer, notices, replies };
  }

  /**
   * Sends a notice again, to the address on file or, after a check of who asks, to another.
   *
   * @throws DomainError unprocessable `address-invalid`, `check-too-small`, `check-exposed`; not-found `not-a-member`
   */
  async sendAgain(actor: Exclude<Actor, { kind: 'system' }>, customer: CustomerId, { notice, channel, address, checked, reason, key }: SendElsewhere): Promise<CopyAnswer> {
    const found = (await this.desk.touching(customer, sightOf(actor))).find((one) => one.notice?.id === notice);
    if (!found) throw new DomainError('not-found', 'not-a-member', 'This notice does not concern this customer.');
    const fault = address === null ? null : checkFault(checked, found.reasons.data);
    if (fault === 'too-few') throw new DomainError('unprocessable', 'check-too-small', 'For another address, check two things that only the customer knows, and tick them.');
    if (fault === 'exposed') throw new DomainError('unprocessable', 'check-exposed', 'Something that you checked is in the data of this incident: whoever has the data knows it too. Check something else.');
    const elsewhere = address === null ? null : { ...addressOf(this.surroundings.lookupKeys, channel, address, this.settings.DEFAULT_COUNTRY), checked };
    return this.copies.ask({ notice, customer, channel, elsewhere, key: `desk:${key}`, reason, by: actor });
  }

  /** @returns the call's id. Logged twice with one key it is one call. @throws DomainError not-found `incident-not-found`, for a customer alike. */
  async logCall(actor: Actor, customer: CustomerId, call: { readonly incident: IncidentId | null; readonly reason: string; readonly note: string | null; readonly key: string }): Promise<string> {
    const at = this.clock.now();
    await this.customers.get(sightOf(actor), customer);
    if (call.incident) requireSeen(actor, await this.incidents.get(call.incident));
    return this.transactions.run(async (tx) => {
      const id = await this.desk.logCall(tx, { customer, ...call, by: `${actor.kind}:${actor.id}`, at, since: new Date(at.getTime() - SAME_CALL_MS), simulated: this.settings.SIMULATION });
      await this.audit.record(tx, actor, { action: 'call.logged', subject: { kind: 'customer', id: customer }, ...(call.incident ? { incidentId: call.incident } : {}), details: { call: id, reason: call.reason } });
      return id;
    });
  }

  /** @param after  The `next` of the page before. @throws DomainError invalid `cursor-unknown` */
  async replies(actor: Actor, state: ReplyState, after: string | undefined, limit: number): Promise<{ readonly items: readonly Reply[]; readonly next: string | null }> {
    const items = await this.desk.replies(state, after === undefined ? null : placeOf(after), limit, sightOf(actor));
    const last = items.at(-1);
    return { items, next: last && items.length === limit ? `${last.receivedAt.toISOString()}~${last.kind}~${last.id}` : null };
  }

  /** How many replies wait for somebody; no more than `most` are counted. */
  openReplies(actor: Actor, most: number): Promise<number> {
    return this.desk.countOpen(most, sightOf(actor));
  }

  /** @throws DomainError not-found `reply-not-found` */
  async setReply(actor: Actor, kind: ReplyKind, id: string, state: ReplyState): Promise<void> {
    await this.transactions.run(async (tx) => {
      if (!(await this.desk.setReply(tx, kind, id, state, `${actor.kind}:${actor.id}`, this.clock.now(), sightOf(actor)))) throw new DomainError('not-found', 'reply-not-found', 'There is no such reply.');
      await this.audit.record(tx, actor, { action: 'reply.changed', subject: { kind: `inbound-${kind}`, id }, details: { state } });
    });
  }

  private async caseNotice(touching: TouchingNotice, customer: FoundCustomer, sent: readonly SentMessage[]): Promise<CaseNotice> {
    const { answers } = agentWords(await this.templates.playbook(touching.kind), languageOf(customer.locale), touching.notice?.type ?? null);
    const checks = checksThatProve(touching.reasons.data);
    if (!touching.notice) return { ...touching, nextUpdateAt: null, messages: [], answers, checks };
    const plan = await this.approved.plan(touching.notice.id);
    const texts = await this.composer.open(plan);
    const messages = await Promise.all(sent.map(async (message): Promise<ShownMessage> => {
      if (message.bodyHash === null) return { ...message, text: null, proved: null };
      const reader = await this.reader(touching.audienceId, message.composedFor);
      const email = message.channel === 'email' ? texts.email(reader, message.messageId) : null;
      const made = email ?? texts.sms(reader);
      if (!made.ok) return { ...message, text: null, proved: false };
      const text = email?.ok ? `${email.value.subject}\n\n${email.value.text}` : 'body' in made.value ? made.value.body : '';
      return { ...message, text, proved: made.value.bodyHash === message.bodyHash };
    }));
    return { ...touching, nextUpdateAt: plan.notice.type === 'resolution' ? null : plan.notice.facts.nextUpdateAt, messages, answers, checks };
  }

  private reader(audience: AudienceId, customer: CustomerId) {
    return this.audiences.member(audience, customer);
  }

  private async look(actor: Actor, action: string, id: string, details: Readonly<Record<string, unknown>>): Promise<void> {
    await this.transactions.run((tx) => this.audit.record(tx, actor, { action, subject: { kind: action === 'desk.searched' ? 'desk' : 'customer', id }, details }));
  }
}

/** @throws DomainError not-found `incident-not-found`, as where there is none */
function requireSeen(actor: Actor, { id, brandId }: { readonly id: IncidentId; readonly brandId: string }): void {
  if (!isWithin(actor, brandId) || sightOf(actor).unseen.includes(id)) throw new DomainError('not-found', 'incident-not-found', 'There is no such incident.', { incidentId: id });
}

function placeOf(cursor: string): ReplyPlace {
  const [, at, kind, id] = /^([^~]+)~(sms|mail)~([1-9]\d{0,17})$/.exec(cursor) ?? [];
  const receivedAt = new Date(at ?? NaN);
  if (Number.isNaN(receivedAt.getTime())) throw new DomainError('invalid', 'cursor-unknown', 'after must be the "next" of the page before.');
  return { receivedAt, kind: kind as ReplyKind, id: id! };
}
