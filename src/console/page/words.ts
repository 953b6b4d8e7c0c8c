import { type NoticeType } from '../../approve/contract.js';
import { type IncidentKind, type Severity } from '../../declare/contract.js';
import { type Role } from '../../kernel/actor.js';
import { STATES } from './states.js';

/** `good`, `warn`, `bad`, `info` or plain: the colour of a tag. The word on it says the same. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | '';

export const KINDS: Readonly<Record<IncidentKind, { readonly label: string; readonly hint: string }>> = {
  'data-breach': { label: 'Data breach', hint: 'Somebody has, or may have, seen or taken data of customers.' },
  'service-outage': { label: 'Service outage', hint: 'Something that customers rely on does not work.' },
  'product-recall': { label: 'Product recall', hint: 'Customers must stop using something that they bought.' },
  'delayed-order': { label: 'Delayed order', hint: 'Orders arrive later than was promised.' },
  'billing-error': { label: 'Pricing or billing error', hint: 'Customers paid, or were charged, the wrong amount.' },
  'fraud-wave': { label: 'Fraud wave', hint: 'Somebody pretends to be the company, and customers are their target.' },
};

export const CHANNEL_WORDS = { email: 'e-mail', sms: 'SMS' } as const;

export const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = { low: '', medium: 'info', high: 'warn', critical: 'bad' };

/** As people are called by what they may do. */
export const ROLE_LABELS: Readonly<Record<Role, string>> = { commander: 'commander', author: 'author', approver: 'approver', legal: 'legal', ops: 'operations', agent: 'agent', auditor: 'auditor', admin: 'administrator' };

/** As a choice; a tag says the word itself. */
export const SEVERITY_LABELS: Readonly<Record<Severity, string>> = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' };

export const NOTICE_LABELS: Readonly<Record<NoticeType, string>> = { initial: 'first word', update: 'update', correction: 'correction', resolution: 'all-clear' };

const languages = new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' });
const regions = new Intl.DisplayNames(['en'], { type: 'region' });

/** "es" → "Spanish", "en-US" → "English (United States)"; what is no language tag stays as it is, and an empty one is "not known". */
export function languageName(locale: string | null): string {
  if (!locale || locale === 'unknown') return 'not known';
  try {
    return languages.of(locale) ?? locale;
  } catch {
    return locale;
  }
}

/** "US" → "United States", "US-CA" → "California, US", "MX-JAL" → "Mexico, JAL", "-CA" (no country on file) → "CA". */
export function regionName(code: string): string {
  if (code === '') return 'not known';
  if (code.startsWith('-')) return code.slice(1);
  const [country, ...rest] = code.split('-');
  if (!/^[A-Z]{2}$/.test(country!)) return code;
  // "Georgia" alone is a country too.
  if (country === 'US' && rest.length === 1 && STATES[rest[0]!]) return `${STATES[rest[0]!]!}, US`;
  return [regions.of(country!) ?? country!, ...rest].join(', ');
}

/** By which laws a notice reads as it does: "Massachusetts", "California and HIPAA". */
export const lawName = (names: readonly string[]): string => names.join(' and ') || 'no rule on the wording: the whole text';

export const grouped = (count: number): string => count.toLocaleString('en-US');
export const people = (count: number): string => `${grouped(count)} ${count === 1 ? 'person' : 'people'}`;
