import { Injectable } from '@nestjs/common';
import { type Channel } from '../audience/contract.js';
import { DomainError } from '../kernel/domain-error.js';
import { type NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { type LedgerSum, type MessageState, type Outcome } from './contract.js';
import { type HandoverSample, handoverRate, keepSamples } from './model/handover-rate.js';
import { LedgerCounts } from './ledger-counts.service.js';
import { ledgerSum } from './model/ledger-sum.js';
import { type Dispatch, DispatchRepository, type PhoneWait } from './store/dispatch.repository.js';
import { type HandOver, LedgerRepository, type MessageCount, type OutcomeCount, type StratumRow, type WaveTimes, type Withheld } from './store/ledger.repository.js';

export interface WaveProgress extends WaveTimes {
  readonly members: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
}

/** How far a notice is, at one moment. Times are business time. */
export interface Progress {
  readonly noticeId: NoticeId;
  readonly at: Date;
  /** When the members and messages were counted; of a large notice that is a while ago. */
  readonly countedAt: Date;
  /** Whether they were counted since the notice last began, paused, ended or went on. */
  readonly countedSinceChange: boolean;
  readonly dispatch: Pick<Dispatch, 'state' | 'generation' | 'reason' | 'changedBy' | 'changedAt' | 'expiresAt' | 'channels' | 'noReceiptMinutes' | 'unknownEmail' | 'writtenUntil' | 'ledgerWritten' | 'brake'>;
  readonly sum: LedgerSum;
  /** Messages, not members: a member can have two, and two members can share one. */
  readonly messages: Readonly<Record<Channel, Readonly<Partial<Record<MessageState, number>>>>>;
  readonly handOver: HandOver;
  readonly waves: readonly WaveProgress[];
  /** People whose waves open at the same times; one where quiet hours shift nobody's. */
  readonly strata: readonly StratumRow[];
  /** Messages handed over in a real second, of late; null where it is not known yet. */
  readonly perSecond: number | null;
  readonly unknown: number;
  /** Messages on a next channel, since the one before failed; among those of `messages`. */
  readonly following: number;
  /** Texts that were handed over and of which the provider, when asked, had no final word. */
  readonly withoutReceipt: number;
  readonly held: readonly { readonly reason: string; readonly messages: number }[];
  /** Members to whom nothing goes, since after the freezing it changed who is written to for them; `reachable`: of them, those for whom somebody is known by now whom a new audience takes in. */
  readonly withheld: Withheld;
  /** Those who were written to first; null where nobody was. The others wait while `passedAt` is null. */
  readonly canary: { readonly people: number; readonly passedAt: Date | null } | null;
  /** null where the notice goes by no phones. */
  readonly phones: PhoneWait | null;
}

/** Whoever asks within this time gets the same answer. One that took long is kept longer. */
const FRESH_MS = 750;
const FRESH_FACTOR = 3;
const HANDED_OVER: readonly MessageState[] = ['sent', 'delivered', 'bounced'];
const KEPT = 64;

@Injectable()
export class ProgressService {
  private readonly recent = new Map<NoticeId, { freshUntil: number; readonly progress: Promise<Progress> }>();
  private readonly samples = new Map<NoticeId, readonly HandoverSample[]>();

  constructor(
    private readonly dispatches: DispatchRepository,
    private readonly ledger: LedgerRepository,
    private readonly counts: LedgerCounts,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not-found `dispatch-not-found` where the notice has not started. */
  of(notice: NoticeId): Promise<Progress> {
    const known = this.recent.get(notice);
    if (known && Date.now() < known.freshUntil) return known.progress;
    const [began, progress] = [Date.now(), this.read(notice)];
    const kept = { freshUntil: Infinity, progress };
    this.recent.set(notice, kept);
    progress.then(
      () => (kept.freshUntil = Date.now() + Math.max(FRESH_MS, FRESH_FACTOR * (Date.now() - began))),
      () => this.recent.delete(notice),
    );
    if (this.recent.size > KEPT) this.recent.delete(this.recent.keys().next().value!);
    return progress;
  }

  /** The next question is answered anew: something was changed. */
  forget(notice: NoticeId): void {
    this.recent.delete(notice);
  }

  private async read(notice: NoticeId): Promise<Progress> {
    const dispatch = await this.dispatches.find(notice);
    if (!dispatch) throw new DomainError('not-found', 'dispatch-not-found', 'This notice has not started.');
    const now = this.clock.now();
    const [counted, handOver, waves, strata, phones, withheld] = await Promise.all([
      this.counts.of(notice, dispatch.generation), this.ledger.handOver(notice), this.ledger.waves(notice), this.ledger.strata(notice, now), this.dispatches.phones(notice), this.ledger.withheld(notice),
    ]);
    const { ledger: { members, outcomes }, messages, held } = counted;
    const { state, generation, reason, changedBy, changedAt, expiresAt, channels, noReceiptMinutes, unknownEmail, writtenUntil, ledgerWritten, brake, canaryPeople, canaryPassedAt } = dispatch;
    return {
      noticeId: notice,
      at: now,
      countedAt: counted.at,
      countedSinceChange: counted.generation >= dispatch.generation,
      dispatch: { state, generation, reason, changedBy, changedAt, expiresAt, channels, noReceiptMinutes, unknownEmail, writtenUntil, ledgerWritten, brake },
      sum: ledgerSum(members, outcomes),
      messages: { email: byState(messages, 'email'), sms: byState(messages, 'sms') },
      handOver,
      waves: waves.map((wave) => ({ ...wave, ...waveCounts(outcomes, wave.waveNo) })),
      strata,
      perSecond: this.rate(notice, messages, counted.atMs),
      unknown: messages.filter((count) => count.state === 'unknown').reduce((sum, count) => sum + count.messages, 0),
      following: messages.reduce((sum, count) => sum + count.following, 0),
      withoutReceipt: messages.reduce((sum, count) => sum + count.withoutReceipt, 0),
      held,
      withheld,
      canary: canaryPeople === null ? null : { people: canaryPeople, passedAt: canaryPassedAt },
      phones,
    };
  }

  private rate(notice: NoticeId, messages: readonly MessageCount[], at: number): number | null {
    const handedOver = messages.filter(({ state }) => HANDED_OVER.includes(state)).reduce((sum, count) => sum + count.messages, 0);
    const samples = keepSamples(this.samples.get(notice) ?? [], { at, handedOver });
    this.samples.set(notice, samples);
    if (this.samples.size > KEPT) this.samples.delete(this.samples.keys().next().value!);
    return handoverRate(samples);
  }
}

function byState(counts: readonly MessageCount[], channel: Channel): Partial<Record<MessageState, number>> {
  return Object.fromEntries(counts.filter((count) => count.channel === channel).map(({ state, messages }) => [state, messages]));
}

function waveCounts(counts: readonly OutcomeCount[], waveNo: number): Pick<WaveProgress, 'members' | 'outcomes'> {
  const own = counts.filter((count) => count.waveNo === waveNo);
  return {
    members: own.reduce((sum, { members }) => sum + members, 0),
    outcomes: Object.fromEntries(own.map(({ outcome, members }) => [outcome, members])),
  };
}
