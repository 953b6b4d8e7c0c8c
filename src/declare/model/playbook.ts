import { z } from 'zod';
import { INCIDENT_KINDS, SEVERITIES } from '../contract.js';
import { localeSchema } from './facts.js';

const line = z.string().min(1);
const lines = z.array(line).min(1);

/**
 * What a kind of incident starts from: `templates/<kind>/playbook.json`. Everything in it is a proposal to the commander. Members
 * that are not named here are passed on as they are: the steps that write texts and policies have their own.
 */
export const playbookSchema = z.looseObject({
  kind: z.enum(INCIDENT_KINDS),
  title: z.record(localeSchema, line),
  severity: z.enum(SEVERITIES),
  dataClasses: z.array(line),
  touchpoints: z.array(line),
  advice: z.record(localeSchema, lines),
  voice: z.record(localeSchema, line),
  agent: z.record(localeSchema, z.object({ briefing: lines, never: lines, answers: z.array(z.object({ question: line, answer: line })) })),
});
export type Playbook = z.output<typeof playbookSchema>;
