import pg from 'pg';
import { isSealed, type Sealing } from './sealing.js';

const { builtins } = pg.types;
const TEXTS: readonly number[] = [builtins.TEXT, builtins.VARCHAR];
const DOCUMENTS: readonly number[] = [builtins.JSON, builtins.JSONB];
const TEXT_ARRAY = 1009;

type Parse = (value: string) => unknown;

/**
 * Types of a connection that opens what it reads: sealed texts, alone, in arrays and in documents that a statement has made. Where a
 * statement moves values from table to table they stay sealed; whoever reads one gets what was sealed, or an error, and never the
 * sealed text, which could be told to a customer.
 */
export function openingTypes(sealing: Sealing): pg.CustomTypesConfig {
  const text: Parse = (value) => sealing.open(value);
  const document = (parse: Parse): Parse => (value) => (value.includes('"e1.') ? opened(parse(value), sealing) : parse(value));
  const array = (parse: Parse): Parse => (value) => (value.includes('e1.') ? opened(parse(value), sealing) : parse(value));
  return {
    getTypeParser(id: number, format?: 'text' | 'binary') {
      const known = pg.types.getTypeParser(id, format) as Parse;
      if (format === 'binary') return known;
      if (TEXTS.includes(id)) return text;
      if (DOCUMENTS.includes(id)) return document(known);
      return id === TEXT_ARRAY ? array(known) : known;
    },
  };
}

function opened(value: unknown, sealing: Sealing): unknown {
  if (typeof value === 'string') return isSealed(value) ? sealing.open(value) : value;
  if (Array.isArray(value)) return value.map((item) => opened(item, sealing));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opened(item, sealing)]));
}
