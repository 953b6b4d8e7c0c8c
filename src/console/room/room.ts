import { type IncidentId } from '../../kernel/ids.js';
import { type Log } from '../../platform/logging/log.js';
import { type RoomBoard, type RoomState } from './room-board.js';
import { type RoomMode } from './room.presenter.js';
import { type RoomParts, type RoomViews } from './room-views.js';
import { type Watcher } from './watcher.js';

/** Real milliseconds. */
const EVERY_MS = 1_000;
const SOON_MS = 30;
/** What takes a second is looked at every four: watching takes a quarter of one connection's time at most. */
const SPACING = 4;
/** Below what any proxy waits for, and short enough that a screen says within seconds that it stands still. */
const BEAT_MS = 5_000;

/** One incident while somebody watches it: looked at once, and shown to all. */
export class Room {
  readonly watchers = new Set<Watcher>();
  private readonly shown = new Map<RoomMode, { readonly parts: RoomParts; readonly before: RoomParts | null }>();
  private state: RoomState | null = null;
  private looking: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;
  private fails = false;
  private readonly beats: NodeJS.Timeout;

  constructor(
    private readonly incident: IncidentId,
    private readonly board: RoomBoard,
    private readonly views: RoomViews,
    private readonly log: Log,
  ) {
    this.beats = setInterval(() => this.beat(), BEAT_MS).unref();
    this.next(0);
  }

  get isEmpty(): boolean {
    return this.watchers.size === 0;
  }

  enter(watcher: Watcher): void {
    this.watchers.add(watcher);
    if (!this.state) return;
    this.show(watcher, this.shown.get(watcher.mode)?.parts ?? this.render(watcher.mode, this.state));
    this.beat([watcher]);
  }

  leave(watcher: Watcher): void {
    this.watchers.delete(watcher);
  }

  lookSoon(): void {
    this.next(SOON_MS);
  }

  /** Resolves once nothing of it asks the database any more. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.beats);
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
  }

  private next(ms: number): void {
    if (this.closed || this.looking) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const began = performance.now();
      this.looking = this.look().finally(() => {
        this.looking = null;
        this.next(Math.max(EVERY_MS, (SPACING - 1) * (performance.now() - began)));
      });
    }, ms);
  }

  private async look(): Promise<void> {
    try {
      const isFirst = this.state === null;
      this.state = await this.board.look(this.incident);
      const modes = new Set([...this.watchers].map((watcher) => watcher.mode));
      for (const mode of this.shown.keys()) if (!modes.has(mode)) this.shown.delete(mode); // it would be of an earlier look for whoever comes next
      for (const mode of modes) this.render(mode, this.state);
      for (const watcher of this.watchers) this.show(watcher, this.shown.get(watcher.mode)!.parts);
      this.turn(false, isFirst);
    } catch (error) {
      if (!this.fails) this.log.warn({ event: 'room.not-seen', incident: this.incident, error });
      this.turn(true);
    }
  }

  private render(mode: RoomMode, state: RoomState): RoomParts {
    const parts = this.views.parts(state, mode);
    const last = this.shown.get(mode);
    if (last?.parts.version !== parts.version) this.shown.set(mode, { parts, before: last?.parts ?? null });
    return parts;
  }

  /** What he has not got yet: the parts that changed for whoever has the version before, all of them for everybody else. */
  private show(watcher: Watcher, { version, stamp, acts, html }: RoomParts): void {
    if (watcher.seen === version) return;
    const before = this.shown.get(watcher.mode)?.before;
    const changed = before && before.version === watcher.seen ? Object.fromEntries(Object.entries(html).filter(([name, text]) => before.html[name] !== text)) : html;
    watcher.stream.send('parts', { stamp, acts, html: changed }, version);
    watcher.seen = version;
  }

  /** Whether the figures can be read; said at once where that is new. */
  private turn(fails: boolean, isFirst = false): void {
    const changed = isFirst || fails !== this.fails;
    this.fails = fails;
    if (changed) this.beat();
  }

  /** Says that it lives, and of when the figures are. */
  private beat(watchers: Iterable<Watcher> = this.watchers): void {
    const of = this.state && this.state.at.toISOString();
    for (const { stream } of watchers) stream.send('beat', { of, fresh: !this.fails && this.state !== null });
  }
}
