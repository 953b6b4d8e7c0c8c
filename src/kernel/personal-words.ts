import { type PersonalKind } from './personal-look.js';

/** What a kind is called, of many. */
export const PERSONAL_WORDS: Readonly<Record<PersonalKind, string>> = {
  'card-number': 'card numbers', 'government-number': 'government numbers', 'account-number': 'bank account numbers', email: 'e-mail addresses', phone: 'telephone numbers', 'birth-date': 'dates of birth', 'street-address': 'street addresses',
};
