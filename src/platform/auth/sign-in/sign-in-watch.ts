import { Injectable } from '@nestjs/common';
import { Alerts } from '../../alerts/alerts.js';
import { Watch } from '../../jobs/watch.js';
import { Tries } from './tries.js';

/** More wrong sign-ins in five minutes than a whole company mistypes on a Monday. */
export const STORM_FAILURES = 50;

/** Somebody tries passwords: said once, and over when it is over. */
@Injectable()
export class SignInWatch extends Watch {
  protected readonly name = 'auth.sign-in-watch';

  constructor(
    private readonly tries: Tries,
    private readonly alerts: Alerts,
  ) {
    super();
  }

  async look(): Promise<number> {
    const failures = await this.tries.recentFailures();
    if (failures < STORM_FAILURES) {
      await this.alerts.clearOthers('sign-in.storm', []);
      return 0;
    }
    await this.alerts.raise({
      kind: 'sign-in.storm', subject: 'sign-in', severity: 'critical', lasting: true,
      message: `${failures} sign-ins failed within five minutes. Somebody may be trying passwords.`,
      remedy: 'Nobody is locked out by it: browsers that people have signed in with before are counted apart. Look at the audit record for whose accounts were tried, and ask those people for a passkey or an authenticator app.',
    });
    return 1;
  }
}
