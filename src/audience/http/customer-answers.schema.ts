import { z } from 'zod';
import type { JsonOf } from '../../kernel/json-of.js';
import { instant, rowId } from '../../platform/http/answer.schema.js';
import { ESIGN_ANSWERS, SUPPRESSION_REASONS, SUPPRESSION_SCOPES } from '../contract.js';
import type { Customer, CustomerTouchpoint } from '../store/customer.repository.js';
import type { Suppression } from '../store/suppression.repository.js';
import { care, channel } from './answers.schema.js';

const text = z.string().nullable();
const attributes = z.record(z.string(), z.unknown());
const reason = z.enum(SUPPRESSION_REASONS);

export const customerAnswer = z
  .object({
    id: rowId,
    reference: z.string(),
    firstName: text,
    lastName: text,
    locale: text,
    addressLine1: text,
    addressLine2: text,
    city: text,
    country: text,
    region: text,
    postalCode: text,
    timeZone: text,
    email: text,
    phone: text,
    preferredChannel: channel.nullable(),
    care: care.nullable().describe('Written to through the representative, or not at all.'),
    representativeEmail: text,
    esignConsent: z.enum(ESIGN_ANSWERS).nullable().describe('What he said to getting notices by electronic means; null: nobody knows.'),
    esignConsentOn: z.iso.date().nullable().describe('The day on which he said so; null where it is not known.'),
    esignConsentWords: text.describe('To what, and where that was said.'),
    attributes,
    emailChangedAt: instant.nullable(),
    phoneChangedAt: instant.nullable(),
    suppressed: z.array(z.object({ channel, reason, since: instant })).describe('Channels on which his address must not be used.'),
  })
  .meta({ id: 'Customer' }) satisfies z.ZodType<JsonOf<Customer>>;

export const touchpointAnswer = z
  .object({ id: rowId, kind: z.string(), reference: z.string(), occurredAt: instant, label: text, attributes })
  .meta({ id: 'Touchpoint' }) satisfies z.ZodType<JsonOf<CustomerTouchpoint>>;

export const customerWithTouchpoints = z.object({ ...customerAnswer.shape, touchpoints: z.array(touchpointAnswer).describe('The newest fifty.') });

export const careChanged = z.object({ changed: z.boolean().describe('false: it was so before.') });

export const esignChanged = z.object({ changed: z.boolean().describe('false: it was so before.') });

export const suppressionAnswer = z
  .object({
    id: rowId,
    channel,
    addressHash: z.string().describe('Keyed: the address itself is not kept.'),
    scope: z.enum(SUPPRESSION_SCOPES).describe('`optional`: a preference, which a mandatory notice passes.'),
    reason,
    source: z.string(),
    sourceName: text.describe('Of the person or key that is the source; null where the service heard it by itself.'),
    since: instant,
    until: instant.nullable().describe('When it ends by itself.'),
    liftedAt: instant.nullable(),
    liftedBy: text,
    liftedByName: text,
    liftReason: text,
    customers: z.array(z.string()).describe('References of up to five customers who have the address now.'),
  })
  .meta({ id: 'Suppression' }) satisfies z.ZodType<JsonOf<Suppression>>;

export const suppressionAdded = z.object({ added: z.boolean().describe('false: it was suppressed already.') });
export const suppressionLifted = z.object({ lifted: z.literal(true) });
