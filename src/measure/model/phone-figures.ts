import { z } from 'zod';

/** The company's own figures of its phones. Costs are in its currency; null where nobody has stated them. */
export interface PhoneFigures {
  /** ISO 4217. */
  readonly currency: string | null;
  readonly agentHourCost: number | null;
  /** What one call more or less costs it: not the whole cost of the centre divided by its calls. */
  readonly callCost: number | null;
  /** Good service: `targetShare` of all offered calls is answered within `thresholdSeconds`. */
  readonly thresholdSeconds: number;
  readonly targetShare: number;
  /** Calls to expect of a thousand people in the four hours after they are told, where no earlier incident says better. */
  readonly callsPerThousand: number;
}

/** Until somebody states them: 80 % within 20 seconds, as most centres promise; three of a hundred call back. */
export const USUAL_FIGURES: PhoneFigures = { currency: null, agentHourCost: null, callCost: null, thresholdSeconds: 20, targetShare: 0.8, callsPerThousand: 30 };

const money = z.number().min(0).max(1_000_000).nullable();
/** As they may be stated. */
export const phoneFigures = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters, as USD').nullable().describe('ISO 4217, of the costs.'),
  agentHourCost: money.describe('What an hour of an agent costs.'),
  callCost: money.describe('What one call more or less costs: not all costs divided by all calls.'),
  thresholdSeconds: z.int().min(0).max(3_600),
  targetShare: z.number().min(0.01).max(0.99).describe('Share of all offered calls to be answered within the threshold.'),
  callsPerThousand: z.number().min(0.1).max(1_000).describe('Calls to expect of a thousand people in the four hours after they are told, where no earlier incident says better.'),
}).refine(({ currency, agentHourCost, callCost }) => currency !== null || (agentHourCost === null && callCost === null), { path: ['currency'], message: 'must be given where a cost is' })
  .meta({ id: 'PhoneFigures' }) satisfies z.ZodType<PhoneFigures>;
