import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Brands } from '../declare/contract.js';
import { Audit } from '../platform/audit/audit.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type ClaimedStaffMessage, StaffMessageRecords, type StaffMessageEnd } from '../platform/staff-messages/staff-message.records.js';
import { STAFF_PURPOSES, type StaffContent } from '../platform/staff-messages/staff-message.js';
import { StaffMessages } from '../platform/staff-messages/staff-messages.js';
import { changeAfter } from './model/after-answer.js';
import { type Answer, failed } from './model/answer.js';
import { staffMail } from './model/staff-mail.js';
import { Providers } from './providers.js';
import { EpochRepository } from './store/epoch.repository.js';

const AT_ONCE = 10;
/** Longer than a provider may be silent: an end of the lease means that the worker is gone. */
const LEASE_SECONDS = 180;
/** Where no provider could be spoken to; the next look may find another way. */
const SHUT_RETRY_MS = 15_000;
/** Twilio's bounds for a text's validity, in seconds. */
const [LEAST_VALID, MOST_VALID] = [60, 36_000];
const KEPT_DAYS = 30;

/** Hands messages to single people to the providers: past the ledger, its limits and its figures, by the same accounts. */
@Injectable()
export class StaffMessagesService {
  constructor(
    private readonly queue: StaffMessageRecords,
    private readonly messages: StaffMessages,
    private readonly providers: Providers,
    private readonly epochs: EpochRepository,
    private readonly brands: Brands,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'STAFF_MAIL_FROM'>,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'instance' | 'publicUrl'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Safe to run twice and side by side: a claim belongs to one caller. @returns how many were tried or came to an end. */
  async sendWaiting(): Promise<number> {
    let moved = await this.endOthers();
    for (;;) {
      const claimed = await this.claim();
      moved += claimed.length;
      await Promise.all(claimed.map((message) => this.handOver(message)));
      if (claimed.length < AT_ONCE) return moved;
    }
  }

  /** What is settled is of use for a month. */
  forget(): Promise<number> {
    return this.transactions.run((tx) => this.queue.forget(tx, KEPT_DAYS));
  }

  /** While sending is shut the database may be an old one: an alert said twice does no harm, and what else waits in it stays. */
  private async claim(): Promise<readonly ClaimedStaffMessage[]> {
    const { state } = await this.epochs.read();
    const purposes = state === 'open' ? STAFF_PURPOSES : (['alert'] as const);
    return this.transactions.run((tx) => this.queue.claim(tx, this.surroundings.instance, LEASE_SECONDS, purposes, AT_ONCE));
  }

  private async endOthers(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const ended = await this.queue.end(tx);
      for (const { id, purpose, channel, state } of ended) await this.audit.record(tx, this.system, { action: `staff-message.${state}`, subject: { kind: 'staff-message', id }, details: { purpose, channel } });
      return ended.length;
    });
  }

  private async handOver(claimed: ClaimedStaffMessage): Promise<void> {
    const { id, purpose, channel, attempts } = claimed;
    const { answer, provider } = await this.answered(claimed);
    const { state, providerId, code, reason, retryMs } = changeAfter(answer, channel, attempts, randomInt(2 ** 32) / 2 ** 32);
    const end: StaffMessageEnd = { id, attempts, state: state === 'bounced' ? 'failed' : state, provider, providerId, code, reason, retryMs: retryMs ?? SHUT_RETRY_MS };
    await this.transactions.run(async (tx) => {
      if (!(await this.queue.record(tx, this.surroundings.instance, end)) || end.state === 'pending') return;
      await this.audit.record(tx, this.system, { action: `staff-message.${end.state}`, subject: { kind: 'staff-message', id }, details: { purpose, channel, provider, ...(code !== null && end.state !== 'sent' && { code }) } });
    });
    this.log.info({ event: 'staff-message.tried', id, purpose, channel, provider, state: end.state, code });
  }

  /** By the first provider that lets itself be spoken to. Never throws. */
  private async answered(claimed: ClaimedStaffMessage): Promise<{ readonly answer: Answer; readonly provider: string | null }> {
    const until = performance.now() + (LEASE_SECONDS * 1_000) / 2;
    const stillOurs = (): boolean => performance.now() < until;
    let last: { answer: Answer; provider: string | null } = { answer: failed('no-provider', 'There is no provider for this channel.'), provider: null };
    try {
      for (const { provider, send } of await this.ways(claimed)) {
        last = { answer: await send(stillOurs), provider };
        if (last.answer.kind !== 'unreached' && last.answer.kind !== 'misconfigured') return last;
      }
      return last;
    } catch (error) {
      this.log.error({ event: 'staff-message.not-made', id: claimed.id, error });
      return { answer: failed('not-a-message', 'The message could not be made.'), provider: null };
    }
  }

  private async ways({ id, purpose, channel, content: sealed, secondsLeft }: ClaimedStaffMessage): Promise<readonly { provider: string; send: (stillOurs: () => boolean) => Promise<Answer> }[]> {
    const content = this.messages.open(sealed);
    if (channel === 'email') {
      const mail = staffMail(id, content, content.sender ?? (await this.ownSender()), purpose);
      return this.providers.email.map(({ gateway }) => ({ provider: gateway.provider, send: (stillOurs) => gateway.send(mail, undefined, stillOurs) }));
    }
    return this.providers.sms.map(({ gateway, from }, index) => ({
      provider: gateway.provider,
      send: (stillOurs) => gateway.send(smsOf(content, index === 0 ? (content.smsFrom ?? from) : from, secondsLeft), undefined, stillOurs),
    }));
  }

  private async ownSender(): Promise<{ name: string; address: string; replyTo: string }> {
    const own = this.settings.STAFF_MAIL_FROM;
    if (own !== undefined) return { name: 'Firstword', address: own, replyTo: own };
    const [brand] = await this.brands.list();
    const address = brand?.fromEmail ?? `firstword@${new URL(this.surroundings.publicUrl).hostname}`;
    return { name: brand ? `Firstword at ${brand.name}` : 'Firstword', address, replyTo: brand?.replyTo ?? address };
  }

  private get system() {
    return { kind: 'system' as const, id: this.surroundings.instance };
  }
}

const smsOf = ({ to, text }: StaffContent, from: string, secondsLeft: number) => ({ from, to, body: text, statusCallback: null, validitySeconds: Math.min(MOST_VALID, Math.max(LEAST_VALID, secondsLeft)) });
