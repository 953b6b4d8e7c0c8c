import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Alerts } from '../alerts/alerts.js';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { isDatabaseAway } from '../database/database-away.js';
import { Database } from '../database/transactions.js';
import { LOG, type Log } from '../logging/log.js';

const EVERY_MS = 30_000;
/** Machines that keep their clocks by NTP are milliseconds apart. */
const APART_MS = 5_000;
/** From here on people may be told in their quiet hours, or before their wave. */
const CRITICAL_MS = 60_000;

/**
 * How far this machine's clock is surely ahead of the database's.
 *
 * @param asked  Milliseconds by this machine's clock right before, and `answered` right after. @param told  What the database said between the two.
 * @returns milliseconds; below 0 is behind, 0 where the answer's way explains it.
 */
export function msAhead(asked: number, told: number, answered: number): number {
  return told < asked ? asked - told : told > answered ? answered - told : 0;
}

/**
 * Whether this process and the database agree on the time. Leases go by the database's clock alone, but when a wave opens, somebody's quiet hours end or a
 * notice runs out goes by each process's own. Every process looks, since nobody else sees its clock.
 */
@Injectable()
export class ClockWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly db: Database,
    private readonly alerts: Alerts,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.watch(), EVERY_MS).unref();
  }

  beforeApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** @param now  This machine's clock, in milliseconds. @returns how far it is ahead, in milliseconds. */
  async look(now: () => number = Date.now): Promise<number> {
    const asked = now();
    // Whole milliseconds, as Date.now() has them: rounded up on one side only, clocks that agree would be apart.
    const [row] = await this.db.query<{ at: number }>(`select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at`);
    const ahead = msAhead(asked, row!.at, now());
    if (Math.abs(ahead) >= APART_MS) await this.tell(ahead);
    return ahead;
  }

  private async watch(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      if (isDatabaseAway(error)) return;
      this.log.warn({ event: 'clock.not-compared', error });
    }
  }

  private async tell(ahead: number): Promise<void> {
    const { instance } = this.surroundings;
    const seconds = Math.round(Math.abs(ahead) / 1_000);
    this.log.warn({ event: 'clock.apart', seconds: Math.round(ahead / 1_000) });
    await this.alerts.raise({
      kind: 'clock.apart', subject: `instance:${instance}`, lasting: false, severity: Math.abs(ahead) >= CRITICAL_MS ? 'critical' : 'warning',
      message: `The clock of ${instance} is ${seconds} seconds ${ahead > 0 ? 'ahead of' : 'behind'} the database’s: waves open, quiet hours begin and notices run out by it.`,
      remedy: 'Let both machines keep their clocks by NTP (chrony, systemd-timesyncd). Until then stop that process, if people could be told at night.',
    });
  }
}
