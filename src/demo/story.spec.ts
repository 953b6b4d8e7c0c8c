import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startThread, type ThreadApp } from '../../test/support/thread.app.js';
import { asksForFeedback } from '../hear/model/feedback-text.js';
import { LEAST_ABANDONED, LEAST_CALLS } from '../measure/model/queue-fit.js';
import { People } from '../platform/auth/people.js';
import { PLAN } from './incident-plan.js';
import { DEMO_PASSWORD, DEMO_PEOPLE } from './people.js';
import { Stage } from './stage.js';
import { prepare, signInStaff } from './story.js';
import { World } from './world.js';

describe('a demo that was killed', () => {
  let folder: string;
  let thread: ThreadApp;
  beforeAll(async () => {
    [folder, thread] = await Promise.all([mkdtemp(join(tmpdir(), 'firstword-demo-')), startThread({ now: PLAN.begins })]);
    for (const person of Object.values(DEMO_PEOPLE)) {
      await thread.test.app.get(People).create({ kind: 'system', id: 'demo' }, { ...person, roles: [...person.roles], password: DEMO_PASSWORD });
    }
  });
  afterAll(async () => {
    await thread.close();
    await rm(folder, { recursive: true, force: true });
  });

  const world = new World({ customers: 60, purchases: 600 });
  let runs = 0;
  /** One process of the demo. Its stage holds what the one before it had noted down, or nothing where it died before the first note. */
  const run = async (): Promise<string> => {
    const stage = Stage.open(join(folder, `stage-${(runs += 1)}.json`));
    if (runs > 1) stage.mark({ calls: true }); // the longest of the files: once is enough here
    return prepare(await signInStaff(thread.url), world, stage);
  };
  const count = async (table: string) => (await thread.test.database.db.query<{ count: number }>(`select count(*)::int as count from ${table}`))[0]!.count;
  const done = async () => ({ incidents: await count('incident'), audiences: await count('audience'), notices: await count('notice'), signatures: await count('approval') });

  it('goes on where a request was cut off before it took effect', async () => {
    // What a kill leaves: the key of the request in hand, and none of its work.
    for (const key of ['demo-brand', 'demo-declare', 'demo-audience', 'demo-notice', 'demo-preflight', 'demo-submit', 'demo-approve']) {
      await thread.test.database.db.query(
        `insert into idempotency_record (actor, key, method, path, request_hash) select 'person:' || p.id, $1, 'POST', '/', '' from person as p`, [key]);
    }
    await run();
    expect(await done()).toEqual({ incidents: 1, audiences: 1, notices: 1, signatures: 1 });
  });

  it('finds what it did and did not come to note down', async () => {
    const notice = await run();
    expect(await done()).toEqual({ incidents: 1, audiences: 1, notices: 1, signatures: 1 });
    expect(await run()).toBe(notice);
  });

  it('has words that the notice\'s own check finds nothing in, and the briefing promises no less than the notice', async () => {
    const { commander } = await signInStaff(thread.url);
    const [notice] = await thread.test.database.db.query<{ id: string }>('select n.id from notice as n');
    const { preflight } = await commander.get<{ preflight: { state: string; findings: readonly unknown[] } }>(`/api/v1/notices/${notice!.id}`);
    expect(preflight).toMatchObject({ state: 'passed', findings: [] });
    const { document } = await commander.get<{ document: { words: readonly { locale: string; answers: readonly { answer: string }[] }[] } }>(`/api/v1/notices/${notice!.id}/briefing`);
    for (const [locale, read] of [['en', 'If our notice says which charges we pay for, I read it to you.'], ['es', 'Si nuestro aviso dice qué cargos pagamos nosotros, se lo leo.']]) {
      expect(document.words.find((one) => one.locale === locale)!.answers.some(({ answer }) => answer.includes(read!))).toBe(true);
    }
  });

  it('has the phones staffed for the whole day, calls to fit a queue on, and texts that ask', async () => {
    const rows = <Row>(sql: string, parameters: readonly unknown[] = []) => thread.test.database.db.query<Row>(sql, [...parameters]);
    const { agents, fromHour, untilHour } = PLAN.calledIn;
    const day = PLAN.today.startOf('day');
    const today = await rows<{ agents: number; count: number }>(
      `select d.agents::float8 as agents, count(*)::int as count from published.agents_on_duty as d where d.interval_start >= $1 and d.interval_start < $2 group by 1`,
      [day.toJSDate(), day.plus({ days: 1 }).toJSDate()]);
    expect(today).toEqual([{ agents, count: 2 * (untilHour - fromHour) }]);
    const [calls] = await rows<{ abandoned: number; known: number }>(
      `select count(*) filter (where c.outcome = 'abandoned' and c.wait_seconds > 0)::int as abandoned, count(*) filter (where c.talk_seconds is not null)::int as known from published.inbound_call as c`);
    expect(calls!.abandoned).toBeGreaterThan(LEAST_ABANDONED);
    expect(calls!.known).toBeGreaterThan(LEAST_CALLS);
    const texts = await rows<{ sms: string }>(`select t.sms from notice_text as t`);
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.every(({ sms }) => asksForFeedback(sms))).toBe(true);
  });
});
