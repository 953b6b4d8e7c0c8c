import { DomainError } from './domain-error.js';
import { parseEmail } from './email.js';
import { hashEmail, hashPhone, type KeyedHash, type LookupKeys } from './keyed-hash.js';
import { parsePhone } from './phone.js';

/** An address as it is written to, and as it is found again. */
export interface Address {
  readonly address: string;
  readonly addressHash: KeyedHash;
}

/**
 * @param keys  Of the hash.
 * @param text  As a person wrote it.
 * @param country  ISO 3166 alpha-2, of a number without a country code.
 * @throws DomainError unprocessable `address-invalid`
 */
export function addressOf(keys: LookupKeys, channel: 'email' | 'sms', text: string, country: string): Address {
  const email = channel === 'email' ? parseEmail(text) : null;
  const phone = channel === 'sms' ? parsePhone(text, country) : null;
  if (email) return { address: email, addressHash: hashEmail(keys, email) };
  if (phone) return { address: phone, addressHash: hashPhone(keys, phone) };
  throw new DomainError('unprocessable', 'address-invalid', channel === 'email' ? 'That is no e-mail address.' : 'That is no valid phone number.');
}
