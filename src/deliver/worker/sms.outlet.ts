import { type Clock } from '../../platform/clock/clock.js';
import { bucketName } from '../model/bucket-name.js';
import type { SmsGateway } from '../model/gateways.js';
import type { NarrowRates } from '../model/narrow-rates.js';
import type { SendablePlan } from '../plan-cache.js';
import type { ClaimedMessage } from '../store/claim.repository.js';
import type { Bucket } from '../store/rate.repository.js';
import type { Line, Load, Outlet } from './outlet.js';

/** An account that sends texts, and what it bears. */
export interface SmsAccount {
  readonly gateway: SmsGateway;
  readonly connections: number;
  /** Segments. */
  readonly perSecond: number;
  /** Its own number or Messaging Service: the sender where the notice names none, and always for a second account, to which the notice's number does not belong. */
  readonly from: string;
}

export interface SmsOutletSettings {
  /** Public address of the service; null where the provider could not reach it, and no receipts are asked for. */
  readonly callbackBase: string | null;
  /** Segments a second of single senders. */
  readonly senders: NarrowRates;
}

/** So long a stretch of what the fastest account bears is begun and not recorded at most: while one batch is being recorded and another begun, the wire need not wait. */
const UNRECORDED_SECONDS = 0.1;
/** As of e-mails. */
const LEAST_UNRECORDED = 200;
/** What is in doubt after a crash is looked up at the provider, one number at a time: so many are looked up within minutes. */
const MOST_UNRECORDED = 1_000;

/** Twilio's bounds for a text's validity. */
const LEAST_SECONDS = 60;
const MOST_SECONDS = 36_000;

export class SmsOutlet implements Outlet {
  readonly channel = 'sms';
  readonly mostUnrecorded: number;
  readonly paysByDomain = false;
  readonly lines: readonly Line[];
  private readonly accountOf: ReadonlyMap<string, SmsAccount>;
  private readonly preferred: SmsAccount;

  constructor(
    accounts: readonly [SmsAccount, ...SmsAccount[]],
    private readonly settings: SmsOutletSettings,
    private readonly clock: Clock,
  ) {
    this.preferred = accounts[0];
    this.mostUnrecorded = mostUnrecordedAt(Math.max(...accounts.map(({ perSecond }) => perSecond)));
    this.lines = accounts.map(({ gateway, connections, perSecond }) => ({
      provider: gateway.provider, connections, perSecond, selfCheck: () => gateway.selfCheck(), close: () => gateway.close(),
    }));
    this.accountOf = new Map(accounts.map((account) => [account.gateway.provider, account]));
  }

  senderOf({ plan }: SendablePlan, provider: string): string {
    const account = this.accountOf.get(provider) ?? this.preferred;
    return account === this.preferred ? plan.notice.sender.smsFrom || account.from : account.from;
  }

  bucketOf(sender: string): Bucket | null {
    const perSecond = this.settings.senders.of(sender);
    return perSecond === null ? null : { name: bucketName({ channel: 'sms', kind: 'sender', name: sender }), perSecond };
  }

  domainBucket(): null {
    return null;
  }

  load({ id, no, address, reader }: ClaimedMessage, sendable: SendablePlan): Load | null {
    const composed = sendable.texts.sms(reader);
    if (!composed.ok) return null;
    const { body, segments, bodyHash } = composed.value;
    const { callbackBase } = this.settings;
    const sms = {
      to: address,
      body,
      // The id in the address lets any callback settle a doubt, even where we never heard the provider's own id.
      statusCallback: callbackBase === null ? null : `${callbackBase}/webhooks/twilio/status?m=${id}&a=${no}`,
      validitySeconds: this.validity(sendable.plan.notice.expiresAt),
    };
    return {
      cost: segments, bodyHash, domain: null,
      send: (provider, signal, stillOurs) => this.accountOf.get(provider)!.gateway.send({ ...sms, from: this.senderOf(sendable, provider) }, signal, stillOurs),
    };
  }

  private validity(expiresAt: Date | null): number {
    const left = expiresAt === null ? MOST_SECONDS : (expiresAt.getTime() - this.clock.now().getTime()) / 1_000;
    return Math.round(Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, left)));
  }
}

function mostUnrecordedAt(perSecond: number): number {
  return Math.round(Math.min(MOST_UNRECORDED, Math.max(LEAST_UNRECORDED, perSecond * UNRECORDED_SECONDS)));
}
