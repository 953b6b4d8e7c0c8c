import { z } from 'zod';
import { unlikeSealed } from '../../kernel/sealed-look.js';

/** A field of a webhook. PostgreSQL takes no NUL in a text, and no provider means one; nor anything that looks sealed. */
export const plain = (most: number) => z.string().max(most).regex(/^[^\0]*$/, 'holds a NUL character').overwrite(unlikeSealed);
