import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { Alerts } from '../alerts/alerts.js';
import { HealthController } from '../http/health.controller.js';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { Metrics } from './metrics.js';

const TOKEN = 'a token of sixteen or more';
const scrape = (app: TestApp, headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') => app.app.inject({ method: 'GET', url: '/metrics', headers, remoteAddress });

/** Prometheus writes these onto whatever it scrapes, and what had the name before is then called exported_…. */
const SCRAPERS_OWN = ['job', 'instance'];
const panels = async () => (JSON.parse(await readFile('ops/grafana/dashboards/firstword.json', 'utf8')) as { panels: { targets: { expr: string; legendFormat: string }[] }[] }).panels.flatMap(({ targets }) => targets);

describe('figures for Prometheus', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  it('are given to this machine alone where there is no token', async () => {
    expect((await scrape(app)).statusCode).toBe(200);
    expect((await scrape(app, {}, '10.0.0.9')).statusCode).toBe(403);
    expect((await scrape(app, { 'x-forwarded-for': '10.0.0.9' })).statusCode).toBe(403); // a proxy on this machine speaks for somebody else
  });

  it('tell of jobs, alerts and connections', async () => {
    await app.database.db.query(`insert into provider_health (provider, channel) values ('smtp', 'email')`);
    await app.database.db.query(`insert into rate_grant (bucket, tokens, nominal, limited, limited_at) values ('email:domain:a.example', 0, 200, 50, now()), ('email:domain:b.example', 0, 100, null, null)`);
    await app.app.get(ExclusiveJobs).run('sweep', async () => 1, 1_000);
    await app.app.get(Alerts).raise({ kind: 'test.odd', subject: 'a', severity: 'critical', message: 'Odd.', remedy: 'Look.', lasting: true });
    const own = new Metrics();
    own.lookedUp('firstword_test', 'For the test.', ['of'], () => Promise.reject(new Error('away')));
    expect(await own.registry.metrics()).toContain('# TYPE firstword_test gauge'); // and no failure of the others
    await new Promise((wake) => setTimeout(wake, 10_100)); // what was looked up for the scrape before is old by now
    const text = (await scrape(app)).body;
    expect(text).toMatch(/^firstword_job_idle_seconds\{job_name="sweep"\} \d/m);
    expect(text).toMatch(/^firstword_alerts\{kind="test.odd",severity="critical"\} 1$/m);
    expect(text).toMatch(/^firstword_database_connections\{state="idle"\} \d+$/m);
    expect(text).toMatch(/^firstword_queue_age_seconds 0$/m);
    expect(text).toMatch(/^firstword_provider_share\{channel="email",provider="smtp"\} 0$/m); // shut while nobody has looked at the account
    expect(text).toMatch(/^firstword_limit_share\{channel="email",kind="domain"\} 0\.\d+$/m); // it grows back while the test waits
    expect(text).toMatch(/^firstword_leases_overdue 0$/m);
  });

  it('are what the dashboard asks for', async () => {
    const asked = new Set((await panels()).flatMap(({ expr }) => expr.match(/\b(firstword|nodejs|process)_[a-z0-9_]+/g) ?? []));
    const given = new Set([...(await scrape(app)).body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) => (type === 'histogram' ? [`${name!}_bucket`] : [name!])));
    expect(asked.size).toBeGreaterThan(8);
    expect([...asked].filter((name) => !given.has(name))).toEqual([]);
  });

  it('have every label that the dashboard asks for, and none that the scraper gives itself', async () => {
    const { app: nest } = app;
    const labels = new Map(nest.get(Metrics).registry.getMetricsAsArray().map((metric) => [metric.name, (metric as unknown as { labelNames: readonly string[] }).labelNames]));
    expect([...labels].filter(([, names]) => names.some((name) => SCRAPERS_OWN.includes(name)))).toEqual([]);
    const missing = (await panels()).flatMap(({ expr, legendFormat }) => {
      const own = (expr.match(/\b(firstword|nodejs|process)_[a-z0-9_]+/g) ?? []).flatMap((name) => labels.get(name.replace(/_bucket$/, '')) ?? []);
      const named = [...expr.matchAll(/\bby \(([^)]*)\)/g), ...expr.matchAll(/\{([a-z_]+)!?=/g), ...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].flatMap(([, names]) => names!.split(',').map((name) => name.trim()));
      return named.filter((name) => !own.includes(name) && !SCRAPERS_OWN.includes(name) && name !== 'le').map((name) => `${name} in ${expr}`);
    });
    expect(missing).toEqual([]);
  });
});

describe('figures with a token', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ environment: { METRICS_TOKEN: TOKEN } });
  });
  afterAll(() => app.close());

  it('are given to whoever has it', async () => {
    expect((await scrape(app, { authorization: `Bearer ${TOKEN}` }, '10.0.0.9')).statusCode).toBe(200);
    expect((await scrape(app, { authorization: 'Bearer wrong' })).statusCode).toBe(403);
    expect((await scrape(app)).statusCode).toBe(403);
  });
});

describe('health', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  it('stays good enough for the pages while something critical is told, and says so', async () => {
    const ready = async () => {
      const answer = await app.send('GET', '/health/ready');
      return [answer.statusCode, answer.json<{ status: string }>().status];
    };
    expect(await ready()).toEqual([200, 'ok']);
    await app.app.get(Alerts).raise({ kind: 'notice.stalled', subject: 'notice:1', severity: 'critical', message: 'Nothing leaves.', remedy: 'Look.', lasting: true });
    expect(await ready()).toEqual([200, 'degraded']);
  });

  it('of a worker needs timers that tick', async () => {
    expect((await app.send('GET', '/health/worker')).statusCode).toBe(503); // it serves pages
    const worker = (quietMs: number) => new HealthController(app.database.db, app.app.get(Alerts), { quietMs: () => quietMs }, { ROLE: 'worker' }).worker();
    await expect(worker(61_000)).rejects.toMatchObject({ status: 503 });
    expect(await worker(2_000)).toMatchObject({ status: expect.any(String) });
  });
});
