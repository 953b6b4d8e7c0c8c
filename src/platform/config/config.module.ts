import { Global, Module } from '@nestjs/common';
import { type LookupKeys } from '../../kernel/keyed-hash.js';
import { type SmsPrices } from '../../kernel/sms-cost.js';
import { type Settings } from './config.js';
import { readPrices } from './price-list.js';

/** Injection token of the checked settings: `@Inject(SETTINGS) settings: Settings`. */
export const SETTINGS = Symbol('settings');

/** What texts cost: `@Inject(SMS_PRICES) prices: SmsPrices | null`; null where no price is set. */
export const SMS_PRICES = Symbol('prices of texts');

/** A Twilio account as it is called. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly from: string;
  readonly apiUrl: string | null;
}

/** What was found out at start and not configured: the secret in use, where mail and texts really go, the public address. */
export interface Surroundings {
  readonly secretKey: string;
  /** By which addresses are found again; the same as the database's. */
  readonly lookupKeys: LookupKeys;
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly databaseIsEmbedded: boolean;
  /** Never logged: it may hold the relay's password. */
  readonly smtpUrl: string;
  readonly mailIsCaptured: boolean;
  /** The second relay; null or absent where there is one only. */
  readonly secondSmtpUrl?: string | null;
  readonly twilio: TwilioAccount;
  /** The second account; null or absent where there is one only. */
  readonly secondTwilio?: TwilioAccount | null;
  readonly smsIsCaptured: boolean;
  /** HTTP address of the capture's query API; null where nothing is captured. */
  readonly captureUrl: string | null;
  /** Short name of this process in leases, job runs and logs: host, pid and a random tail. */
  readonly instance: string;
}
export const SURROUNDINGS = Symbol('surroundings');

@Global()
@Module({})
export class ConfigModule {
  static with(settings: Settings, surroundings: Surroundings) {
    return {
      module: ConfigModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: SURROUNDINGS, useValue: surroundings },
        { provide: SMS_PRICES, useValue: readPrices(settings) satisfies SmsPrices | null },
      ],
      exports: [SETTINGS, SURROUNDINGS, SMS_PRICES],
    };
  }
}
