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

  /**
   * Who may have a text of which nobody knows whether it was taken: the account by which it was tried, or each of them where that was forgotten, as by
   * a database that was put back.
   *
   * @returns none where the account is not set up any more: that another does not have it says nothing.
   */
  mayHave({ provider, exercise }: { readonly provider: string | null; readonly exercise: boolean }): readonly SmsGateway[] {
    if (exercise) return this.exercises === null ? [] : [this.exercises];
    return this.sms.map(({ gateway }) => gateway).filter((gateway) => provider === null || gateway.provider === provider);
  }
}
