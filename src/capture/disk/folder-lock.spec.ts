import { afterEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanUpCaptures, temporaryFolder } from '../../../test/support/capture-fixture.js';
import { FolderInUseError, lockFolder } from './folder-lock.js';

afterEach(cleanUpCaptures);

/** The number of a process that has certainly ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('lockFolder', () => {
  it('has one holder, and names it to the next', async () => {
    const folder = await temporaryFolder();
    const release = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError);
    await expect(lockFolder(folder)).rejects.toThrow(`Process ${process.pid} already captures into ${folder}`);
    await release();
    await (await lockFolder(folder))();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['a process that has ended', () => JSON.stringify({ pid: deadPid(), born: null })],
    ['a process whose number was given out again', () => JSON.stringify({ pid: process.pid, born: '1' })],
    ['something that does not read', () => '{"pid":'],
  ])('is taken over from %s', async (_who, text) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'lock'), text());
    const release = await lockFolder(folder);
    expect(JSON.parse(await readFile(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    await release();
  });

  it('is got by one of many that find it dead at the same time', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'lock'), JSON.stringify({ pid: deadPid(), born: null }));
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['lock']);
  });
});
