import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectPath } from '../../platform/config/project-path.js';
import { everyWords, JOB_WORDS } from './job.words.js';

const sources = readdirSync(projectPath('src'), { recursive: true, withFileTypes: true })
  .filter(({ name }) => /(?:\.jobs?|\.service|watch)\.ts$/.test(name))
  .map(({ parentPath, name }) => readFileSync(`${parentPath}/${name}`, 'utf8'));
/** As they are named where they run: "deliver.write". */
const names = [...new Set(sources.flatMap((source) => [...source.matchAll(/(?:\.run\(|@Interval\(|readonly name = )'([a-z]+\.[a-z-]+)'/g)].map(([, name]) => name!)))].sort();

describe('the words of jobs', () => {
  it('are there for every job, and for nothing else', () => {
    expect(names.length).toBeGreaterThan(30);
    expect(Object.keys(JOB_WORDS).sort()).toEqual(names);
  });

  it.each([[1, 'second'], [10, '10 seconds'], [60, 'minute'], [90, '90 seconds'], [3_600, 'hour'], [86_400, 'day'], [0.5, '0.5 seconds'], [null, null]])('say a beat of %p seconds as "%s"', (seconds, words) => {
    expect(everyWords(seconds)).toBe(words);
  });
});
