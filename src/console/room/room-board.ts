import { Injectable } from '@nestjs/common';
import { BreakGlassService } from '../../approve/break-glass.service.js';
import { type BreakGlass } from '../../approve/model/break-glass.js';
import { BrandService } from '../../declare/brand.service.js';
import { type Incident } from '../../declare/contract.js';
import { IncidentService, type TimelineEntry } from '../../declare/incident.service.js';
import { ProvidersService } from '../../deliver/providers.service.js';
import { LawClocksService } from '../../measure/law-clocks.service.js';
import { type LawClock } from '../../measure/model/law-clock.js';
import { type IncidentId } from '../../kernel/ids.js';
import { type Alert } from '../../platform/alerts/alert.records.js';
import { Alerts } from '../../platform/alerts/alerts.js';
import { Clock } from '../../platform/clock/clock.js';
import { type HeldLine, heldLines } from '../incidents/holds.presenter.js';
import { type KnownNotice } from '../incidents/known-notice.js';
import { KnownNotices } from '../incidents/known-notices.js';
import { channelsUnderWay } from '../notices/progress.presenter.js';
import { type RoomFigures, RoomFiguresDesk } from './room-figures.js';

/** Everything that the room shows of an incident, at one moment. */
export interface RoomState {
  /** Business time. */
  readonly at: Date;
  readonly zone: string;
  readonly incident: Incident;
  readonly notices: readonly KnownNotice[];
  readonly law: readonly LawClock[];
  /** What law enforcement asked to keep still of. */
  readonly holds: readonly HeldLine[];
  /** Those that live, of this incident or of the whole service. */
  readonly alerts: readonly Alert[];
  /** Newest first. */
  readonly timeline: readonly TimelineEntry[];
  /** Notices that two administrators approved without an approver, oldest first. */
  readonly glass: readonly BreakGlass[];
  /** What holds up what is going out, in sentences. */
  readonly troubles: readonly string[];
  /** null until they are made for the first time. */
  readonly figures: RoomFigures | null;
}

const TIMELINE_SHOWN = 12;
const ALERTS_LOOKED_AT = 50;

/** Puts the room's state together from the steps that know it. The same for every viewer. */
@Injectable()
export class RoomBoard {
  constructor(
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly known: KnownNotices,
    private readonly alerts: Alerts,
    private readonly providers: ProvidersService,
    private readonly figures: RoomFiguresDesk,
    private readonly law: LawClocksService,
    private readonly glass: BreakGlassService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not-found `incident-not-found` */
  async look(id: IncidentId): Promise<RoomState> {
    const incident = await this.incidents.get(id);
    const [[law], brand, notices, alerts, timeline, glass] = await Promise.all([
      this.law.boards([incident]), this.brands.get(incident.brandId), this.known.ofIncident(id), this.alerts.list({ live: true, limit: ALERTS_LOOKED_AT }), this.incidents.latest(id, TIMELINE_SHOWN), this.glass.usedOf(id),
    ]);
    const begun = notices.filter(({ progress }) => progress !== null);
    const channels = [...new Set(begun.flatMap(({ progress }) => channelsUnderWay(progress!)))];
    const [troubles, figures] = await Promise.all([channels.length === 0 ? [] : this.providers.troubles(channels), this.figures.latest(id, begun.map(({ notice, progress }) => ({ id: notice.id, state: progress!.dispatch.state })))]);
    return { at: this.clock.now(), zone: brand.timeZone, incident, notices, law: law!.clocks, holds: heldLines(law!), alerts: alerts.filter(({ incidentId }) => incidentId === null || incidentId === id), timeline, glass, troubles, figures };
  }
}
