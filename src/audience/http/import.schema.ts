import { z } from 'zod';
import { DomainError } from '../../kernel/domain-error.js';

/** An object written as JSON in a query or a form. */
const jsonText = <Schema extends z.ZodType>(schema: Schema) =>
  z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  }).pipe(schema);

const common = {
  timeZone: z.string().trim().min(1).optional(),
  mapping: jsonText(z.record(z.string(), z.string().nullable())).optional(),
};

export const customerImportQuery = z.object({
  ...common,
  country: z.string().trim().toUpperCase().regex(/^[A-Z]{2}$/, 'must be an ISO country of two letters').optional(),
  clearEmpty: z.stringbool().optional(),
});

const skip = z.union([z.strictObject({ column: z.string().min(1), startsWith: z.string().min(1) }), z.strictObject({ column: z.string().min(1), equals: z.string() })]);

export const touchpointImportQuery = z.object({
  ...common,
  kind: z.string().trim().min(1).optional(),
  createCustomers: z.stringbool().optional(),
  skipWhen: jsonText(z.union([skip, z.array(skip).max(20)]).transform((one) => (Array.isArray(one) ? one : [one]))).optional(),
});

/** Reads options that came beside a file. @throws DomainError unprocessable `request-invalid` */
export function readOptions<Schema extends z.ZodType>(schema: Schema, options: Readonly<Record<string, string>>): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new DomainError('unprocessable', 'request-invalid', `${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`, { errors });
}
