import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { AccessRequests } from './rights/access-requests.js';
import { Sessions } from './sessions.js';
import { SignInSteps } from './sign-in/steps.js';
import { Tries } from './sign-in/tries.js';

@Injectable()
export class ExpireSessionsJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly sessions: Sessions,
    private readonly steps: SignInSteps,
    private readonly tries: Tries,
    private readonly requests: AccessRequests,
  ) {}

  @Cron(CronExpression.EVERY_HOUR)
  run(): Promise<number | null> {
    return this.jobs.run('auth.expire-sessions', async () => (await this.sessions.expire()) + (await this.steps.expire()) + (await this.tries.expire()) + (await this.requests.expire()), 3_600_000);
  }
}
