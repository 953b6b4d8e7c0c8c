import { Inject, Injectable } from '@nestjs/common';
import { type Actor, mayAct } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { Audit, type AuditActor } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { inBatches } from './batches.js';
import { type BegunMark, binding, causeInWords, type DoubtChoice, type EpochCause, samePlace } from './model/epoch.js';
import { type DoubtfulNotice, EpochRepository, type EpochRow } from './store/epoch.repository.js';
import { BegunMarks } from './worker/begun-marks.js';

const BATCH = 5_000;
const ALERT = { kind: 'sending.shut', subject: 'database' } as const;

export interface EpochView {
  readonly no: number;
  readonly state: 'open' | 'shut';
  readonly cause: EpochCause | null;
  readonly words: string | null;
  readonly shutAt: Date | null;
  /** While false, what may have been sent is still being put in doubt, and nobody can open. */
  readonly marked: boolean;
  readonly openedAt: Date | null;
  readonly openedBy: string | null;
  readonly reason: string | null;
  readonly notices: readonly DoubtfulNotice[];
}

/**
 * Whether this is the database on which the last messages were begun. One that was restored, or whose standby took over, may be older:
 * then nothing leaves, from any instance, until a person has seen what is in doubt. Beginning a try asks the same in its own statement,
 * so that nothing slips through between two looks.
 */
@Injectable()
export class EpochService {
  constructor(
    private readonly epochs: EpochRepository,
    private readonly marks: BegunMarks,
    private readonly alerts: Alerts,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Before anything is sent: against the marks of this process and of those before it. */
  async verify(): Promise<void> {
    await this.look(this.marks.left());
  }

  /** Every few seconds, on each instance: its own marks are what it alone knows. @returns whether anything may leave. */
  async check(): Promise<boolean> {
    return this.look(this.marks.mine());
  }

  /** As the timer does it: where the database is away there is nothing to look at, and nothing can be begun either. */
  async watch(): Promise<void> {
    await this.check().catch((error: unknown) => this.log.warn({ event: 'epoch.not-checked', error }));
  }

  /** On one instance at a time: puts in doubt what may have been sent, and does what a person chose. @returns messages that were moved. */
  async tend(): Promise<number> {
    const { state, markedAt } = await this.epochs.read();
    if (state === 'open') return this.whole((tx) => this.epochs.settle(tx, BATCH));
    if (markedAt !== null) return 0;
    const moved = await this.whole((tx) => this.epochs.mark(tx, BATCH));
    if (await this.transactions.run((tx) => this.epochs.marked(tx, this.clock.now()))) this.log.warn({ event: 'epoch.doubts-marked' });
    return moved;
  }

  async view(): Promise<EpochView> {
    const [row, notices] = await Promise.all([this.epochs.read(), this.epochs.doubtful(this.clock.now())]);
    const { no, state, cause, shutAt, markedAt, openedAt, openedBy, reason } = row;
    return { no, state, cause, words: cause && causeInWords(cause), shutAt, marked: state === 'open' || markedAt !== null, openedAt, openedBy, reason, notices };
  }

  /** For a person who knows of a restore that the service can't see. @throws DomainError forbidden `not-allowed`, conflict `sending-shut` */
  async shut(actor: Actor, reason: string): Promise<void> {
    refuseOthers(actor);
    const row = await this.epochs.read();
    if (row.state === 'shut') throw new DomainError('conflict', 'sending-shut', 'Nothing leaves already.');
    await this.close(row, row.no + 1, 'person', actor, reason);
  }

  /**
   * Opens for sending.
   *
   * @param doubts  What becomes of the messages that may have been sent.
   * @throws DomainError forbidden `not-allowed`, invalid `reason-missing`, conflict `sending-open`, conflict `doubts-not-marked`
   */
  async open(actor: Actor, doubts: DoubtChoice, reason: string): Promise<void> {
    refuseOthers(actor);
    if (reason.trim() === '') throw new DomainError('invalid', 'reason-missing', 'Say how you know, so that the record shows it.');
    await this.transactions.run(async (tx) => {
      const { state, markedAt, no, cause } = await this.epochs.lock(tx);
      if (state === 'open') throw new DomainError('conflict', 'sending-open', 'Sending is open.');
      if (markedAt === null) throw new DomainError('conflict', 'doubts-not-marked', 'What may have been sent is still being put in doubt. Try again in a moment.');
      await this.epochs.open(tx, doubts, actor.id, reason.trim(), this.clock.now());
      await this.audit.record(tx, actor, { action: 'sending.opened', subject: { kind: 'epoch', id: String(no) }, details: { cause, doubts, reason: reason.trim() } });
      await this.alerts.clear(ALERT.kind, ALERT.subject, tx);
    });
    this.log.warn({ event: 'epoch.opened', by: actor.id, doubts });
  }

  private async look(marks: readonly BegunMark[]): Promise<boolean> {
    const row = await this.epochs.read();
    const where = { lineage: row.lineage, databaseOid: row.databaseOid, epoch: row.no };
    const bound = binding(marks, where);
    const highest = Math.max(row.no, ...bound.map(({ epoch }) => epoch));
    if (!samePlace(row.identity, row.identityNow)) await this.close(row, highest + 1, 'moved', this.system);
    else if ((await this.epochs.unknownMarks(bound)) > 0) await this.close(row, highest + 1, 'went-back', this.system);
    else return this.goOn(row, where);
    return this.check();
  }

  private async goOn(row: EpochRow, where: { lineage: string; databaseOid: number; epoch: number }): Promise<boolean> {
    this.marks.at(where);
    if (row.identity !== row.identityNow) await this.transactions.run((tx) => this.epochs.learn(tx));
    return row.state === 'open';
  }

  /** Of several instances that notice it, one says so. */
  private async close(seen: EpochRow, no: number, cause: EpochCause, by: AuditActor, reason: string | null = null): Promise<void> {
    const closed = await this.transactions.run(async (tx) => {
      const row = await this.epochs.lock(tx);
      if (row.no !== seen.no || row.identity !== seen.identity) return false;
      await this.epochs.shut(tx, no, cause, by.id, this.clock.now());
      await this.audit.record(tx, by, { action: 'sending.shut', subject: { kind: 'epoch', id: String(no) }, details: { cause, reason, was: row.identity, is: row.identityNow } });
      await this.alerts.raise({
        ...ALERT, severity: 'critical', lasting: true, message: `Nothing is sent. ${causeInWords(cause)}`,
        remedy: 'Look at "Health" in the console: it lists what may have been sent. Then open sending there, with a reason.',
      }, tx);
      return true;
    });
    if (closed) this.log.error({ event: 'epoch.shut', cause, epoch: no });
  }

  private get system(): AuditActor {
    return { kind: 'system', id: this.surroundings.instance };
  }

  private whole(step: (tx: Tx) => Promise<number>): Promise<number> {
    return inBatches(BATCH, () => this.transactions.run(step));
  }
}

function refuseOthers(actor: Actor): void {
  if (!mayAct(actor, ['commander', 'ops'])) throw new DomainError('forbidden', 'not-allowed', 'Only a commander or the ops lead stops and opens all sending.');
}
