import { Inject, Injectable } from '@nestjs/common';
import { type IncidentId, type PersonId } from '../../kernel/ids.js';
import { type Actor, EVERYTHING, mayAct, type Sight, type Role } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { Audit } from '../audit/audit.js';
import { toldIn } from '../clock/told-time.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { LOG, type Log } from '../logging/log.js';
import { type Alert, type AlertFilter, AlertRecords, type NewAlert } from './alert.records.js';

export const MAY_ACKNOWLEDGE: readonly Role[] = ['commander', 'ops', 'admin'];

const ITSELF = { kind: 'system', id: 'alerts' } as const;

/** What should not be: said once in the log, kept for people to see, and closed when it is over. */
@Injectable()
export class Alerts {
  constructor(
    private readonly records: AlertRecords,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Says it. One that lives already is brought up to date and counted, so that whoever finds the same thing each second may say so.
   *
   * @param tx  Kept only if this transaction is. Without one it never throws: an alert must not break the work that it is about.
   */
  async raise(alert: NewAlert, tx?: Tx): Promise<void> {
    const keep = async (within: Tx): Promise<void> => {
      const { id, isNew } = await this.records.raise(within, alert);
      if (!isNew) return;
      const { kind, subject, severity, incidentId } = alert;
      await this.audit.record(within, ITSELF, { action: 'alert.raised', subject: { kind: 'alert', id }, details: { kind, about: subject, severity: severity ?? 'warning', incident: incidentId ?? null } });
      this.tell(alert);
    };
    if (tx) return keep(tx);
    await this.transactions.run(keep).catch((error: unknown) => this.log.error({ event: 'alert.not-kept', kind: alert.kind, subject: alert.subject, message: toldIn(alert.message, alert.zone ?? 'UTC'), error }));
  }

  /** The cause is gone. Does nothing where there is no such alert; like `raise`, it only throws inside a transaction. */
  async clear(kind: string, subject: string, tx?: Tx): Promise<void> {
    const close = async (within: Tx): Promise<void> => {
      const cleared = await this.records.clear(within, kind, subject);
      if (cleared === null) return;
      await this.audit.record(within, ITSELF, { action: 'alert.closed', subject: { kind: 'alert', id: cleared.id }, details: { kind, about: subject, incident: cleared.incidentId } });
      this.log.info({ event: 'alert.cleared', kind, subject });
    };
    if (tx) return close(tx);
    await this.transactions.run(close).catch((error: unknown) => this.log.warn({ event: 'alert.not-cleared', kind, subject, error }));
  }

  /** Clears every alert of the kind whose subject is not among those for which the cause still holds. */
  async clearOthers(kind: string, subjects: readonly string[]): Promise<void> {
    for (const subject of await this.records.liveSubjects(kind)) if (!subjects.includes(subject)) await this.clear(kind, subject);
  }

  /** Those that live first, then newest first; at most `limit` after the alert `after`. */
  list(filter: AlertFilter & { readonly after?: string | null | undefined; readonly limit: number; readonly sight?: Sight }): Promise<readonly Alert[]> {
    return this.records.list(filter, filter.after ?? null, filter.limit, filter.sight ?? EVERYTHING);
  }

  /** All of an incident, oldest first, over or not. */
  ofIncident(incident: IncidentId): Promise<readonly Alert[]> {
    return this.records.ofIncident(incident);
  }

  /** Whether anything critical is not over. */
  isCritical(): Promise<boolean> {
    return this.records.isCritical();
  }

  /**
   * A person has seen it. What happened and is over is closed by that; what goes on stays until its cause is gone.
   *
   * @throws DomainError forbidden `not-allowed`, not-found `alert-not-found`, conflict `alert-resolved`
   */
  async acknowledge(actor: Actor, id: string): Promise<Alert> {
    if (actor.kind === 'system' || !mayAct(actor, MAY_ACKNOWLEDGE)) throw new DomainError('forbidden', 'not-allowed', 'Only a commander, the ops lead or an administrator acknowledges alerts.');
    const seen = await this.transactions.run((tx) => this.see(tx, actor, id, {}));
    if (seen === null) throw new DomainError('not-found', 'alert-not-found', 'There is no such alert.');
    if (seen === 'over') throw new DomainError('conflict', 'alert-resolved', 'This alert is over.');
    return seen;
  }

  /** Somebody who was told of it, by the button behind his link: to have been told is to be asked. Does nothing where it is over. */
  async acknowledgeByLink({ id, name }: { readonly id: PersonId; readonly name: string }, alert: string): Promise<void> {
    await this.transactions.run((tx) => this.see(tx, { kind: 'person', id, name, roles: [] }, alert, { by: 'link' }));
  }

  get(id: string): Promise<Alert | null> {
    return this.records.get(id);
  }

  /** @returns The id of the last of that name, over or not. */
  newest(kind: string, subject: string): Promise<string | null> {
    return this.records.newest(kind, subject);
  }

  isLive(kind: string, subject: string): Promise<boolean> {
    return this.records.liveSubjects(kind).then((subjects) => subjects.includes(subject));
  }

  private async see(tx: Tx, actor: Exclude<Actor, { kind: 'system' }>, id: string, how: { readonly by?: 'link' }): Promise<Alert | null | 'over'> {
    const alert = await this.records.lock(tx, id);
    if (!alert) return null;
    if (alert.state !== 'open') return alert.state === 'resolved' ? 'over' : alert;
    const seen = await this.records.acknowledge(tx, id, actor.id);
    await this.audit.record(tx, actor, {
      action: 'alert.acknowledged', subject: { kind: 'alert', id }, ...(alert.incidentId && { incidentId: alert.incidentId }), details: { kind: alert.kind, about: alert.subject, message: alert.message, ...how },
    });
    // What had happened and was over is closed by being seen.
    if (seen.state === 'resolved') await this.audit.record(tx, ITSELF, { action: 'alert.closed', subject: { kind: 'alert', id }, details: { kind: alert.kind, about: alert.subject, incident: alert.incidentId } });
    return seen;
  }

  private tell({ kind, subject, incidentId, severity, message, zone }: NewAlert): void {
    this.log.error({ event: 'alert.raised', kind, subject, incident: incidentId ?? null, severity: severity ?? 'warning' }, toldIn(message, zone ?? 'UTC'));
  }
}
