import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { type NewAlert } from './alert.records.js';
import { Alerts } from './alerts.js';

const LATE: NewAlert = { kind: 'job.overdue', subject: 'job:sweep', severity: 'critical', message: 'The sweep did not run.', remedy: 'Start a worker.', lasting: true };
const MISSING: NewAlert = { kind: 'ledger.rows-missing', subject: 'notice:1', message: '3 rows were missing.', remedy: 'Look at the log.', lasting: false };

describe('an alert', () => {
  const lines: string[] = [];
  let app: TestApp;
  let alerts: Alerts;
  beforeAll(async () => {
    app = await testApp({ logLines: lines });
    alerts = app.app.get(Alerts);
  });
  afterEach(async () => {
    lines.length = 0;
    await app.database.db.query('delete from alert');
  });
  afterAll(() => app.close());

  const all = () => alerts.list({ limit: 50 });
  const events = () => lines.map((line) => JSON.parse(line) as { event?: string; level: string }).filter(({ event }) => event?.startsWith('alert.'));

  it('that is raised again while it lives is one, counted, in its latest words, and said once in the log', async () => {
    await Promise.all(Array.from({ length: 5 }, () => alerts.raise(LATE)));
    await alerts.raise({ ...LATE, message: 'The sweep did not run for an hour.' });
    expect(await all()).toEqual([expect.objectContaining({ kind: 'job.overdue', subject: 'job:sweep', state: 'open', severity: 'critical', times: 6, message: 'The sweep did not run for an hour.' })]);
    expect(events()).toHaveLength(1);
  });

  it('is over when its cause is gone, and a new one when it comes back', async () => {
    await alerts.raise(LATE);
    await alerts.clear('job.overdue', 'job:sweep');
    await alerts.clear('job.overdue', 'job:sweep');
    await alerts.raise(LATE);
    expect((await all()).map(({ state, times }) => [state, times])).toEqual([['open', 1], ['resolved', 1]]);
    await alerts.clearOthers('job.overdue', ['job:another']);
    expect((await all()).map(({ state }) => state)).toEqual(['resolved', 'resolved']);
  });

  it('that a person has seen goes on where its cause does, and is over where that is past; both are on record', async () => {
    const ops = await app.person('ops');
    await alerts.raise(LATE);
    await alerts.raise(MISSING);
    for (const { id } of await all()) await alerts.acknowledge(ops.actor, id);
    await alerts.raise(LATE);
    expect((await all()).map(({ kind, state, acknowledgedBy }) => [kind, state, acknowledgedBy])).toEqual([
      ['job.overdue', 'acknowledged', ops.name],
      ['ledger.rows-missing', 'resolved', ops.name],
    ]);
    expect(await app.database.db.query(`select action, actor_id from audit_event where action = 'alert.acknowledged'`)).toEqual([1, 2].map(() => ({ action: 'alert.acknowledged', actor_id: ops.id })));
    await alerts.raise(MISSING);
    expect((await all()).filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  it('goes with the transaction that it was raised in', async () => {
    await app.database.transactions.run(async (tx) => {
      await alerts.raise(LATE, tx);
      throw new Error('on purpose');
    }).catch(() => undefined);
    expect(await all()).toEqual([]);
  });

  it('that can\'t be kept breaks nothing, and is said in the log', async () => {
    await alerts.raise({ ...LATE, severity: 'odd' as never });
    expect(events()).toEqual([expect.objectContaining({ event: 'alert.not-kept' })]);
  });

  it('is seen through the API by those whose work it is', async () => {
    const [ops, auditor, agent] = await Promise.all((['ops', 'auditor', 'agent'] as const).map(async (role) => app.browser(await app.person(role))));
    await alerts.raise(LATE);
    await alerts.raise(MISSING);
    const first = (await app.send('GET', '/api/v1/alerts?limit=1', auditor)).json<{ items: { id: string }[]; next: string }>();
    const second = (await app.send('GET', `/api/v1/alerts?limit=1&after=${first.next}`, auditor)).json<{ items: { id: string }[] }>();
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(2);
    expect((await app.send('GET', '/api/v1/alerts', agent)).statusCode).toBe(403);
    const path = `/api/v1/alerts/${first.items[0]!.id}/acknowledge`;
    expect((await app.send('POST', path, auditor)).statusCode).toBe(403);
    const seen = await app.send('POST', path, ops);
    expect([seen.statusCode, seen.json<{ acknowledgedAt: string | null }>().acknowledgedAt]).toEqual([200, expect.any(String)]);
    expect((await app.send('POST', `/api/v1/alerts/00000000-0000-4000-8000-000000000000/acknowledge`, ops)).statusCode).toBe(404);
  });
});
