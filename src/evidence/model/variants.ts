import { z } from 'zod';
import { type Care, CARES } from '../../audience/contract.js';
import { FACTS_PARTS, type FactsPart } from '../../declare/contract.js';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { sha256Hex } from '../../kernel/sha256.js';
import { Broken } from './broken.js';
import type { LineCheck } from './line-check.js';

/** One finished text of a plan, as a reader without a name or a purchase gets it: by the laws that bind him, in his language, on one channel. */
export interface FinishedVariant {
  /** "us-ma"; "general" where no law asks for anything. */
  readonly law: string;
  readonly locale: string;
  readonly channel: 'email' | 'sms';
  /** Where such a reader lives; '' where that is not known. Absent in packs of older versions. */
  readonly place?: string | undefined;
  /** As whoever reads for such a person is greeted; absent of everybody else. */
  readonly care?: Care | undefined;
  /** By part: subject, html and text of an e-mail, the body of a text message. Null where something is lacking for it. */
  readonly text: Readonly<Record<string, string>> | null;
}

export const variantsFile = (planHash: string): string => `plans/${planHash}-variants.jsonl`;

/** A line of the file. */
export const variantLine = (variant: FinishedVariant): string => `${canonicalJson({ ...variant, sha256: variantHash(variant) })}\n`;

const variantHash = (variant: FinishedVariant): string => sha256Hex(canonicalJson(variant));

const lineSchema = z.object({ law: z.string(), locale: z.string(), channel: z.enum(['email', 'sms']), place: z.string().optional(), care: z.enum(CARES).optional(), text: z.record(z.string(), z.string()).nullable(), sha256: z.string() });

/** Of a plan, as far as its variants are held against it. */
export const variedPlanSchema = {
  texts: z.array(z.looseObject({ locale: z.string() })),
  facts: z.looseObject({ text: z.record(z.string(), z.looseObject({})) }),
  law: z.looseObject({ terms: z.array(z.looseObject({ id: z.string(), omits: z.array(z.enum(FACTS_PARTS)) })) }).optional(),
};
export type VariedPlan = z.output<ReturnType<typeof z.object<typeof variedPlanSchema>>>;

/** Each text with its own hash; each language, law and channel once. */
export class VariantsCheck implements LineCheck {
  readonly variants: FinishedVariant[] = [];

  constructor(private readonly name: string) {}

  line(text: string, no: number): void {
    const read = lineSchema.safeParse(jsonOf(text));
    if (!read.success) throw new Broken(`${this.name}, line ${no}`, 'it is no finished text');
    const { sha256, ...variant } = read.data;
    if (variantHash(variant) !== sha256) throw new Broken(`${this.name}, line ${no}`, `its SHA-256 should be ${sha256}, and is ${variantHash(variant)}: it is not the text that was written`);
    this.variants.push(variant);
  }

  end(): void {
    // What stands in it is held against the plan, once that is read.
  }
}

/** Holds the finished texts of a plan against it. @throws Broken */
export function checkVariants(planHash: string, { texts, facts, law }: VariedPlan, variants: readonly FinishedVariant[]): void {
  const name = variantsFile(planHash);
  const laws = [...new Set(['general', ...variants.map((one) => one.law)])];
  const keyOf = (one: Omit<FinishedVariant, 'text'>): string => [one.law, one.locale, one.channel, ...(one.care ? [one.care] : [])].join(', ');
  const there = new Set(variants.map(keyOf));
  if (there.size < variants.length) throw new Broken(name, 'it has a text twice');
  const kinds = [{ channel: 'email' as const }, { channel: 'sms' as const }, ...(variants.some(({ care }) => care) ? CARES.map((care) => ({ channel: 'email' as const, care })) : [])];
  const expected = laws.flatMap((one) => texts.flatMap(({ locale }) => kinds.map((kind) => keyOf({ law: one, locale, ...kind }))));
  for (const key of expected) if (!there.has(key)) throw new Broken(name, `the text for ${key} is not in it`);
  if (variants.length !== expected.length) throw new Broken(name, 'it has a text in a language that the plan does not have');
  for (const variant of variants) checkVariant(name, variant, facts.text[variant.locale] ?? {}, law?.terms ?? []);
}

function checkVariant(name: string, { law, locale, channel, text }: FinishedVariant, facts: Readonly<Record<string, unknown>>, terms: NonNullable<VariedPlan['law']>['terms']): void {
  const binding = law === 'general' ? [] : law.split('+').map((id) => terms.find((one) => one.id === id) ?? id);
  const words = plainWords(Object.values(text ?? {}).join(' '));
  for (const one of binding) {
    if (typeof one === 'string') throw new Broken(name, `it has a text by the law "${one}", which the plan does not name`);
    for (const part of one.omits) if (tells(words, facts[part satisfies FactsPart])) throw new Broken(name, `the ${channel} in ${locale} tells people whom ${one.id} binds “${part}”, which that bars`);
  }
}

/** Whether the whole of a part of the facts stands in it. */
const tells = (words: string, said: unknown): boolean => typeof said === 'string' && said.trim() !== '' && words.includes(plainWords(said));

const plainWords = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
