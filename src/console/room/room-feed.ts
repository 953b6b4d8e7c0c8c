import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type IncidentId } from '../../kernel/ids.js';
import { Sessions } from '../../platform/auth/sessions.js';
import { HttpProblem } from '../../platform/http/http-problem.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { RoomBoard } from './room-board.js';
import { RoomViews } from './room-views.js';
import { Room } from './room.js';
import { maySee, type Watcher } from './watcher.js';

/** Each is a socket and a little memory; beyond this a page is a snapshot, and says so. */
export const MOST_WATCHERS = 500;
const MOST_OF_A_SESSION = 12;
const SESSIONS_EVERY_MS = 5_000;

/** Live rooms: one look at an incident for all who watch it on this instance, and nothing while nobody does. */
@Injectable()
export class RoomFeed implements OnModuleDestroy {
  private readonly rooms = new Map<IncidentId, Room>();
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    private readonly board: RoomBoard,
    private readonly views: RoomViews,
    private readonly sessions: Sessions,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws HttpProblem 429 `too-many-watch` before the stream is opened: ask this first. */
  admit(session: string): void {
    const watchers = this.watchers();
    if (this.closed || watchers.length >= MOST_WATCHERS || watchers.filter((one) => one.session === session).length >= MOST_OF_A_SESSION) {
      throw new HttpProblem(429, 'too-many-watch', 'Too many screens watch just now. The page is right as of when it was loaded.', { 'retry-after': '30' });
    }
  }

  watch(incident: IncidentId, watcher: Watcher): void {
    const room = this.rooms.get(incident) ?? new Room(incident, this.board, this.views, this.log);
    this.rooms.set(incident, room);
    watcher.stream.onClose(() => this.leave(incident, room, watcher));
    room.enter(watcher);
    this.timer ??= setInterval(() => void this.lookAtSessions(), SESSIONS_EVERY_MS).unref();
  }

  /** Something was done here: whoever watches sees it now and not at the next look. */
  nudge(incident: IncidentId): void {
    this.rooms.get(incident)?.lookSoon();
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    if (this.timer) clearInterval(this.timer);
    const rooms = [...this.rooms.values()];
    for (const { stream } of this.watchers()) stream.end();
    await Promise.all(rooms.map((room) => room.close()));
  }

  private leave(incident: IncidentId, room: Room, watcher: Watcher): void {
    room.leave(watcher);
    if (!room.isEmpty) return;
    void room.close();
    if (this.rooms.get(incident) === room) this.rooms.delete(incident);
    if (this.rooms.size > 0 || this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  private watchers(): readonly Watcher[] {
    return [...this.rooms.values()].flatMap((room) => [...room.watchers]);
  }

  /**
   * Who signed out, was shut out or lost his roles sees no more. A wall screen is in use though nobody touches it; what else only watches
   * keeps no session from going idle.
   */
  private async lookAtSessions(): Promise<void> {
    const watchers = this.watchers();
    try {
      const standing = await this.sessions.standing([...new Set(watchers.map(({ session }) => session))]);
      const isOver = (watcher: Watcher): boolean => !maySee(watcher, standing.get(watcher.session));
      for (const { stream } of watchers.filter(isOver)) {
        stream.send('over', {});
        stream.end();
      }
      const walls = watchers.filter((watcher) => watcher.mode === 'wall' && !isOver(watcher)).map(({ session }) => session);
      if (walls.length > 0) await this.sessions.keepAwake([...new Set(walls)]);
    } catch (error) {
      // Without the database no figure flows either; the next look is in five seconds.
      this.log.warn({ event: 'room.sessions-not-seen', error });
    }
  }
}
