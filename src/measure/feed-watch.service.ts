import { Inject, Injectable } from '@nestjs/common';
import { FeedGaps } from '../hear/contract.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { silences } from './model/feed-silence.js';
import { ExpectedCallsRepository } from './store/expected-calls.repository.js';
import { FeedRepository } from './store/feed.repository.js';

const WEEKS = 6;
const SLOT_MS = 1_800_000;
const WEEK_MS = 7 * 24 * 3_600_000;

/** Looks for silences of the feed of calls where other weeks say that there should have been some, and tells them. */
@Injectable()
export class FeedWatchService {
  constructor(
    private readonly feed: FeedRepository,
    private readonly known: ExpectedCallsRepository,
    private readonly gaps: FeedGaps,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'COMPANY_TIME_ZONE'>,
  ) {}

  /** @returns how many there are. */
  async look(): Promise<number> {
    const until = new Date(Math.floor(this.clock.now().getTime() / SLOT_MS) * SLOT_MS);
    const from = new Date(until.getTime() - WEEKS * WEEK_MS);
    const zone = this.settings.COMPANY_TIME_ZONE;
    const [grid, counts, calendar, incidents, known] = await Promise.all([
      this.feed.grid(from, until, zone), this.feed.counts(from, until), this.known.calendar(), this.known.incidentDates(from, until, zone), this.feed.gaps(from, until),
    ]);
    const closed = new Set(calendar.flatMap(({ date, kind }) => (kind === 'closed' ? [date] : [])));
    const special = new Set([...calendar.map(({ date }) => date), ...incidents]);
    const inGap = (at: Date): boolean => known.some((gap) => at < gap.until && at.getTime() + SLOT_MS > gap.from.getTime());
    const slots = grid.map(({ at, date, weekSlot }) => ({ at, weekSlot, kind: closed.has(date) || inGap(at) ? ('none' as const) : special.has(date) ? ('special' as const) : ('ordinary' as const) }));
    return this.gaps.found(silences(slots, counts, counts.reduce((last, { slot }) => Math.max(last, slot), -1)));
  }
}
