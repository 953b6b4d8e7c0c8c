import { Injectable } from '@nestjs/common';
import { NoticeService } from '../../approve/notice.service.js';
import { type StoredNotice } from '../../approve/model/stored-notice.js';
import { DispatchService } from '../../deliver/dispatch.service.js';
import { type Progress } from '../../deliver/progress.service.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type IncidentId } from '../../kernel/ids.js';
import { type KnownNotice } from './known-notice.js';

/** The notices of an incident, each with how far it is. */
@Injectable()
export class KnownNotices {
  constructor(
    private readonly notices: NoticeService,
    private readonly dispatches: DispatchService,
  ) {}

  /** In order of their numbers. */
  async ofIncident(id: IncidentId): Promise<readonly KnownNotice[]> {
    const notices = await this.notices.ofIncident(id);
    return Promise.all(notices.map(async (notice) => ({ notice, progress: await this.progressOf(notice) })));
  }

  /** The same of many at once, for a list: two questions, and one more for each notice that has begun. */
  async ofIncidents(ids: readonly IncidentId[]): Promise<ReadonlyMap<IncidentId, readonly KnownNotice[]>> {
    const notices = ids.length === 0 ? [] : await this.notices.ofIncidents(ids);
    const begun = await this.dispatches.begun(notices.map(({ id }) => id));
    const known = await Promise.all(notices.map(async (notice) => ({ notice, progress: begun.has(notice.id) ? await this.progressOf(notice) : null })));
    return Map.groupBy(known, ({ notice }) => notice.incidentId);
  }

  private async progressOf({ id, state }: StoredNotice): Promise<Progress | null> {
    if (state !== 'approved') return null;
    try {
      return await this.dispatches.progress(id);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'dispatch-not-found') return null; // approved, and it starts later
      throw error;
    }
  }
}
