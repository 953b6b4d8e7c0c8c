import { derivedKey } from '../http/seal.js';
import { type DataKey, SECRET_KEY_ID } from './sealing.js';

const KEY_BYTES = 32;
const ENTRY = /^([a-z0-9]{1,8}):([A-Za-z0-9+/_-]{43}=?)$/;

/** @returns The keys of `k2:<base64>,k1:<base64>`, in their order; null where that says something else, or names an id twice. */
export function parseDataKeys(text: string): readonly DataKey[] | null {
  const keys: DataKey[] = [];
  for (const entry of text.split(',')) {
    const parts = ENTRY.exec(entry.trim());
    const bytes = Buffer.from(parts?.[2] ?? '', 'base64');
    if (parts === null || bytes.length !== KEY_BYTES || parts[1] === SECRET_KEY_ID || keys.some(({ id }) => id === parts[1])) return null;
    keys.push({ id: parts[1]!, bytes });
  }
  return keys;
}

/**
 * @param configured  DATA_KEYS, which has been checked.
 * @returns The keys of this process: those of DATA_KEYS, then the one that is made of SECRET_KEY, which writes where there is no other.
 */
export function dataKeysOf(configured: string | undefined, secretKey: string): readonly DataKey[] {
  const own: DataKey = { id: SECRET_KEY_ID, bytes: derivedKey(secretKey, 'personal data at rest') };
  return [...(configured === undefined ? [] : (parseDataKeys(configured) ?? [])), own];
}
