import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** Real data that is not part of the project is read where it lies. */
const FOLDER = resolve(process.env['DATA_DIR'] ?? join(import.meta.dirname, '../../../shared/data'));

export const dataFile = (name: string): string => join(FOLDER, name);

/**
 * A block of tests on files of the data folder. Where one is missing, it says which, and does not run: in sight for a bare clone, and as
 * a failure for whoever named a folder and so means to have the data.
 *
 * @param files  Names inside the folder.
 */
export function onData(name: string, files: readonly string[], block: () => void): void {
  const missing = files.filter((file) => !existsSync(dataFile(file)));
  if (missing.length === 0) return describe(name, block);
  const why = `${missing.join(', ')} not in ${FOLDER}; set DATA_DIR to the folder of measurement data`;
  process.stderr.write(`NOT RUN: ${name}: ${why}\n`);
  describe(name, () => {
    if (process.env['DATA_DIR']) it('has its data', () => expect(why).toBe(''));
    else it.skip(`NOT RUN: ${why}`, () => undefined);
  });
}
