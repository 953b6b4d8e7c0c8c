import { Inject, Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { canonicalJson } from '../kernel/canonical-json.js';
import { sha256Hex } from '../kernel/sha256.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import { runFairly } from '../platform/jobs/fair-loop.js';
import { type FitHistory, fitQueue, type StoredFit } from './model/queue-fit.js';
import { QueueRepository } from './store/queue.repository.js';

const WEEKS = 4;

/** How long callers have patience, and how many of the agents on duty are there for them, from the four weeks before a day. */
@Injectable()
export class QueueFitService {
  /** Whoever asks while a fit is made waits for that one. */
  private readonly underway = new Map<string, Promise<StoredFit>>();

  constructor(
    private readonly queue: QueueRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'COMPANY_TIME_ZONE'>,
  ) {}

  /** Of the weeks before today. */
  current(): Promise<StoredFit> {
    return this.before(this.clock.now());
  }

  /** Of the weeks before the day of this moment, as the contact centre counts days. The same calls and agents give the row that is on record. */
  async before(moment: Date): Promise<StoredFit> {
    const zone = this.settings.COMPANY_TIME_ZONE;
    const until = DateTime.fromJSDate(moment, { zone }).startOf('day');
    const history = await this.queue.served(until.minus({ weeks: WEEKS }).toJSDate(), until.toJSDate(), zone);
    const inputsHash = sha256Hex(canonicalJson(history));
    const known = await this.queue.find(until.toJSDate(), inputsHash);
    if (known) return known;
    const key = `${until.toISO()} ${inputsHash}`;
    const fit = this.underway.get(key) ?? this.make(history, until.toJSDate(), inputsHash).finally(() => this.underway.delete(key));
    this.underway.set(key, fit);
    return fit;
  }

  private async make(history: FitHistory, fittedUntil: Date, inputsHash: string): Promise<StoredFit> {
    const result = await runFairly(fitQueue(history));
    await this.transactions.run((tx) => this.queue.keep(tx, fittedUntil, inputsHash, result, this.clock.now()));
    return (await this.queue.find(fittedUntil, inputsHash))!;
  }
}
