import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { Alerts } from '../alerts/alerts.js';
import { ExclusiveJobs } from './exclusive-jobs.js';
import { isOverdue, JobWatch } from './job-watch.js';

it.each([
  [1, 61, 300, true],
  [1, 59, 300, false], // a minute at least
  [60, 299, 3_000, false],
  [60, 301, 3_000, true],
  [60, 301, 250, false], // nobody was up to run it
  [null, 9_999, 9_999, false],
])('a job that is due every %p s, ran %i s ago and was watched for %i s is missed: %p', (everySeconds, idleSeconds, up, missed) => {
  expect(isOverdue({ everySeconds, idleSeconds }, up)).toBe(missed);
});

describe('the watch over jobs', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  const live = async () => (await app.app.get(Alerts).list({ live: true, limit: 20 })).map(({ kind, subject }) => `${kind} ${subject}`);

  it('misses what did not run, tells of what fails, and takes it back', async () => {
    const [jobs, watch] = [app.app.get(ExclusiveJobs), app.app.get(JobWatch)];
    await jobs.run('sweep', async () => 1, 1_000);
    await jobs.run('odd', () => Promise.reject(new Error('on purpose')), 1_000);
    await app.database.db.query(`update job_run set started_at = now() - interval '2 hours', finished_at = now() - interval '2 hours' where name = 'sweep'`);
    const up = process.uptime;
    process.uptime = () => 7_200;
    expect(await watch.look()).toBe(2);
    expect((await live()).toSorted()).toEqual(['job.failed job:odd', 'job.overdue job:sweep']);
    for (const name of ['sweep', 'odd']) await jobs.run(name, async () => 1, 1_000);
    expect(await watch.look()).toBe(0);
    process.uptime = up;
    expect(await live()).toEqual([]);
  });
});
