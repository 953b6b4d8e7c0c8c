import type { BucketParts } from './bucket-name.js';
import type { HealthState } from './breaker.js';

/** What people are told about a provider. */
export interface ProviderSaid {
  readonly provider: string;
  readonly state: HealthState;
  readonly open: boolean;
  readonly share: number;
  readonly reason: string | null;
}

/** What people are told about a limit; rates are a second's. */
export type LimitSaid = BucketParts & { readonly nominal: number; readonly now: number };

const NAMES: Readonly<Record<string, string>> = { smtp: 'the mail relay', 'smtp:second': 'the second mail relay', twilio: 'Twilio', 'twilio:second': 'the second Twilio account' };
export const providerName = (provider: string): string => NAMES[provider] ?? provider;

/** What is the matter with a provider, in a sentence or two; null where nothing is. */
export function providerTrouble({ provider, state, open, share, reason }: ProviderSaid): string | null {
  const why = reason === null ? '' : ` ${reason}`;
  if (!open) return state === 'probing' ? `A few messages try whether ${providerName(provider)} answers again.${why}` : `Nothing goes out by ${providerName(provider)} just now.${why}`;
  if (state === 'easing') return `${capital(providerName(provider))} gets ${percent(share)} of what it could take; the rest goes by the other one.${why}`;
  return state === 'returning' ? `${capital(providerName(provider))} answers again and gets more step by step.` : null;
}

/** That a limit is below what is configured, since the provider asked for less; null where it is not. */
export function limitTrouble({ kind, name, channel, nominal, now }: LimitSaid): string | null {
  if (now >= nominal) return null;
  const who = kind === 'account' ? capital(providerName(name)) : name;
  return `${who} asked us to slow down: ${figure(now)} of ${figure(nominal)} ${channel === 'sms' ? 'segments' : 'e-mails'} a second for now, and more by and by.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const figure = (rate: number): string => String(Math.round(rate * 10) / 10);
