import { Inject, Injectable } from '@nestjs/common';
import { type Actor, EVERYTHING, type Sight, sightOf } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { IncidentId } from '../../kernel/ids.js';
import { Audit } from '../audit/audit.js';
import { Clock } from '../clock/clock.js';
import type { Settings } from '../config/config.js';
import { SETTINGS } from '../config/config.module.js';
import { Transactions } from '../database/transactions.js';
import { type DueRows, type KeepSetting, type KeptKind, KeptKinds } from './kept-kinds.js';
import { RetentionRecords, type RetentionHold } from './retention.records.js';

const SLICE = 5_000;
/** Of one kind in one run: an hour's share, so that nothing else waits for it. */
const SLICES_OF_A_RUN = 40;
const DAY_MS = 86_400_000;
const NOTHING: DueRows = { rows: 0, oldestKept: null };

/** What would go and when, of one kind. */
export interface PlannedKind {
  readonly key: string;
  readonly title: string;
  readonly what: string;
  readonly setting: string;
  /** 0: for good. */
  readonly days: number;
  /** Rows that go with the next runs. */
  readonly due: number;
  /** When the next row's time is over; null where none has an end, or none is kept. */
  readonly nextAt: Date | null;
  /** Incidents that must be closed before the time of their rows begins. */
  readonly openIncidents: number;
  /** Incidents whose rows stay until a hold is lifted. */
  readonly heldIncidents: number;
  /** Incidents whose time is over, and whose rows stay until messages in doubt or under way are settled. */
  readonly unsettledIncidents: number;
}

export interface RetentionPlan {
  readonly kinds: readonly PlannedKind[];
  readonly holds: readonly RetentionHold[];
  /** Nothing goes while everything is held. */
  readonly heldAll: boolean;
}

/** Personal data is kept for its time and no longer. What is held for a claim stays until the hold is lifted. */
@Injectable()
export class Retention {
  constructor(
    private readonly kinds: KeptKinds,
    private readonly records: RetentionRecords,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, KeepSetting>,
  ) {}

  /** Changes nothing: what the next runs would forget. */
  async plan({ unseen }: Sight = EVERYTHING): Promise<RetentionPlan> {
    const holds = (await this.records.holds()).filter(({ incidentId }) => incidentId === null || !unseen.includes(incidentId));
    const kinds: PlannedKind[] = [];
    for (const kind of this.kinds.list()) kinds.push(await this.planned(kind));
    return { kinds, holds, heldAll: holds.some(({ incidentId }) => incidentId === null) };
  }

  /** Forgets what is due, in slices that are on the record each. Safe to run twice and side by side. @returns how many rows. */
  async purgeDue(): Promise<number> {
    let rows = 0;
    for (const kind of this.kinds.list()) if (this.daysOf(kind) > 0) rows += await this.purge(kind);
    return rows;
  }

  /** @throws DomainError conflict `retention-held` where it is held already; not-found `incident-not-found` */
  async hold(actor: Actor, incident: IncidentId | null, reason: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      if (incident !== null && (sightOf(actor).unseen.includes(incident) || !(await this.records.isIncident(tx, incident)))) throw new DomainError('not-found', 'incident-not-found', 'There is no such incident.');
      const id = await this.records.hold(tx, incident, reason, `${actor.kind}:${actor.id}`, this.clock.now());
      if (!id) throw new DomainError('conflict', 'retention-held', incident === null ? 'Everything is held already.' : 'This incident is held already.');
      await this.audit.record(tx, actor, { action: 'retention.held', subject: { kind: 'retention-hold', id }, ...(incident ? { incidentId: incident } : {}), details: { all: incident === null } });
    });
  }

  /** @throws DomainError not-found `hold-not-found` */
  async lift(actor: Actor, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const lifted = await this.records.lift(tx, id, `${actor.kind}:${actor.id}`, this.clock.now());
      if (!lifted) throw new DomainError('not-found', 'hold-not-found', 'There is no such hold, or it is lifted already.');
      await this.audit.record(tx, actor, { action: 'retention.released', subject: { kind: 'retention-hold', id }, ...(lifted.incidentId ? { incidentId: lifted.incidentId } : {}) });
    });
  }

  private async planned(kind: KeptKind): Promise<PlannedKind> {
    const { key, title, what, setting } = kind;
    const days = this.daysOf(kind);
    const { rows, oldestKept, openIncidents = 0, heldIncidents = 0, unsettledIncidents = 0 } = days === 0 ? NOTHING : await kind.due(this.before(days));
    return { key, title, what, setting, days, due: rows, nextAt: oldestKept && new Date(oldestKept.getTime() + days * DAY_MS), openIncidents, heldIncidents, unsettledIncidents };
  }

  private async purge(kind: KeptKind): Promise<number> {
    const days = this.daysOf(kind);
    let all = 0;
    for (let slice = 0; slice < SLICES_OF_A_RUN; slice++) {
      const rows = await this.transactions.run(async (tx) => {
        // Whoever sets a hold waits for the slice, and none begins after.
        if (await this.records.heldAll(tx)) return 0;
        const changed = await kind.purge(tx, this.before(days), SLICE);
        if (changed > 0) await this.audit.record(tx, { kind: 'system', id: 'platform.retention' }, { action: 'retention.purged', subject: { kind: 'retention', id: kind.key }, details: { rows: changed, days } });
        return changed;
      });
      all += rows;
      if (rows === 0) break;
    }
    return all;
  }

  private daysOf({ setting }: KeptKind): number {
    return this.settings[setting];
  }

  private before(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY_MS);
  }
}
