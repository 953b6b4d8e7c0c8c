import { instantsOf, parseInstant } from '../../kernel/instant.js';
import { zoneName } from '../../kernel/zone-name.js';

/** What a typed local time means by the clocks of a zone. */
export type TypedTime =
  | { readonly kind: 'instant'; readonly at: Date }
  | { readonly kind: 'not-a-time' }
  /** The clocks were put forward over it. */
  | { readonly kind: 'skipped' }
  /** The clocks were put back over it. */
  | { readonly kind: 'twice'; readonly passes: readonly { readonly at: Date; readonly zoneName: string }[] };

/** @param text  As `datetime-local` sends it; with an offset it is one instant wherever. */
export function typedTime(text: string, zone: string): TypedTime {
  const at = parseInstant(text, zone);
  if (!(at instanceof Date)) return { kind: 'not-a-time' };
  const local = parseInstant(text, 'UTC') as Date;
  if (parseInstant(text, null) instanceof Date) return { kind: 'instant', at };
  const [first, second] = instantsOf(local, zone);
  if (!first) return { kind: 'skipped' };
  return second ? { kind: 'twice', passes: [first, second].map((pass) => ({ at: pass, zoneName: zoneName(pass, zone) })) } : { kind: 'instant', at: first };
}

/** Why it can't be read, to go on after the name of the field. */
export const skippedWords = (zone: string): string => `is a time that there was not in ${zone}: clocks were put forward over it that night. Enter one before or after.`;
export const twiceWords = (zone: string): string => `came twice in ${zone}: clocks were put back over it that night.`;
