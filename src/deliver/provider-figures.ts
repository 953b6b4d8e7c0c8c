import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/metrics/metrics.js';
import { ProvidersService, type ProvidersView } from './providers.service.js';
import { WatchRepository } from './store/watch.repository.js';

/** Figures of breakers, limits and leases, which all instances share: any process tells them. */
@Injectable()
export class ProviderFigures {
  constructor(metrics: Metrics, providers: ProvidersService, watch: WatchRepository) {
    let asked: Promise<ProvidersView> | null = null;
    const view = (): Promise<ProvidersView> => (asked ??= providers.view().finally(() => { asked = null; })); // once for all figures of a scrape
    metrics.lookedUp('firstword_provider_share', 'Part of its channel\'s traffic that a provider gets: 0 is shut, 1 is whole.', ['channel', 'provider'], async () =>
      (await view()).providers.map(({ channel, provider, open, share }) => [{ channel, provider }, open ? share : 0] as const));
    // Senders and mailbox domains are many, and a domain may be a person's own: the one that bears least stands for its kind.
    metrics.lookedUp('firstword_limit_share', 'Part of its rate that the most throttled limit of a kind bears now: 1 is all of it.', ['channel', 'kind'], async () => {
      const least = new Map<string, { readonly channel: string; readonly kind: string; readonly share: number }>();
      for (const { channel, kind, nominal, now } of (await view()).limits) {
        const share = Math.min(1, now / nominal);
        const key = `${channel} ${kind}`;
        if (share < (least.get(key)?.share ?? Infinity)) least.set(key, { channel, kind, share });
      }
      return [...least.values()].map(({ channel, kind, share }) => [{ channel, kind }, share] as const);
    });
    metrics.lookedUp('firstword_leases_overdue', 'Messages whose worker has let its lease run out, and that nobody has taken up yet.', [], async () => [[{}, await watch.overdueLeases()]]);
  }
}
