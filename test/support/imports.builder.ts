import pino from 'pino';
import { type Actor } from '../../src/kernel/actor.js';
import { type PersonId } from '../../src/kernel/ids.js';
import { Audit } from '../../src/platform/audit/audit.js';
import { FixedClock } from '../../src/platform/clock/clock.js';
import { Importer } from '../../src/platform/imports/importer.js';
import { ImportRuns } from '../../src/platform/imports/import-runs.js';
import { type TestDatabase } from './postgres.js';

/** The import machinery on a test database, without Nest. */
export function importsOn(database: TestDatabase, clock = new FixedClock(new Date('2026-03-02T09:00:00Z'))): { runs: ImportRuns; importer: Importer; audit: Audit } {
  const runs = new ImportRuns(database.db, database.transactions, clock);
  const audit = new Audit(database.db, clock);
  return { runs, audit, importer: new Importer(database.transactions, runs, audit, pino({ level: 'silent' })) };
}

export const opsPerson: Actor = { kind: 'person', id: '00000000-0000-4000-8000-0000000000a1' as PersonId, name: 'Ola Ops', roles: ['ops'] };

/** A file as it arrives: pieces of `size` bytes. */
export async function* asStream(file: string | Buffer, size = 64 * 1024): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(file);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
