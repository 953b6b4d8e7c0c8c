import { Inject, Injectable } from '@nestjs/common';
import { Suppressions } from '../audience/contract.js';
import { type NoticeId } from '../kernel/ids.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { inBatches } from './batches.js';
import { RELAYS } from './contract.js';
import { DeliverFigures } from './deliver-figures.js';
import { LedgerWriterService } from './ledger-writer.service.js';
import { ASKED_AGAIN } from './model/copy-request.js';
import type { SmsGateway } from './model/gateways.js';
import { type AccountFinding, findSms, foundAmong, nextLookSeconds } from './model/sms-lookup.js';
import { PlanCache } from './plan-cache.js';
import { Providers } from './providers.js';
import { type DoubtfulText, type OpenedWave, ReconcileRepository } from './store/reconcile.repository.js';

/** An e-mail in doubt is sent again so often at most; then a person decides. */
export const MOST_RESENDS = 3;
export const PACE_OVERRIDDEN = 'pace.overridden';
const BATCH = 1_000;
const LOOK_UPS = 40;
const LOOK_UPS_AT_ONCE = 5;

/** Heals what crashes and silences leave behind. Every step may run twice, or stop half-way. */
@Injectable()
export class ReconcilerService {
  constructor(
    private readonly ledger: ReconcileRepository,
    private readonly writer: LedgerWriterService,
    private readonly providers: Providers,
    private readonly plans: PlanCache,
    private readonly suppressions: Suppressions,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly alerts: Alerts,
    private readonly clock: Clock,
    private readonly figures: DeliverFigures,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'UNKNOWN_SMS_ABSENT_AFTER_SECONDS'>,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @returns how many. What opens against the phones is on record: a deadline is worth more than a wait. */
  openWaves(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const opened = await this.ledger.openWaves(tx, this.clock.now());
      for (const wave of opened) if (wave.forced) await this.tellForced(tx, wave);
      return opened.length;
    });
  }

  private async tellForced(tx: Tx, { noticeId, waveNo }: OpenedWave): Promise<void> {
    const { incidentId, number, type } = await this.ledger.named(tx, noticeId);
    await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, {
      action: 'dispatch.pace-overridden', subject: { kind: 'notice', id: noticeId }, incidentId, details: { number, type, wave: waveNo + 1 },
    });
    await this.alerts.raise({
      kind: PACE_OVERRIDDEN, subject: `notice:${noticeId}`, incidentId, lasting: true,
      message: `Notice ${number} (${type}) goes on although the phones are full: everybody must have been told in time.`,
      remedy: 'Expect more calls than the agents can take. Call in more of them, or say on the line and the website what the notice says.',
    }, tx);
  }

  /** What a worker held that is gone. @returns messages that were freed or are in doubt. */
  async endLeases(): Promise<number> {
    const ended = { handedBack: 0, unknown: 0 };
    const all = await this.whole(async (tx) => {
      const batch = await this.ledger.endLeases(tx, BATCH);
      ended.handedBack += batch.handedBack;
      ended.unknown += batch.unknown;
      return batch.handedBack + batch.unknown;
    });
    if (all > 0) await this.tellEnded(ended);
    return all;
  }

  /** Retries, repeats, ends; the leases end by a job of their own. @returns messages and dispatches that were moved. */
  async reconcile(): Promise<number> {
    const moved =
      (await this.whole((tx) => this.ledger.releaseRetries(tx, BATCH)))
      + (await this.whole((tx) => this.ledger.resendMail(tx, this.clock.now(), MOST_RESENDS, BATCH)))
      + (await this.cancelPending());
    return moved + (await this.finish());
  }

  private async tellEnded(leases: { readonly handedBack: number; readonly unknown: number }): Promise<void> {
    this.figures.leasesEnded(leases);
    this.log.warn({ event: 'deliver.leases-ended', ...leases });
    await this.alerts.raise({
      kind: 'leases.ended', subject: 'deliver', lasting: false,
      message: `A worker stopped without a word: ${leases.handedBack} messages went back into the queue, ${leases.unknown} are in doubt.`,
      remedy: 'What is in doubt is looked up, or follows the policy of its notice. Look why the worker died: its log ends there.',
    });
  }

  /** What was cancelled, or has run out of time, leaves the queue. */
  async cancelPending(): Promise<number> {
    await this.countPutOff();
    return this.whole((tx) => this.ledger.cancelPending(tx, this.clock.now(), 10 * BATCH));
  }

  /** Before they leave the queue: a crash between the two then loses none, and each counts once. */
  private async countPutOff(): Promise<void> {
    const now = this.clock.now();
    for (let after = '0'; ; ) {
      const page = await this.ledger.softExpired(now, after, BATCH);
      if (page.length === 0) return;
      await this.suppressions.softBounced(page.map(({ id, addressHash, provider }) => ({ addressHash, messageId: id, source: `${provider ?? RELAYS.first}:send`, occurredAt: now })));
      after = page.at(-1)!.id;
    }
  }

  /** Asks whoever may have them about texts in doubt. @returns how many were settled. */
  async lookUpTexts(): Promise<number> {
    const doubtful = await this.ledger.doubtfulTexts(LOOK_UPS);
    let settled = 0;
    // Two of one number in the same breath could both find the one text that is there.
    for (const group of groupsOf(doubtful)) {
      const results = await Promise.all(group.map((text) => this.lookUp(text)));
      settled += results.filter(Boolean).length;
    }
    return settled;
  }

  /** Never throws: one text that can't be judged must not keep the others from it. */
  private async lookUp(text: DoubtfulText): Promise<boolean> {
    try {
      return await this.judge(text);
    } catch (error) {
      this.log.error({ event: 'deliver.text-not-judged', message: text.id, error });
      await this.transactions.run((tx) => this.ledger.lookAgain(tx, text, 60));
      return false;
    }
  }

  private async judge(text: DoubtfulText): Promise<boolean> {
    const { texts } = await this.plans.get(text.noticeId);
    const composed = texts.sms(text.reader);
    if (!composed.ok) throw new Error(`The text of message ${text.id} can't be made again.`);
    const { body, bodyHash } = composed.value;
    const accounts = this.providers.mayHave(text);
    const absentAfter = this.settings.UNKNOWN_SMS_ABSENT_AFTER_SECONDS;
    const finding = foundAmong(await Promise.all(accounts.map((account) => this.lookAt(account, text, body))));
    this.log.info({ event: 'deliver.text-looked-up', message: text.id, finding: finding.kind, asked: accounts.length });
    return this.transactions.run(async (tx) => {
      if (finding.kind === 'found') return this.ledger.found(tx, text, finding.provider, finding.providerId, bodyHash);
      if (finding.kind === 'absent') return this.ledger.absent(tx, text, this.clock.now());
      if (finding.kind === 'nobody') await this.ledger.leave(tx, text, 'The account by which it was sent is not set up any more, and nobody else can say whether it was taken.', this.clock.now());
      else await this.ledger.lookAgain(tx, text, nextLookSeconds(text.ageSeconds, absentAfter));
      return false;
    });
  }

  private async lookAt(account: SmsGateway, { id, address, begunAt, ageSeconds }: DoubtfulText, body: string): Promise<AccountFinding> {
    const listed = await account.sentTo(address);
    const taken = await this.ledger.ownedBy(account.provider, (listed ?? []).map(({ providerId }) => providerId), id);
    return { provider: account.provider, ...findSms({ body, begunAt, ageSeconds, taken }, listed, this.settings.UNKNOWN_SMS_ABSENT_AFTER_SECONDS) };
  }

  /** A dispatch ends only after one more look for members without a row. */
  private async finish(): Promise<number> {
    let finished = 0;
    for (const notice of await this.ledger.done(this.clock.now(), MOST_RESENDS)) {
      if ((await this.writer.verifyOne(notice)) > 0) continue;
      if (!(await this.transactions.run((tx) => this.finishOne(tx, notice)))) continue;
      finished += 1;
      this.log.info({ event: 'dispatch.finished', notice });
    }
    return finished;
  }

  private async finishOne(tx: Tx, notice: NoticeId): Promise<boolean> {
    const named = await this.ledger.finish(tx, notice, this.clock.now(), MOST_RESENDS);
    if (named === null) return false;
    const { incidentId, number, type, reason } = named;
    if (reason === ASKED_AGAIN) return true; // it was over before, and the record says so
    await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, {
      action: 'dispatch.finished', subject: { kind: 'notice', id: notice }, incidentId, details: { number, type },
    });
    return true;
  }

  /** Batch after batch until nothing is left. */
  private whole(step: (tx: Tx) => Promise<number>): Promise<number> {
    return inBatches(BATCH, () => this.transactions.run(step));
  }
}

function groupsOf(texts: readonly DoubtfulText[]): DoubtfulText[][] {
  const groups: DoubtfulText[][] = [];
  for (const text of texts) {
    const group = groups.find((one) => one.length < LOOK_UPS_AT_ONCE && one.every(({ address }) => address !== text.address));
    if (group) group.push(text);
    else groups.push([text]);
  }
  return groups;
}
