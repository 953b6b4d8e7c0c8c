import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MessageId } from './ids.js';

const ID_BYTES = 8;
const MAC_BYTES = 10;
/** Digits of 18 bytes in base 32. */
const LENGTH = 29;
/** Where the id can't be a bigint of PostgreSQL's, no row can be meant. */
const MOST = 9_223_372_036_854_775_807n;

/**
 * Names a message wherever a mail can carry a word: in its return path, its envelope id and its headers. Nobody can make one up
 * without the key, so that a report which holds it is about that message. 0-9 and a-v: a server that changes case changes nothing.
 */
export function mailToken(key: Buffer, id: MessageId): string {
  const bytes = idBytes(BigInt(id));
  return BigInt(`0x${Buffer.concat([bytes, macOf(key, bytes)]).toString('hex')}`).toString(32).padStart(LENGTH, '0');
}

/** @returns The message's id, or null where the text is no token of this key. */
export function readMailToken(key: Buffer, text: string): MessageId | null {
  if (!/^[0-9a-v]{29}$/i.test(text)) return null;
  const hex = [...text.toLowerCase()].reduce((sum, digit) => sum * 32n + BigInt(parseInt(digit, 32)), 0n).toString(16);
  if (hex.length > 2 * (ID_BYTES + MAC_BYTES)) return null;
  const bytes = Buffer.from(hex.padStart(2 * (ID_BYTES + MAC_BYTES), '0'), 'hex');
  const id = bytes.readBigUInt64BE();
  if (id === 0n || id > MOST || !timingSafeEqual(bytes.subarray(ID_BYTES), macOf(key, bytes.subarray(0, ID_BYTES)))) return null;
  return String(id) as MessageId;
}

/** Every token of this key that stands in a text, in order. */
export function mailTokensIn(key: Buffer, text: string): readonly MessageId[] {
  return [...text.matchAll(/(?<![0-9a-v])[0-9a-v]{29}(?![0-9a-v])/gi)].flatMap(([word]) => readMailToken(key, word) ?? []);
}

function idBytes(id: bigint): Buffer {
  const bytes = Buffer.alloc(ID_BYTES);
  bytes.writeBigUInt64BE(id);
  return bytes;
}

const macOf = (key: Buffer, id: Buffer): Buffer => createHmac('sha256', key).update(id).digest().subarray(0, MAC_BYTES);
