import { Injectable } from '@nestjs/common';
import { Alerts } from '../platform/alerts/alerts.js';
import { Clock } from '../platform/clock/clock.js';
import { instantMark } from '../platform/clock/told-time.js';
import { Watch } from '../platform/jobs/watch.js';
import { type LawBoard, LawClocksService } from './law-clocks.service.js';
import { type LawClock, type LawStage } from './model/law-clock.js';

/** An alert of its own for each stage: whoever saw that half of the time is gone is told again when an hour is left. */
const STAGES: Readonly<Record<LawStage, { readonly kind: string; readonly critical: boolean; readonly words: string }>> = {
  half: { kind: 'law-clock.half', critical: false, words: 'half of the time is gone' },
  day: { kind: 'law-clock.day', critical: false, words: 'less than 24 hours are left' },
  hours: { kind: 'law-clock.hours', critical: true, words: 'less than 4 hours are left' },
  hour: { kind: 'law-clock.hour', critical: true, words: 'less than an hour is left' },
  lapsed: { kind: 'law-clock.lapsed', critical: true, words: 'the time is over' },
};

/** Says so before a law's time is over, and when it is. Web processes look too. */
@Injectable()
export class LawWatch extends Watch {
  protected readonly name = 'measure.law-watch';

  constructor(
    private readonly clocks: LawClocksService,
    private readonly alerts: Alerts,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** @returns clocks that press. */
  async look(): Promise<number> {
    const boards = await this.clocks.boards(await this.clocks.watched());
    const pressing = boards.flatMap(({ incident, zone, clocks }) => clocks.flatMap((clock) => (clock.stage !== null && clock.binds === 'yes' ? [{ incident, zone, clock, stage: clock.stage, subject: `law:${incident.id}:${clock.ruleId}` }] : [])));
    for (const { incident, zone, clock, stage, subject } of pressing) {
      const { kind, critical, words } = STAGES[stage];
      await this.alerts.raise({
        kind, subject, incidentId: incident.id, severity: critical ? 'critical' : 'warning', lasting: true,
        message: `${incident.reference}: ${clock.title}: ${words} (${instantMark(clock.deadline!)}).`, zone,
        remedy: remedyOf(clock),
      });
    }
    for (const [stage, { kind }] of Object.entries(STAGES)) await this.alerts.clearOthers(kind, pressing.filter((one) => one.stage === stage).map(({ subject }) => subject));
    return pressing.length + (await this.lookAtHolds(boards));
  }

  /** A hold ends by a person's word alone: whoever placed it is told when the end that was asked for has come. */
  private async lookAtHolds(boards: readonly LawBoard[]): Promise<number> {
    const now = this.clock.now();
    const over = boards.filter(({ holds }) => holds.some(({ endedAt, until }) => endedAt === null && until !== null && until <= now));
    for (const { incident } of over) {
      await this.alerts.raise({
        kind: 'hold.over', subject: `hold:${incident.id}`, incidentId: incident.id, severity: 'critical', lasting: true,
        message: `${incident.reference}: the time for which law enforcement asked that nobody is told is over, and the hold still stands.`, remedy: 'Ask them, and end the hold on the page of law clocks.',
      });
    }
    await this.alerts.clearOthers('hold.over', over.map(({ incident }) => `hold:${incident.id}`));
    return over.length;
  }
}

const remedyOf = ({ recipient, stage }: LawClock): string =>
  `${recipient === 'people' ? 'Tell the people who live there by the statutory notice' : 'Make the report'}, and enter on the page of law clocks when that was done${stage === 'lapsed' ? ', or why it does not apply' : ''}.`;
