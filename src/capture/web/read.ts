import type { ZodType } from 'zod';

/** Reads a query or body; what does not fit is answered 400 with a sentence. */
export function read<T>(schema: ZodType<T>, value: unknown): T {
  return schema.parse(value ?? {});
}
