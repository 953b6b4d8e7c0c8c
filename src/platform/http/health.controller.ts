import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Alerts } from '../alerts/alerts.js';
import { Public } from '../auth/access.js';
import { SETTINGS } from '../config/config.module.js';
import { type Settings } from '../config/config.js';
import { Database } from '../database/transactions.js';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { HttpProblem } from './http-problem.js';

const PATIENCE_MS = 2_000;
/** The timers of a worker tick each second; after this long they stand still. */
const STILL_MS = 60_000;

type Readiness = { readonly status: 'ok' | 'degraded' };

/** For load balancers and container engines: says yes or no, and nothing of what is behind. */
@Public()
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly db: Database,
    private readonly alerts: Alerts,
    @Inject(ExclusiveJobs) private readonly jobs: Pick<ExclusiveJobs, 'quietMs'>,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'ROLE'>,
  ) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * `degraded` where the queue stands still or something else that is critical is told: still 200, since taking the pages away from those
   * who must mend it would make it worse.
   */
  @Get('ready')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The process answers, and so does its database; degraded while a critical alert lives' })
  async ready(): Promise<Readiness> {
    const answers = this.db.query('select 1').then(
      () => true,
      () => false,
    );
    if (!(await inTime(answers))) throw new HttpProblem(503, 'not-ready', 'Not ready.');
    return { status: (await this.alerts.isCritical().catch(() => false)) ? 'degraded' : 'ok' };
  }

  @Get('worker')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'This process is a worker whose timers tick, and its database answers' })
  async worker(): Promise<Readiness> {
    if (this.settings.ROLE === 'web') throw new HttpProblem(503, 'not-working', 'This process serves pages and sends nothing.');
    if (this.jobs.quietMs() > STILL_MS) throw new HttpProblem(503, 'not-working', 'The timers of this process do not tick.');
    return this.ready();
  }
}

function inTime(answers: Promise<boolean>): Promise<boolean> {
  return Promise.race([answers, new Promise<boolean>((done) => setTimeout(done, PATIENCE_MS, false).unref())]);
}
