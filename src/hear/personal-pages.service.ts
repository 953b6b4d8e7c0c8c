import { Inject, Injectable } from '@nestjs/common';
import { CheckCodes, type GenuineNotice } from '../approve/contract.js';
import { PAGE_TOKENS } from '../compose/contract.js';
import { type Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type CustomerId, type NoticeId } from '../kernel/ids.js';
import { PageTokens } from '../kernel/page-token.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { Transactions } from '../platform/database/transactions.js';
import { derivedKey } from '../platform/http/seal.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type NewFeedback } from './contract.js';
import { afterWrong, isShut, type ProofKind, proofKind, proves } from './model/proof.js';
import { type PageState, PersonalPageRepository, type ReachedBy } from './store/personal-page.repository.js';

const DAY_MS = 86_400_000;

/** A page that is open: whose, and which notice stands on it. */
export interface OpenPage extends PageState {
  readonly kind: 'open';
  readonly customerId: CustomerId;
  readonly notice: ReachedBy;
  /** Those that came before it, newest first. */
  readonly earlier: readonly ReachedBy[];
  /** What the reader is asked for before he sees what is his; null where nothing is on file to ask for. */
  readonly proof: ProofKind | null;
  /** Too many wrong answers in all: a person helps from here on. */
  readonly shut: boolean;
}

/** One of ours, whose time is over or which was shut. */
export interface ClosedPage {
  readonly kind: 'closed';
  readonly sender: GenuineNotice['sender'];
}

export type Proved = { readonly kind: 'proved' } | { readonly kind: 'wrong'; readonly left: number } | { readonly kind: 'locked' } | { readonly kind: 'shut' };

/** Readers' own pages: whose they are, and what readers do there. What stands on them is made elsewhere. */
@Injectable()
export class PersonalPagesService {
  private readonly tokens: PageTokens;

  constructor(
    private readonly pages: PersonalPageRepository,
    private readonly codes: CheckCodes,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'PERSONAL_PAGE_DAYS'>,
    @Inject(SURROUNDINGS) { secretKey }: Pick<Surroundings, 'secretKey'>,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.tokens = new PageTokens(derivedKey(secretKey, PAGE_TOKENS));
  }

  /**
   * The page to an address. It always shows the newest that the reader was told of the incident: what was corrected since is not said again.
   *
   * @returns null for an address that we never gave out, and for one of a message that has not left.
   */
  async find(token: string): Promise<OpenPage | ClosedPage | null> {
    const owner = this.tokens.read(token);
    const given = owner && (await this.codes.find(owner.checkCode));
    if (!given) return null;
    const customerId = owner.customerId as CustomerId;
    const [notice, ...earlier] = await this.pages.reachedBy(given.incidentId, customerId);
    if (!notice) return null;
    const isOpen = await this.opensFor(customerId, this.clock.now());
    const onFile = await this.pages.onFile(notice.noticeId, customerId);
    if (!isOpen(notice.approvedAt) || onFile === null) return { kind: 'closed', sender: given.sender };
    const state = await this.pages.state(notice.noticeId, customerId);
    return { kind: 'open', customerId, notice, earlier, proof: proofKind(onFile), shut: isShut(state.wrong), ...state };
  }

  /** @returns whether a customer's page of a notice that was approved then is open. */
  async opensFor(customer: CustomerId, now: Date): Promise<(approvedAt: Date) => boolean> {
    const revokedUntil = await this.pages.revokedUntil(customer);
    return (approvedAt) => approvedAt.getTime() + this.settings.PERSONAL_PAGE_DAYS * DAY_MS > now.getTime() && (revokedUntil === null || approvedAt > revokedUntil);
  }

  /** A customer's page of a notice as it is before anybody has done anything on it: to be looked at beforehand. */
  async untouched(notice: ReachedBy, customerId: CustomerId): Promise<OpenPage> {
    const onFile = await this.pages.onFile(notice.noticeId, customerId);
    return { kind: 'open', customerId, notice, earlier: [], proof: onFile && proofKind(onFile), shut: false, steps: [], wrong: 0, locked: false, answered: false };
  }

  /** Whether a reader knows what a stranger with his link does not. Wrong answers count, whichever instance hears them. */
  async prove({ notice: { noticeId }, customerId }: OpenPage, answer: string): Promise<Proved> {
    const onFile = await this.pages.onFile(noticeId, customerId);
    const outcome = await this.transactions.run(async (tx): Promise<Proved> => {
      const wrong = await this.pages.holdForTry(tx, noticeId, customerId);
      if (wrong === null) return { kind: 'locked' };
      if (isShut(wrong)) return { kind: 'shut' };
      if (onFile !== null && proves(onFile, answer)) {
        await this.pages.keepProved(tx, noticeId, customerId, this.clock.now());
        return { kind: 'proved' };
      }
      const next = afterWrong(wrong + 1);
      await this.pages.keepWrong(tx, noticeId, customerId, wrong + 1, next.lockHours);
      return next.shut ? { kind: 'shut' } : next.lockHours !== null ? { kind: 'locked' } : { kind: 'wrong', left: next.left };
    });
    if (outcome.kind === 'locked' || outcome.kind === 'shut') this.log.warn({ event: 'page.locked', notice: noticeId, customer: customerId });
    return outcome;
  }

  /** A person looks at it: a browser said so, and no mail scanner does. Only the first time is kept. */
  async see({ notice: { noticeId }, customerId }: OpenPage): Promise<void> {
    await this.transactions.run((tx) => this.pages.keepSeen(tx, noticeId, customerId, this.clock.now()));
  }

  /** @param steps  Places of all steps that are ticked, from 0. */
  async tick({ notice: { noticeId }, customerId }: OpenPage, steps: readonly number[]): Promise<void> {
    const sorted = [...new Set(steps)].sort((a, b) => a - b);
    await this.transactions.run((tx) => this.pages.keepSteps(tx, noticeId, customerId, sorted, this.clock.now()));
  }

  /** @returns false where this person had answered already: the first answer stands. */
  async answer(notice: NoticeId, customer: CustomerId, feedback: NewFeedback): Promise<boolean> {
    const now = this.clock.now();
    return this.transactions.run(async (tx) => {
      if (feedback.channel === 'page') await this.pages.keepSeen(tx, notice, customer, now);
      return this.pages.keepFeedback(tx, notice, customer, feedback, now);
    });
  }

  /**
   * Shuts the pages that a customer was given until now: he says that they are not his, or what is known of him is erased.
   *
   * @param details  For the audit record; what somebody typed stands beside the revocation alone, where it can be erased.
   * @throws DomainError invalid `reason-missing`
   */
  async revoke(actor: Actor, customer: CustomerId, reason: string, details: Readonly<Record<string, unknown>> = {}): Promise<void> {
    if (reason.trim() === '') throw new DomainError('invalid', 'reason-missing', 'Say why, so that the record shows it.');
    const by = `${actor.kind}:${actor.id}`;
    await this.transactions.run(async (tx) => {
      await this.pages.revoke(tx, customer, this.clock.now(), reason.trim(), by);
      await this.audit.record(tx, actor, { action: 'pages.revoked', subject: { kind: 'customer', id: customer }, details });
    });
  }
}
