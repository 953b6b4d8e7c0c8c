import { Inject, Injectable } from '@nestjs/common';
import type { Channel, MemberReasons } from '../../audience/contract.js';
import type { Reader } from '../../compose/contract.js';
import type { CustomerId, IncidentId, MessageId, NoticeId } from '../../kernel/ids.js';
import { type Severity, weightOf } from '../model/severity-weight.js';
import { SETTINGS } from '../../platform/config/config.module.js';
import type { Settings } from '../../platform/config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { type AnyTx, Database, type Tx } from '../../platform/database/transactions.js';
import { BEGIN, CLAIM, CLAIM_ASKED, CLAIM_BEGUN, CLAIM_CANARY, CLAIM_CANARY_CAPPED, CLAIM_CAPPED, FENCE, HAND_BACK, RENEW, RUNNING, STRAYS } from './claim.sql.js';
import { lockIncident } from './incident-lock.js';

/** A message that this process holds under a lease, with the reader whom it is composed for. */
export interface ClaimedMessage {
  readonly id: MessageId;
  readonly noticeId: NoticeId;
  /** Number of this try, from 1. It also fences: whoever claims later has a higher one. */
  readonly no: number;
  readonly address: string;
  readonly addressHash: string;
  readonly waveNo: number;
  readonly reader: Reader;
  /** Where it is sent once more in doubt: the provider that may have it. Null otherwise. */
  readonly triedBy: string | null;
  /** It is on record as begun already (`claimBegun`). */
  readonly begun: boolean;
}

/** A notice that goes out, and how much its incident counts beside others. */
export interface RunningNotice {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly weight: number;
  /** Somebody waits for a message of it that was asked for. */
  readonly asked: boolean;
  /** Nothing stands in the way of each of its messages: neither a canary that is out, nor a cap for each person. */
  readonly free: boolean;
}

/** What a claim took, and how many messages it saw: those that were settled or held on the way too. */
export interface Claimed {
  readonly messages: readonly ClaimedMessage[];
  readonly seen: number;
}

/** A message in hand, told apart from a later claim of the same one. */
export interface Held {
  readonly id: MessageId;
  readonly no: number;
}

/** Whom what is claimed is begun with, and what this owner began before. */
export interface BeginRequest {
  readonly provider: string;
  /** A database that does not know it is an older one, and nothing begins there. */
  readonly after: { readonly messageId: MessageId; readonly no: number } | null;
}

export interface ClaimRequest {
  readonly notice: NoticeId;
  readonly channel: Channel;
  readonly limit: number;
  readonly owner: string;
  readonly leaseSeconds: number;
  /** Business time. */
  readonly now: Date;
}

interface ClaimRow {
  id: MessageId;
  no: number;
  address: string;
  addressHash: string;
  waveNo: number;
  state: string;
  customerId: CustomerId;
  reference: string;
  firstName: string | null;
  lastName: string | null;
  locale: string | null;
  place: string | null;
  reasons: MemberReasons;
  triedBy: string | null;
  begun: boolean;
}

/** The queue: who may send what now. PostgreSQL's row locks are the only thing that instances share. */
@Injectable()
export class ClaimRepository {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'STORM_MESSAGES_PER_HOUR'>,
  ) {}

  /** Notices of which something may be sent now, whatever it is, of actual incidents or of exercises. Oldest first. */
  async running(now: Date, exercises = false): Promise<readonly RunningNotice[]> {
    const rows = await this.db.query<{ noticeId: NoticeId; incidentId: IncidentId; severity: Severity; asked: boolean; free: boolean }>(RUNNING, [now, exercises]);
    return rows.map(({ severity, ...notice }) => ({ ...notice, weight: weightOf(severity) }));
  }

  /**
   * Takes up to `limit` messages of open waves, first waves first, and none to readers in their quiet hours. Addresses that were
   * suppressed since the ledger was written are settled on the way and not taken; who has been told often enough today is held. Messages that others hold are stepped over.
   */
  async claim(tx: Tx, request: ClaimRequest): Promise<Claimed> {
    const free = await this.claimFree(tx, request);
    return free.seen > 0 ? free : this.claimFenced(tx, request);
  }

  /** The same in one statement, of notices that nothing stands in the way of; others give nothing. */
  async claimFree(tx: AnyTx, request: ClaimRequest): Promise<Claimed> {
    return claimedOf(request.notice, await this.take(tx, request, CLAIM));
  }

  /**
   * The same, and puts on record at once that the provider is about to be called: one statement instead of two, and a row each less to write. For
   * whoever calls right away. What is sent once more in doubt is only claimed.
   */
  async claimBegun(tx: AnyTx, request: ClaimRequest, { provider, after }: BeginRequest): Promise<Claimed> {
    return claimedOf(request.notice, await this.take(tx, request, CLAIM_BEGUN, [provider, after?.messageId ?? null, after?.no ?? null]));
  }

  /**
   * Gives back what this owner has on record as begun and does not know of: the answer to `claimBegun` was lost on its way. None of it was called for.
   *
   * @param known  All that it claimed of the channel and has not recorded.
   * @returns how many there were.
   */
  async handBackStrays(tx: Tx, channel: Channel, known: readonly MessageId[], owner: string): Promise<number> {
    const strays = await tx.query<Held>(STRAYS, [owner, channel, known]);
    return strays.length === 0 ? 0 : this.handBack(tx, strays, owner, null);
  }

  /**
   * What people asked for, on the phone or at the desk: before its wave, in quiet hours too, and counted for no cap of the person, since he
   * wants it now. A pause, the end of the notice, a STOP and the caps of incident and company hold it like any other.
   */
  async claimAsked(tx: AnyTx, request: ClaimRequest): Promise<Claimed> {
    return claimedOf(request.notice, await this.take(tx, request, CLAIM_ASKED));
  }

  /**
   * The same of the notices that something stands in the way of: a canary that is out, or a cap for each person. Those who share a cap
   * claim one after the other, so that two workers can't both give somebody the last notice of the day.
   */
  async claimFenced(tx: Tx, request: ClaimRequest): Promise<Claimed> {
    const [fence] = await tx.query<{ incidentId: IncidentId; cap: number | null; canary: boolean }>(FENCE, [request.notice]);
    if (!fence) return { messages: [], seen: 0 };
    if (fence.cap === null) return claimedOf(request.notice, await this.take(tx, request, CLAIM_CANARY));
    await lockIncident(tx, fence.incidentId);
    return claimedOf(request.notice, await this.take(tx, request, fence.canary ? CLAIM_CANARY_CAPPED : CLAIM_CAPPED, [this.clock.speed]));
  }

  private take(tx: AnyTx, { notice, channel, limit, owner, leaseSeconds, now }: ClaimRequest, sql: string, more: readonly unknown[] = []): Promise<readonly ClaimRow[]> {
    return tx.query<ClaimRow>(sql, [notice, channel, now, limit, owner, leaseSeconds, this.settings.STORM_MESSAGES_PER_HOUR, ...more]);
  }

  /**
   * Puts on record that the provider is about to be called. Only what is in the answer may be sent: the rest was paused, cancelled,
   * has expired, is no longer ours, its reader said STOP (the next claim settles that one), or his quiet hours have begun.
   *
   * @param after  What this owner began before. A database that does not know it is an older one, and nothing begins there.
   */
  async begin(tx: AnyTx, held: readonly Held[], owner: string, provider: string, now: Date, after: { readonly messageId: MessageId; readonly no: number } | null = null): Promise<ReadonlySet<MessageId>> {
    const rows = await tx.query<{ id: MessageId }>(BEGIN, [held.map(({ id }) => id), held.map(({ no }) => no), owner, now, provider, after?.messageId ?? null, after?.no ?? null]);
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Gives back what was claimed and for which the provider was surely not called.
   *
   * @param waitsMs  Real milliseconds before each may be claimed again; null is at once.
   */
  async handBack(tx: Tx, held: readonly Held[], owner: string, reason: string | null, waitsMs: readonly number[] | null = null): Promise<number> {
    return (await tx.query(HAND_BACK, [held.map(({ id }) => id), held.map(({ no }) => no), owner, reason, waitsMs ?? held.map(() => null)])).length;
  }

  /** Holds on to what takes longer than a lease. */
  async renew(tx: Tx, held: readonly Held[], owner: string, leaseSeconds: number): Promise<ReadonlySet<MessageId>> {
    const rows = await tx.query<{ id: MessageId }>(RENEW, [held.map(({ id }) => id), held.map(({ no }) => no), owner, leaseSeconds]);
    return new Set(rows.map(({ id }) => id));
  }
}

function claimedOf(noticeId: NoticeId, rows: readonly ClaimRow[]): Claimed {
  const messages = rows
    .filter((row) => row.state === 'sending')
    .map(({ id, no, address, addressHash, waveNo, customerId, reference, firstName, lastName, locale, place, reasons, triedBy, begun }) => ({
      id, noticeId, no, address, addressHash, waveNo, triedBy, begun, reader: { customerId, reference, firstName, lastName, locale, place, reasons },
    }));
  return { messages, seen: rows.length };
}
