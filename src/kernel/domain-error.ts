/** What kind of mistake the caller made; `platform/http` turns each into one HTTP status (400, 403, 404, 409, 422). */
export type DomainErrorKind = 'invalid' | 'forbidden' | 'not-found' | 'conflict' | 'unprocessable';

/**
 * A mistake of the caller, in words that say what is wrong, where, and what to do.
 *
 * @param code  Stable, lower-case, with hyphens: programs branch on it ("notice-already-approved").
 * @param details  Machine-readable facts beside the sentence; must hold no personal data, since it is logged.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly kind: DomainErrorKind,
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
