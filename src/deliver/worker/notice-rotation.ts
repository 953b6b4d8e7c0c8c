import type { NoticeId } from '../../kernel/ids.js';

const REFRESH_MS = 200;
/** A notice without anything due is not asked again for this long. */
const DRY_MS = 200;
const HELD_MS = 5_000;

/**
 * Takes notices in turn, so that a small one does not wait for a large one. Who runs is looked up a few times a second; whether a
 * notice still may is asked again at each claim and each begin.
 */
export class NoticeRotation {
  private notices: readonly NoticeId[] = [];
  private readonly restUntil = new Map<NoticeId, number>();
  private lookedAt = 0;
  private turn = 0;

  constructor(
    private readonly running: () => Promise<readonly NoticeId[]>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Whether no other notice waits for its turn. */
  get alone(): boolean {
    return this.notices.filter((notice) => !this.rests(notice)).length <= 1;
  }

  /** The next notice that may have something due; null where none has. */
  async next(): Promise<NoticeId | null> {
    if (this.now() - this.lookedAt >= REFRESH_MS) {
      this.notices = await this.running();
      this.lookedAt = this.now();
      for (const notice of this.restUntil.keys()) if (!this.notices.includes(notice)) this.restUntil.delete(notice);
    }
    for (let step = 0; step < this.notices.length; step += 1) {
      this.turn = (this.turn + 1) % this.notices.length;
      const notice = this.notices[this.turn]!;
      if (!this.rests(notice)) return notice;
    }
    return null;
  }

  /** It had less than was asked for. */
  dry(notice: NoticeId): void {
    this.restUntil.set(notice, this.now() + DRY_MS);
  }

  /** Something is wrong with it: others go on. */
  hold(notice: NoticeId): void {
    this.restUntil.set(notice, this.now() + HELD_MS);
  }

  private rests(notice: NoticeId): boolean {
    return (this.restUntil.get(notice) ?? 0) > this.now();
  }
}
