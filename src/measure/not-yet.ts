import { DomainError } from '../kernel/domain-error.js';

/** A notice that begins this moment has nothing to be measured yet. */
export function notYet(error: unknown): null {
  if (error instanceof DomainError && error.code === 'notice-not-sent') return null;
  throw error;
}
