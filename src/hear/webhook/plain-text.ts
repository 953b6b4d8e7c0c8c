import { z } from 'zod';

/** A field of a webhook. PostgreSQL takes no NUL in a text, and no provider means one. */
export const plain = (most: number) => z.string().max(most).regex(/^[^\0]*$/, 'holds a NUL character');
