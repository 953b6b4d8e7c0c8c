import { type MessageComposer, type NoticeSources } from '../compose/contract.js';
import { DomainError } from '../kernel/domain-error.js';

/** @throws DomainError unprocessable `template-faults` with part, line and column of each */
export function requireUsable(composer: MessageComposer, sources: NoticeSources): void {
  const faults = composer.check(sources);
  if (faults.length === 0) return;
  const places = faults.map(({ part, line, column, message }) => `${part} ${line}:${column + 1} ${message}`).join('; ');
  throw new DomainError('unprocessable', 'template-faults', `The text can't be used: ${places}.`, { faults });
}
