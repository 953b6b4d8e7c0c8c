import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures that are asked of the database are at most so old, however often and by whom they are scraped. Real milliseconds. */
const FRESH_MS = 10_000;

/**
 * Figures of this process for Prometheus, each named `firstword_…`. Labels take a few known values: never an id of a person, an
 * address, or anything a customer wrote.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  counter<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /** @param buckets  Upper bounds, in the unit that the name says. */
  histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[], buckets: readonly number[]): Histogram<Label> {
    return new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers: [this.registry] });
  }

  gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[], read: () => Readings<Label>): void {
    new Gauge({
      name, help, labelNames: [...labelNames], registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.set(labels as never, value);
      },
    });
  }

  /** A gauge whose value is looked up. While the look-up fails it has no value, and the others are told all the same. */
  lookedUp<Label extends string>(name: string, help: string, labelNames: readonly Label[], read: () => Promise<Readings<Label>>): void {
    let kept: { readonly until: number; readonly readings: Promise<Readings<Label>> } | null = null;
    new Gauge({
      name, help, labelNames: [...labelNames], registers: [this.registry],
      async collect() {
        if (kept === null || kept.until < Date.now()) kept = { until: Date.now() + FRESH_MS, readings: read().catch(() => []) };
        const readings = await kept.readings;
        this.reset();
        for (const [labels, value] of readings) this.set(labels as never, value);
      },
    });
  }
}

export type Readings<Label extends string> = readonly (readonly [labels: Readonly<Record<Label, string>>, value: number])[];
