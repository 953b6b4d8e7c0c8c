import { CallImports } from '../../src/hear/call-imports.service.js';
import { CallRecordRepository } from '../../src/hear/store/call-record.repository.js';
import { CallVolumeRepository } from '../../src/hear/store/call-volume.repository.js';
import { Audit } from '../../src/platform/audit/audit.js';
import { FixedClock } from '../../src/platform/clock/clock.js';
import { Importer } from '../../src/platform/imports/importer.js';
import { ImportRuns } from '../../src/platform/imports/import-runs.js';
import { settingsOfTest, silentLog, SURROUNDINGS_OF_TEST } from './hear-ports.js';
import type { TestDatabase } from './postgres.js';

/** The call importers on a test's database. */
export function callImportsOf({ db, transactions }: Pick<TestDatabase, 'db' | 'transactions'>): CallImports {
  const clock = new FixedClock(new Date('2026-03-02T12:00:00Z'));
  const audit = new Audit(db, clock);
  const importer = new Importer(transactions, new ImportRuns(db, transactions, clock), audit, silentLog);
  return new CallImports(importer, new CallRecordRepository(), new CallVolumeRepository(db), settingsOfTest(), SURROUNDINGS_OF_TEST);
}
