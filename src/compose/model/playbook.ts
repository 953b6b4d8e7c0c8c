import { z } from 'zod';
import { INCIDENT_KINDS, SEVERITIES, type IncidentKind } from '../../declare/contract.js';
import type { Playbook } from '../contract.js';

const LONGEST_LINE = 2_000;
const MOST_LINES = 40;

const locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language tag, such as "en" or "es-MX"');
const code = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a code such as "card-number"');
const line = z.string().trim().min(1, 'must not be empty').max(LONGEST_LINE);
const lines = z.array(line).min(1, 'needs at least one').max(MOST_LINES);

const answer = z.object({ question: line, answer: line });
const answers = z.array(answer).max(MOST_LINES);

/**
 * What a kind of incident starts from: `templates/<kind>/playbook.json`, or a version of the company's own. Everything in it is a proposal to
 * the commander. Members that are not named here are passed on as they are.
 */
export const playbookSchema = z.looseObject({
  kind: z.enum(INCIDENT_KINDS),
  title: z.record(locale, line),
  severity: z.enum(SEVERITIES),
  dataClasses: z.array(code).max(30),
  touchpoints: z.array(code).max(30),
  advice: z.record(locale, lines),
  policies: z.looseObject({
    channels: z.enum(['preferred', 'both', 'email', 'sms']),
    unknownEmail: z.enum(['resend', 'ask']),
    mandatory: z.boolean(),
    quietChannels: z.array(z.enum(['email', 'sms'])).optional(),
  }),
  voice: z.record(locale, line),
  agent: z.record(locale, z.object({ briefing: lines, never: lines, answers, allClear: z.object({ briefing: lines, answers }).optional() })),
});

/** Every part that is written by language. */
const WORDED = ['title', 'advice', 'voice', 'agent'] as const;

/**
 * What keeps a value from being the playbook of this kind, each as "advice.en must not be empty"; none is good.
 *
 * @param locales  Languages in which it must be complete.
 * @param labels  Codes of data classes that have a label; one without would stop every notice that names it.
 */
export function playbookFaults(value: unknown, kind: IncidentKind, locales: readonly string[], labels: readonly string[]): readonly string[] {
  const parsed = playbookSchema.safeParse(value);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => (at(value, path) === undefined ? `lacks "${path.map(String).join('.')}"` : `${path.map(String).join('.')} ${message}`.trim()));
  return [
    ...(parsed.data.kind === kind ? [] : [`kind is "${parsed.data.kind}", but this is the playbook of ${kind}`]),
    ...WORDED.flatMap((part) => locales.filter((each) => parsed.data[part][each] === undefined).map((each) => `lacks "${part}.${each}"`)),
    ...parsed.data.dataClasses.filter((each) => !labels.includes(each)).map((each) => `dataClasses names "${each}", which has no label`),
  ];
}

/** @throws ZodError for a value that `playbookFaults` has something to say of */
export const asPlaybook = (value: unknown): Playbook => playbookSchema.parse(value);

const at = (value: unknown, path: readonly PropertyKey[]): unknown => path.reduce<unknown>((inside, key) => (typeof inside === 'object' && inside !== null ? (inside as Record<PropertyKey, unknown>)[key] : undefined), value);
