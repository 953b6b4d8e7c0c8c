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
import { SizeRepository } from '../platform/figures/size.repository.js';

/** Figures with the instant of business time of which they are. */
export type AsOf<Figures> = Figures & { readonly asOf: Date };

/**
 * The dear figures for whoever asks by the API. Of a small incident they are made for each. Of a large one they are those that the console's pages have too: made by one
 * at a time, given with their instant, and made again behind whoever asks. Where there are none, or only such as are older than ten minutes, nobody waits for them: it is null until they are there.
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

  /** Until one is made there is what was kept within the hour; null where there is none either. @throws DomainError not-found `incident-not-found` */
  async report(id: IncidentId): Promise<IncidentReport | null> {
    const about = await this.aboutReport(id);
    return about === null ? this.reports.of(id) : this.keptReport(id, about);
  }

  /** @throws DomainError not-found `incident-not-found` */
  async ofIncident(id: IncidentId): Promise<IncidentMeasurement | null> {
    const { status } = await this.incidents.get(id);
    const make = (): Promise<IncidentMeasurement> => this.measures.ofIncident(id);
    return status === 'closed' || !(await this.sizes.isLarge(id)) ? make() : this.soon(`incident ${id}`, make);
  }

  /** The newest that was kept; where none was, one is made. @throws DomainError conflict `notice-not-sent` */
  measurement(notice: NoticeId): Promise<MeasurementSnapshot | null> {
    return this.ofNotice('measurement', notice, () => this.measures.current(notice));
  }

  /** @throws DomainError not-found `incident-not-found` */
  async expectedCalls(id: IncidentId): Promise<AsOf<ForecastAnswer> | null> {
    const make = async (): Promise<AsOf<ForecastAnswer>> => ({ asOf: this.clock.now(), ...(await this.expected.ofIncident(id)) });
    return (await this.sizes.isLarge(id)) ? this.soon(`expected ${id}`, make) : make();
  }

  /** As of the measurement that it rests on. @throws DomainError conflict `notice-not-sent` */
  holdTime(notice: NoticeId): Promise<AsOf<HoldTimeAnswer> | null> {
    return this.ofNotice('hold', notice, async () => {
      const { takenAt, result } = await this.measures.current(notice);
      return { ...(await this.holds.ofMeasurement(notice, result)), asOf: takenAt };
    });
  }

  /** @throws DomainError conflict `notice-not-sent` */
  feedback(notice: NoticeId): Promise<NoticeFeedback | null> {
    return this.ofNotice('feedback', notice, () => this.feedbacks.of(notice));
  }

  /** That nothing has gone out yet is over any moment, so it is asked for each. */
  private async ofNotice<Figures extends object>(what: string, notice: NoticeId, make: () => Promise<Figures>): Promise<Figures | null> {
    if (!(await this.sizes.isLargeNotice(notice))) return make();
    return this.soon(`${what} ${notice}`, make);
  }

  private async soon<Figures extends object>(about: string, make: () => Promise<Figures>): Promise<Figures | null> {
    const { value, isMaking } = await this.counted.soon<Figures>(about, () => make().catch(notYet));
    return value === null && !isMaking ? make() : value;
  }

  private async keptReport(id: IncidentId, about: string): Promise<IncidentReport | null> {
    const { value } = await this.counted.soon(about, () => this.reports.of(id));
    const report = value ?? (await this.reports.last(id));
    return report && { ...report, remarks: await this.reports.remarks(id) };
  }

  /** Under which its report is counted; null where it is made for each who asks. */
  private async aboutReport(id: IncidentId): Promise<string | null> {
    const { status, revision } = await this.incidents.get(id);
    return status === 'closed' || !(await this.sizes.isLarge(id)) ? null : `report ${id} ${revision}`;
  }
}
