import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../../kernel/sha256.js';

/** 256 random bits in base64url: 43 characters. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of a token: enough to know it again, useless to who reads the table. No salt or stretching: it is random. */
export const tokenHash = sha256Hex;

/** Compares without telling by its time how much was right. */
export function sameToken(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

export interface NewKey {
  /** `fw_<prefix>_<secret>`: shown once. */
  readonly key: string;
  /** Tells keys apart on a screen. */
  readonly prefix: string;
  readonly hash: string;
}

export function newKey(): NewKey {
  const prefix = [...randomBytes(8)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const key = `fw_${prefix}_${randomToken()}`;
  return { key, prefix, hash: tokenHash(key) };
}

export const looksLikeKey = (text: string): boolean => /^fw_[0-9a-z]{8}_[A-Za-z0-9_-]{43}$/.test(text);
