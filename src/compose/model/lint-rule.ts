import type { Finding, NoticePart, RequiredHeading } from '../contract.js';

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
  /** Headings that a law asks for where this reader lives. */
  readonly headings?: readonly RequiredHeading[];
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
