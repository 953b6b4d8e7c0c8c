import { type Playbook } from '../../compose/contract.js';
import { type Incident } from '../../declare/contract.js';
import { localInput } from '../page/form.js';
import { type GroupRow } from './rule-rows.js';

/** What the incident already says: the first touchpoint of its playbook, within its time. */
export function proposedRows(incident: Pick<Incident, 'happenedFrom' | 'happenedUntil'>, playbook: Playbook, zone: string): GroupRow {
  const [touchpoint] = playbook.touchpoints;
  if (touchpoint === undefined) return { kind: 'group', join: 'all', rows: [] };
  const within = { from: localInput(incident.happenedFrom, zone), until: localInput(incident.happenedUntil, zone) };
  return { kind: 'group', join: 'all', rows: [{ kind: 'touchpoint', touchpoint, ...within, least: '', most: '', where: [{ name: '', op: 'in', value: '' }], data: [] }] };
}
