import { setTimeout as sleep } from 'node:timers/promises';
import type { Now } from '../business-clock.js';
import type { Sms } from '../disk/sms.js';
import type { SmsStore } from '../disk/sms.store.js';
import { endedCallParams, inboundCallParams, inboundSmsParams } from './callback.params.js';
import { optOutTypeOf, type OptOuts } from './opt-outs.js';
import { segmentsOf } from './segments.js';
import { newSid } from './sids.js';
import type { WebhookAnswer, WebhookSender } from './webhook.sender.js';

export interface InboundSms {
  readonly url: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly messagingServiceSid?: string | undefined;
  /** Given where the same message comes a second time. */
  readonly messageSid?: string | undefined;
}

export interface InboundCall {
  readonly url: string;
  readonly from: string;
  readonly to: string;
  readonly callSid?: string | undefined;
  /** Where the end of the call is told; absent means that nobody is told. */
  readonly statusUrl?: string | undefined;
  readonly finalStatus: 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';
  /** Business seconds. */
  readonly durationSeconds: number;
  /** Real milliseconds from the first answer to the end; above 0 nobody waits for it. */
  readonly endAfterMs: number;
}

/** Plays customers: their texts and calls reach the service the way Twilio would bring them. */
export class InboundPlayer {
  constructor(
    private readonly store: SmsStore,
    private readonly optOuts: OptOuts,
    private readonly sender: WebhookSender,
    private readonly now: Now,
    private readonly accountSid: string,
  ) {}

  /** Keeps the message, as Twilio does, and hands it over. STOP and START count from then on. */
  async text(inbound: InboundSms): Promise<{ sid: string; answer: WebhookAnswer }> {
    const at = this.now().toISOString();
    const { count, encoding } = segmentsOf(inbound.body, false);
    const sms: Sms = {
      sid: inbound.messageSid ?? newSid('SM'),
      at,
      receivedAt: new Date().toISOString(),
      direction: 'inbound',
      from: inbound.from,
      to: inbound.to,
      messagingServiceSid: inbound.messagingServiceSid ?? null,
      body: inbound.body,
      segments: count,
      encoding,
      statusCallback: null,
      validityPeriodSeconds: null,
      sendAt: null,
      status: 'received',
    };
    if (this.store.statusOf(sms.sid) === undefined) await this.store.add(sms);
    this.optOuts.hear(sms);
    const params = inboundSmsParams(sms, this.accountSid, inbound.messagingServiceSid && optOutTypeOf(sms.body));
    return { sid: sms.sid, answer: await this.sender.post(inbound.url, params) };
  }

  async call(inbound: InboundCall): Promise<{ sid: string; answer: WebhookAnswer; ended: WebhookAnswer | null }> {
    const facts = { callSid: inbound.callSid ?? newSid('CA'), from: inbound.from, to: inbound.to };
    const startedMs = this.now().getTime();
    const answer = await this.sender.post(inbound.url, inboundCallParams(facts, this.accountSid));
    const { statusUrl, durationSeconds, endAfterMs } = inbound;
    if (!statusUrl) return { sid: facts.callSid, answer, ended: null };
    const endedAt = new Date(startedMs + durationSeconds * 1000);
    const params = endedCallParams({ ...facts, status: inbound.finalStatus, endedAt, durationSeconds }, this.accountSid);
    if (endAfterMs === 0) return { sid: facts.callSid, answer, ended: await this.sender.post(statusUrl, params) };
    void sleep(endAfterMs, undefined, { ref: false }).then(() => this.sender.post(statusUrl, params));
    return { sid: facts.callSid, answer, ended: null };
  }
}
