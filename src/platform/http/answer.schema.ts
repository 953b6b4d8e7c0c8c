import { z } from 'zod';

// Schemas of answers describe JSON that is already right, so they say its shape and repeat no rule of what may come in.

/** ISO 8601, UTC. */
export const instant = z.string().meta({ format: 'date-time' });
export const uuid = z.string().meta({ format: 'uuid' });
/** A bigint as text: JavaScript's numbers are too short for it. */
export const rowId = z.string().meta({ pattern: '^[0-9]+$' });
export const count = z.int().min(0);
export const sha256 = z.string().meta({ pattern: '^[0-9a-f]{64}$' });

/** A list that fits on one page. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.null() });

/** A list by pages; `next` is what `after` must be for the next one, null on the last. */
export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() });
