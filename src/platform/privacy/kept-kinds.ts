import { Injectable } from '@nestjs/common';
import type { Settings } from '../config/config.js';
import type { Tx } from '../database/transactions.js';

/** Settings that say for how many days a kind is kept; 0: for good. */
export type KeepSetting = Extract<keyof Settings, `KEEP_${string}_DAYS`>;

/** What of one kind is due to be forgotten. */
export interface DueRows {
  /** Rows that go with the next runs; those of incidents that are held are not among them. */
  readonly rows: number;
  /** Business time from which the oldest of the others counts; null where there is none. Its own time is over as many days after. */
  readonly oldestKept: Date | null;
  /** Incidents whose rows have no end yet, since it counts from their closing. Absent: none of the kind waits for one. */
  readonly openIncidents?: number;
  /** Closed incidents, or incidents that calls and words belong to, whose rows stay until a hold is lifted. */
  readonly heldIncidents?: number;
  /** Closed incidents whose time is over, with messages in doubt or under way: those rows stay until that is settled. */
  readonly unsettledIncidents?: number;
}

/** One kind of personal data with a time of its own. Each part of the product answers for its own tables. */
export interface KeptKind {
  readonly key: string;
  readonly title: string;
  /** What goes, and what stays; a sentence or two. */
  readonly what: string;
  readonly setting: KeepSetting;
  /** @param before  What is older than this is due. */
  due(before: Date): Promise<DueRows>;
  /** Forgets one slice. @returns how many rows it changed; 0 where nothing is due. */
  purge(tx: Tx, before: Date, limit: number): Promise<number>;
}

/** Kinds, in the order in which parts of the product brought them. */
@Injectable()
export class KeptKinds {
  private readonly all: KeptKind[] = [];

  add(...kinds: readonly KeptKind[]): void {
    this.all.push(...kinds);
  }

  list(): readonly KeptKind[] {
    return [...this.all].sort((a, b) => a.key.localeCompare(b.key));
  }
}
