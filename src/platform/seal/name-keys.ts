import { createHmac } from 'node:crypto';
import { derivedKey } from '../http/seal.js';

/** Beginnings of so many letters are looked up; what was typed beyond them is compared once the names are opened. */
const BEGINNINGS = [3, 5] as const;
const MOST_WORDS = 6;
const MOST_KEPT = 200_000;

/** Letters and digits of a name, in lower case, without what stands above or below them: "Müller-O'Neil" is "muller" and "oneil". */
export const nameWords = (name: string): readonly string[] =>
  name.normalize('NFKD').replace(/[\p{M}'’.]/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');

/** Keyed hashes by which a customer is found by his name, though that is sealed: 24 bits, so that a few names share each. */
export class NameKeys {
  private readonly key: Buffer;
  private readonly kept = new Map<string, readonly number[]>();

  constructor(secretKey: string) {
    this.key = derivedKey(secretKey, 'names that are searched for');
  }

  /** What is kept beside a name: of each of its words, itself and its beginnings. Null where there is no name. */
  of(name: string | null): readonly number[] | null {
    if (name === null) return null;
    return [...new Set(nameWords(name).slice(0, MOST_WORDS).flatMap((word) => this.keysOf(word)))];
  }

  /** What must stand beside a name of which a word begins so; null for fewer than three letters: by those alone nothing is looked up. */
  beginning(word: string): number | null {
    const letters = [...word];
    const length = BEGINNINGS.findLast((beginning) => letters.length >= beginning);
    return length === undefined ? null : this.hash(`${length}`, letters.slice(0, length).join(''));
  }

  /** What must stand beside a name that has this word whole. */
  whole(word: string): number {
    return this.hash('whole', word);
  }

  private keysOf(word: string): readonly number[] {
    const known = this.kept.get(word);
    if (known !== undefined) return known;
    const letters = [...word];
    const keys = [this.whole(word), ...BEGINNINGS.filter((length) => letters.length >= length).map((length) => this.hash(`${length}`, letters.slice(0, length).join('')))];
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(word, keys);
    return keys;
  }

  private hash(kind: string, text: string): number {
    return createHmac('sha256', this.key).update(`${kind}:${text}`).digest().readUIntBE(0, 3);
  }
}
