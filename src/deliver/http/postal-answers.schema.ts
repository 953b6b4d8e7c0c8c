import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { count, instant, rowId, uuid } from '../../platform/http/answer.schema.js';
import { OUTCOMES } from '../contract.js';
import type { PostalView, WithoutAddress } from '../postal.service.js';
import type { PostalFile } from '../store/postal.repository.js';

export const postalFileAnswer = z
  .object({
    id: uuid,
    noticeId: uuid,
    number: count,
    letters: count,
    madeBy: z.string().describe('kind:id of who made it.'),
    madeAt: instant,
    postedOn: z.iso.date().nullable(),
    postedNote: z.string().nullable(),
    incidentId: uuid,
  })
  .meta({ id: 'PostalFile' }) satisfies z.ZodType<JsonOf<PostalFile>>;

export const postalViewAnswer = z
  .object({
    files: z.array(postalFileAnswer),
    waiting: z.object({
      letters: count, withoutAddress: count,
      owed: z.object({ letters: count, withoutAddress: count }).describe('Besides them, of a statutory notice: members who are written to, but whose law takes that for its notice only from who agreed to it, and who did not.'),
    }).describe('Members whom no channel reached and who are in no file yet.'),
  })
  .meta({ id: 'PostalView' }) satisfies z.ZodType<JsonOf<PostalView>>;

export const withoutAddressAnswer = z
  .object({ customerId: rowId, reference: z.string(), position: count, outcome: z.enum(OUTCOMES), missing: z.array(z.string()) })
  .meta({ id: 'WithoutAddress' }) satisfies z.ZodType<JsonOf<WithoutAddress>>;
