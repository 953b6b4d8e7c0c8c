import { type Actor, brandsOf, isWithin } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { brandNotFound } from './import-runs.js';

/**
 * For whose customers a file is. Whoever has his role in some brands alone brings in theirs: for the one, where it is one, else he says for which.
 *
 * @param asked  As it was given; null or empty: nothing was said.
 * @returns null for all of the company's.
 * @throws DomainError unprocessable `brand-not-found`, for one of others too; `brand-missing`
 */
export function brandForImport(actor: Actor, asked: string | null | undefined): string | null {
  if (asked && !isWithin(actor, asked)) throw brandNotFound(asked);
  const brands = brandsOf(actor);
  if (asked || brands === null) return asked || null;
  const [only, ...others] = brands;
  if (only === undefined || others.length > 0) throw new DomainError('unprocessable', 'brand-missing', 'Say for which of your brands it is.');
  return only;
}
