import { Injectable } from '@nestjs/common';
import { Incidents } from '../declare/contract.js';
import { type IncidentId, type NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { CountedFigures } from '../platform/figures/counted-figures.js';
import { type IncidentMeasurement, type MeasurementSnapshot } from './contract.js';
import { ExpectedCallsService, type ForecastAnswer } from './expected-calls.service.js';
import { FeedbackService, type NoticeFeedback } from './feedback.service.js';
import { type HoldTimeAnswer, HoldTimeService } from './hold-time.service.js';
import { MeasureService } from './measure.service.js';
import { notYet } from './not-yet.js';
import { type IncidentReport, ReportService } from './report.service.js';
import { SizeRepository } from './store/size.repository.js';

/** Figures with the instant of business time of which they are. */
export type AsOf<Figures> = Figures & { readonly asOf: Date };

/**
 * The dear figures for whoever asks by the API. Of a small incident they are made for each. Of a large one they are those that the console's pages have too: made by one
 * at a time, given with their instant, and made again behind whoever asks; only none, or those older than ten minutes, are waited for, by all for the same.
 */
@Injectable()
export class KeptFigures {
  constructor(
    private readonly incidents: Incidents,
    private readonly sizes: SizeRepository,
    private readonly counted: CountedFigures,
    private readonly reports: ReportService,
    private readonly measures: MeasureService,
    private readonly expected: ExpectedCallsService,
    private readonly holds: HoldTimeService,
    private readonly feedbacks: FeedbackService,
    private readonly clock: Clock,
  ) {}

  /** Until one is made there is what was kept within the hour. @throws DomainError not-found `incident-not-found` */
  async report(id: IncidentId): Promise<IncidentReport> {
    const { status, revision } = await this.incidents.get(id);
    if (status === 'closed' || !(await this.sizes.isLarge(id))) return this.reports.of(id);
    const about = `report ${id} ${revision}`;
    const { value } = await this.counted.soon(about, () => this.reports.of(id));
    const report = value ?? (await this.reports.last(id)) ?? (await this.counted.of(about, () => this.reports.of(id)));
    return { ...report, remarks: await this.reports.remarks(id) };
  }

  /** @throws DomainError not-found `incident-not-found` */
  async ofIncident(id: IncidentId): Promise<IncidentMeasurement> {
    const { status } = await this.incidents.get(id);
    const make = (): Promise<IncidentMeasurement> => this.measures.ofIncident(id);
    return status === 'closed' || !(await this.sizes.isLarge(id)) ? make() : this.counted.of(`incident ${id}`, make);
  }

  /** The newest that was kept; where none was, one is made. @throws DomainError conflict `notice-not-sent` */
  measurement(notice: NoticeId): Promise<MeasurementSnapshot> {
    return this.ofNotice('measurement', notice, () => this.measures.current(notice));
  }

  /** @throws DomainError not-found `incident-not-found` */
  async expectedCalls(id: IncidentId): Promise<AsOf<ForecastAnswer>> {
    const make = async (): Promise<AsOf<ForecastAnswer>> => ({ asOf: this.clock.now(), ...(await this.expected.ofIncident(id)) });
    return (await this.sizes.isLarge(id)) ? this.counted.of(`expected ${id}`, make) : make();
  }

  /** As of the measurement that it rests on. @throws DomainError conflict `notice-not-sent` */
  holdTime(notice: NoticeId): Promise<AsOf<HoldTimeAnswer>> {
    return this.ofNotice('hold', notice, async () => {
      const { takenAt, result } = await this.measures.current(notice);
      return { ...(await this.holds.ofMeasurement(notice, result)), asOf: takenAt };
    });
  }

  /** @throws DomainError conflict `notice-not-sent` */
  feedback(notice: NoticeId): Promise<NoticeFeedback> {
    return this.ofNotice('feedback', notice, () => this.feedbacks.of(notice));
  }

  /** That nothing has gone out yet is over any moment, so it is asked for each. */
  private async ofNotice<Figures extends object>(what: string, notice: NoticeId, make: () => Promise<Figures>): Promise<Figures> {
    if (!(await this.sizes.isLargeNotice(notice))) return make();
    return (await this.counted.of(`${what} ${notice}`, () => make().catch(notYet))) ?? make();
  }
}
