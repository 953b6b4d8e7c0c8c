import { setTimeout as sleep } from 'node:timers/promises';

export interface Known<Value> {
  /** null until it was made for the first time. */
  readonly value: Value | null;
  /** Whether it is of how things stand, and not so old that it is made again. */
  readonly isCurrent: boolean;
}

export interface Soon<Value> {
  readonly value: Value | null;
  /** There is nothing to show, and will be: whoever asks again gets it. */
  readonly isMaking: boolean;
}

type Make<Value> = () => Promise<Value | null>;

interface Kept<Value> {
  value: Value | null;
  /** Why there is still none. */
  fault: Error | null;
  /** Real time: when it was made, and from when on it may be made again. */
  madeAt: number;
  dueAt: number;
  /** How things stood when it was made. */
  of: string | null;
  going: Promise<void> | null;
  /** Since when it is being made, or waits for its turn. */
  goingSince: number;
  /** How long it took the last time. */
  tookMs: number;
}

const FRESH_MS = 15_000;
/** What takes a second is made again after twenty: watching costs a twentieth of one connection, however large the incident. */
const SPACING = 20;
/** What is made within this time, counted from when it was asked for, a page waits for; what takes longer none does, but shows those before. */
const PATIENCE_MS = 100;
/** What was made longer ago is waited for: whoever opens a page after lunch is not shown the morning. */
const OLD_MS = 10 * 60_000;
const KEPT = 128;
/** What is dear begins once the page that asked for it is out: on two cores it took one of them from that page. */
const BEHIND_MS = 500;

/**
 * What is counted over everybody and every call, kept for all who look at it. It is made by one at a time, in the background and never
 * for a viewer, so it is some time old: each value carries its own instant, and every page shows it.
 */
export class BackgroundFigures<Key, Value extends object> {
  private readonly kept = new Map<Key, Kept<Value>>();
  private line: Promise<void> = Promise.resolve();

  /**
   * @param failed  Told of what went wrong; what is known stays.
   * @param now  Real milliseconds.
   */
  constructor(
    private readonly failed: (key: Key, error: unknown) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The latest that is known; a newer one is made meanwhile where it is time.
   *
   * @param of  How things stand: what was made of anything else is outdated at once.
   * @param make  null while there is nothing to be counted, which is found out at once.
   * @param isDear  Counted over so many that it can't be there in a moment: nobody waits for it at all.
   */
  async known(key: Key, of: string, make: Make<Value>, isDear = false): Promise<Known<Value>> {
    const kept = this.asked(key, of, isDear ? () => sleep(BEHIND_MS).then(make) : make);
    if (!isDear) await this.briefly(kept);
    return { value: kept.value, isCurrent: kept.going === null && kept.of === of };
  }

  /** For a page that is nothing without them: waited for where there are none or only old ones, by all for the same; else a newer one is made meanwhile. */
  async newest(key: Key, make: Make<Value>): Promise<Value | null> {
    const kept = this.asked(key, null, make);
    const isUsable = kept.value !== null && this.now() - kept.madeAt < OLD_MS;
    if (kept.going) await (isUsable ? this.briefly(kept) : kept.going);
    if (kept.value === null && kept.fault !== null) throw kept.fault;
    return kept.value;
  }

  /** For a page that can say that they are being made: as `newest`, but what would take longer than a page may is not waited for. */
  async soon(key: Key, make: Make<Value>): Promise<Soon<Value>> {
    const kept = this.asked(key, null, make);
    await this.briefly(kept);
    const isMaking = kept.going !== null;
    if (kept.value === null && kept.fault !== null && !isMaking) throw kept.fault;
    const value = isMaking && this.now() - kept.madeAt >= OLD_MS ? null : kept.value;
    return { value, isMaking: value === null && isMaking };
  }

  /** Resolves once nothing is being made any more. */
  async idle(): Promise<void> {
    await this.line;
  }

  /** Waits for what may be there in a moment: not for what took longer the last time, and not for what others have waited for already. */
  private async briefly({ going, goingSince, tookMs }: Kept<Value>): Promise<void> {
    const leftMs = tookMs > PATIENCE_MS ? 0 : PATIENCE_MS - (this.now() - goingSince);
    if (going && leftMs > 0) await Promise.race([going, sleep(leftMs)]);
  }

  private asked(key: Key, of: string | null, make: Make<Value>): Kept<Value> {
    const kept = this.kept.get(key) ?? { value: null, fault: null, madeAt: 0, dueAt: 0, of: null, going: null, goingSince: 0, tookMs: 0 };
    this.keep(key, kept);
    const isDue = this.now() >= kept.dueAt || (of !== null && of !== kept.of);
    if (isDue && kept.going === null) {
      kept.goingSince = this.now();
      kept.going = this.line = this.line.then(() => this.renew(key, kept, of, make));
    }
    return kept;
  }

  private async renew(key: Key, kept: Kept<Value>, of: string | null, make: Make<Value>): Promise<void> {
    const began = this.now();
    try {
      kept.value = await make();
      kept.madeAt = this.now();
      kept.fault = null;
    } catch (error) {
      kept.fault = error instanceof Error ? error : new Error('The figures could not be made.', { cause: error });
      this.failed(key, error);
    }
    kept.tookMs = this.now() - began;
    kept.of = of ?? kept.of;
    // That there is nothing yet costs nothing to find out, and is over any moment.
    kept.dueAt = kept.value === null && kept.fault === null ? 0 : this.now() + Math.max(FRESH_MS, SPACING * kept.tookMs);
    kept.going = null;
  }

  /** Last in, last out: what is looked at stays. */
  private keep(key: Key, kept: Kept<Value>): void {
    this.kept.delete(key);
    this.kept.set(key, kept);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
  }
}
