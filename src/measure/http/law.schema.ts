import { z } from 'zod';
import { CONTENT_RULES, LAW_ANCHORS, LAW_ENTRY_KINDS, LAW_RECIPIENTS, LAW_REGIMES } from '../../declare/contract.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, uuid } from '../../platform/http/answer.schema.js';
import { type LawAnswer } from '../model/law-answer.js';

const placeCount = z.object({
  place: z.string().describe('"US-CA", "DE"; "US" where the state is not known, "" where nothing is.'),
  affected: count.describe('People, each once.'),
  told: count,
  byEmail: count,
  bySms: count.describe('With a receipt.'),
  byLetter: count.describe('By a letter that was posted.'),
  statutory: count.describe('Told by a notice that is labelled as the statutory one: by letter, or by a message where the law of the place takes that, from all or from who agreed to it.'),
  owedByPost: count.optional().describe('Told early, by the words of a statutory notice: their law takes no message for it, since they had not agreed to one, and no letter was posted yet. Absent in counts from before that was counted.'),
  firstToldAt: instant.nullable(),
  lastToldAt: instant.nullable(),
  statutoryFirstAt: instant.nullable(),
  statutoryLastAt: instant.nullable(),
});

const clock = z.object({
  ruleId: z.string(),
  title: z.string(),
  jurisdiction: z.string(),
  recipient: z.enum(LAW_RECIPIENTS),
  binds: z.enum(['yes', 'if-affected']).describe('`if-affected`: nobody knows yet who is affected.'),
  anchor: z.enum(LAW_ANCHORS),
  anchorAt: instant.nullable(),
  anchorFrom: z.enum(['entered', 'incident', 'discovery', 'ledger']).nullable(),
  deadline: instant.nullable().describe('Null where the law gives no time, or it does not run yet.'),
  state: z.enum(['waits', 'running', 'prompt', 'delayed', 'lapsed', 'met', 'met-late', 'not-applicable']),
  stage: z.enum(['half', 'day', 'hours', 'hour', 'lapsed']).nullable(),
  metAt: instant.nullable(),
  metBy: z.enum(['entry', 'ledger']).nullable(),
  note: z.string().nullable(),
  residents: count.nullable(),
  toldByStatutory: count,
  owedByPost: count.describe('Told early, and owed the statutory notice by post.'),
  delayable: z.boolean(),
  contentRule: z.enum(CONTENT_RULES).nullable(),
  words: z.string(),
  sourceUrl: z.string(),
  certainty: z.enum(['A', 'B', 'C']),
  reviewed: z.boolean(),
});

const substituteLaw = z.object({
  id: z.string(), name: z.string(), jurisdiction: z.string(), citation: z.string(), sourceUrl: z.string(), certainty: z.enum(['A', 'B', 'C']), when: z.string().describe('When it may be used.'), reviewed: z.boolean(),
  affected: count, untold: count, places: z.array(z.object({ place: z.string(), affected: count, told: count })),
  steps: z.array(z.object({ id: z.string(), words: z.string(), days: count.nullable(), said: z.object({ isDone: z.boolean(), note: z.string(), by: z.string(), enteredAt: instant }).nullable() })),
});

export const lawAnswer = z
  .object({
    incidentId: uuid,
    regimes: z.array(z.enum(LAW_REGIMES)),
    countedAt: instant.nullable().describe('The moment of which these counts are: those of a large incident are made again as often as their cost allows.'),
    places: z.array(placeCount).nullable().describe('Null before an audience is frozen, and until the people of a large one were counted for the first time.'),
    clocks: z.array(clock),
    anchors: z.array(z.object({ anchor: z.enum(LAW_ANCHORS), at: instant.nullable(), note: z.string(), by: z.string(), enteredAt: instant })),
    entries: z.array(z.object({ ruleId: z.string(), kind: z.enum(LAW_ENTRY_KINDS), at: instant.nullable(), note: z.string(), by: z.string(), enteredAt: instant })),
    substitute: z.array(substituteLaw).describe('What the laws of the places ask where people can\'t be told one by one; only of places where somebody has not been told, or of which something was said.'),
    placesWithoutRule: z.array(z.object({ place: z.string().describe('"US-CA", "DE".'), affected: count })).describe('Where affected people live and no rule is known by which they have to be told, most people first. That does not mean there is none: ask legal. Empty until they were counted, and in an exercise.'),
  })
  .meta({ id: 'LawClocks' }) satisfies z.ZodType<JsonOf<LawAnswer>>;
