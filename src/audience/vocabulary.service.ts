import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { wasCalledOff } from '../platform/database/aside.js';
import { namesOf, type Vocabulary } from './model/vocabulary.js';
import { CustomerRepository } from './store/customer.repository.js';
import { VocabularyRepository } from './store/vocabulary.repository.js';

/** Kinds whose attributes are looked at; the first in the alphabet. */
const MOST_KINDS = 20;
/** Real milliseconds that a look is good for; after that the next who asks gets it too, and begins another. */
const KEPT_MS = 300_000;

/** What rules can be written of, as it stands in the data: for suggestions, not for counting. */
@Injectable()
export class VocabularyService {
  private kept: Vocabulary | null = null;
  private looking: Promise<Vocabulary> | null = null;
  private lookedAt = -Infinity;

  constructor(
    private readonly customers: CustomerRepository,
    private readonly samples: VocabularyRepository,
  ) {}

  /**
   * @param patienceMs  Real milliseconds to wait for the first look on this instance, the only one that is waited for.
   * @returns null where it was not done by then. What could not be read in time is empty: a rule can be written without suggestions.
   */
  async known(patienceMs: number): Promise<Vocabulary | null> {
    if (performance.now() - this.lookedAt > KEPT_MS) this.looking ??= this.lookAnew();
    if (this.kept !== null || this.looking === null) return this.kept;
    this.looking.catch(() => undefined); // whoever is out of patience does not hear of it
    return Promise.race([this.looking, setTimeout(patienceMs, null, { ref: false })]);
  }

  private async lookAnew(): Promise<Vocabulary> {
    try {
      this.kept = await this.look();
      this.lookedAt = performance.now();
      return this.kept;
    } finally {
      this.looking = null;
    }
  }

  private async look(): Promise<Vocabulary> {
    const kinds = await this.customers.touchpointKinds();
    const looked = kinds.slice(0, MOST_KINDS);
    const [people, touchpoints, spans] = await Promise.all([inTime(this.samples.customers()), inTime(this.samples.touchpoints(looked)), inTime(this.samples.spans(looked))]);
    return {
      fields: namesOf(people.map(({ customerId, fields }) => ({ customerId, attributes: fields }))).map((field) => ({ ...field, type: 'text' })),
      attributes: namesOf(people),
      touchpoints: kinds.map((kind) => {
        const span = spans.find((one) => one.kind === kind);
        return { kind, from: span?.from?.toISOString() ?? null, until: span?.until?.toISOString() ?? null, attributes: namesOf(touchpoints.filter((one) => one.kind === kind)) };
      }),
    };
  }
}

const inTime = <Row>(rows: Promise<readonly Row[]>): Promise<readonly Row[]> =>
  rows.catch((error: unknown) => {
    if (!wasCalledOff(error)) throw error;
    return [];
  });
