import { unlikeSealed } from '../../kernel/sealed-look.js';

/** It begins where a word does: tried from each letter on, a long word would be gone through again and again. */
const EMAIL = /(?<![^\s<>"'(),;:=@])[^\s<>"'(),;:=@]+@[^\s<>"'(),;:@.]+(?:\.[^\s<>"'(),;:@.]+)+/g;
const PHONE = /\+\d[\d ()-]{6,18}\d/g;
/** PostgreSQL repeats the value that it could not read: `invalid input syntax for type uuid: "…"`. */
const PG_INPUT = /(invalid input (?:syntax|value) for [^:]+: )".*"/gs;

/** Takes addresses, numbers and refused values out of a text that some library or mail server wrote, before it reaches a log or a table; there nothing of it may look sealed. */
export const scrub = (text: string): string => unlikeSealed(text.replace(PG_INPUT, '$1"…"').replace(EMAIL, '[address]').replace(PHONE, '[number]'));

/**
 * What a log may hold of an error. Libraries hang queries, parameters and whole rows on theirs (TypeORM's `parameters`, pg's
 * `detail`), so only members that are known to be harmless are taken.
 */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error, message: scrub(String(error)) };
  const { code, constraint, table, routine, statusCode } = error as Error & Record<string, unknown>;
  return {
    type: error.name,
    message: scrub(error.message),
    ...Object.fromEntries(Object.entries({ code, constraint, table, routine, statusCode }).filter(([, value]) => typeof value === 'string' || typeof value === 'number')),
    stack: scrub(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: errorForLog(error.cause) }),
  };
}
