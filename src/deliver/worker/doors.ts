import { type Log } from '../../platform/logging/log.js';
import { type Answer, unreached } from '../model/answer.js';
import { type Door, doorAfter, OPEN, room } from '../model/door.js';

const WHOLE_ACCOUNT = '*';
/** So many silences in a row, and no other answer between, mean that the provider is down: each more would be one more in doubt. */
const SILENCES = 10;

/** The doors of one provider: one for all of it, and one for each sender whose settings may be wrong on their own. */
export class Doors {
  private readonly doors = new Map<string, Door>();
  private silences = 0;

  constructor(
    private readonly provider: string,
    private readonly log: Log,
    private readonly now: () => number = Date.now,
    private readonly random: () => number = Math.random,
  ) {}

  /** How much may go out for this sender now; without one, by the provider. */
  room(sender?: string): 'any' | 'one' | 'none' {
    const whole = room(this.of(WHOLE_ACCOUNT), this.now());
    if (sender === undefined || whole === 'none') return whole;
    const own = room(this.of(sender), this.now());
    return own === 'none' || whole === 'any' ? own : whole;
  }

  /** Why nothing goes out for this sender, in words; null where it does. */
  reason(sender?: string): string | null {
    for (const key of sender === undefined ? [WHOLE_ACCOUNT] : [WHOLE_ACCOUNT, sender]) {
      const door = this.of(key);
      if (door.state === 'shut') return door.reason;
    }
    return null;
  }

  heard(answer: Answer, sender: string): void {
    this.silences = answer.kind === 'unanswered' ? this.silences + 1 : 0;
    if (answer.kind === 'unanswered' && this.silences >= SILENCES) return this.move(WHOLE_ACCOUNT, unreached(answer.code, answer.reason));
    const ofSender = (answer.kind === 'misconfigured' && answer.scope === 'sender') || (answer.kind === 'deferred' && answer.scope === 'sender');
    if (ofSender) this.move(sender, answer);
    else if (answer.kind !== 'deferred' || answer.scope === 'account') this.move(WHOLE_ACCOUNT, answer);
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
    const wholeAccount = key === WHOLE_ACCOUNT;
    if (after.state === 'open') {
      if (before.state === 'shut') this.log.info({ event: 'deliver.provider-open', provider: this.provider, wholeAccount });
      return;
    }
    const { cause, code, reason, times } = after;
    const line = { event: 'deliver.provider-shut', provider: this.provider, wholeAccount, cause, code, reason, times };
    if (before.state === 'shut' && before.cause === cause) this.log.debug(line);
    else if (cause === 'misconfigured') this.log.error(line);
    else this.log.warn(line);
  }
}
