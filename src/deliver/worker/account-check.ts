import { type Log } from '../../platform/logging/log.js';
import type { Line } from './outlet.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const PENDING = 'The account is being looked at.';

/**
 * Whether an account works from here: keys sign, the relay lets us in, the account is active. Nothing goes out by it before that, and
 * it is looked at again, less and less often, until it does. Runs beside all else: a relay that says nothing must not hang the start.
 */
export class AccountCheck {
  private reason: string | null = PENDING;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  /** @param tell  Called with each finding, and again while it fails; not waited for. */
  constructor(
    private readonly line: Pick<Line, 'provider' | 'selfCheck'>,
    private readonly tell: (fault: string | null) => Promise<void>,
    private readonly log: Log,
  ) {}

  /** Why nothing may go out by it; null where it may. */
  get fault(): string | null {
    return this.reason;
  }

  start(): void {
    void this.look(FIRST_WAIT_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(waitMs: number): Promise<void> {
    const fault = await this.line.selfCheck().catch((error: Error) => `It could not be looked at: ${error.name}.`);
    if (this.stopped) return;
    if (fault !== null && fault !== this.reason) this.log.error({ event: 'deliver.provider-stays-shut', provider: this.line.provider, reason: fault });
    if (fault === null && this.reason !== PENDING) this.log.info({ event: 'deliver.provider-answers', provider: this.line.provider });
    this.reason = fault;
    void this.report(fault, FIRST_WAIT_MS);
    if (fault !== null) this.timer = setTimeout(() => void this.look(Math.min(LONGEST_WAIT_MS, waitMs * 2)), waitMs);
  }

  /** Until it is on record, or there is another finding: an account that answers is not looked at again, and would count as shut for good. */
  private async report(fault: string | null, waitMs: number): Promise<void> {
    if (this.stopped || this.reason !== fault) return;
    try {
      await this.tell(fault);
    } catch (error) {
      this.log.debug({ event: 'deliver.check-not-told', provider: this.line.provider, error });
      setTimeout(() => void this.report(fault, Math.min(LONGEST_WAIT_MS, waitMs * 2)), waitMs).unref();
    }
  }
}
