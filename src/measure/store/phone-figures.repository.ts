import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { PhoneFigures } from '../model/phone-figures.js';

@Injectable()
export class PhoneFiguresRepository {
  constructor(private readonly db: Database) {}

  async find(): Promise<PhoneFigures | null> {
    return (await this.db.query<PhoneFigures>(FIND))[0] ?? null;
  }

  async set(tx: Tx, { currency, agentHourCost, callCost, thresholdSeconds, targetShare, callsPerThousand }: PhoneFigures, by: string, at: Date): Promise<void> {
    await tx.query(SET, [currency, agentHourCost, callCost, thresholdSeconds, targetShare, callsPerThousand, by, at]);
  }
}

const FIND = `
  select p.currency, p.agent_hour_cost::float8 as "agentHourCost", p.call_cost::float8 as "callCost", p.threshold_seconds as "thresholdSeconds",
         round(p.target_share::numeric, 4)::float8 as "targetShare", round(p.calls_per_thousand::numeric, 4)::float8 as "callsPerThousand"
    from phone_figures as p`;

const SET = `
  insert into phone_figures as p (currency, agent_hour_cost, call_cost, threshold_seconds, target_share, calls_per_thousand, set_by, set_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (only_one) do update
     set currency = excluded.currency, agent_hour_cost = excluded.agent_hour_cost, call_cost = excluded.call_cost, threshold_seconds = excluded.threshold_seconds,
         target_share = excluded.target_share, calls_per_thousand = excluded.calls_per_thousand, set_by = excluded.set_by, set_at = excluded.set_at`;
