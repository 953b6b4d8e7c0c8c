import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type MergeCounts } from '../../platform/imports/import-definition.js';
import { type StageValue } from '../../platform/imports/copy-text.js';
import { type VolumeRow } from '../model/volume-row.js';
import { mergeIntervals } from './merge-intervals.js';

export const VOLUME_STAGE = [
  { name: 'queue', type: 'text' },
  { name: 'interval_start', type: 'timestamptz' },
  { name: 'interval_seconds', type: 'int' },
  { name: 'offered', type: 'int' },
  { name: 'answered', type: 'int' },
  { name: 'abandoned', type: 'int' },
  { name: 'wait_seconds', type: 'float8' },
  { name: 'talk_seconds', type: 'float8' },
] as const;

export const stagedVolume = (row: VolumeRow): readonly StageValue[] => [row.queue, row.intervalStart, row.intervalSeconds, row.offered, row.answered, row.abandoned, row.waitSeconds, row.talkSeconds];

/** Counts of calls for an interval. An interval that is not there is unknown, not silent. */
export interface CallVolume extends VolumeRow {
  readonly source: string;
  readonly simulated: boolean;
}

@Injectable()
export class CallVolumeRepository {
  constructor(private readonly db: Database) {}

  /** An interval that is there already is replaced by what the file says. */
  merge(tx: Tx, importId: string, source: string, simulated: boolean): Promise<MergeCounts> {
    return mergeIntervals(tx, importId, 'offered', UPSERT, [source, simulated]);
  }

  /** Intervals that begin in [from, until), oldest first; at most `limit`. */
  list(from: Date, until: Date, queue: string | null, limit: number): Promise<CallVolume[]> {
    return this.db.query<CallVolume>(LIST, [from, until, queue, limit]);
  }
}

const UPSERT = `
    insert into call_volume as v (queue, interval_start, interval_seconds, offered, answered, abandoned, wait_seconds, talk_seconds, source, simulated)
    select s.queue, s.interval_start, s.interval_seconds, s.offered, s.answered, s.abandoned, s.wait_seconds, s.talk_seconds, $1, $2
      from import_stage as s
    on conflict (queue, interval_start) do update
      set interval_seconds = excluded.interval_seconds, offered = excluded.offered, answered = excluded.answered,
          abandoned = excluded.abandoned, wait_seconds = excluded.wait_seconds, talk_seconds = excluded.talk_seconds, source = excluded.source, simulated = excluded.simulated
      where (v.interval_seconds, v.offered, v.answered, v.abandoned, v.wait_seconds, v.talk_seconds, v.source, v.simulated)
            is distinct from (excluded.interval_seconds, excluded.offered, excluded.answered, excluded.abandoned, excluded.wait_seconds, excluded.talk_seconds, excluded.source, excluded.simulated)`;

const LIST = `
  select v.queue, v.interval_start as "intervalStart", v.interval_seconds as "intervalSeconds", v.offered, v.answered, v.abandoned, v.wait_seconds as "waitSeconds", v.talk_seconds as "talkSeconds", v.source, v.simulated
    from call_volume as v
   where v.interval_start >= $1 and v.interval_start < $2 and ($3::text is null or v.queue = $3)
   order by v.interval_start, v.queue
   limit $4`;
