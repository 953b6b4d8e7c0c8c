import { Injectable } from '@nestjs/common';
import { ApprovedNotices } from '../approve/contract.js';
import type { NoticeId } from '../kernel/ids.js';
import { Alerts } from '../platform/alerts/alerts.js';
import type { NewAlert } from '../platform/alerts/alert.records.js';
import { Clock } from '../platform/clock/clock.js';
import { Watch } from '../platform/jobs/watch.js';
import { MOST_RESENDS } from './reconciler.service.js';
import { WatchRepository } from './store/watch.repository.js';

/** It looks at everybody who was told. */
const MISSED_EVERY_MS = 10 * 60_000;

type Finding = Pick<NewAlert, 'subject' | 'incidentId' | 'severity' | 'message' | 'remedy'>;

/**
 * Notices that should send and don't. What is found once may be on its way; what is found unchanged at the next look is told. Every
 * process looks, so that the web ones tell when no worker is up.
 */
@Injectable()
export class DeliverWatch extends Watch {
  protected readonly name = 'deliver.watch';
  private readonly seen = new Map<string, string>();
  private missedAgainAt = 0;

  constructor(
    private readonly repository: WatchRepository,
    private readonly approved: ApprovedNotices,
    private readonly alerts: Alerts,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** @returns notices with which something is wrong. */
  async look(): Promise<number> {
    const now = this.clock.now();
    return (await this.unstarted(now)) + (await this.stalled(now)) + (await this.doubts(now)) + (await this.freed()) + (await this.missed(now));
  }

  private async unstarted(now: Date): Promise<number> {
    const { still, maybe } = this.again('ready', (await this.approved.readyToStart(now)).map((notice) => [notice, ''] as const));
    const known = await this.repository.unstarted(still);
    return this.tell('notice.not-started', maybe, known.map(({ noticeId, incidentId, number, type, refused, signAgain }) => ({
      subject: `notice:${noticeId}`, incidentId, severity: 'critical',
      message: `Notice ${number} (${type}) is approved and due, and has not begun.`,
      remedy: signAgain
        ? 'It was approved before the database was put back, and may have been sent since. Edit it and have it approved again, if it was not.'
        : refused !== null
          ? `What is stored is not what was signed, or can't be sent (${refused}). Edit it and have it approved again.`
          : 'Look whether a process with ROLE=worker (or all) is up, and whether sending is open.',
    })));
  }

  private async stalled(now: Date): Promise<number> {
    const waiting = await this.repository.waiting(now);
    const { still, maybe } = this.again('waiting', waiting.map(({ noticeId, sign }) => [noticeId, sign] as const));
    return this.tell('notice.stalled', maybe, waiting.filter(({ noticeId }) => still.includes(noticeId)).map(({ noticeId, incidentId, number, type, heldReason }) => ({
      subject: `notice:${noticeId}`, incidentId, severity: 'critical',
      message: `Notice ${number} (${type}) is under way and nothing of it leaves${heldReason === null ? '' : `: ${heldReason}`}.`,
      remedy: 'Look at its page for what holds it, whether the provider is reached, and whether a process with ROLE=worker (or all) is up.',
    })));
  }

  private async doubts(now: Date): Promise<number> {
    const found = await this.repository.inDoubt(now, MOST_RESENDS);
    return this.tell('doubts.waiting', found.map(({ noticeId }) => noticeId), found.map(({ noticeId, incidentId, number, type, waiting }) => ({
      subject: `notice:${noticeId}`, incidentId,
      message: `Notice ${number} (${type}): of ${waiting} ${waiting === 1 ? 'message' : 'messages'} nobody knows whether it was taken, and only a person can say.`,
      remedy: 'Open "Unknown" on the notice’s page and settle them.',
    })));
  }

  /** A hold that ended lets nothing go on by itself: somebody has to, and where it ended by itself nobody need have noticed. */
  private async freed(): Promise<number> {
    const found = await this.repository.freed();
    return this.tell('hold.ended', found.map(({ noticeId }) => noticeId), found.map(({ noticeId, incidentId, number, type, byItself }) => ({
      subject: `notice:${noticeId}`, incidentId, ...(byItself ? { severity: 'critical' as const } : {}),
      message: `Notice ${number} (${type}) was paused by a hold of law enforcement that has ended${byItself ? ' by itself' : ''}. Nobody is told of it until somebody lets it go on.`,
      remedy: 'Make sure that law enforcement asks for no more time, and let the notice go on from its page, or cancel it.',
    })));
  }

  /** Whoever was told after the list of a correction was made: by a text that was found later, or because what it corrects went on. */
  private async missed(now: Date): Promise<number> {
    if (performance.now() < this.missedAgainAt) return 0;
    this.missedAgainAt = performance.now() + MISSED_EVERY_MS;
    const found = await this.repository.missedByCorrections(now);
    return this.tell('correction.incomplete', found.map(({ noticeId }) => noticeId), found.map(({ noticeId, incidentId, number, type, correction, people }) => ({
      subject: `notice:${noticeId}`, incidentId,
      message: `Notice ${number} (${type}) told ${people} ${people === 1 ? 'person' : 'people'} for whom notice ${correction}, which corrects it, is not: they were told after its list was made.`,
      remedy: 'Freeze those who were told by it once more, and correct it for them. Whoever had the correction gets it again.',
    })));
  }

  /** @returns `still`: as they were at the last look. `maybe`: those and the new ones, of which this process can't tell yet. */
  private again(what: string, found: readonly (readonly [id: NoticeId, sign: string])[]): { readonly still: readonly NoticeId[]; readonly maybe: readonly NoticeId[] } {
    const before = new Map(found.map(([id]) => [id, this.seen.get(`${what} ${id}`)]));
    for (const key of this.seen.keys()) if (key.startsWith(`${what} `)) this.seen.delete(key);
    for (const [id, sign] of found) this.seen.set(`${what} ${id}`, sign);
    const ids = (holds: (then: string | undefined, now: string) => boolean) => found.filter(([id, sign]) => holds(before.get(id), sign)).map(([id]) => id);
    return { still: ids((then, now) => then === now), maybe: ids((then, now) => then === undefined || then === now) };
  }

  /** An alert that another process raised stays while the cause may still hold. */
  private async tell(kind: string, maybe: readonly NoticeId[], findings: readonly Finding[]): Promise<number> {
    for (const finding of findings) await this.alerts.raise({ kind, lasting: true, ...finding });
    await this.alerts.clearOthers(kind, maybe.map((notice) => `notice:${notice}`));
    return findings.length;
  }
}
