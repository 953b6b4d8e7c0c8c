import { z } from 'zod';

const count = z.int().min(0);

export const audienceCountsAnswer = z
  .object({
    members: count,
    email: count.describe('Members with an e-mail address; one person can be in both.'),
    sms: count,
    unreachable: count,
    suppressed: count.describe('Members of whom an address is suppressed on every channel that they have.'),
    sharing: count.describe('Members who share an address with another, and so get one message together.'),
    byLocale: z.record(z.string(), count),
    byRegion: z.record(z.string(), count),
  })
  .meta({ id: 'AudienceCounts' });

/** A frozen audience as JSON. */
export const frozenAudienceAnswer = z
  .object({
    id: z.string().meta({ format: 'uuid' }),
    incidentId: z.string().meta({ format: 'uuid' }),
    version: z.int().min(1),
    hash: z.string().describe('SHA-256 over every member\'s snapshot in order of position.'),
    seed: z.string(),
    algorithm: z.string(),
    counts: audienceCountsAnswer,
    frozenAt: z.string().meta({ format: 'date-time' }),
    builtBy: z.string().meta({ format: 'uuid' }),
  })
  .meta({ id: 'FrozenAudience' });
