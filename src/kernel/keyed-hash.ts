import { createHmac } from 'node:crypto';
import { comparableEmail, type Email } from './email.js';
import type { Phone } from './phone.js';

/** HMAC-SHA-256 in base64url (43 characters): finds an address again without keeping it, and can't be reversed without the key. */
export type KeyedHash = string & { readonly __brand: 'KeyedHash' };

const keyed = (key: string, kind: string, text: string): KeyedHash =>
  createHmac('sha256', key).update(`${kind}:${text}`).digest('base64url') as KeyedHash;

export const hashEmail = (key: string, email: Email): KeyedHash => keyed(key, 'email', comparableEmail(email));
export const hashPhone = (key: string, phone: Phone): KeyedHash => keyed(key, 'phone', phone);
