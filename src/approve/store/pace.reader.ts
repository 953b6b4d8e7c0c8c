import { Injectable } from '@nestjs/common';
import type { Channel } from '../../audience/contract.js';
import { Database } from '../../platform/database/transactions.js';

/** How fast providers have answered, by the view that the sending step publishes. */
@Injectable()
export class PaceReader {
  constructor(private readonly db: Database) {}

  /** Real milliseconds that a call takes, of the provider of each channel that has most of it now; none where fewer than a hundred were timed. */
  async callMs(): Promise<ReadonlyMap<Channel, number>> {
    return new Map((await this.db.query<{ channel: Channel; callMs: number }>(CALL_MS)).map(({ channel, callMs }) => [channel, callMs]));
  }
}

const CALL_MS = `
  select m.channel, m.call_ms as "callMs"
    from (select distinct on (p.channel) p.channel, p.call_ms, p.calls_timed from published.provider_pace as p order by p.channel, p.share desc, p.provider) as m
   where m.calls_timed >= 100`;
