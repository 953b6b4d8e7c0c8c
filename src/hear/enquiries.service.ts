import { createHmac, hash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CustomerFinder, Customers } from '../audience/contract.js';
import { PAGE_TOKENS } from '../compose/contract.js';
import { Brands } from '../declare/contract.js';
import { EVERYTHING } from '../kernel/actor.js';
import type { CustomerId } from '../kernel/ids.js';
import { PageTokens } from '../kernel/page-token.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { derivedKey, seal, unseal } from '../platform/http/seal.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { StaffMessages } from '../platform/staff-messages/staff-messages.js';
import { CODE_DIGITS, CODE_MINUTES, codeGoesTo, codeMessage, oftenEnough } from './model/enquiry.js';
import { languageOf } from './model/replies.js';
import { PersonalPagesService } from './personal-pages.service.js';
import { type EnquiryOutcome, EnquiryRepository, type WaitingEnquiry } from './store/enquiry.repository.js';

/** What holds for whoever asked, as far as is known. */
export interface EnquiryAnswer {
  readonly at: Date;
  readonly brandId: string;
  /** One for each incident that concerns him: its kind, when it was closed if it was, and his page of its newest notice; null where that is shut by now. */
  readonly concerns: readonly { readonly kind: string; readonly closedAt: Date | null; readonly page: string | null }[];
  /** There is something that this does not answer for, whoever asks. */
  readonly leavesOut: boolean;
}

const TOKEN_BYTES = 32;
const DAY_MS = 86_400_000;

/**
 * "Am I affected?", for whoever asks. A question is kept and answered alike whether or not anybody has that reference; only then, out of the
 * asker's sight, is it looked up, and a code goes to the address on file. Whoever knows the code reads the answer.
 */
@Injectable()
export class EnquiriesService {
  private readonly key: Buffer;
  private readonly tokens: PageTokens;
  private readonly system: { readonly kind: 'system'; readonly id: string };

  constructor(
    private readonly enquiries: EnquiryRepository,
    private readonly pages: PersonalPagesService,
    private readonly customers: Customers,
    private readonly finder: CustomerFinder,
    private readonly brands: Brands,
    private readonly messages: StaffMessages,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SIMULATION' | 'AFFECTED_CLOSED_DAYS'>,
    @Inject(SURROUNDINGS) { secretKey, instance }: Pick<Surroundings, 'secretKey' | 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.key = derivedKey(secretKey, 'enquiries');
    this.tokens = new PageTokens(derivedKey(secretKey, PAGE_TOKENS));
    this.system = { kind: 'system', id: instance };
  }

  /**
   * Keeps a question. The work is the same whoever is asked about; nothing is looked up here.
   *
   * @param source  The address that asks; kept as a keyed hash.
   * @returns What the browser keeps, to come back with; null where this source asked too often.
   */
  async ask(reference: string, source: string, brandId: string): Promise<string | null> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const kept = await this.enquiries.ask({ tokenHash: tokenHash(token), sourceHash: this.keyed('source', source), brandId, reference: seal(this.key, reference) });
    return kept ? token : null;
  }

  /** Looks up what waits, one after the other. Safe to run twice and side by side: each question is held while it is answered. @returns how many. */
  async answerWaiting(): Promise<number> {
    let answered = 0;
    while (await this.transactions.run((tx) => this.answerNext(tx))) answered += 1;
    return answered;
  }

  /** @returns whether it is the code. A wrong one, one too late and one of a question about nobody are alike. */
  async prove(token: string, given: string): Promise<boolean> {
    return this.transactions.run(async (tx) => {
      const tried = await this.enquiries.tryCode(tx, tokenHash(token));
      const same = sameHash(this.codeHash(tried?.id ?? '', given.replaceAll(/\D/g, '').slice(0, CODE_DIGITS)), tried?.codeHash ?? this.keyed('nobody', ''));
      if (!same || !tried) return false;
      await this.enquiries.prove(tx, tried.id);
      await this.audit.record(tx, this.system, { action: 'enquiry.proved', subject: { kind: 'enquiry', id: tried.id } });
      return true;
    });
  }

  /** @returns null where nothing was proved, or too long ago. */
  async read(token: string): Promise<EnquiryAnswer | null> {
    const proved = await this.enquiries.proved(tokenHash(token));
    if (!proved) return null;
    const { customerId, brandId } = proved;
    const at = this.clock.now();
    const answered = { simulation: this.settings.SIMULATION, closedSince: this.closedSince(at) };
    const notices = await this.enquiries.concerns(customerId, answered);
    if (notices.length > 0) await this.transactions.run((tx) => this.enquiries.keepShown(tx, customerId, notices.map(({ noticeId }) => noticeId), at));
    const isOpen = await this.pages.opensFor(customerId, at);
    const concerns = notices.map(({ kind, closedAt, checkCode, approvedAt }) => ({ kind, closedAt, page: isOpen(approvedAt) ? `/n/${this.tokens.of({ checkCode, customerId })}` : null }));
    return { at, brandId, concerns, leavesOut: await this.enquiries.leavesOut(answered) };
  }

  private closedSince(now: Date): Date {
    return new Date(now.getTime() - this.settings.AFFECTED_CLOSED_DAYS * DAY_MS);
  }

  forget(): Promise<number> {
    return this.transactions.run((tx) => this.enquiries.forget(tx));
  }

  private async answerNext(tx: Tx): Promise<boolean> {
    const waiting = await this.enquiries.hold(tx);
    if (!waiting) return false;
    const outcome = waiting.late ? 'too-late' : await this.answerOne(tx, waiting);
    if (outcome !== 'sent') await this.enquiries.answer(tx, waiting.id, outcome, null, null);
    await this.audit.record(tx, this.system, { action: 'enquiry.answered', subject: { kind: 'enquiry', id: waiting.id }, details: { outcome } });
    this.log.info({ event: 'enquiry.answered', enquiry: waiting.id, outcome });
    return true;
  }

  private async answerOne(tx: Tx, waiting: WaitingEnquiry): Promise<EnquiryOutcome> {
    const reference = this.opened(waiting);
    const customer = reference === null ? undefined : (await this.customers.byReferences([reference])).get(reference);
    return customer === undefined ? 'not-known' : this.write(tx, waiting, customer);
  }

  private async write(tx: Tx, { id, brandId }: WaitingEnquiry, customerId: CustomerId): Promise<'sent' | 'no-address' | 'often-enough'> {
    if (oftenEnough(await this.enquiries.holdCustomer(tx, customerId))) return 'often-enough';
    const customer = await this.finder.get(EVERYTHING, customerId);
    const to = codeGoesTo(customer, await this.enquiries.doubts(tx, customerId, this.closedSince(this.clock.now())));
    if (!to) return 'no-address';
    const brand = await this.brands.get(brandId);
    const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
    const { subject, text, sms } = codeMessage(languageOf(customer.locale, brand.defaultLocale), brand, code);
    const common = { purpose: 'code', to: { address: to.address }, key: `enquiry:${id}`, worthMinutes: CODE_MINUTES } as const;
    await this.messages.send(tx, to.channel === 'sms' ? { ...common, channel: 'sms', text: sms } : { ...common, channel: 'email', subject, text, sender: { name: brand.senderName, address: brand.fromEmail, replyTo: brand.replyTo } });
    await this.enquiries.answer(tx, id, 'sent', customerId, this.codeHash(id, code));
    return 'sent';
  }

  /** null where it was sealed with another key: nobody's. */
  private opened({ id, reference }: WaitingEnquiry): string | null {
    try {
      return unseal(this.key, reference);
    } catch {
      this.log.warn({ event: 'enquiry.not-readable', enquiry: id });
      return null;
    }
  }

  private codeHash(id: string, code: string): string {
    return this.keyed('code', `${id}:${code}`);
  }

  private keyed(kind: string, text: string): string {
    return createHmac('sha256', this.key).update(`${kind}:${text}`).digest('base64url');
  }
}

const tokenHash = (token: string): string => hash('sha256', token);
const sameHash = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other));
