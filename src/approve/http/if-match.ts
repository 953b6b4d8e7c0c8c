import { DomainError } from '../../kernel/domain-error.js';

/** The ETag of a notice: its revision and state, since both decide what can be done with it. */
export const etagOf = ({ revision, state }: { readonly revision: number; readonly state: string }): string => `"${revision}-${state}"`;

/**
 * The revision that the caller has seen, from the body or from `If-Match: "<revision>"`, with or without what an ETag has after it.
 *
 * @throws DomainError invalid `revision-needed`
 */
export function seenRevision(inBody: number | undefined, ifMatch: string | undefined): number {
  const inHeader = /^(?:W\/)?"(\d{1,9})(?:-[a-z]+)?"$/.exec(ifMatch?.trim() ?? '')?.[1];
  const revision = inBody ?? (inHeader === undefined ? undefined : Number(inHeader));
  if (revision === undefined) {
    throw new DomainError('invalid', 'revision-needed', 'Name the revision that you have seen, as "revision" or as If-Match, so that nobody\'s edit is lost.');
  }
  return revision;
}
