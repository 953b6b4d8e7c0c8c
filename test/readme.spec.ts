import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { describeSettings } from '../src/platform/config/describe-settings.js';

describe('the README', () => {
  it('has every setting, as the schema describes it', async () => {
    const readme = await readFile('README.md', 'utf8');
    const [, table] = /<!-- settings:[^\n]*-->\n([^]*)<!-- \/settings -->/.exec(readme)!;
    expect(table!.trim()).toBe(describeSettings('markdown').trim());
  });

  it('names only npm scripts that are there', async () => {
    const readme = await readFile('README.md', 'utf8');
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!);
    expect(named).toContain('demo');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('starts the service in an image as `npm start` does', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<'start', string> };
    const [, command] = /^CMD (\[.*\])$/m.exec(await readFile('Dockerfile', 'utf8'))!;
    expect((JSON.parse(command!) as string[]).join(' ')).toBe(scripts.start.split(' && ')[1]);
  });
});
