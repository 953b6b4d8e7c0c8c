import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv } from 'node:crypto';

/** Whose page it is, and by which notice he was given it: by the code that the notice has for readers. */
export interface PageOwner {
  /** As in the message: "K7QF-2M9D". */
  readonly checkCode: string;
  readonly customerId: string;
}

/** Lower-case letters and digits without vowels (no words come about) and without what is read as something else. */
const LETTERS = '23456789bcdfghjkmnpqrstvwxyz';
const BASE = BigInt(LETTERS.length);
const FIVE_LETTERS = LETTERS.length ** 5;
/** 28^27 is above 2^128. */
const LENGTH = 27;
const BLOCK = 16;
const CODE_BYTES = 8;
const ID_BYTES = 5;

/**
 * The secret part of a page's address. One block of AES, so that it says nothing of its owner to whoever lacks the key, and the same owner
 * always has the same: a message made again is the same message. What can't be right in the deciphered block (three zeros, a code that some
 * notice has, a customer of that notice) is what makes it a signature: a guess has one chance in 2^88 for each notice that there is.
 *
 * @source Bellare & Rogaway, Encode-then-encipher encryption (Asiacrypt 2000): redundancy inside a block cipher authenticates.
 */
export class PageTokens {
  private readonly seal: Cipheriv;
  private readonly open: Decipheriv;

  /** @param key  32 bytes, for this use alone. */
  constructor(key: Buffer) {
    // Without padding and chaining each block is by itself, so that one object serves any number of tokens.
    this.seal = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    this.open = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  }

  /** @throws RangeError for a code that is not eight letters, or an id beyond 2^40. */
  of({ checkCode, customerId }: PageOwner): string {
    const code = checkCode.replace('-', '');
    const id = Number(customerId);
    if (!/^[\x21-\x7e]{8}$/.test(code) || !Number.isSafeInteger(id) || id < 0 || id >= 2 ** 40) throw new RangeError('No page can have this code and customer.');
    const block = Buffer.alloc(BLOCK);
    block.write(code, 'latin1');
    block.writeUIntBE(id, CODE_BYTES, ID_BYTES);
    return lettersOf(this.seal.update(block));
  }

  /** Whose it would be; null for what we never made. That the owner exists is left to be seen. */
  read(token: string): PageOwner | null {
    const sealed = bytesOf(token);
    if (sealed === null) return null;
    const block = this.open.update(sealed);
    const code = block.toString('latin1', 0, CODE_BYTES);
    if (block.readUIntBE(CODE_BYTES + ID_BYTES, 3) !== 0 || !/^[0-9A-Z]{8}$/.test(code)) return null;
    return { checkCode: `${code.slice(0, 4)}-${code.slice(4)}`, customerId: String(block.readUIntBE(CODE_BYTES, ID_BYTES)) };
  }
}

/** As long as a real one, and nobody's: for previews. */
export const SAMPLE_TOKEN = 'x'.repeat(LENGTH);

/** Division by hand, five letters at a time: what is left over, and 16 bits behind it, lie below 2^41, which numbers hold exactly (a BigInt costs ten times as much). */
function lettersOf(bytes: Buffer): string {
  const words = Array.from({ length: BLOCK / 2 }, (_, index) => bytes.readUInt16BE(index * 2));
  let letters = '';
  while (letters.length < LENGTH) {
    let rest = 0;
    for (let index = 0; index < words.length; index += 1) {
      const value = rest * 0x10000 + words[index]!;
      const quotient = Math.floor(value / FIVE_LETTERS);
      words[index] = quotient;
      rest = value - quotient * FIVE_LETTERS; // exact, and a third of what `%` costs beyond 32 bits
    }
    letters = fiveLetters(rest) + letters;
  }
  return letters.slice(-LENGTH);
}

function fiveLetters(value: number): string {
  let [rest, letters] = [value, ''];
  for (let place = 0; place < 5; place += 1) {
    letters = LETTERS[rest % LETTERS.length]! + letters;
    rest = Math.floor(rest / LETTERS.length);
  }
  return letters;
}

function bytesOf(letters: string): Buffer | null {
  if (letters.length !== LENGTH) return null;
  let value = 0n;
  for (const letter of letters) {
    const digit = LETTERS.indexOf(letter);
    if (digit < 0) return null;
    value = value * BASE + BigInt(digit);
  }
  return value >> 128n === 0n ? Buffer.from(value.toString(16).padStart(BLOCK * 2, '0'), 'hex') : null;
}
