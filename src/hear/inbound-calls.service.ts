import { Inject, Injectable } from '@nestjs/common';
import { type Sight } from '../kernel/actor.js';
import { hashPhone, type KeyedHash } from '../kernel/keyed-hash.js';
import { type CustomerId, type IncidentId, type NoticeId } from '../kernel/ids.js';
import { parsePhone, type Phone } from '../kernel/phone.js';
import { type Channel } from '../audience/contract.js';
import { Incidents } from '../declare/contract.js';
import { Copies } from '../deliver/contract.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { CompanyVoice } from './company-voice.js';
import { type InboundCall, type IncidentCall, type IncidentCallFilter } from './contract.js';
import { endOf, isUnderWay } from './model/call-progress.js';
import { type Greeting, greetingFor, menuAnswer, type MenuStep, noticeGreeting } from './model/greeting.js';
import { SpokenNotices } from './spoken-notices.js';
import { type CallFacts, type CallPage, InboundCallRepository, type RingingCall } from './store/inbound-call.repository.js';
import { type KnownCaller, VoiceRepository } from './store/voice.repository.js';

export type { CallPage } from './store/inbound-call.repository.js';

/** A call to one of our numbers, as Twilio reports it. */
export interface ReportedCall {
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
}

const SOURCE = 'twilio';

/**
 * Hears calls while they happen. Whom a notice concerns is told what it says to everybody, whether his message has come or not, and can have
 * it again by a key; everybody else is put through with words that give nothing away.
 */
@Injectable()
export class InboundCallsService {
  constructor(
    private readonly calls: InboundCallRepository,
    private readonly callers: VoiceRepository,
    private readonly voice: CompanyVoice,
    private readonly spoken: SpokenNotices,
    private readonly copies: Copies,
    private readonly incidents: Incidents,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @returns What the caller hears; null where the company has no name yet. */
  async ring(call: ReportedCall): Promise<Greeting | null> {
    const now = this.clock.now();
    const caller = await this.callerOf(call);
    const greeting = await this.greet(call, caller);
    // A number that nobody is put through from was answered by its own words.
    await this.note(call, now, greeting?.then.kind === 'keys' ? { menu: true } : { queuedAt: now });
    return greeting;
  }

  /**
   * The caller pressed a key, or none in time: 1 again by text, 2 again by e-mail, at the addresses on file alone; anything else a person.
   *
   * @param digits  Empty where nothing was pressed.
   */
  async press(call: ReportedCall, digits: string, step: MenuStep): Promise<Greeting | null> {
    const caller = await this.callerOf(call);
    const [brand, now] = [await this.voice.brand(caller?.brandId ?? null), this.clock.now()];
    if (!brand) return null;
    const say = (answer: Parameters<typeof menuAnswer>[2]): Greeting => menuAnswer(brand, caller?.locale ?? null, answer, this.centreFor(call, brand.phone));
    if (digits === '' && step === 'served') return say('done');
    const channel = digits === '1' ? 'sms' : digits === '2' ? 'email' : null;
    const served = channel !== null && caller?.noticeId ? ((await this.guarded('call.not-served', call, this.serve(call, caller.customerId, caller.noticeId, channel))) ?? false) : false;
    await this.note(call, now, { menu: true, ...(served ? { servedAt: now } : { queuedAt: now }) });
    return say(served ? 'served' : channel === null ? 'connect' : 'refused');
  }

  /**
   * The status callback of a number. Order and repeats do not matter.
   *
   * @param seconds  CallDuration.
   */
  async status(call: ReportedCall, status: string, seconds: number | null): Promise<void> {
    const end = endOf(status);
    if (!end) return this.underWay(call, status);
    const now = this.clock.now();
    const connected = end === 'answered' ? seconds : null;
    await this.calls.hear(this.ringing(call, new Date(now.getTime() - (seconds ?? 0) * 1_000)), { call: { end, seconds: connected, endedAt: now } });
  }

  /** The result of dialling the contact centre, and the end of its leg: either may be the first, or the only one. @param seconds  How long the dialled leg lasted. */
  async dialled(call: ReportedCall, status: string, seconds: number | null): Promise<void> {
    const end = endOf(status);
    if (!end) return this.underWay(call, status);
    const now = this.clock.now();
    const talked = end === 'answered' ? (seconds ?? 0) : null;
    await this.calls.hear(this.ringing(call, new Date(now.getTime() - (talked ?? 0) * 1_000)), { leg: { end, seconds: talked, endedAt: now } });
  }

  /** A turn of the dialled leg. @param at  When it was, by the provider's clock where business time is real; null is now. */
  async leg(call: ReportedCall, status: string, seconds: number | null, at: Date | null): Promise<void> {
    if (status !== 'in-progress') return this.dialled(call, status, seconds);
    const answered = (this.clock.speed === 1 ? at : null) ?? this.clock.now();
    await this.calls.hear(this.ringing(call, answered), { legAnsweredAt: answered });
  }

  /**
   * Calls since an incident was declared, newest first.
   *
   * @param sight  Of the asker.
   * @throws DomainError not-found `incident-not-found`
   */
  async ofIncident(incident: IncidentId, filter: IncidentCallFilter, page: CallPage, sight: Sight): Promise<IncidentCall[]> {
    await this.incidents.get(incident);
    return this.calls.ofIncident(incident, filter, page, sight);
  }

  ofCustomer(customer: CustomerId, page: CallPage, sight: Sight): Promise<InboundCall[]> {
    return this.calls.ofCustomer(customer, page, sight);
  }

  private async greet(call: ReportedCall, caller: KnownCaller | null): Promise<Greeting | null> {
    const brand = await this.voice.brand(caller?.brandId ?? null);
    if (!brand) return null;
    const speech = caller?.noticeId ? await this.guarded('call.not-spoken', call, this.spoken.of(caller.noticeId)) : null;
    if (caller && speech) return noticeGreeting(brand, caller.locale, (language) => speech(language, caller.places));
    return greetingFor(brand, caller?.locale ?? null, this.centreFor(call, brand.phone));
  }

  private async serve({ callSid }: ReportedCall, customer: CustomerId, notice: NoticeId, channel: Channel): Promise<boolean> {
    const answer = await this.copies.ask({
      notice, customer, channel, elsewhere: null, key: `${SOURCE}:${callSid}:${notice}:${channel}`, reason: 'asked for on the telephone, by a key', by: { kind: 'customer', id: customer },
    });
    return answer.kind !== 'refused';
  }

  private async callerOf(call: ReportedCall): Promise<KnownCaller | null> {
    const phone = this.phone(call.from);
    return phone && this.guarded('call.not-looked-up', call, this.callers.caller(this.hash(phone)));
  }

  /** The caller is answered all the same, and what comes later makes the row. */
  private async note(call: ReportedCall, at: Date, facts: CallFacts): Promise<void> {
    await this.guarded('call.not-recorded', call, this.calls.hear(this.ringing(call, at), facts));
  }

  private async guarded<Value>(event: string, { callSid }: ReportedCall, work: Promise<Value>): Promise<Value | null> {
    return work.catch((error: unknown) => {
      this.log.error({ event, call: callSid, error });
      return null;
    });
  }

  /** A number that dials itself would ring for ever. */
  private centreFor(call: ReportedCall, brandPhone: string): Phone | null {
    const centre = this.phone(this.settings.CONTACT_CENTRE_NUMBER ?? brandPhone);
    return centre === this.phone(call.to) ? null : centre;
  }

  private underWay(call: ReportedCall, status: string): void {
    if (!isUnderWay(status)) this.log.warn({ event: 'call.unknown-status', call: call.callSid, status });
  }

  private ringing(call: ReportedCall, offeredAt: Date): RingingCall {
    const caller = this.phone(call.from);
    return { source: SOURCE, callId: call.callSid, queue: call.to, offeredAt, callerHash: caller && this.hash(caller), simulated: this.settings.SIMULATION };
  }

  /** null for "anonymous", a SIP address, and whatever else is no number. */
  private phone(text: string): Phone | null {
    return parsePhone(text, this.settings.DEFAULT_COUNTRY);
  }

  private hash(phone: Phone): KeyedHash {
    return hashPhone(this.surroundings.lookupKeys, phone);
  }
}
