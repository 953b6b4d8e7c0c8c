import { createHmac } from 'node:crypto';
import { comparableEmail, type Email } from './email.js';
import type { Phone } from './phone.js';

/**
 * HMAC-SHA-256 in base64url (43 characters), behind the id of the newest key laid over the first, if there is one (`l1.…`): finds an address again
 * without keeping it, and can't be reversed without the keys.
 */
export type KeyedHash = string & { readonly __brand: 'KeyedHash' };

/** A key laid over those before it: what they made is hashed once more. So a hash goes over to it without the address, which is often not kept. */
export interface LookupKey {
  /** 1 to 8 of a-z and 0-9. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** By which addresses are found again. */
export interface LookupKeys {
  /** Of the installation: the first key. */
  readonly secret: string;
  /** Laid over it since, oldest first. */
  readonly over: readonly LookupKey[];
}

const FIRST = /^[A-Za-z0-9_-]{43}$/;
const LATER = /^([a-z0-9]{1,8})\.[A-Za-z0-9_-]{43}$/;

const hmac = (key: string | Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64url');
const laidOver = (hash: string, keys: readonly LookupKey[]): KeyedHash => keys.reduce((made, { id, bytes }) => `${id}.${hmac(bytes, made)}`, hash) as KeyedHash;
const keyed = ({ secret, over }: LookupKeys, kind: string, text: string): KeyedHash => laidOver(hmac(secret, `${kind}:${text}`), over);

export const hashEmail = (keys: LookupKeys, email: Email): KeyedHash => keyed(keys, 'email', comparableEmail(email));
export const hashPhone = (keys: LookupKeys, phone: Phone): KeyedHash => keyed(keys, 'phone', phone);

/** What shows that two processes have the same keys, and says nothing of them. */
export const proofOf = (keys: LookupKeys): KeyedHash => keyed(keys, 'proof', '');

/** The same hash by the newest of the keys, whichever of them made it; null for what none of them can have made. */
export function hashedAnew({ over }: LookupKeys, hash: string): KeyedHash | null {
  if (FIRST.test(hash)) return laidOver(hash, over);
  const made = LATER.exec(hash)?.[1];
  const at = over.findIndex(({ id }) => id === made);
  return at < 0 ? null : laidOver(hash, over.slice(at + 1));
}
