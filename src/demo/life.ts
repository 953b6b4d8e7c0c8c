import { type Clock } from '../platform/clock/clock.js';
import { type Arrival, CaptureMailbox } from './capture-mailbox.js';
import { hourWeight, whoCalls } from './callers.js';
import { Chance } from './company/chance.js';
import { COMPANY } from './company/company.js';
import { handleSeconds } from './company/contact-centre.js';
import { PLAN } from './incident-plan.js';
import type { Phones } from './phones.js';
import { Visits } from './visits.js';
import { numberShown, type World } from './world.js';

/** Real milliseconds between looks at the world: short enough that nobody would call twice in one. */
const TICK_MS = 200;
/** Real milliseconds: at the pace of the demo eight business minutes. */
const BEHIND_MS = 1_000;
/** Calls that ring at once; Twilio would call from many machines. */
const LINES = 16;

/**
 * The simulated customers while the notice goes out: they see what arrives in the capture, call through the webhook that Twilio
 * would use, and some are followed to their pages.
 */
export class Life {
  private readonly mailbox: CaptureMailbox;
  readonly visits: Visits;
  private readonly chance: Chance;
  private stopped = false;
  private lastLook = 0;
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
    this.visits = new Visits(phones);
    // Not the seed of the company alone: a demo that goes on after a kill must not ring the same people at the same instants again.
    this.chance = new Chance(COMPANY.seed + Math.floor(clock.now().getTime() / 1000) % 1_000_000);
  }

  /** Whether a look takes so long that all who call in half an hour would ring in one minute of it. */
  get behind(): boolean {
    return Date.now() - this.lastLook > BEHIND_MS;
  }

  start(): void {
    this.lastLook = Date.now();
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
      for (const arrival of await this.mailbox.newArrivals().catch(() => this.missed())) {
        for (const reader of this.world.tell(arrival.to, now)) this.visits.expect(reader, arrival, now);
      }
      const hours = (now - last) / 3_600_000;
      last = now;
      const localHour = PLAN.today.setZone(COMPANY.timeZone).plus({ milliseconds: now - PLAN.today.toMillis() }).hour;
      const callers = whoCalls(this.world.callers, now, hours * hourWeight(localHour), PLAN.pressReportedAt.getTime(), this.chance);
      for (const caller of callers) caller.calledAt ??= now;
      await Promise.all([this.ring(callers.map((caller) => numberShown(caller, this.chance))), this.visits.upTo(now)]);
      this.lastLook = Date.now();
    }
  }

  /** The capture may be away for a moment: the next look finds what this one missed. */
  private missed(): Arrival[] {
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
        durationSeconds: handleSeconds(this.chance),
      }),
    }).catch(() => null);
    if (answer?.ok) this.calls++;
    else this.failed++;
  }
}
