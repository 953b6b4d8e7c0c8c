import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, listOf, pageOf, uuid } from '../../platform/http/answer.schema.js';
import { pageQuery } from '../../platform/http/page-of-rows.js';
import { type CallGap, type CallReason, GAP_STATES } from '../contract.js';
import type { AgentsOnDuty } from '../store/agents-on-duty.repository.js';

const text = (most: number) => z.string().trim().min(1).max(most).regex(/^\P{C}+$/u, 'must hold no control character');

const rangeQuery = z.object({ from: z.coerce.date(), until: z.coerce.date() });
export const dutyQuery = z.object({ ...rangeQuery.shape, queue: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(10_000).default(1_000) });

export const gapsQuery = z.object({ ...rangeQuery.shape, state: z.enum(GAP_STATES).optional(), source: z.string().max(40).optional().describe('Of the records of one system.'), ...pageQuery });
export const reasonsQuery = z.object({ isIncident: z.stringbool().optional().describe('Those that mean that a call is about it, or the others.'), ...pageQuery });

export const gapBody = z.strictObject({
  source: text(40).nullable().default(null).describe('Of the records of one system; null for all.'),
  queue: text(100).nullable().default(null),
  from: z.coerce.date(),
  until: z.coerce.date().describe('Exclusive.'),
  reason: text(300),
});
export const gapDecision = z.strictObject({
  state: z.enum(['known', 'dismissed']).describe('`known`: the feed had a gap; `dismissed`: it had none, and nobody called.'),
  reason: text(300).nullable().default(null),
});
export const reasonsBody = z.strictObject({ tags: z.array(text(100)).max(50) });

const gap = z
  .object({ id: uuid, source: z.string().nullable(), queue: z.string().nullable(), from: instant, until: instant, reason: z.string(), state: z.enum(GAP_STATES), expected: z.number().nullable(), setBy: z.string(), setAt: instant })
  .meta({ id: 'CallGap' }) satisfies z.ZodType<JsonOf<CallGap>>;
const reason = z.object({ tag: z.string(), calls: count.describe('Since the declaration.'), isIncident: z.boolean() }).meta({ id: 'CallReason' }) satisfies z.ZodType<JsonOf<CallReason>>;
const duty = z
  .object({ queue: z.string(), intervalStart: instant, intervalSeconds: count, agents: z.number().min(0), source: z.string() })
  .meta({ id: 'AgentsOnDuty' }) satisfies z.ZodType<JsonOf<AgentsOnDuty>>;

export const gapAnswer = gap;
export const gapsAnswer = pageOf(gap);
export const reasonsAnswer = pageOf(reason);
export const reasonsSetAnswer = listOf(reason);
export const dutyAnswer = pageOf(duty);
