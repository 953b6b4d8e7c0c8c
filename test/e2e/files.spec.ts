import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CustomerListRepository } from '../../src/audience/store/customer-list.repository.js';
import { LedgerWriterService } from '../../src/deliver/ledger-writer.service.js';
import { RolloutService } from '../../src/deliver/rollout.service.js';
import { PostalRepository } from '../../src/deliver/store/postal.repository.js';
import { DomainError } from '../../src/kernel/domain-error.js';
import { AuditSearch } from '../../src/platform/audit/audit-search.js';
import { Alerts } from '../../src/platform/alerts/alerts.js';
import { ImportRuns } from '../../src/platform/imports/import-runs.js';
import { type Browser, testApp, type TestApp } from '../support/app.js';
import { APPROVED_AT, DeliverBuilder } from '../support/deliver.builder.js';

/** More than a page of every file. */
const ROWS = 2_100;
const LETTERS = 110;

interface Door {
  readonly url: string;
  /** What reads its pages. */
  readonly reads: object;
  readonly page: string;
  /** What stands on the record of who took it; null where nothing does. */
  readonly taken: string | null;
}

describe('files that are written while they are read', () => {
  let app: TestApp;
  let viewer: Browser;
  let doors: Readonly<Record<'customers' | 'audit' | 'bad rows' | 'letters' | 'a list of the console', Door>>;
  const names = ['customers', 'audit', 'bad rows', 'letters', 'a list of the console'] as const;
  const run = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> => app.database.db.query<Row>(sql, parameters);
  const takenOf = async ({ taken }: Door): Promise<number> => (await run<{ n: number }>('select count(*)::int as n from audit_event where action = $1', [taken]))[0]!.n;
  /** Over a socket: nothing else shows how a connection ended. */
  const fetched = async ({ url }: Door): Promise<Response> => fetch(`${await app.url()}${url}`, { headers: { ...viewer.headers, accept: 'text/csv' } });
  /** From the given page on, counted from 1, reading it fails. */
  const failing = (door: Door, from: number, error: Error): void => {
    const whole = (door.reads as Record<string, (...given: unknown[]) => unknown>)[door.page]!.bind(door.reads);
    let page = 0;
    jest.spyOn(door.reads as Record<string, (...given: unknown[]) => unknown>, door.page).mockImplementation((...given) => ((page += 1) >= from ? Promise.reject(error) : whole(...given)));
  };

  beforeAll(async () => {
    app = await testApp({ now: APPROVED_AT });
    const person = await app.person('commander', 'ops', 'auditor', 'admin');
    viewer = await app.browser(person);
    doors = await filled(person.id);
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => app?.close());

  async function filled(person: string): Promise<typeof doors> {
    const notice = await new DeliverBuilder(app.database.db, app.database.transactions).notice({ members: LETTERS, policies: { channels: 'email' } });
    await app.app.get(RolloutService).startDue();
    await app.app.get(LedgerWriterService).writeAll();
    await run(`update customer set address_line1 = '1 Pine St', city = 'Seattle', region = 'WA', postal_code = '98101'`);
    await run(`update message set state = 'bounced', climbed_at = now() where notice_id = $1`, [notice]);
    const made = await app.send('POST', `/api/v1/notices/${notice}/postal-files`, viewer, {}, { 'idempotency-key': 'files-spec' });
    expect(made.json()).toMatchObject({ letters: LETTERS });
    await run(`insert into customer (reference) select 'F' || n from generate_series(1, $1::int) as n`, [ROWS]);
    await run(`insert into audit_event (at, actor_kind, actor_id, action, subject_kind, subject_id, details) select $2, 'system', 'test', 'test.happened', 'thing', n::text, '{}' from generate_series(1, $1::int) as n`, [ROWS, APPROVED_AT]);
    await run(`insert into alert (kind, subject, severity, message, remedy, lasting, state, resolved_at) select 'test.file', 'thing:' || n, 'warning', 'Alert', 'Look at it.', true, 'resolved', now() from generate_series(1, $1::int) as n`, [ROWS]);
    const [imported] = await run<{ id: string }>(`insert into import_run (kind, source_name, format, state, actor_kind, actor_id) values ('customers', 'f.csv', 'csv', 'done', 'person', $1) returning id`, [person]);
    await run(`insert into import_bad_row (import_id, line, column_name, effect, reason, raw) select $1, n, 'email', 'dropped', 'is no address', 'x' from generate_series(1, $2::int) as n`, [imported!.id, ROWS]);
    return {
      customers: { url: '/customers/customers.csv', reads: app.app.get(CustomerListRepository), page: 'list', taken: 'customers.exported' },
      audit: { url: '/api/v1/audit.csv?what=test.', reads: app.app.get(AuditSearch), page: 'find', taken: 'audit.exported' },
      'bad rows': { url: `/api/v1/imports/${imported!.id}/bad-rows.csv`, reads: app.app.get(ImportRuns), page: 'badRows', taken: null },
      letters: { url: `/api/v1/postal-files/${made.json<{ id: string }>().id}/letters.csv`, reads: app.app.get(PostalRepository), page: 'letters', taken: 'postal-file.downloaded' },
      'a list of the console': { url: '/operations/alerts.csv?alerts-state=over', reads: app.app.get(Alerts), page: 'list', taken: 'list.exported' },
    };
  }

  it.each(names)('hold every row: %s', async (name) => {
    const answer = await fetched(doors[name]);
    const lines = (await answer.text()).trimEnd().split('\r\n');
    expect([answer.status, answer.headers.get('content-type'), lines.length > (name === 'letters' ? LETTERS : ROWS)]).toEqual([200, 'text/csv; charset=utf-8', true]);
  });

  it.each(names)('are refused where their first page is, and nobody took them: %s', async (name) => {
    const before = await takenOf(doors[name]);
    const refusals = [[new DomainError('not-found', 'gone', 'It is gone.'), 404], [new DomainError('forbidden', 'not-allowed', 'Not you.'), 403], [new DomainError('unprocessable', 'unreadable', 'No.'), 422], [Object.assign(new Error('away'), { code: 'ECONNREFUSED' }), 503]] as const;
    for (const [error, status] of refusals) {
      failing(doors[name], 1, error);
      const answer = await fetched(doors[name]);
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([status, expect.stringContaining('json'), null]);
      await answer.text();
      jest.restoreAllMocks();
    }
    expect(await takenOf(doors[name])).toBe(before);
  });

  it.each(names)('break off with their connection where a later page fails, and never end as if they were whole: %s', async (name) => {
    failing(doors[name], 2, new Error('the disk is gone'));
    const answer = await fetched(doors[name]);
    // Pages are read ahead: where the second one fails before the first has left, nothing has left yet, and it is refused.
    const end = answer.status === 200 ? await answer.text().then(() => 'whole', (error: Error) => error.message) : `refused with ${answer.status}`;
    expect(['terminated', 'refused with 500']).toContain(end);
  });
});
