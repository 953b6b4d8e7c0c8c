import { createHmac } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { sha256Hex } from './sha256.js';

/** An event of the audit record as it is chained and exported. Times are ISO 8601 in UTC with microseconds, as PostgreSQL keeps them. */
export interface ChainedEvent {
  readonly id: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly incidentId: string | null;
  readonly details: unknown;
}

/** What stands before the first link. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 (hex) of an event as canonical JSON. The form's name is raised when what is hashed changes. */
export const eventHash = (event: ChainedEvent): string => sha256Hex(canonicalJson({ form: 'firstword-audit-event-1', ...event }));

/**
 * SHA-256 (hex) of a link. It takes the event by its hash alone, so that a chain can be recomputed by who may not see each event in it.
 *
 * @param before  The hash of the link before; `GENESIS` for the first.
 * @param position  1, 2, 3, … without gaps.
 */
export const linkHash = (before: string, position: number, event: string): string => sha256Hex(`firstword-audit-link-1:${position}:${before}:${event}`);

/**
 * A customer's name in all that is chained or exported: 43 characters that say nothing of him to who has not the salt, and nothing to
 * anybody once the database has forgotten which customer had the id.
 */
export const pseudonym = (salt: string, id: string): string => createHmac('sha256', salt).update(`customer:${id}`).digest('base64url');

/** Details that name a customer, by their key. */
const OF_CUSTOMERS = ['customer', 'customerId'];
/** Subjects that are a customer, or a hash of his address. */
const CUSTOMERS = ['customer', 'suppression'];

/** The event with each customer in it under his pseudonym. Addresses stand in no event; of numbers and addresses it has keyed hashes. */
export function withoutCustomers(event: ChainedEvent, salt: string): ChainedEvent {
  const named = ({ kind, id }: { readonly kind: string; readonly id: string }) => ({ kind, id: CUSTOMERS.includes(kind) ? pseudonym(salt, id) : id });
  return { ...event, actor: named(event.actor), subject: named(event.subject), details: hidden(event.details, salt) };
}

function hidden(details: unknown, salt: string): unknown {
  if (Array.isArray(details)) return details.map((item) => hidden(item, salt));
  if (details === null || typeof details !== 'object') return details;
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      OF_CUSTOMERS.includes(key) && (typeof value === 'string' || typeof value === 'number') ? pseudonym(salt, String(value)) : hidden(value, salt),
    ]),
  );
}
