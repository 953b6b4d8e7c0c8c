import { createCipheriv, createDecipheriv, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { numberBeginning } from '../../kernel/phone-country.js';
import { derivedKey } from '../http/seal.js';
import { NameKeys } from './name-keys.js';

/** A key by which personal data are sealed. Its id stands in each value, so that values of several keys can be read side by side. */
export interface DataKey {
  /** 1 to 8 of a-z and 0-9. */
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Buffer;
}

/** The key that is made of SECRET_KEY; the first one that writes where DATA_KEYS names none. */
export const SECRET_KEY_ID = 's';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MARK = 'e1.';
/** `e1.<key>.<nonce, text and tag>`, and of an address what stays readable: the mailbox domain or the beginning of the number. */
const SEALED = /^e1\.([a-z0-9]{1,8})\.([A-Za-z0-9_-]{38,})((?:[@+][^]*)?)$/;

export const isSealed = (text: string): boolean => text.startsWith(MARK) && SEALED.test(text);

/** Thrown where a value can't be opened: its key is not among those of this process, or it is not as it was sealed. Names no value. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

/**
 * Names, addresses and numbers as they lie in the database: AES-256-GCM under the first key; the others still open.
 *
 * The nonce is a keyed hash of the text and of whose it is. So one person's same name is sealed to the same text each time (an import
 * of the same file changes nothing), two people's same name is not (nobody counts who is called alike), and a value that another key seals
 * keeps its nonce, by which the hash of a frozen audience knows it again. The same nonce never meets another text under one key.
 */
export class Sealing {
  /** By which sealed names are searched for. */
  readonly names: NameKeys;
  private readonly keys: ReadonlyMap<string, KeyObject>;
  private readonly writing: { readonly id: string; readonly key: KeyObject };
  private readonly nonceKey: string;

  /**
   * @param keys  The first one writes. At least one.
   * @param secretKey  Of the installation: keys the nonces, in whichever generation of keys.
   */
  constructor(keys: readonly DataKey[], secretKey: string) {
    const [first] = keys;
    if (first === undefined) throw new RangeError('There is no key to seal with.');
    this.keys = new Map(keys.map(({ id, bytes }) => [id, createSecretKey(bytes)]));
    this.writing = { id: first.id, key: this.keys.get(first.id)! };
    // As Latin-1, so that key and text are one string for the one call that hashes them.
    this.names = new NameKeys(secretKey);
    this.nonceKey = derivedKey(secretKey, 'nonces of sealed data').toString('base64');
  }

  get writingKey(): string {
    return this.writing.id;
  }

  get keyIds(): readonly string[] {
    return [...this.keys.keys()];
  }

  /** @param whose  The customer's reference, or whatever else tells one holder from another. Blank text stays as it is. */
  text(text: string, whose: string): string {
    return text === '' ? '' : this.seal(text, whose, '');
  }

  /** An e-mail address or a number in E.164. Its mailbox domain, or the beginning that tells country and zone, stays readable for SQL. */
  address(text: string, whose: string): string {
    return text === '' ? '' : this.seal(text, whose, shownOf(text));
  }

  /** The same value under the key that writes now, with the nonce that it had. @throws UnsealError */
  anew(sealed: string): string {
    const parts = SEALED.exec(sealed);
    if (parts === null || parts[1] === this.writing.id) return sealed;
    return this.encrypt(this.open(sealed), Buffer.from(parts[2]!, 'base64url').subarray(0, NONCE_BYTES), parts[3] ?? '');
  }

  /** As it was before it was sealed; what is not sealed stays as it is. @throws UnsealError */
  open(text: string): string {
    if (!text.startsWith(MARK)) return text;
    const parts = SEALED.exec(text);
    if (parts === null) return text;
    const [, id, body, shown] = parts as unknown as [string, string, string, string];
    const key = this.keys.get(id);
    if (key === undefined) throw new UnsealError(`A value is sealed by the key "${id}", which is not among DATA_KEYS.`);
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(`${id}${shown}`));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new UnsealError(`A value is sealed by another key "${id}" than that of DATA_KEYS, or was changed since.`);
    }
  }

  private seal(text: string, whose: string, shown: string): string {
    return this.encrypt(text, hash('sha256', `${this.nonceKey}${whose.length}:${whose}${text}`, 'buffer').subarray(0, NONCE_BYTES), shown);
  }

  private encrypt(text: string, nonce: Buffer, shown: string): string {
    const cipher = createCipheriv('aes-256-gcm', this.writing.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(`${this.writing.id}${shown}`));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${MARK}${this.writing.id}.${sealed.toString('base64url')}${shown}`;
  }
}

function shownOf(address: string): string {
  if (address.startsWith('+')) return numberBeginning(address);
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : address.slice(at);
}
