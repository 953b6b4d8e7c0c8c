import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import './plain-words.js';

const words = (schema: z.ZodType, value: unknown): string[] => schema.safeParse(value).error?.issues.map((issue) => issue.message) ?? [];

describe('what is wrong with a value is said in plain words', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string(), undefined, 'is missing'],
    [z.string(), 3, 'must be a text'],
    [z.string().min(1), '', 'must not be empty'],
    [z.string().min(12), 'short', 'must have at least 12 characters'],
    [z.string().max(1), 'ab', 'must have at most 1 character'],
    [z.array(z.string()).min(1), [], 'must not be empty'],
    [z.number().min(1), 0, 'must be at least 1'],
    [z.number().lt(5), 5, 'must be less than 5'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.enum(['low', 'high']), 'x', 'must be one of low, high'],
    [z.literal('a'), 'b', 'must be a'],
    [z.uuid(), 'x', 'must be an id (a UUID)'],
    [z.iso.datetime({ offset: true }), '2026-03-02', 'must be a time in ISO 8601 with its zone, such as 2026-03-02T09:00:00Z'],
    [z.strictObject({ a: z.string().optional() }), { b: 1 }, 'has "b", which is not known here'],
    [z.string().min(1, 'needs a name'), '', 'needs a name'],
  ])('%#', (schema, value, expected) => {
    expect(words(schema, value)).toEqual([expected]);
  });
});
