import { type Log } from '../../platform/logging/log.js';
import { bucketName } from '../model/bucket-name.js';
import type { Bucket, RateRepository } from '../store/rate.repository.js';
import { RecentCalls } from './recent-calls.js';

/** So soon every instance keeps to what one of them was told. */
const EVERY_MS = 1_000;

/**
 * Mailbox domains without a limit of their own that asked us to write more slowly: each has a bucket until it has climbed back to what it was
 * getting. Who never asks costs nothing but a number in memory.
 */
export class ThrottledDomains {
  private buckets: ReadonlyMap<string, Bucket> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;
  private halved = 0;

  constructor(
    private readonly rates: Pick<RateRepository, 'throttledDomains' | 'throttleDomain'>,
    private readonly owner: string,
    private readonly log: Log,
    private readonly calls = new RecentCalls(),
  ) {}

  start(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Null for a domain that takes what it gets. */
  of(domain: string): Bucket | null {
    return this.buckets.get(domain) ?? null;
  }

  /** Whether any domain has a bucket of this kind now. */
  get some(): boolean {
    return this.buckets.size > 0;
  }

  /** A message to it is about to be handed over. */
  called(domain: string): void {
    this.calls.count(domain);
  }

  /** It asks for less. @returns the new rate; null where it was halved just now. */
  async throttle(domain: string, reason: string): Promise<number | null> {
    const name = nameOf(domain);
    const perSecond = await this.rates.throttleDomain(name, this.calls.perSecond(domain), this.owner, reason);
    if (perSecond === null) return null;
    this.buckets = new Map([...this.buckets, [domain, { name, perSecond, temporary: true }]]);
    this.halved += 1;
    return perSecond;
  }

  /** Never throws: while the database is away, what was known stays, and nothing is paid for anyway. */
  look(): Promise<void> {
    const { halved } = this;
    this.looking ??= this.rates
      .throttledDomains()
      .then((rows) => {
        // What was opened while this was asked may not be among the rows.
        if (this.halved === halved) this.buckets = new Map(rows.map(({ bucket, now }) => [bucket.slice(nameOf('').length), { name: bucket, perSecond: now, temporary: true }]));
      })
      .catch((error: unknown) => this.log.debug({ event: 'deliver.throttled-domains-wait', error }))
      .finally(() => (this.looking = null));
    return this.looking;
  }
}

const nameOf = (domain: string): string => bucketName({ channel: 'email', kind: 'domain', name: domain });
