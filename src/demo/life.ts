import { type Clock } from '../platform/clock/clock.js';
import { CaptureMailbox } from './capture-mailbox.js';
import { hourWeight, whoCalls } from './callers.js';
import { Chance } from './company/chance.js';
import { COMPANY } from './company/company.js';
import { PLAN } from './incident-plan.js';
import { numberShown, type World } from './world.js';

/** Real milliseconds between looks at the world: short enough that nobody would call twice in one. */
const TICK_MS = 200;
/** Calls that ring at once; Twilio would call from many machines. */
const LINES = 16;

export interface Phones {
  /** Control door of the capture, which plays Twilio. */
  readonly captureUrl: string;
  readonly serviceUrl: string;
  /** The contact centre's number, E.164. */
  readonly number: string;
}

/**
 * The simulated customers while the notice goes out: they see what arrives in the capture, and call through the webhook that Twilio
 * would use.
 */
export class Life {
  private readonly mailbox: CaptureMailbox;
  private readonly chance: Chance;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();
  calls = 0;
  /** Calls, and looks into the mailbox, that found nobody there. */
  failed = 0;

  constructor(
    private readonly world: World,
    private readonly phones: Phones,
    private readonly clock: Clock,
  ) {
    this.mailbox = new CaptureMailbox(phones.captureUrl);
    // Not the seed of the company alone: a demo that goes on after a kill must not ring the same people at the same instants again.
    this.chance = new Chance(COMPANY.seed + Math.floor(clock.now().getTime() / 1000) % 1_000_000);
  }

  start(): void {
    this.running = this.live();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async live(): Promise<void> {
    let last = this.clock.now().getTime();
    while (!this.stopped) {
      await new Promise((wake) => setTimeout(wake, TICK_MS));
      const now = this.clock.now().getTime();
      for (const address of await this.mailbox.newArrivals().catch(() => this.missed())) this.world.tell(address, now);
      const hours = (now - last) / 3_600_000;
      last = now;
      const localHour = PLAN.today.setZone(COMPANY.timeZone).plus({ milliseconds: now - PLAN.today.toMillis() }).hour;
      const callers = whoCalls(this.world.callers, now, hours * hourWeight(localHour), PLAN.pressReportedAt.getTime(), this.chance);
      await this.ring(callers.map((caller) => numberShown(caller, this.chance)));
    }
  }

  /** The capture may be away for a moment: the next look finds what this one missed. */
  private missed(): string[] {
    this.failed++;
    return [];
  }

  private async ring(numbers: readonly string[]): Promise<void> {
    const queue = [...numbers];
    const line = async (): Promise<void> => {
      for (let from = queue.pop(); from !== undefined; from = queue.pop()) await this.call(from);
    };
    await Promise.all(Array.from({ length: LINES }, line));
  }

  private async call(from: string): Promise<void> {
    const answer = await fetch(`${this.phones.captureUrl}/control/inbound-call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        url: `${this.phones.serviceUrl}/webhooks/twilio/voice`,
        statusUrl: `${this.phones.serviceUrl}/webhooks/twilio/voice/status`,
        from,
        to: this.phones.number,
        finalStatus: 'completed',
        durationSeconds: 60 + Math.round(this.chance.exponential(180)),
      }),
    }).catch(() => null);
    if (answer?.ok) this.calls++;
    else this.failed++;
  }
}
