import { setTimeout as sleep } from 'node:timers/promises';
import type { Now } from '../business-clock.js';
import { isFinal, type Sms, type SmsEvent, type SmsStatus } from '../disk/sms.js';
import type { SmsStore } from '../disk/sms.store.js';
import { CallbackQueue } from './callback.queue.js';
import { statusCallbackParams } from './callback.params.js';
import { senderOf } from './message.resource.js';
import { faultAt, usualDelays, wellBehaved, type FaultOf, type StepDelays, type TwilioPolicy } from './twilio.policy.js';
import type { WebhookSender } from './webhook.sender.js';

export interface LifeSettings {
  readonly accountSid: string;
  /** The number that a Messaging Service sends from. */
  readonly serviceSender: string;
  readonly callbackConcurrency: number;
}

/** What came of the callbacks since the start. */
export interface CallbackCounts {
  waiting: number;
  /** Answered with 2xx. */
  taken: number;
  /** Answered with anything else. */
  refused: number;
  /** Not answered, after the one more try that there is. */
  lost: number;
}

interface Callbacks {
  readonly sid: string;
  /** Told one after the other. */
  readonly events: readonly SmsEvent[];
}
interface Plan {
  readonly sid: string;
  readonly steps: readonly { status: SmsStatus; errorCode: number | null; delayMs: readonly [number, number] }[];
  readonly callbacks: FaultOf<'callbacks'> | undefined;
  readonly wanted: boolean;
}

const SCHEDULE_TICK_MS = 250;

/** Takes every message from its first status to its last, and tells the service of each step. Nobody waits for it. */
export class MessageLife {
  private policy: TwilioPolicy = wellBehaved;
  private delays: StepDelays = usualDelays;
  private generation = 0; // a wipe or a stop makes every step that was planned before it void
  private readonly scheduled = new Map<string, number>();
  private readonly clock: NodeJS.Timeout;
  private readonly queue: CallbackQueue<Callbacks>;
  private readonly counts = { taken: 0, refused: 0, lost: 0 };

  constructor(
    private readonly store: SmsStore,
    private readonly sender: WebhookSender,
    private readonly now: Now,
    private readonly settings: LifeSettings,
  ) {
    this.queue = new CallbackQueue(settings.callbackConcurrency, (job) => this.call(job));
    this.clock = setInterval(() => this.releaseScheduled(), SCHEDULE_TICK_MS).unref();
  }

  setPolicy(policy: TwilioPolicy, delays: StepDelays = usualDelays): void {
    this.policy = policy;
    this.delays = delays;
  }

  callbackCounts(): CallbackCounts {
    return { waiting: this.queue.waiting, ...this.counts };
  }

  /** Plans the rest of a message's life; its first status is on disk already. */
  begin(sms: Sms, status: SmsStatus = sms.status): void {
    if (status === 'scheduled') this.scheduled.set(sms.sid, Date.parse(sms.sendAt ?? sms.at));
    else this.next(this.planFor(sms, status), 0, this.generation);
  }

  /** Goes on with what an earlier process left unfinished. */
  async resume(): Promise<void> {
    for await (const { sms, history } of this.store.unfinished()) this.begin(sms, history.at(-1)!.status);
  }

  /** @returns false where the message is past being cancelled: Twilio cancels only what is scheduled. */
  async cancel(sid: string): Promise<boolean> {
    if (!this.scheduled.delete(sid)) return false;
    await this.record(sid, 'canceled', null);
    return true;
  }

  /** Forgets every plan, for a store that is about to be emptied. */
  clear(): void {
    this.generation += 1;
    this.scheduled.clear();
    this.queue.clear();
  }

  /** Resolves when no callback waits or is under way. */
  idle(): Promise<void> {
    return this.queue.idle();
  }

  /** Plans no further step and tells of those that were taken, for as long as `patienceMs`. */
  async stop(patienceMs: number): Promise<void> {
    clearInterval(this.clock);
    this.generation += 1;
    await Promise.race([this.queue.idle(), sleep(patienceMs, undefined, { ref: false })]);
    this.clear();
  }

  private planFor(sms: Sms, status: SmsStatus): Plan {
    const outcome = faultAt(this.policy, 'outcome', sms);
    const final = outcome ? outcome.status : 'delivered';
    const sent = { status: 'sent' as const, errorCode: null, delayMs: this.delays.sentMs };
    const steps: Plan['steps'][number][] = status === 'sent' || final === 'failed' ? [] : [sent];
    if (final) steps.push({ status: final, errorCode: outcome?.errorCode ?? null, delayMs: this.delays.finalMs });
    return { sid: sms.sid, steps, callbacks: faultAt(this.policy, 'callbacks', sms), wanted: sms.statusCallback !== null };
  }

  private next(plan: Plan, index: number, generation: number, held: readonly SmsEvent[] = []): void {
    const step = plan.steps[index];
    if (!step) return this.announce(plan, held.toReversed());
    const run = async (): Promise<void> => {
      if (generation !== this.generation) return;
      const event = await this.record(plan.sid, step.status, step.errorCode);
      if (!event || generation !== this.generation) return;
      if (plan.callbacks?.order === 'reversed') return this.next(plan, index + 1, generation, [...held, event]);
      this.announce(plan, [event]);
      this.next(plan, index + 1, generation);
    };
    setTimeout(() => void run(), between(step.delayMs)).unref();
  }

  /** @returns undefined where the message is gone or over, or the disk failed: then there is nothing to tell of. */
  private async record(sid: string, status: SmsStatus, errorCode: number | null): Promise<SmsEvent | undefined> {
    const before = this.store.statusOf(sid);
    if (before === undefined || isFinal(before)) return undefined;
    try {
      const record = await this.store.get(sid);
      if (!record) return undefined;
      const from = status === 'canceled' || senderOf(record) !== null ? null : this.settings.serviceSender;
      const event = { status, at: this.now().toISOString(), errorCode, from };
      await this.store.record(sid, event);
      return event;
    } catch {
      return undefined;
    }
  }

  private announce(plan: Plan, events: readonly SmsEvent[]): void {
    const dropped: readonly SmsStatus[] = plan.callbacks?.drop ?? [];
    const told = events
      .filter(({ status }) => !dropped.includes(status))
      .flatMap((event) => new Array<SmsEvent>(plan.callbacks?.copies ?? 1).fill(event));
    if (plan.wanted && told.length > 0) this.queue.push({ sid: plan.sid, events: told });
  }

  private async call({ sid, events }: Callbacks): Promise<void> {
    const record = await this.store.get(sid).catch(() => undefined);
    if (!record?.sms.statusCallback) return;
    for (const event of events) {
      const params = statusCallbackParams(record, event, this.settings.accountSid);
      const answer = await this.sender.post(record.sms.statusCallback, params);
      if (!answer.reached) this.counts.lost += 1;
      else if (answer.status >= 200 && answer.status < 300) this.counts.taken += 1;
      else this.counts.refused += 1;
    }
  }

  private releaseScheduled(): void {
    const now = this.now().getTime();
    for (const [sid, sendAt] of this.scheduled) {
      if (sendAt > now) continue;
      this.scheduled.delete(sid);
      void this.store.get(sid).then((record) => record && this.begin(record.sms, 'accepted'));
    }
  }
}

function between([least, most]: readonly [number, number]): number {
  return least + Math.random() * Math.max(0, most - least);
}
