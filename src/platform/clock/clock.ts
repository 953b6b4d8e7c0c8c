/**
 * Business time: when things were declared, fall due, were handed over, or rang. It goes into SQL as a parameter, so a demo can run
 * fast and a test can stand still. Leases, time-outs and `@Cron` ticks do not ask it: they run on real time.
 */
export abstract class Clock {
  abstract now(): Date;
  /** Business seconds that pass in a real second; 1 in production. */
  abstract readonly speed: number;
}

export class RealClock extends Clock {
  readonly speed = 1;
  now(): Date {
    return new Date();
  }
}

/** Stands still until it is told to move. For tests. */
export class FixedClock extends Clock {
  readonly speed = 0;
  constructor(private at: Date) {
    super();
  }
  now(): Date {
    return new Date(this.at);
  }
  set(at: Date): void {
    this.at = at;
  }
  advance(milliseconds: number): void {
    this.at = new Date(this.at.getTime() + milliseconds);
  }
}

/** Runs `speed` times as fast as real time from a common origin, so that several processes agree on it without talking. */
export class FastClock extends Clock {
  constructor(
    private readonly businessOrigin: Date,
    private readonly realOrigin: Date,
    readonly speed: number,
  ) {
    super();
  }
  now(): Date {
    return new Date(this.businessOrigin.getTime() + (Date.now() - this.realOrigin.getTime()) * this.speed);
  }
}

/**
 * @param text  Empty for real time, else `<business ISO>@<real ISO>x<speed>`, e.g. `2026-03-02T09:00:00Z@2026-11-22T03:00:00Zx240`.
 * @throws RangeError where the text is not of that form, or the speed not in [1, 10000].
 */
export function parseClock(text: string): Clock {
  if (text === '') return new RealClock();
  const parts = /^([^@]+)@([^@]+)x([\d.]+)$/.exec(text);
  const [business, real, speed] = [new Date(parts?.[1] ?? ''), new Date(parts?.[2] ?? ''), Number(parts?.[3])];
  if (Number.isNaN(business.getTime()) || Number.isNaN(real.getTime()) || !(speed >= 1 && speed <= 10_000)) {
    throw new RangeError('must be <business time>@<real time>x<speed from 1 to 10000>, times in ISO 8601, or empty for real time');
  }
  return new FastClock(business, real, speed);
}
