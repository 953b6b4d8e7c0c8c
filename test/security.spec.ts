import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');
const rows = readFileSync(join(ROOT, 'docs/security.md'), 'utf8').split('\n').filter((line) => /^\| [A-Z]/.test(line)).map((line) => line.split(' | '));

/** Whether a test or a group of the file is called so, or begins so: its name stands behind a bracket, and quotes. */
const names = (source: string, name: string): boolean => ["'", '"', '`'].some((quote) => source.replaceAll("\\'", "'").includes(`(${quote}${name}`));

describe('the table of threats', () => {
  it.each(rows.map(([threat, , tests]) => [threat!.slice(2), tests!] as const))('%s: names tests that there are', (_threat, tests) => {
    const named = [...tests.matchAll(/`([^`]+\.spec\.ts)`: ?([^<|]*)/g)].map(([, file, name]) => ({ file: file!, name: name!.trim() }));
    expect(named.length).toBeGreaterThan(0);
    const missing = named.filter(({ file, name }) => name === '' || !existsSync(join(ROOT, file)) || !names(readFileSync(join(ROOT, file), 'utf8'), name));
    expect(missing).toEqual([]);
  });

  it('is there, and would miss a test that is not', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect([names("it('opens', () => {", 'opens'), names("it.each([1])('opens %i', () => {", 'opens'), names("// 'opens'", 'opens'), names("it('opens', () => {", 'shuts')]).toEqual([true, true, false, false]);
  });
});
