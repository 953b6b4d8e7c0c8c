import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../jobs/exclusive-jobs.js';
import { Watch } from '../../jobs/watch.js';
import { AlertTellings } from './alert-tellings.js';

const EVERY_MS = 5_000;

/** Web processes look too, though less often: that no worker is up is the first thing to be told. */
@Injectable()
export class AlertTellingsJob extends Watch {
  protected readonly name = 'platform.alerts-told';

  constructor(
    private readonly own: ExclusiveJobs,
    private readonly tellings: AlertTellings,
  ) {
    super();
  }

  @Interval('platform.alerts-told', EVERY_MS)
  tick(): Promise<number | null> {
    return this.own.run(this.name, () => this.look(), EVERY_MS);
  }

  look(): Promise<number> {
    return this.tellings.tell();
  }
}
