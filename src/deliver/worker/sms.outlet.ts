import { type Clock } from '../../platform/clock/clock.js';
import type { SmsGateway } from '../model/gateways.js';
import type { SendablePlan } from '../plan-cache.js';
import type { ClaimedMessage } from '../store/claim.repository.js';
import type { Load, Outlet } from './outlet.js';

export interface SmsOutletSettings {
  /** Sender where the notice names none. */
  readonly from: string;
  /** Public address of the service; null where the provider could not reach it, and no receipts are asked for. */
  readonly callbackBase: string | null;
  readonly connections: number;
  readonly perSecond: number;
}

/** Twilio's bounds for a text's validity. */
const LEAST_SECONDS = 60;
const MOST_SECONDS = 36_000;

export class SmsOutlet implements Outlet {
  readonly channel = 'sms';

  constructor(
    private readonly gateway: SmsGateway,
    private readonly settings: SmsOutletSettings,
    private readonly clock: Clock,
  ) {}

  get provider(): string {
    return this.gateway.provider;
  }

  get connections(): number {
    return this.settings.connections;
  }

  get perSecond(): number {
    return this.settings.perSecond;
  }

  senderOf({ plan }: SendablePlan): string {
    return plan.notice.sender.smsFrom || this.settings.from;
  }

  load({ id, no, address, reader }: ClaimedMessage, sendable: SendablePlan): Load | null {
    const composed = sendable.texts.sms(reader);
    if (!composed.ok) return null;
    const { body, segments, bodyHash } = composed.value;
    const { callbackBase } = this.settings;
    const sms = {
      from: this.senderOf(sendable),
      to: address,
      body,
      // The id in the address lets any callback settle a doubt, even where we never heard the provider's own id.
      statusCallback: callbackBase === null ? null : `${callbackBase}/webhooks/twilio/status?m=${id}&a=${no}`,
      validitySeconds: this.validity(sendable.plan.notice.expiresAt),
    };
    return { cost: segments, bodyHash, send: (signal, stillOurs) => this.gateway.send(sms, signal, stillOurs) };
  }

  selfCheck(): Promise<string | null> {
    return this.gateway.selfCheck();
  }

  close(): Promise<void> {
    return this.gateway.close();
  }

  private validity(expiresAt: Date | null): number {
    const left = expiresAt === null ? MOST_SECONDS : (expiresAt.getTime() - this.clock.now().getTime()) / 1_000;
    return Math.round(Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, left)));
  }
}
