import { type Health, trustedRate } from '../model/breaker.js';
import type { AccountCheck } from './account-check.js';
import type { Doors } from './doors.js';
import { Flight } from './flight.js';
import type { Line } from './outlet.js';
import type { ProviderWatch } from './provider-watch.js';
import type { ResultRecorder } from './result-recorder.js';
import type { TokenPot } from './token-pot.js';

/** Begun and without a connection yet: as many as are sent while the next slice is put on record. */
const AHEAD = 20;

/** A provider as one lane sends by it. */
export class Route {
  readonly flight = new Flight();
  /** Real milliseconds: its account has no tokens before. */
  restUntil = 0;

  constructor(
    readonly line: Line,
    readonly doors: Doors,
    readonly recorder: ResultRecorder,
    readonly pot: TokenPot,
    private readonly check: Pick<AccountCheck, 'fault'>,
    private readonly watch: Pick<ProviderWatch, 'health'>,
    private readonly hasOther: boolean,
  ) {}

  get provider(): string {
    return this.line.provider;
  }

  get health(): Health {
    return this.watch.health(this.provider);
  }

  /** How many more may be begun: one for each connection, and some ahead where calls are quick. */
  get free(): number {
    const { connections } = this.line;
    return connections + (this.flight.slow ? 0 : Math.min(AHEAD, connections)) - this.flight.takenUp;
  }

  /** Tokens a second that it is trusted with now. */
  get perSecond(): number {
    return trustedRate(this.health, this.line.perSecond, this.hasOther);
  }

  /** How much may go out by it now: at all, or for one sender. */
  room(sender?: string): 'any' | 'one' | 'none' {
    return this.check.fault !== null || this.perSecond === 0 ? 'none' : this.doors.room(sender);
  }

  /** Why nothing goes out by it, in words; null where it does. */
  reason(sender?: string): string | null {
    return this.check.fault ?? (this.perSecond === 0 ? this.health.reason : null) ?? this.doors.reason(sender);
  }
}
