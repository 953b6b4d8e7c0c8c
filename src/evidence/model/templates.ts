import { z } from 'zod';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { sha256Hex } from '../../kernel/sha256.js';
import { Broken } from './broken.js';
import type { LineCheck } from './line-check.js';

/** A version of a template that a text of the plan was made of, with the words that stand around everybody's. */
export interface PackedTemplate {
  readonly hash: string;
  readonly kind: string;
  readonly locale: string;
  readonly type: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly labels: unknown;
}

export const templatesFile = (planHash: string): string => `plans/${planHash}-templates.jsonl`;

const lineSchema = z.object({ hash: z.string(), kind: z.string(), locale: z.string(), type: z.string(), sources: z.record(z.string(), z.string()), labels: z.unknown() });

/** Each under the hash that the signed plan names, which is taken of all of it. */
export class TemplatesCheck implements LineCheck {
  readonly labels = new Map<string, unknown>();

  constructor(private readonly name: string) {}

  line(text: string, no: number): void {
    const read = lineSchema.safeParse(jsonOf(text));
    if (!read.success) throw new Broken(`${this.name}, line ${no}`, 'it is no version of a template');
    const { hash, kind, locale, type, sources, labels } = read.data;
    const found = sha256Hex(canonicalJson({ kind, locale, type, sources, words: labels }));
    if (found !== hash) throw new Broken(`${this.name}, line ${no}`, `its hash should be ${hash}, and is ${found}: it is not what the plan names`);
    this.labels.set(hash, labels);
  }

  end(): void {
    // What is made of it is held against the finished texts, once these and the plan are read.
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
