import { derivedKey } from '../http/seal.js';
import { type DataKey, SECRET_KEY_ID } from './sealing.js';

/** As DATA_KEYS names it; without bytes the one that is made of SECRET_KEY. */
interface NamedKey {
  readonly id: string;
  readonly bytes: Buffer | null;
}

const KEY_BYTES = 32;
const ENTRY = /^([a-z0-9]{1,8}):([A-Za-z0-9+/_-]{43}=?)$/;

/** @returns The keys of `k2:<base64>,k1:<base64>,s`, in their order; null where that says something else, or names an id twice. */
export function parseDataKeys(text: string): readonly NamedKey[] | null {
  const keys: NamedKey[] = [];
  for (const entry of text.split(',').map((one) => one.trim())) {
    const key = entry === SECRET_KEY_ID ? { id: entry, bytes: null } : keyOf(entry);
    if (key === null || keys.some(({ id }) => id === key.id)) return null;
    keys.push(key);
  }
  return keys;
}

function keyOf(entry: string): NamedKey | null {
  const [, id, key] = ENTRY.exec(entry) ?? [];
  const bytes = Buffer.from(key ?? '', 'base64');
  return id === undefined || id === SECRET_KEY_ID || bytes.length !== KEY_BYTES ? null : { id, bytes };
}

/**
 * @param configured  DATA_KEYS, which has been checked.
 * @returns The keys of this process. The one that is made of SECRET_KEY opens in any case: it stands where `s` says, else last.
 */
export function dataKeysOf(configured: string | undefined, secretKey: string): readonly DataKey[] {
  const own = derivedKey(secretKey, 'personal data at rest');
  const named = configured === undefined ? [] : (parseDataKeys(configured) ?? []);
  const all = named.some(({ id }) => id === SECRET_KEY_ID) ? named : [...named, { id: SECRET_KEY_ID, bytes: null }];
  return all.map(({ id, bytes }) => ({ id, bytes: bytes ?? own }));
}
