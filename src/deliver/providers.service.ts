import { Injectable } from '@nestjs/common';
import type { Channel } from '../audience/contract.js';
import { type BucketParts, bucketParts } from './model/bucket-name.js';
import { limitTrouble, providerTrouble } from './model/provider-words.js';
import { Providers } from './providers.js';
import { ProviderHealthRepository, type ProviderRow } from './store/provider-health.repository.js';
import { type LimitRow, RateRepository } from './store/rate.repository.js';

/** A provider as people see it: its reason says what is wrong with it, or with its account; null where nothing is. */
export interface ProviderView extends ProviderRow {
  /** Whether anything goes out by it now. */
  readonly open: boolean;
}

export type LimitView = LimitRow & BucketParts;

export interface ProvidersView {
  readonly providers: readonly ProviderView[];
  readonly limits: readonly LimitView[];
}

/** How well the providers answer, and what they bear just now. */
@Injectable()
export class ProvidersService {
  constructor(
    private readonly configured: Providers,
    private readonly healths: ProviderHealthRepository,
    private readonly rates: RateRepository,
  ) {}

  /** Of the accounts that are configured, and of every limit that a worker has opened. */
  async view(): Promise<ProvidersView> {
    const [rows, limits] = await Promise.all([this.healths.all(), this.rates.limits()]);
    const { email, sms } = this.configured;
    const inUse = new Set([...email, ...sms].map(({ gateway }) => gateway.provider));
    return {
      providers: rows.filter(({ provider }) => inUse.has(provider)).map((row) => ({ ...row, open: row.share > 0 && row.checkFault === null && row.checkedAt !== null, reason: row.checkFault ?? row.reason })),
      limits: limits.flatMap((limit) => {
        const parts = bucketParts(limit.bucket);
        return parts === null || (parts.kind === 'account' && !inUse.has(parts.name)) ? [] : [{ ...limit, ...parts }];
      }),
    };
  }

  /** In words what holds up messages of these channels now, or slows them down; empty where nothing does. */
  async troubles(channels: readonly Channel[]): Promise<readonly string[]> {
    const { providers, limits } = await this.view();
    const said = [...providers.map((one) => ({ channel: one.channel, words: providerTrouble(one) })), ...limits.map((one) => ({ channel: one.channel, words: limitTrouble(one) }))];
    return said.flatMap(({ channel, words }) => (words !== null && channels.includes(channel) ? [words] : []));
  }
}
