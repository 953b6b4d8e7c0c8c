import { z } from 'zod';
import { DomainError } from '../../kernel/domain-error.js';
import { UNSEALED } from './import-definition.js';

/** An object written as JSON in a query or a form. */
export const jsonText = <Schema extends z.ZodType>(schema: Schema) =>
  z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  }).pipe(schema);

/** Options that every import has. */
export const fileOptions = {
  timeZone: z.string().trim().min(1).optional(),
  mapping: jsonText(z.record(z.string(), z.string().nullable())).optional(),
};

/** Country of numbers without a country code, where the row names none. */
export const countryOption = z.string().trim().toUpperCase().regex(/^[A-Z]{2}$/, 'must be an ISO country of two letters').optional();

/** What becomes of a file of which a column that is not sealed holds card, government or account numbers. */
export const unsealedOption = z.enum(UNSEALED).optional();

/** For whose customers the file is. */
export const brandOption = z.string().trim().regex(/^[a-z0-9-]{1,40}$/, 'must be the short name of a brand').optional();

/** Options as texts again, as a query or a form has them; those that were not given are left out. */
export const askedOptions = (options: object): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(options).flatMap(([name, value]: [string, unknown]) => (value === undefined || value === null ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]])));

/** Reads options that came beside a file. @throws DomainError unprocessable `request-invalid` */
export function readOptions<Schema extends z.ZodType>(schema: Schema, options: Readonly<Record<string, string>>): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new DomainError('unprocessable', 'request-invalid', `${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`, { errors });
}
