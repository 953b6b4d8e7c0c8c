import { type Role } from '../../kernel/actor.js';
import { type EventStream } from './event-stream.js';
import { type RoomMode } from './room.presenter.js';

/** Who may watch: everybody but agents, who have the desk. */
export const WATCHERS = ['commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin'] as const satisfies readonly Role[];

export interface Watcher {
  readonly mode: RoomMode;
  readonly stream: EventStream;
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  /** The version that he has on his screen; it is not sent again. */
  seen: string | null;
}
