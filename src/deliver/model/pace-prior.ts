import { z } from 'zod';

/**
 * Where a first guess of calls comes from: the plan stated it; earlier incidents of the same kind and brand, of the same kind, or all; or
 * the company's own figure, for want of incidents.
 */
const PRIOR_SOURCES = ['plan', 'kind-and-brand', 'kind', 'all', 'company'] as const;

/** How many calls are expected of the told before their own are counted. */
export interface PacePrior {
  /** Of a thousand people in the four hours after they are told, recognised or not. */
  readonly callsPerThousand: number;
  readonly source: (typeof PRIOR_SOURCES)[number];
  /** Earlier incidents that it rests on; 0 where it was stated. */
  readonly incidents: number;
}

/** As the API shows it. */
export const pacePrior = z
  .object({
    callsPerThousand: z.number().describe('Of a thousand people in the four hours after they are told, recognised or not.'),
    source: z.enum(PRIOR_SOURCES).describe('plan: stated there. kind-and-brand, kind, all: what earlier incidents of the same kind and brand, of the kind, or of any brought. company: its own figure, for want of incidents.'),
    incidents: z.int().min(0).describe('Earlier incidents that it rests on; 0 where it was stated.'),
  })
  .meta({ id: 'ContactPrior' }) satisfies z.ZodType<PacePrior>;
