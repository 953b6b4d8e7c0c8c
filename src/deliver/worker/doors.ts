import { type Log } from '../../platform/logging/log.js';
import type { Answer } from '../model/answer.js';
import { type Door, doorAfter, OPEN, room } from '../model/door.js';

const WHOLE_CHANNEL = '*';

/** The doors of one channel: one for all of it, and one for each sender whose settings may be wrong on their own. */
export class Doors {
  private readonly doors = new Map<string, Door>();

  constructor(
    private readonly channel: string,
    private readonly log: Log,
    private readonly now: () => number = Date.now,
    private readonly random: () => number = Math.random,
  ) {}

  /** How much may go out for this sender now; without one, for the channel. */
  room(sender?: string): 'any' | 'one' | 'none' {
    const whole = room(this.of(WHOLE_CHANNEL), this.now());
    if (sender === undefined || whole === 'none') return whole;
    const own = room(this.of(sender), this.now());
    return own === 'none' || whole === 'any' ? own : whole;
  }

  /** Why nothing goes out for this sender, in words; null where it does. */
  reason(sender?: string): string | null {
    for (const key of sender === undefined ? [WHOLE_CHANNEL] : [WHOLE_CHANNEL, sender]) {
      const door = this.of(key);
      if (door.state === 'shut') return door.reason;
    }
    return null;
  }

  /** Real milliseconds until the channel's door may be tried; 0 where it is not shut. */
  waitMs(): number {
    const door = this.of(WHOLE_CHANNEL);
    return door.state === 'open' ? 0 : Math.max(0, door.until - this.now());
  }

  heard(answer: Answer, sender: string): void {
    const ownFault = answer.kind === 'misconfigured' && answer.scope === 'sender';
    if (ownFault) this.move(sender, answer);
    else this.move(WHOLE_CHANNEL, answer);
    // Anything that got as far as this sender's message shows that the sender is fine.
    if (answer.kind === 'accepted' || answer.kind === 'refused') this.move(sender, answer);
  }

  private of(key: string): Door {
    return this.doors.get(key) ?? OPEN;
  }

  private move(key: string, answer: Answer): void {
    const before = this.of(key);
    const after = doorAfter(before, answer, this.now(), this.random());
    if (after === before) return;
    if (after.state === 'open') this.doors.delete(key);
    else this.doors.set(key, after);
    this.tell(key, before, after);
  }

  private tell(key: string, before: Door, after: Door): void {
    if (after.state === 'open') {
      if (before.state === 'shut') this.log.info({ event: 'deliver.channel-open', channel: this.channel, wholeChannel: key === WHOLE_CHANNEL });
      return;
    }
    const { cause, code, reason, times } = after;
    const line = { event: 'deliver.channel-shut', channel: this.channel, wholeChannel: key === WHOLE_CHANNEL, cause, code, reason, times };
    if (before.state === 'shut' && before.cause === cause) this.log.debug(line);
    else if (cause === 'misconfigured') this.log.error(line);
    else this.log.warn(line);
  }
}
