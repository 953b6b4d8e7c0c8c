import { z } from 'zod';
import { DomainError } from '../../kernel/domain-error.js';

/** How a list of the API that is read whole is asked for by pages: `after` is the `next` of the page before. */
export const pageQuery = { after: z.string().max(200).optional().describe('The next of the page before.'), limit: z.coerce.number().int().min(1).max(500).default(100) };

export interface RowsPage<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

/**
 * A page of rows that are all in hand, in their order.
 *
 * @param all  In which the cursor is looked for; what moved out of the filter meanwhile still marks its place.
 * @throws DomainError invalid `cursor-unknown` where the row that `after` names is gone: the first page again would be taken for the next.
 */
export function pageOfRows<Row>(all: readonly Row[], isWanted: (row: Row) => boolean, keyOf: (row: Row) => string, { after, limit }: { readonly after?: string | undefined; readonly limit: number }): RowsPage<Row> {
  const before = after === undefined ? -1 : all.findIndex((row) => keyOf(row) === after);
  if (after !== undefined && before === -1) throw cursorUnknown();
  const left = all.slice(before + 1).filter(isWanted);
  return { items: left.slice(0, limit), next: left.length > limit ? keyOf(left[limit - 1]!) : null };
}

export const cursorUnknown = (): DomainError => new DomainError('invalid', 'cursor-unknown', 'after must be the "next" of the page before. If that row is gone, begin with the first page.');
