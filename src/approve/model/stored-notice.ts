import type { PersonId } from '../../kernel/ids.js';
import type { Notice } from '../contract.js';
import type { Contribution } from './four-eyes.js';
import type { IncidentSnapshot } from './send-plan.js';

/** A notice as it is kept: what later steps see of it, and what only this one needs. */
export interface StoredNotice extends Notice {
  readonly incident: IncidentSnapshot;
  /** The incident's revision from which facts and incident were copied. */
  readonly incidentRevision: number;
  /** The briefing of the agents as it was submitted; null in a draft, and in notices from before there were any. */
  readonly briefingHash: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an edit can change, but for the texts. */
export type NoticeContent = Pick<StoredNotice, 'audienceId' | 'facts' | 'law' | 'incident' | 'incidentRevision' | 'schedule' | 'policies' | 'sender'>;

export interface Contributor {
  readonly personId: PersonId;
  readonly name: string;
  readonly part: Contribution;
  readonly at: Date;
}

/** A signature, or its refusal. */
export interface Decision {
  readonly id: string;
  readonly revision: number;
  readonly planHash: string;
  readonly decision: 'approved' | 'rejected' | 'returned';
  readonly reason: string | null;
  readonly peopleTyped: number | null;
  readonly decidedBy: PersonId;
  readonly name: string;
  readonly decidedAt: Date;
  /** Two administrators signed in an approver's place; `decidedBy` was the second. */
  readonly breakGlass: boolean;
}
