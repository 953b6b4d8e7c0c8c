import { Inject, Injectable } from '@nestjs/common';
import { hashPhone, type KeyedHash } from '../kernel/keyed-hash.js';
import { type CustomerId, type IncidentId } from '../kernel/ids.js';
import { parsePhone, type Phone } from '../kernel/phone.js';
import { Incidents } from '../declare/contract.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { CompanyVoice } from './company-voice.js';
import { type InboundCall } from './contract.js';
import { endOfCall, endOfDial, isUnderWay } from './model/call-progress.js';
import { type Greeting, greetingFor } from './model/greeting.js';
import { type CallPage, InboundCallRepository, type RingingCall } from './store/inbound-call.repository.js';

/** A call to one of our numbers, as Twilio reports it. */
export interface ReportedCall {
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
}

const SOURCE = 'twilio';

/** Hears calls while they happen, and answers them with words that give nothing away. */
@Injectable()
export class InboundCallsService {
  constructor(
    private readonly calls: InboundCallRepository,
    private readonly voice: CompanyVoice,
    private readonly incidents: Incidents,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @returns What the caller hears; null where the company has no name yet. */
  async ring(call: ReportedCall): Promise<Greeting | null> {
    const locale = await this.calls.ring(this.ringing(call, this.clock.now())).catch((error: unknown) => {
      // The caller is answered all the same, and the status callback at the end makes the row.
      this.log.error({ event: 'call.not-recorded', call: call.callSid, error });
      return null;
    });
    const brand = await this.voice.brand();
    if (!brand) return null;
    const centre = this.phone(brand.phone);
    // A number that dials itself would ring for ever.
    return greetingFor(brand, locale, centre === this.phone(call.to) ? null : centre);
  }

  /**
   * The status callback of a number. Order and repeats do not matter.
   *
   * @param seconds  CallDuration.
   */
  async status(call: ReportedCall, status: string, seconds: number | null, sequence: number): Promise<void> {
    const end = endOfCall(status, seconds);
    if (!end) return this.underWay(call, status);
    const now = this.clock.now();
    const began = new Date(now.getTime() - (seconds ?? 0) * 1_000);
    await this.calls.end({ ...this.ringing(call, began), ...end, answeredAt: null, endedAt: now, sequence });
  }

  /** The result of dialling the contact centre. @param seconds  How long the dialled leg lasted. */
  async dialled(call: ReportedCall, status: string, seconds: number | null): Promise<void> {
    const end = endOfDial(status, seconds);
    if (!end) return this.underWay(call, status);
    const now = this.clock.now();
    const answered = new Date(now.getTime() - (end.talkSeconds ?? 0) * 1_000);
    await this.calls.endDial({
      ...this.ringing(call, answered), ...end, answeredAt: end.outcome === 'answered' ? answered : null, endedAt: now, sequence: 0,
    });
  }

  /**
   * Calls of an incident's members since it was declared, newest first.
   *
   * @throws DomainError not-found `incident-not-found`
   */
  async ofIncident(incident: IncidentId, page: CallPage): Promise<InboundCall[]> {
    await this.incidents.get(incident);
    return this.calls.ofIncident(incident, page);
  }

  ofCustomer(customer: CustomerId, page: CallPage): Promise<InboundCall[]> {
    return this.calls.ofCustomer(customer, page);
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
    return hashPhone(this.surroundings.secretKey, phone);
  }
}
