import { factsSchema } from './facts.js';

/** Facts as they are told: what was checked when they came in. */
export const factsAnswer = factsSchema.meta({ id: 'IncidentFacts' });
