import type { ApiResponseOptions } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

/** A count takes seconds where a hundred thousand are affected; pages look again as soon. */
const AGAIN_SECONDS = 2;

export interface Counting {
  readonly kind: 'counting';
  readonly asOf: null;
  /** The same for whoever opens it in a browser. */
  readonly detail: string;
}

const countingAnswer = z
  .object({ kind: z.literal('counting'), asOf: z.null().describe('Of when they are: not counted yet.'), detail: z.string().describe('The same in words.') })
  .meta({ id: 'Counting', description: 'Figures of a large incident are being counted for the first time, or after more than ten minutes.' }) satisfies z.ZodType<Counting>;

export const COUNTED_SOON = 'They are being counted. Ask again after `retry-after` seconds.';

/** For `ApiAcceptedResponse`. */
export const BEING_COUNTED: ApiResponseOptions = { standardSchema: countingAnswer, description: COUNTED_SOON };

/** Figures as they are, or 202 and when to ask again. @param figures  null while they are being counted. */
export function orCounting<Figures extends object>(reply: FastifyReply, figures: Figures | null): Figures | Counting {
  if (figures !== null) return figures;
  void reply.status(202).header('retry-after', String(AGAIN_SECONDS));
  return { kind: 'counting', asOf: null, detail: `This is being counted, which takes seconds where many are affected. Ask again in ${AGAIN_SECONDS} seconds.` };
}
