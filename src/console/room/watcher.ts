import { type Role } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { inBrand } from '../../platform/auth/brand-rights.js';
import { type StandingRights } from '../../platform/auth/sessions.js';
import { type EventStream } from './event-stream.js';
import { type RoomMode } from './room.presenter.js';

/** Who may watch: everybody but agents, who have the desk. */
export const WATCHERS = ['commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin'] as const satisfies readonly Role[];

export interface Watcher {
  readonly mode: RoomMode;
  readonly stream: EventStream;
  readonly incident: IncidentId;
  /** To which the incident belongs: what counts is what he may do there. */
  readonly brand: string;
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  /** The version that he has on his screen; it is not sent again. */
  seen: string | null;
}

/** @param rights  What he may do now; absent where his session is over. */
export const maySee = ({ brand, incident }: Watcher, rights: StandingRights | undefined): boolean => rights !== undefined && !rights.unseen.includes(incident) && inBrand(rights, brand).some((role) => WATCHERS.some((one) => one === role));
