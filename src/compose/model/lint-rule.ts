import type { Finding, NoticePart } from '../contract.js';
import type { LawFacts } from './law-facts.js';

/** What a notice is held against. */
export interface LintFacts {
  readonly locale: string;
  readonly brandName: string;
  /** The only domain that links may have. */
  readonly domain: string;
  readonly checkCode: string;
  /** What a reader types to check a message; the one address that a text needs no reason for, beside the reader's own page. */
  readonly checkAddress?: string;
  readonly page?: string | null;
  /** Steps that the reader is asked to take, as the facts have them. */
  readonly steps?: readonly string[];
  /** Values of this very reader: what they bring nobody can write otherwise. */
  readonly own?: readonly string[];
  /** What the laws of the place where this reader lives ask for. */
  readonly law?: LawFacts;
}

/** One part as a rule sees it: as it is sent, and as it is read. */
export interface LintPart {
  readonly part: NoticePart;
  readonly source: string;
  /** Without markup; the same as `source` where there is none. */
  readonly text: string;
  readonly facts: LintFacts;
}

/** A finding without what is the same for the whole part. */
export type Remark = Omit<Finding, 'part' | 'locale'>;
export type LintRule = (part: LintPart) => readonly Remark[];

const LONGEST_EXCERPT = 80;

/** A piece of text short enough for a table of findings. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST_EXCERPT ? line : `${line.slice(0, LONGEST_EXCERPT - 1)}…`;
}

/** Text without accents, so that one pattern finds "código" and the "codigo" of an SMS. */
export function withoutAccents(text: string): string {
  return text.replace(/\P{ASCII}+/gu, (letters) => letters.normalize('NFD').replace(/\p{M}/gu, ''));
}

/** Words as they are compared: however they are broken into lines, and in whatever case. */
export const plainWords = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();
