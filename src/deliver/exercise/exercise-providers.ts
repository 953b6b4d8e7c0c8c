import type { Settings } from '../../platform/config/config.js';
import type { EmailRelay } from '../worker/email.outlet.js';
import type { SmsAccount } from '../worker/sms.outlet.js';
import { ExerciseEmailGateway, ExerciseSmsGateway } from './exercise.gateway.js';

export type ExerciseSettings = Pick<Settings,
  | 'EXERCISE_SEED' | 'EXERCISE_REFUSED' | 'EXERCISE_UNANSWERED' | 'EXERCISE_BOUNCED' | 'EXERCISE_WITHOUT_RECEIPT' | 'EXERCISE_RECEIPT_SECONDS' | 'EXERCISE_CALL_MS'
  | 'EMAIL_CONNECTIONS' | 'EMAIL_PER_SECOND' | 'SMS_CONCURRENCY' | 'SMS_PER_SECOND'>;

/** The made-up relay and account of exercises. They bear as much as the real ones, so that an exercise takes as long. */
export class ExerciseProviders {
  readonly email: EmailRelay;
  readonly sms: SmsAccount & { readonly gateway: ExerciseSmsGateway };

  constructor(settings: ExerciseSettings, now: () => Date) {
    const odds = {
      refused: settings.EXERCISE_REFUSED, unanswered: settings.EXERCISE_UNANSWERED, bouncedLater: settings.EXERCISE_BOUNCED,
      withoutReceipt: settings.EXERCISE_WITHOUT_RECEIPT, receiptSeconds: settings.EXERCISE_RECEIPT_SECONDS,
    };
    const transport = { seed: settings.EXERCISE_SEED, odds, callMs: settings.EXERCISE_CALL_MS };
    this.email = { gateway: new ExerciseEmailGateway(transport), connections: settings.EMAIL_CONNECTIONS, perSecond: settings.EMAIL_PER_SECOND };
    this.sms = { gateway: new ExerciseSmsGateway(transport, now), connections: settings.SMS_CONCURRENCY, perSecond: settings.SMS_PER_SECOND, from: 'exercise' };
  }
}
