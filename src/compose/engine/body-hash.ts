import { createHash, hash, type Hash } from 'node:crypto';
import type { FilledText } from '../contract.js';

/** A part as it reads, and what it is made of where it was filled. */
export interface PartText {
  readonly text: string;
  readonly filled: FilledText | null;
}

/** Text that stands in JSON as it is. */
const AS_IT_IS = /^[ !#-[\]-~]*$/;

/** @returns SHA-256 (hex) over the texts as a JSON list. */
export function bodyHash(parts: readonly PartText[]): string {
  const filled = parts.flatMap((part) => part.filled ?? []);
  if (filled.length < parts.length) return hash('sha256', JSON.stringify(parts.map(({ text }) => text)));
  return begunFor(filled).of(filled);
}

/** By the first of the parts' pieces. */
const begun = new WeakMap<readonly string[], BegunHash>();

function begunFor(filled: readonly FilledText[]): BegunHash {
  const key = filled[0]!.pieces;
  const known = begun.get(key);
  if (known?.fits(filled)) return known;
  const made = new BegunHash(filled.map(({ pieces }) => pieces));
  begun.set(key, made);
  return made;
}

/** The hash of texts whose pieces are always the same: these are escaped once, and all before the first value is hashed once. */
class BegunHash {
  private readonly start: Hash;
  private readonly rest: readonly string[];

  constructor(private readonly parts: readonly (readonly string[])[]) {
    const [start = '', ...rest] = merged(parts.map((pieces) => pieces.map(escaped)));
    this.start = createHash('sha256').update(start);
    this.rest = rest;
  }

  fits(filled: readonly FilledText[]): boolean {
    return filled.length === this.parts.length && filled.every(({ pieces }, index) => pieces === this.parts[index]);
  }

  of(filled: readonly FilledText[]): string {
    let [text, at] = ['', 0];
    for (const { values } of filled) for (const value of values) text += escaped(value) + this.rest[at++]!;
    return this.start.copy().update(text).digest('hex');
  }
}

/** One list of pieces for `["part","part"]`: where one part ends and the next begins, no value stands. */
function merged(parts: readonly (readonly string[])[]): readonly string[] {
  const all = ['["'];
  const extend = (text: string): void => void all.push(all.pop()! + text);
  for (const [index, [first = '', ...rest]] of parts.entries()) {
    extend(index > 0 ? `","${first}` : first);
    all.push(...rest);
  }
  extend('"]');
  return all;
}

/** JSON escapes character by character, so that a text may be escaped in pieces, so long as none of its surrogates are torn apart. */
const escaped = (text: string): string => (AS_IT_IS.test(text) ? text : JSON.stringify(text).slice(1, -1));
