import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import type { RunningNotice } from '../store/claim.repository.js';
import { FairTurns } from './fair-turns.js';

/** Of the times between two looks, so much passes where nothing goes out: what is approved or resumed then need not wait for this as well. */
const SHARE_WHERE_NOTHING_RUNS = 0.25;
const REFRESH_MS = 200;
/** A notice without anything due is not asked again for this long. */
const DRY_MS = 200;
const HELD_MS = 5_000;

/**
 * Whose messages are claimed next: the incident that was served least for its weight, and of its notices the one that was. Who runs
 * is looked up a few times a second; whether a notice still may is asked again at each claim and each begin.
 */
export class NoticeRotation {
  private notices: readonly RunningNotice[] = [];
  private readonly restUntil = new Map<NoticeId, number>();
  private readonly incidents = new FairTurns<IncidentId>();
  private readonly ofIncident = new FairTurns<NoticeId>();
  private lookedAt = -Infinity;
  /** Told while a look is under way: what that one finds may be older. */
  private outdated = false;

  constructor(
    private readonly running: () => Promise<readonly RunningNotice[]>,
    private readonly now: () => number = Date.now,
    private readonly refreshMs = REFRESH_MS,
  ) {}

  /** Notices that may have something due. */
  get active(): number {
    return this.notices.filter(({ noticeId }) => !this.rests(noticeId)).length;
  }

  /** @param may  Whether more of it is wanted. @returns the next notice that may have something due; null where none has. */
  async next(may: (notice: RunningNotice) => boolean): Promise<RunningNotice | null> {
    if (this.now() - this.lookedAt >= this.refreshMs * (this.notices.length === 0 ? SHARE_WHERE_NOTHING_RUNS : 1)) await this.look();
    const candidates = this.notices.filter((notice) => !this.rests(notice.noticeId) && may(notice));
    const incident = this.incidents.next(new Set(candidates.map(({ incidentId }) => incidentId)));
    if (incident === null) return null;
    const chosen = this.ofIncident.next(candidates.filter(({ incidentId }) => incidentId === incident).map(({ noticeId }) => noticeId));
    return candidates.find(({ noticeId }) => noticeId === chosen) ?? null;
  }

  /** Something began, stopped or went on: the next turn looks, and what had nothing due may have. */
  lookAgain(): void {
    this.outdated = true;
    this.lookedAt = -Infinity;
    for (const [notice, until] of this.restUntil) if (until - this.now() <= DRY_MS) this.restUntil.delete(notice);
  }

  /** So many of its messages were claimed. */
  served({ noticeId, incidentId, weight }: RunningNotice, messages: number): void {
    this.incidents.served(incidentId, messages, weight);
    this.ofIncident.served(noticeId, messages, 1);
  }

  /** It had less than was asked for. */
  dry(notice: NoticeId): void {
    this.restUntil.set(notice, this.now() + DRY_MS);
  }

  /** Whether it went out when that was last looked up; what is held of any other is not to be paid for and refused, one by one. */
  runs(notice: NoticeId): boolean {
    return this.notices.some(({ noticeId }) => noticeId === notice);
  }

  /** Something is wrong with it: others go on. */
  hold(notice: NoticeId): void {
    this.restUntil.set(notice, this.now() + HELD_MS);
  }

  private async look(): Promise<void> {
    this.outdated = false;
    this.notices = await this.running();
    if (!this.outdated) this.lookedAt = this.now();
    const known = new Set(this.notices.map(({ noticeId }) => noticeId));
    for (const notice of this.restUntil.keys()) if (!known.has(notice)) this.restUntil.delete(notice);
    this.ofIncident.keep(known);
    this.incidents.keep(new Set(this.notices.map(({ incidentId }) => incidentId)));
  }

  private rests(notice: NoticeId): boolean {
    return (this.restUntil.get(notice) ?? 0) > this.now();
  }
}
