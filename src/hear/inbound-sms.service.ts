import { Inject, Injectable } from '@nestjs/common';
import { type KeyedHash, hashPhone } from '../kernel/keyed-hash.js';
import { parsePhone } from '../kernel/phone.js';
import { Suppressions } from '../audience/contract.js';
import { Misdirected } from '../deliver/contract.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type InboundSms } from './contract.js';
import { CompanyVoice } from './company-voice.js';
import { isAnsweredByTwilio, type Keyword, keywordOf } from './model/keyword.js';
import { replyTo } from './model/replies.js';
import { TextedFeedback } from './texted-feedback.service.js';
import { type InboundSmsFilter, InboundSmsRepository, NOBODY, type Texter } from './store/inbound-sms.repository.js';

/** A text to one of our numbers, as Twilio hands it over. */
export interface ReceivedText {
  readonly messageSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** Twilio's own reading, sent where Advanced Opt-Out is on. */
  readonly optOutType: string | null;
}

/** Hears STOP, START, HELP and "this is not me", and keeps what else people write for those who answer them. */
@Injectable()
export class InboundSmsService {
  constructor(
    private readonly texts: InboundSmsRepository,
    private readonly suppressions: Suppressions,
    private readonly misdirected: Misdirected,
    private readonly voice: CompanyVoice,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(LOG) private readonly log: Log,
    private readonly feedback: TextedFeedback,
  ) {}

  /**
   * Does what the text asks for, once for each MessageSid.
   *
   * @returns The text to answer with, or null for none: the desk answers an ordinary text, and nobody gets a second confirmation
   *   where Twilio or the carrier has sent one. While texts are captured there is neither.
   */
  async hear(text: ReceivedText): Promise<string | null> {
    const keyword = keywordOf(text.body, text.optOutType);
    const phone = parsePhone(text.from, this.settings.DEFAULT_COUNTRY);
    const fromHash = phone && hashPhone(this.surroundings.lookupKeys, phone);
    const texter = fromHash ? await this.texts.texter(fromHash) : NOBODY;
    // STOP and its kin come first. "Yes" lifts an opt-out where there is one, and answers our question where there is none.
    const mayAnswer = text.optOutType === null && (keyword.kind === 'other' || keyword.kind === 'start');
    const answer = mayAnswer ? await this.feedback.answerIn(text.body, texter) : null;
    // A text that is played again must not undo what the person asked for since.
    const isRepeat = await this.texts.isKnown(text.messageSid);
    const changed = isRepeat ? 0 : await this.act(text, keyword, fromHash, texter, answer !== null);
    if (answer && changed === 0) {
      // Of a "yes" that comes again nobody can say whether it lifted something the first time.
      if (!isRepeat || keyword.kind === 'other') await this.feedback.keep(answer, texter);
      return null;
    }
    if (text.optOutType !== null || (!this.surroundings.smsIsCaptured && isAnsweredByTwilio(text))) return null;
    const brand = await this.voice.brand(texter.brandId);
    return brand && replyTo(keyword, brand, texter.locale);
  }

  /** Newest first, without the sender's number. */
  list(filter: InboundSmsFilter): Promise<InboundSms[]> {
    return this.texts.list(filter);
  }

  /** The effect comes before the record: a crash between them is made good by Twilio's repeat, and suppressing twice does nothing. */
  private async act(text: ReceivedText, keyword: Keyword, fromHash: KeyedHash | null, texter: Texter, isAnswer: boolean): Promise<number> {
    const changed = fromHash ? await this.applyKeyword(keyword, fromHash, text.messageSid) : 0;
    await this.transactions.run(async (tx) => {
      const body = keyword.kind === 'other' ? text.body : null;
      const id = await this.texts.keep(tx, {
        providerId: text.messageSid, fromHash, to: text.to, keyword: keyword.kind, body, customerId: texter.customerId, receivedAt: this.clock.now(),
      });
      // It says nothing besides: who is kept waiting by it is nobody.
      if (id !== null && isAnswer && keyword.kind === 'other') await this.texts.needsNobody(tx, id, this.clock.now());
      // A "yes" that lifted nothing was the answer to our question, and no wish to hear from us again.
      if (id === null || keyword.kind === 'other' || keyword.kind === 'help' || (isAnswer && changed === 0)) return;
      await this.audit.record(tx, { kind: 'customer', id: fromHash?.slice(0, 12) ?? 'unknown' }, {
        action: keyword.kind === 'stop' ? 'texts.stopped' : keyword.kind === 'start' ? 'texts.resumed' : 'number.disowned',
        subject: { kind: 'inbound-sms', id },
        ...(texter.incidentId ? { incidentId: texter.incidentId } : {}),
        details: { changed },
      });
    });
    this.log.info({ event: 'sms.heard', keyword: keyword.kind, matched: texter.customerId !== null });
    return changed;
  }

  private async applyKeyword({ kind }: Keyword, addressHash: KeyedHash, sid: string): Promise<number> {
    if (kind === 'start') return this.suppressions.lift('sms', addressHash, 'stop', 'customer', 'replied START');
    if (kind !== 'stop' && kind !== 'not-me') return 0;
    const added = await this.suppressions.suppress([{ channel: 'sms', addressHash, reason: kind, source: `twilio:${sid}`, since: this.clock.now() }]);
    // After the bar, so that what the ladder writes next does not come here again.
    if (kind === 'not-me') await this.misdirected.report('sms', addressHash, 'sms');
    return added;
  }
}
