import { type LookupKey, type LookupKeys } from '../../kernel/keyed-hash.js';
import { parseDataKeys } from './data-keys.js';

/** @returns The keys of `l2:<base64>,l1:<base64>`, newest first as they stand there; null where that says something else, or names an id twice. */
export function parseLookupKeys(text: string): readonly LookupKey[] | null {
  const keys = parseDataKeys(text)?.map(({ id, bytes }) => (bytes === null ? null : { id, bytes })) ?? [null];
  return keys.every((key) => key !== null) ? keys : null;
}

/** @param configured  LOOKUP_KEYS, which has been checked. */
export const lookupKeysOf = (configured: string | undefined, secret: string): LookupKeys => ({ secret, over: [...((configured === undefined ? null : parseLookupKeys(configured)) ?? [])].reverse() });
