import { z } from 'zod';

/** The most that comes as one JSON body; more goes as CSV or NDJSON. */
export const MOST_JSON_CALLS = 10_000;
export const jsonCalls = z.array(z.record(z.string(), z.unknown())).min(1).max(MOST_JSON_CALLS);
