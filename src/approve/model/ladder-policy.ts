import { DomainError } from '../../kernel/domain-error.js';
import type { Ladder, Policies } from '../contract.js';

export const LEAST_RECEIPT_MINUTES = 5;
export const MOST_RECEIPT_MINUTES = 24 * 60;

/** Carriers that answer at all do so within a few minutes; the provider has been asked by then, and few phones are off for longer. */
export const DEFAULT_LADDER: Ladder = { noReceiptMinutes: 30 };

/**
 * Policies as they were, with what is wanted of them. Only who is written to on one channel first can be written to on the next, so
 * a ladder belongs to `preferred` alone; there it stands unless it is taken away.
 *
 * @throws DomainError unprocessable `ladder-needs-preferred`
 */
export function settlePolicies(base: Policies, wanted: Partial<Policies>): Policies {
  const { ladder: _, ...rest } = { ...base, ...wanted };
  if (rest.channels === 'preferred') {
    const kept = base.channels === 'preferred' ? base.ladder : undefined;
    const asked = wanted.ladder === undefined ? kept : wanted.ladder;
    return { ...rest, ladder: asked === undefined ? DEFAULT_LADDER : asked };
  }
  if (wanted.ladder) {
    throw new DomainError('unprocessable', 'ladder-needs-preferred', 'The next channel can only be tried where each person is written to on the preferred channel first.', { channels: rest.channels });
  }
  return rest;
}
