import { Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { type ImportDefinition, type StagedRow } from '../platform/imports/import-definition.js';
import { askedOptions } from '../platform/imports/import-options.js';
import { Importer, type ImportReport, type ImportSource } from '../platform/imports/importer.js';
import { type VolumeImportOptions, zoneOf } from './call-imports.service.js';
import { DUTY_FIELDS, readDuty } from './model/duty-row.js';
import { type AgentsOnDuty, AgentsOnDutyRepository, DUTY_STAGE, stagedDuty } from './store/agents-on-duty.repository.js';

/** How many people were there for the phones, interval by interval. */
@Injectable()
export class AgentsOnDutyService {
  constructor(
    private readonly importer: Importer,
    private readonly duty: AgentsOnDutyRepository,
  ) {}

  /**
   * Streams intervals in; one that is known is replaced. The same file twice changes nothing.
   *
   * @throws DomainError invalid for wrong options, unprocessable for a broken file: nothing is imported then.
   */
  async import(file: ImportSource, options: VolumeImportOptions, actor: Actor, onProgress?: (rowsRead: number) => void): Promise<ImportReport> {
    return this.importer.run(this.definition(options), file, actor, onProgress);
  }

  /** Intervals that begin in [from, until), oldest first; at most `limit`. What is not there is unknown. */
  list(from: Date, until: Date, queue: string | null, limit: number): Promise<AgentsOnDuty[]> {
    return this.duty.list(from, until, queue, limit);
  }

  private definition(options: VolumeImportOptions): ImportDefinition {
    const reading = { timeZone: zoneOf(options), queue: options.queue ?? '', intervalSeconds: options.intervalSeconds ?? null };
    return {
      kind: 'agents',
      asked: askedOptions({ ...options, intervalSeconds: undefined, intervalMinutes: options.intervalSeconds && options.intervalSeconds / 60 }),
      plan: { fields: DUTY_FIELDS, mapping: options.mapping ?? {}, unknownColumns: 'ignore' },
      stage: DUTY_STAGE,
      toStage: (row): StagedRow => {
        const read = readDuty(row, reading);
        return read.kind === 'row' ? { kind: 'row', values: stagedDuty(read.row) } : read;
      },
      merge: (tx, importId) => this.duty.merge(tx, importId, options.source ?? 'records'),
    };
  }
}
