import { afterEach, describe, expect, it } from '@jest/globals';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanUpCaptures, temporaryFolder } from '../../../test/support/capture-fixture.js';
import { AppendLog } from './append-log.js';
import type { Extent } from './replay-lines.js';

afterEach(cleanUpCaptures);

async function openLog(path: string): Promise<{ log: AppendLog; lines: string[]; extents: Extent[] }> {
  const lines: string[] = [];
  const extents: Extent[] = [];
  const log = await AppendLog.open(path, (line, extent) => {
    lines.push(line.toString('utf8'));
    extents.push(extent);
  });
  return { log, lines, extents };
}

describe('AppendLog', () => {
  it('gives back every line after it was opened again, at the place it had', async () => {
    const path = join(await temporaryFolder(), 'log');
    const first = await openLog(path);
    const places: Extent[] = [];
    const texts = Array.from({ length: 500 }, (_, n) => `{"n":${n},"text":"${'ü'.repeat(n)}"}`);
    await Promise.all(texts.map((text) => first.log.append(text, (extent) => places.push(extent))));
    expect((await first.log.read(places[321]!)).toString('utf8')).toBe(texts[321]);
    await first.log.close();

    const second = await openLog(path);
    expect(second.lines).toEqual(texts);
    expect(second.extents).toEqual(places);
    expect(second.log.cutBytes).toBe(0);
    await second.log.close();
  });

  it('resolves only when the line is in the file', async () => {
    const path = join(await temporaryFolder(), 'log');
    const { log } = await openLog(path);
    for (const text of ['one', 'two']) {
      await log.append(text, () => undefined);
      expect(await readFile(path, 'utf8')).toMatch(new RegExp(`${text}\n$`));
    }
    await log.close();
  });

  it('takes lines that are appended while an earlier one becomes durable', async () => {
    const path = join(await temporaryFolder(), 'log');
    const { log } = await openLog(path);
    const chain = async (name: string): Promise<void> => {
      for (let n = 0; n < 50; n += 1) await log.append(`${name}${n}`, () => undefined);
    };
    await Promise.all(['a', 'b', 'c'].map(chain));
    await log.close();
    const { lines, log: again } = await openLog(path);
    expect(lines).toHaveLength(150);
    expect(lines.filter((line) => line.startsWith('b'))).toEqual(Array.from({ length: 50 }, (_, n) => `b${n}`));
    await again.close();
  });

  it('cuts a last line that was never finished, and goes on after the one before it', async () => {
    const path = join(await temporaryFolder(), 'log');
    await writeFile(path, 'whole\nhal');
    const first = await openLog(path);
    expect(first.lines).toEqual(['whole']);
    expect(first.log.cutBytes).toBe(3);
    await first.log.append('next', () => undefined);
    await first.log.close();
    expect(await readFile(path, 'utf8')).toBe('whole\nnext\n');
  });

  it('reads lines longer than a chunk of the file, and many short ones', async () => {
    const path = join(await temporaryFolder(), 'log');
    const texts = ['a'.repeat(9_000_000), 'b', 'c'.repeat(4 * 1024 * 1024), ...Array.from({ length: 1000 }, (_, n) => `${n}`)];
    await writeFile(path, `${texts.join('\n')}\n`);
    await appendFile(path, 'torn');
    const { lines, extents, log } = await openLog(path);
    expect(lines).toEqual(texts);
    expect(await log.read(extents[1]!)).toEqual(Buffer.from('b'));
    await log.close();
  });

  it('keeps what is appended after a wipe, and only that', async () => {
    const path = join(await temporaryFolder(), 'log');
    const { log } = await openLog(path);
    const order: string[] = [];
    await Promise.all([
      log.append('before', () => order.push('before')),
      log.wipe(() => order.push('wipe')),
      log.append('after', ({ offset }) => order.push(`after at ${offset}`)),
    ]);
    await log.close();
    expect(order).toEqual(['before', 'wipe', 'after at 0']);
    expect(await readFile(path, 'utf8')).toBe('after\n');
  });

  it('refuses what comes after it was closed', async () => {
    const { log } = await openLog(join(await temporaryFolder(), 'log'));
    await log.close();
    await expect(log.append('late', () => undefined)).rejects.toThrow('closed');
  });

  it('takes back half a batch that a full disk left, and goes on when there is room', async () => {
    const path = join(await temporaryFolder(), 'log');
    const { log } = await openLog(path);
    await log.append('kept', () => undefined);
    const disk = diskOf(log);
    const write = disk.write.bind(disk);
    disk.write = async (bytes: Buffer) => {
      await write(bytes.subarray(0, 3), 0, 3);
      throw new Error('ENOSPC');
    };
    await expect(log.append('too much', () => undefined)).rejects.toThrow('ENOSPC');
    disk.write = write;
    await log.append('next', () => undefined);
    await log.close();
    expect(await readFile(path, 'utf8')).toBe('kept\nnext\n');
  });

  it('takes nothing more once the disk failed to make something durable', async () => {
    const { log } = await openLog(join(await temporaryFolder(), 'log'));
    const disk = diskOf(log);
    const sync = disk.datasync.bind(disk);
    disk.datasync = () => Promise.reject(new Error('EIO'));
    const both = await Promise.allSettled([log.append('lost', () => undefined), log.append('lost too', () => undefined)]);
    disk.datasync = sync;
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(log.append('later', () => undefined)).rejects.toThrow('EIO');
    await log.close();
  });
});

interface Disk {
  write(bytes: Buffer, offset: number, length: number): Promise<unknown>;
  datasync(): Promise<void>;
}

/** The open file under a log, to make it fail: no real disk fails on demand. */
function diskOf(log: AppendLog): Disk {
  return (log as unknown as { file: Disk }).file;
}
