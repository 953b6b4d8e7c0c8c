import { z } from 'zod';
import { brandOption, countryOption, fileOptions, jsonText, unsealedOption } from '../platform/imports/import-options.js';

export const customerImportQuery = z.object({
  ...fileOptions,
  brand: brandOption,
  unsealed: unsealedOption,
  country: countryOption,
  clearEmpty: z.stringbool().optional(),
});

const skip = z.union([z.strictObject({ column: z.string().min(1), startsWith: z.string().min(1) }), z.strictObject({ column: z.string().min(1), equals: z.string() })]);

export const touchpointImportQuery = z.object({
  ...fileOptions,
  brand: brandOption,
  unsealed: unsealedOption,
  kind: z.string().trim().min(1).optional(),
  createCustomers: z.stringbool().optional(),
  skipWhen: jsonText(z.union([skip, z.array(skip).max(20)]).transform((one) => (Array.isArray(one) ? one : [one]))).optional(),
});
