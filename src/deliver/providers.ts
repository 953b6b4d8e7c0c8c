import { EXERCISE_PROVIDERS } from './contract.js';
import type { SmsGateway } from './model/gateways.js';
import type { EmailRelay } from './worker/email.outlet.js';
import type { SmsAccount } from './worker/sms.outlet.js';

/** The accounts of each channel, the preferred one first. What was tried by one is settled with that one. */
export class Providers {
  constructor(
    readonly email: readonly [EmailRelay, ...EmailRelay[]],
    readonly sms: readonly [SmsAccount, ...SmsAccount[]],
    /** The made-up one, which is asked about texts of exercises and about no other. */
    private readonly exercises: SmsGateway | null = null,
  ) {}

  /** @returns The account of that name; the first one where there is none of that name any more, since nobody else can be asked. */
  smsOf(provider: string | null): SmsGateway {
    if (provider === EXERCISE_PROVIDERS.sms && this.exercises) return this.exercises;
    return (this.sms.find(({ gateway }) => gateway.provider === provider) ?? this.sms[0]).gateway;
  }
}
