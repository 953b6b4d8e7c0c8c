import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { WatchRepository } from './store/watch.repository.js';
import type { Outlet } from './worker/outlet.js';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const LEASE_ENDS = ['handed-back', 'unknown'] as const;

/** Figures of sending, for Prometheus. */
@Injectable()
export class DeliverFigures {
  private readonly sends;
  private readonly handOver;
  private readonly statements;
  private readonly leases;

  constructor(metrics: Metrics, repository: WatchRepository, clock: Clock) {
    this.sends = metrics.counter('firstword_sends_total', 'Calls of a provider by this process, and how they ended.', ['channel', 'provider', 'result']);
    this.handOver = metrics.histogram('firstword_hand_over_seconds', 'How long a provider took to answer.', ['channel', 'provider'], SECONDS);
    this.statements = metrics.histogram('firstword_queue_seconds', 'How long a step of the queue took in the database.', ['channel', 'step'], SECONDS);
    this.leases = metrics.counter('firstword_lease_expiries_total', 'Leases that ran out and were ended by this process: the message went back into the queue, or is in doubt.', ['end']);
    for (const end of LEASE_ENDS) this.leases.inc({ end }, 0); // a rate needs to see the series before the first worker dies
    metrics.lookedUp('firstword_messages', 'Messages of notices under way that are pending or sending, and all in doubt.', ['channel', 'state'], async () =>
      (await repository.live()).map(({ channel, state, messages }) => [{ channel, state }, messages] as const));
    metrics.lookedUp('firstword_queue_age_seconds', 'Business seconds that the oldest message which may leave has waited; 0 where none does.', [], async () => {
      const now = clock.now();
      const ages = (await repository.waiting(now)).filter(({ exercise }) => !exercise).map(({ since }) => (now.getTime() - since.getTime()) / 1_000);
      return [[{}, Math.max(0, ...ages)]];
    });
  }

  /** Leases of a worker that is gone were ended. */
  leasesEnded({ handedBack, unknown }: { readonly handedBack: number; readonly unknown: number }): void {
    this.leases.inc({ end: 'handed-back' }, handedBack);
    this.leases.inc({ end: 'unknown' }, unknown);
  }

  /** The outlet, its calls counted and timed. */
  measured(outlet: Outlet): Outlet {
    const { channel } = outlet;
    const load: Outlet['load'] = (message, plan) => {
      const made = outlet.load(message, plan);
      return made && { ...made, send: (provider, ...given) => this.timed(this.handOver, { channel, provider }, () => made.send(provider, ...given)).then((answer) => {
        this.sends.inc({ channel, provider, result: answer.kind });
        return answer;
      }) };
    };
    return new Proxy(outlet, { get: (target, name) => (name === 'load' ? load : bound(target, name)) });
  }

  /** A repository, of which the steps named are timed. */
  steps<Repository extends object>(repository: Repository, channel: string, names: readonly (keyof Repository & string)[]): Repository {
    return new Proxy(repository, {
      get: (target, name) => {
        const method = bound(target, name);
        if (typeof method !== 'function' || !names.includes(name as keyof Repository & string)) return method;
        const call = method as (...given: unknown[]) => Promise<unknown>;
        return (...given: unknown[]) => this.timed(this.statements, { channel, step: String(name) }, () => call(...given));
      },
    });
  }

  private async timed<Labels extends Record<string, string>, Value>(histogram: { observe(labels: Labels, value: number): void }, labels: Labels, work: () => Promise<Value>): Promise<Value> {
    const begun = performance.now();
    try {
      return await work();
    } finally {
      histogram.observe(labels, (performance.now() - begun) / 1_000);
    }
  }
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
}
