import { Inject, Injectable } from '@nestjs/common';
import { type Brand, Brands, Incidents } from '../declare/contract.js';
import { LOG, type Log } from '../platform/logging/log.js';

/** Long enough that a storm of calls asks the database once, short enough that an edit is soon heard. */
const KEPT_MS = 5_000;

interface Known {
  readonly until: number;
  readonly brands: readonly Brand[];
  /** Brand of the newest open incident. */
  readonly current: Brand | null;
}

/** Under which name the company answers: a text, or a call. */
@Injectable()
export class CompanyVoice {
  private known: Known | null = null;
  private loading: Promise<Known> | null = null;

  constructor(
    private readonly brands: Brands,
    private readonly incidents: Incidents,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param id  The brand that last wrote to the person, or null: then the brand of the newest open incident, or the first of all.
   * @returns null where the company has no brand yet.
   */
  async brand(id: string | null = null): Promise<Brand | null> {
    const { brands, current } = await this.recent();
    return brands.find((one) => one.id === id) ?? current ?? brands[0] ?? null;
  }

  private async recent(): Promise<Known> {
    // Real time on purpose: how old a cached row may be has nothing to do with the business day.
    if (this.known && Date.now() < this.known.until) return this.known;
    this.loading ??= this.load().finally(() => (this.loading = null));
    try {
      this.known = await this.loading;
    } catch (error) {
      if (!this.known) throw error;
      this.log.warn({ event: 'brands.stale', error }); // a caller is answered while the database is away
    }
    return this.known;
  }

  private async load(): Promise<Known> {
    const [brands, open] = await Promise.all([this.brands.list(), this.incidents.list({ status: 'open' })]);
    return { until: Date.now() + KEPT_MS, brands, current: brands.find(({ id }) => id === open.find(({ exercise }) => !exercise)?.brandId) ?? null };
  }
}
