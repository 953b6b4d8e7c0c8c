import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key for one purpose, derived from the service's secret (HKDF, RFC 5869): no two uses share one. */
export const derivedKey = (secret: string, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `firstword ${purpose}`, 32));

/** Of the words by which mails are known again (kernel/mail-token). */
export const mailTokenKey = (secret: string): Buffer => derivedKey(secret, 'mail tokens');

/** Of the links for unsubscribing: another, since reports carry the words above back and forth. */
export const unsubscribeKey = (secret: string): Buffer => derivedKey(secret, 'unsubscribe links');

/** AES-256-GCM; the answer is base64 of nonce, tag and text. */
export function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** @throws Error where the text was sealed with another key, or changed since. */
export function unseal(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}
