import { DomainError } from '../../kernel/domain-error.js';
import { type Incident } from '../../declare/contract.js';

/** @throws DomainError conflict `incident-closed`: nobody is added to what is over. */
export function requireOpen(incident: Incident): Incident {
  if (incident.status !== 'open') throw new DomainError('conflict', 'incident-closed', `${incident.reference} is closed: declare a new incident, or open it again.`);
  return incident;
}
