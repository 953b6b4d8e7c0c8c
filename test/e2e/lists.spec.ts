import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser as Chromium } from 'playwright-core';
import { ROLES } from '../../src/kernel/actor.js';
import { projectPath } from '../../src/platform/config/project-path.js';
import { LedgerWriterService } from '../../src/deliver/ledger-writer.service.js';
import { RolloutService } from '../../src/deliver/rollout.service.js';
import { type Browser, TEST_PASSWORD, testApp, type TestApp } from '../support/app.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { APPROVED_AT, DeliverBuilder } from '../support/deliver.builder.js';

const HTML = { accept: 'text/html' };
const HEAVIEST = 100_000;
/** On a phone rows are cards: none is wider than its place, and none hides a cell. */
const WIDE_CARDS = `[...document.querySelectorAll('.stack')].filter((table) => table.parentElement.scrollWidth > table.parentElement.clientWidth || [...table.querySelectorAll('td:not(:empty)')].some((cell) => cell.offsetWidth === 0)).map(({ textContent }) => textContent.slice(0, 80))`;
/** For a machine ten times slower. */
const MOST_MS = 600_000;

/** A table of the console that is no list to page through: why it can't grow beyond what a reader takes in. */
const EXCUSED: Readonly<Record<string, string>> = {
  'calls.hbs: Answers by who spoke first': 'three rows: told first, called first, neither',
  'calls.hbs: Calls by time since the notice': 'six stretches of time',
  'calls.hbs: How the avoided calls add up': 'the steps of one window: figures of a chart',
  'calls.hbs: Calls expected, and calls that came in': 'the half-hours of one day: figures of a chart',
  'calls.hbs: Calls hour by hour': 'the hours of the measured window: figures of a chart',
  'calls.hbs: Hold time half-hour by half-hour': 'the half-hours of the measured window: figures of a chart',
  'calls.hbs: Hold time with and without the notice': 'five measures',
  'calls.hbs: Who spoke first': 'four horizons',
  'customer.hbs: {{title}}': 'of each kind the newest fifty; the file of all that is held has the rest',
  'desk.hbs: Customers': 'whom an agent finds by a whole number or the beginning of a name, twenty at most: who has more types more',
  'exercise-score.hbs: Score': 'the steps that an exercise is scored by',
  'import.hbs: Columns': 'the columns of one file, in a form',
  'incident.hbs: Audiences': 'versions of who is affected, made by hand',
  'law.hbs: What was entered': 'seven times that clocks run from',
  'law.hbs: Who was told, by place': 'the places of one incident, with their sum below, and as CSV',
  'my-sign-in.hbs: Sessions': 'the sessions of one person, which end by themselves',
  'jobs-table.hbs: {{label}}': 'the jobs of the service',
  'operations.hbs: Limits': 'accounts, senders, and the mailbox domains that throttle us now',
  'operations.hbs: Providers': 'two for each channel',
  'operations.hbs: What may have been sent': 'notices that were under way when a backup was put back',
  'outbox-mail.hbs: Headers': 'the header of one mail',
  'playbooks.hbs: Playbooks': 'six kinds of incident',
  'approve.hbs: Clocks of the law': 'the open clocks of one incident, as many as the laws that bind it',
  'preview.hbs: The e-mail on a desktop': 'a frame, no table',
  'retention.hbs: What is kept': 'the kinds of data that the service knows',
  'template.hbs: Names': 'the names that a text can use',
  'audience-people.hbs: People whom one thing keeps out': 'a sample of eight',
  'audience-people.hbs: Some of the affected': 'a sample of twelve',
  'briefing-body.hbs: Calls by hour': 'the hours of one forecast',
  'laws-table.hbs: laws': 'the laws that a notice reads by, of the places of its people',
  'versions-box.hbs: Versions': 'versions of one text, made by hand',
};

/** Views that narrow, page and come as a file in a way of their own: by tabs, or a form that is more than a list's. */
const IN_THEIR_OWN_WAY = ['audit.hbs', 'customers.hbs', 'exercises.hbs', 'incidents.hbs'];

const views = ['console', 'partials'].flatMap((folder) => readdirSync(projectPath('templates', 'views', folder)).filter((name) => name.endsWith('.hbs')).map((name) => ({ name, text: readFileSync(projectPath('templates', 'views', folder, name), 'utf8') })));

describe('every table of the console', () => {
  it('pages, narrows and comes as a file, or says why it needs none of that', () => {
    const tables = views.flatMap(({ name, text }) => [...text.matchAll(/role="region" aria-label(?:ledby)?="([^"]+)"/g)].map(([, label]) => ({ table: `${name}: ${label}`, name, text })));
    expect(tables.length).toBeGreaterThan(40);
    const bare = tables.filter(({ table, name, text }) => !(table in EXCUSED) && !IN_THEIR_OWN_WAY.includes(name) && !(text.includes('{{> list-filter') && text.includes('{{> list-foot')));
    expect(bare.map(({ table }) => table)).toEqual([]);
  });
});

interface Walked {
  readonly page: string;
  readonly file: string;
  /** What tells the rows of a page apart. */
  readonly row: RegExp;
  readonly rows: number;
  /** Parameters that leave some of them, and how many. */
  readonly narrow: readonly [string, number];
}

describe('lists of the console with thousands of rows', () => {
  let app: TestApp;
  let viewer: Browser;
  let chromium: Chromium;
  let lists: Readonly<Record<string, Walked>>;
  const get = (url: string) => app.send('GET', url, viewer, undefined, HTML);
  const run = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> => app.database.db.query<Row>(sql, parameters);
  const count = async (from: string): Promise<number> => (await run<{ n: number }>(`select count(*)::int as n from ${from}`))[0]!.n;
  const unguarded = (sql: string, parameters: unknown[] = []) => app.database.transactions.run(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(sql, parameters);
  });

  beforeAll(async () => {
    app = await testApp({ now: APPROVED_AT });
    const person = await app.person(...ROLES);
    viewer = await app.browser(person);
    chromium = await launchBrowser();
    lists = await filled(person.id, person.email);
  });
  afterAll(async () => {
    await chromium?.close();
    await app?.close();
  });

  let signIn: { readonly email: string };

  async function filled(person: string, email: string): Promise<Readonly<Record<string, Walked>>> {
    signIn = { email };
    const build = new DeliverBuilder(app.database.db, app.database.transactions);
    const notice = await build.notice({ members: 130, policies: { channels: 'email' } });
    await app.app.get(RolloutService).startDue();
    await app.app.get(LedgerWriterService).writeAll();
    await run(`update message set state = case when id % 2 = 0 then 'unknown' else 'bounced' end, begun_at = $1 where notice_id = $2`, [APPROVED_AT, notice]);
    await run(`insert into postal_file (notice_id, number, letters, made_by, made_at, posted_on, posted_by, posted_at)
      select $1, n, 1, 'person:x', $2, case when n % 4 = 0 then date '2026-03-20' end, case when n % 4 = 0 then 'person:x' end, case when n % 4 = 0 then $2::timestamptz end from generate_series(1, 120) as n`, [notice, APPROVED_AT]);
    await unguarded(`insert into incident select (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'reference', 'INC-9' || lpad(n::text, 4, '0'), 'severity', case when n % 10 = 0 then 'low' else 'high' end))).*
      from incident as i cross join generate_series(1, 2000) as n where i.id = (select f.id from incident as f limit 1)`);
    await run(`insert into customer (reference, first_name, last_name, locale, country, email, email_hash) select 'L' || n, 'Ana', 'Lopez', 'en', 'US', case when n % 10 > 0 then 'l' || n || '@mail.example' end, case when n % 10 > 0 then md5(n::text) || md5((-n)::text) end from generate_series(1, 2000) as n`);
    await run(`insert into erasure (customer_id, state, ground, case_number, asked_by, asked_at) select c.id, case when c.id % 2 = 0 then 'withdrawn' else 'waiting' end, 'asked', 'case-' || c.reference, 'person:' || $1, $2 from customer as c where c.reference like 'L%'`, [person, APPROVED_AT]);
    await run(`insert into person (email, name, password_hash, roles) select 'p' || n || '@lists.test', 'Person ' || n, 'none', array[case when n % 10 = 0 then 'legal' else 'agent' end] from generate_series(1, 2000) as n`);
    await run(`insert into api_key (name, prefix, key_hash, roles, created_by, revoked_at) select 'key ' || n, 'k' || lpad(n::text, 5, '0'), md5(n::text) || md5((-n)::text), '{ops}', $1, case when n % 4 = 0 then now() end from generate_series(1, 2000) as n`, [person]);
    await run(`insert into import_run (kind, source_name, format, state, actor_kind, actor_id, started_at) select case when n % 4 = 0 then 'calls' else 'customers' end, 'file-' || n || '.csv', 'csv', 'done', 'person', $1, $2::timestamptz + n * interval '1 second' from generate_series(1, 2000) as n`, [person, APPROVED_AT]);
    await run(`insert into import_bad_row (import_id, line, column_name, effect, reason, raw) select r.id, n, 'email', case when n % 4 = 0 then 'dropped' else 'rejected' end, 'is no address', '=1+' || n from import_run as r cross join generate_series(1, 2000) as n where r.source_name = 'file-2000.csv'`);
    await run(`insert into import_mapping (kind, name, options, saved_by, saved_at) select case when n % 4 = 0 then 'calls' else 'customers' end, 'mapping ' || n, '{}', $1, $2 from generate_series(1, 300) as n`, [person, APPROVED_AT]);
    await run(`insert into alert (kind, subject, severity, message, remedy, lasting, state, resolved_at) select 'test.list', 'thing:' || n, case when n % 4 = 0 then 'critical' else 'warning' end, 'Alert no ' || n || '.', 'Look at it.', true, case when n % 2 = 0 then 'resolved' else 'open' end, case when n % 2 = 0 then now() end from generate_series(1, 2000) as n`);
    await run(`insert into webhook_endpoint (url, description, events, secret, created_by, disabled_at) select 'https://hook-' || n || '.example/', 'Hook no ' || n, '{notice.started}', 'none', $1, case when n % 4 = 0 then now() end from generate_series(1, 120) as n`, [person]);
    await run(`insert into webhook_event (key, type, occurred_at, data, spread) select 'list:' || n, case when n % 4 = 0 then 'alert.raised' else 'notice.started' end, $1, '{}', true from generate_series(1, 2000) as n`, [APPROVED_AT]);
    await run(`insert into webhook_delivery (endpoint_id, event_id, state, settled_at) select e.id, v.id, 'delivered', now() from webhook_endpoint as e cross join webhook_event as v where e.description = 'Hook no 7' and v.key like 'list:%'`);
    await run(`with ran as (insert into preflight (notice_id, revision, audience_id, state, requested_by, requested_at) select n.id, n.revision, n.audience_id, 'failed', 'person:x', $2 from notice as n where n.id = $1 returning id, audience_id)
      insert into preflight_failure (preflight_id, customer_id, part, missing) select r.id, m.customer_id, case when m.position % 2 = 0 then 'sms' else 'emailText' end, array['mine.store', 'facts.text.es'] from ran as r join published.audience_member as m on m.audience_id = r.audience_id`, [notice, APPROVED_AT]);
    await run(`insert into feedback (notice_id, customer_id, channel, answer, words, answered_at) select $1, m.customer_id, 'page', case when m.position % 2 = 0 then 'no' else 'yes' end, 'Word no ' || m.position, $2::timestamptz
      from published.audience_member as m join notice as n on n.audience_id = m.audience_id where n.id = $1`, [notice, APPROVED_AT]);
    await run(`insert into inbound_call (source, call_id, queue, offered_at, outcome, match_method, customer_id, caller_hash) select 'feed', n::text, 'line-' || n, $2::timestamptz + n * interval '1 second', case when n % 5 = 0 then 'abandoned' else 'answered' end,
      case when n % 4 = 0 then 'number' else 'none' end, case when n % 4 = 0 then m.customer_id end, md5(n::text) || md5((-n)::text)
      from generate_series(1, 2000) as n cross join (select f.customer_id from feedback as f where f.notice_id = $1 limit 1) as m`, [notice, APPROVED_AT]);
    const [{ incident, audience } = { incident: '', audience: '' }] = await run<{ incident: string; audience: string }>('select incident_id as incident, audience_id as audience from notice where id = $1', [notice]);
    await run(`insert into suppression (channel, address_hash, reason, source, since, lifted_at, lifted_by, lift_reason) select case when n % 10 = 0 then 'sms' else 'email' end, md5(n::text) || md5((-n)::text), case when n % 4 = 0 then 'manual' else 'stop' end, 'person:' || $1,
      $2::timestamptz - n * interval '1 hour', case when n % 2 = 0 then $2::timestamptz end, case when n % 2 = 0 then 'twilio' end, case when n % 2 = 0 then 'START' end from generate_series(1, 2000) as n`, [person, APPROVED_AT]);
    await run(`insert into call_gap (source, from_at, until_at, reason, state, set_by, set_at) select 'feed', $1::timestamptz - n * interval '2 hours', $1::timestamptz - n * interval '2 hours' + interval '1 hour', 'Gap no ' || n, case when n % 4 = 0 then 'proposed' else 'known' end, 'person:x', $1 from generate_series(1, 2000) as n`, [APPROVED_AT]);
    await run(`insert into call_calendar (day, kind, note, set_by, set_at) select date '2020-01-01' + n, case when n % 4 = 0 then 'closed' else 'set-aside' end, 'Day no ' || n, 'person:x', $1 from generate_series(1, 2000) as n`, [APPROVED_AT]);
    const [{ id: importId } = { id: '' }] = await run<{ id: string }>(`select id from import_run where source_name = 'file-2000.csv'`);
    const [{ id: hook } = { id: '' }] = await run<{ id: string }>(`select id from webhook_endpoint where description = 'Hook no 7'`);
    const [doubts, bounced, rules] = [await count(`message where state = 'unknown'`), await count(`message where state = 'bounced'`), ['rules', 'content', 'service'].reduce((sum, name) => sum + (JSON.parse(readFileSync(projectPath('law', `${name}.json`), 'utf8')) as unknown[]).length, 0)];
    return {
      incidents: { page: '/incidents?state=all', file: '/incidents/incidents.csv?state=all', row: /INC-9\d{4}/g, rows: await count('incident'), narrow: ['severity=low', 200] },
      people: { page: '/people', file: '/people/people.csv', row: /p\d+@lists\.test/g, rows: await count('person'), narrow: ['role=legal', 201] },
      keys: { page: '/people', file: '/people/keys.csv', row: /fw_k\d{5}/g, rows: 2000, narrow: ['keys-state=over', 500] },
      imports: { page: '/imports', file: '/imports/imports.csv', row: /file-\d+\.csv/g, rows: 2000, narrow: ['kind=calls', 500] },
      mappings: { page: '/imports', file: '/imports/mappings.csv', row: /Remove mapping \d+/g, rows: 300, narrow: ['mappings-kind=calls', 75] },
      'bad rows': { page: `/imports/${importId}`, file: `/imports/${importId}/bad-rows.csv`, row: /<tr role=row><td class="num"[^>]*>[\d,]+/g, rows: 2000, narrow: ['effect=dropped', 500] },
      // those that are over: the service may raise one of its own meanwhile
      alerts: { page: '/operations', file: '/operations/alerts.csv?alerts-state=over', row: /Alert no \d+/g, rows: 1000, narrow: ['alerts-severity=critical', 500] },
      webhooks: { page: '/settings/webhooks', file: '/settings/webhooks/webhooks.csv', row: /<h2>Hook no \d+/g, rows: 120, narrow: ['state=off', 30] },
      deliveries: { page: `/settings/webhooks/${hook}`, file: `/settings/webhooks/${hook}/deliveries.csv`, row: /<tr role=row><td class="num"[^>]*>\d+/g, rows: 2000, narrow: ['type=alert.raised', 500] },
      'doubts of a notice': { page: `/notices/${notice}/unknown`, file: `/notices/${notice}/unknown/doubts.csv`, row: /name="message" value="\d+/g, rows: doubts, narrow: ['waits=provider', 0] },
      doubts: { page: '/doubts', file: '/doubts/doubts.csv', row: /name="message" value="\d+/g, rows: doubts, narrow: ['channel=sms', 0] },
      'without an address': { page: `/notices/${notice}/letters`, file: `/notices/${notice}/letters/without-address.csv`, row: /<tr role=row><td class="mono small"[^>]*>(?:<a[^>]*>)?[^<]+/g, rows: bounced, narrow: ['lacking-outcome=unreachable', 0] },
      'files of letters': { page: `/notices/${notice}/letters`, file: `/notices/${notice}/letters/files.csv`, row: /aria-label="Download file \d+/g, rows: 120, narrow: ['files-posted=yes', 30] },
      customers: { page: '/customers', file: '/customers/customers.csv', row: /<a href="\/customers\/\d+"/g, rows: await count('customer'), narrow: ['reach=unreachable', await count('customer where email_hash is null and phone_hash is null')] },
      'single calls': { page: `/incidents/${incident}/single-calls`, file: `/incidents/${incident}/single-calls/calls.csv`, row: /line-\d+/g, rows: 2000, narrow: ['caller=member', 500] },
      lacking: { page: `/notices/${notice}/lacking`, file: `/notices/${notice}/lacking/lacking.csv`, row: /\?as=[^&"#]+/g, rows: 130, narrow: ['part=sms', 65] },
      members: { page: `/audiences/${audience}`, file: `/audiences/${audience}/members.csv`, row: /<tr role=row><td class="num"[^>]*>[\d,]+/g, rows: 130, narrow: ['channel=none', await count(`audience_member where audience_id = '${audience}' and email_hash is null and phone_hash is null`)] },
      templates: { page: '/templates', file: '/templates/templates.csv', row: /href="\/templates\/[^"?]+\/[^"?]+"/g, rows: await count('brand') * 48, narrow: ['locale=es', await count('brand') * 24] },
      answers: { page: `/notices/${notice}/answers`, file: `/notices/${notice}/answers/answers.csv`, row: /Word no \d+/g, rows: 130, narrow: ['said=no', 65] },
      'stopped addresses': { page: '/suppressions', file: '/suppressions/suppressions.csv', row: /href="\/suppressions\/\d+"/g, rows: 2000, narrow: ['reason=manual', 500] },
      erasures: { page: '/customers/erasures', file: '/customers/erasures.csv', row: /case-L\d+/g, rows: 2000, narrow: ['state=waiting', await count(`erasure where state = 'waiting'`)] },
      gaps: { page: '/contact-centre', file: '/contact-centre/gaps.csv', row: /Gap no \d+/g, rows: 2000, narrow: ['gaps-state=proposed', 500] },
      days: { page: '/contact-centre', file: '/contact-centre/days.csv', row: /Day no \d+/g, rows: 2000, narrow: ['days-kind=closed', 500] },
      'rules of law': { page: '/law', file: '/law/rules.csv', row: /id="law-[a-z0-9-]+"/g, rows: rules, narrow: ['about=service', (JSON.parse(readFileSync(projectPath('law', 'service.json'), 'utf8')) as unknown[]).length] },
      audit: { page: '/audit', file: '/api/v1/audit.csv', row: /<tr role=row><td/g, rows: -1, narrow: ['what=list.', -1] },
    };
  }

  const linesOf = async (url: string): Promise<number> => {
    const answer = await get(url);
    expect([url, answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([url, 200, 'text/csv; charset=utf-8', 'no-store']);
    return answer.body.trimEnd().split('\r\n').length - 1;
  };
  const joined = (address: string, parameters: string): string => `${address}${address.includes('?') ? '&' : '?'}${parameters}`;
  /** Addresses as a browser reads them. */
  const plain = (html: string): string => html.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

  const turned = (html: string, rel: 'prev' | 'next', prefix: string): string | undefined => [...plain(html).matchAll(new RegExp(`rel="${rel}" href="([^"]*)"`, 'g'))].map(([, href]) => href!).find((href) => (prefix === '' ? true : href.includes(`#${prefix.slice(0, -1)}`)))?.split('#')[0];

  /** "Previous" shows what stood there: from the second page the first, and from the third, where there is one, the second. */
  async function comesBack(name: string, { first, second, html, row, prefix }: { readonly first: readonly string[]; readonly second: readonly string[]; readonly html: string; readonly row: RegExp; readonly prefix: string }): Promise<void> {
    const rowsAt = async (address: string): Promise<string[]> => [...new Set((await get(address)).body.match(row) ?? [])];
    expect([name, await rowsAt(turned(html, 'prev', prefix)!)]).toEqual([name, first]);
    const next = turned(html, 'next', prefix);
    if (next !== undefined) expect([name, await rowsAt(turned((await get(next)).body, 'prev', prefix)!)]).toEqual([name, second]);
  }

  it('show light pages that follow each other, narrow, and come as a file of every row', async () => {
    for (const [name, { page, file, row, rows, narrow: [narrow, left] }] of Object.entries(lists)) {
      const first = await get(page);
      expect([name, first.statusCode, Buffer.byteLength(first.body) < HEAVIEST || first.body.length]).toEqual([name, 200, true]);
      const shown = [...new Set(first.body.match(row) ?? [])];
      const [path] = file.split('?');
      expect([name, shown.length > 0, first.body.includes(`href="${path}`)]).toEqual([name, true, true]);
      const prefix = /^([a-z]+-)/.exec(narrow)?.[1] ?? '';
      const place = new RegExp(`href="([^"]*[?&]${prefix}(?:after|before)=[^"]*)"`).exec(plain(first.body))?.[1];
      if (rows > shown.length) {
        expect([name, place]).toEqual([name, expect.any(String)]);
        const second = await get(place!.split('#')[0]!);
        const following = [...new Set(second.body.match(row) ?? [])];
        expect([name, second.statusCode, following.length > 0, following.filter((one) => shown.includes(one))]).toEqual([name, 200, true, []]);
        await comesBack(name, { first: shown, second: following, html: second.body, row, prefix });
      }
      if (rows >= 0) expect([name, await linesOf(file)]).toEqual([name, rows]);
      if (left >= 0) expect([name, await linesOf(joined(file, narrow))]).toEqual([name, left]);
      const narrowed = await get(joined(page, narrow));
      expect([name, narrowed.statusCode, plain(narrowed.body).includes(narrow)]).toEqual([name, 200, true]);
      // what nobody's form sends begins with the first page
      for (const odd of [`${prefix}after=x`, `${prefix}after=9~9`, `${prefix}state=nothing`]) expect([name, odd, (await get(joined(page, odd))).statusCode]).toEqual([name, odd, 200]);
    }
  }, MOST_MS);

  it('keep formulas out of files, and who took one on the record without the words that he typed', async () => {
    const { file } = lists['bad rows']!;
    expect((await get(file)).body).toContain(`"'=1+1"`);
    await linesOf('/people/people.csv?words=p1%40lists.test&role=agent');
    const [event] = await run<{ details: unknown }>(`select details from audit_event where action = 'list.exported' order by id desc limit 1`);
    expect(event?.details).toEqual({ list: 'people', role: 'agent', searched: true });
  });

  it('take their files from nobody who may not see them', async () => {
    const agent = await app.browser(await app.person('agent'));
    for (const [name, { file }] of Object.entries(lists)) {
      const { statusCode } = await app.send('GET', file, agent, undefined, HTML);
      expect([name, statusCode]).toEqual([name, ['incidents', 'lacking'].includes(name) ? 200 : 403]);
    }
  });

  it('say of how many rows theirs are, where that is counted anyway', async () => {
    const foot = async (name: string, narrow = ''): Promise<string | undefined> => /<span class="quiet">(1 to [^<]+)<\/span> /.exec((await get(joined(lists[name]!.page, narrow))).body)?.[1];
    expect([await foot('bad rows'), await foot('answers'), await foot('answers', 'said=no'), await foot('answers', 'words=with')]).toEqual(['1 to 100 of 2,000', '1 to 50 of 130', '1 to 50 of 65', '1 to 50']);
  });

  it('narrow answers by language and wave', async () => {
    const { file } = lists['answers']!;
    const [{ english, first } = { english: -1, first: -1 }] = await run<{ english: number; first: number }>(`select count(*) filter (where m.locale = 'en' or m.locale like 'en-%')::int as english, count(*) filter (where o.wave_no = 0)::int as first
      from feedback as f join notice as n on n.id = f.notice_id join published.audience_member as m on m.audience_id = n.audience_id and m.customer_id = f.customer_id
      join published.member_outcome as o on o.notice_id = f.notice_id and o.customer_id = f.customer_id`);
    expect([await linesOf(`${file}?locale=en`), await linesOf(`${file}?wave=1`), await linesOf(`${file}?wave=1&words=without`)]).toEqual([english, first, 0]);
    const waves = (await get(`${file}?wave=1`)).body.trimEnd().split('\r\n').slice(1).map((line) => line.split(',').at(-2)?.replaceAll('"', ''));
    expect([[...new Set(waves)], plain((await get(lists['answers']!.page)).body).includes('<span class="hint">(1 to ')]).toEqual([['1'], true]);
    expect([english + first > 0, first > 0]).toEqual([true, true]);
  });

  it('narrow by a time, read in the zone that the field names', async () => {
    const hour = (hours: number): string => new Date(APPROVED_AT.getTime() - hours * 3_600_000).toISOString().slice(0, 16);
    expect(plain((await get('/suppressions')).body)).toContain('Stopped since <span class="hint">(UTC)</span>');
    expect([await linesOf(`/suppressions/suppressions.csv?since=${hour(10)}`), await linesOf('/suppressions/suppressions.csv?since=yesterday')]).toEqual([10, 2000]);
    const [event] = await run<{ details: unknown }>(`select details from audit_event where action = 'list.exported' order by id desc offset 1 limit 1`);
    expect(event?.details).toEqual({ list: 'stopped addresses', since: hour(10) });
  });

  it('stop, find and lift an address, which stands nowhere in an address or a page', async () => {
    const visitor = await Visitor.arrive(chromium, await app.url());
    await visitor.signIn(signIn.email, TEST_PASSWORD);
    const { page } = visitor;
    await page.goto('/suppressions/new');
    await visitor.look('suppression-new');
    await page.getByLabel('The e-mail address or phone number').fill('nobody');
    await page.getByLabel('How you know').fill('said so on the phone');
    await page.getByRole('button', { name: 'Stop it' }).press('Enter');
    await page.getByText('That is no valid phone number.').first().waitFor();
    await visitor.look('suppression-new-refused');
    await page.getByLabel('The e-mail address or phone number').fill('Ines@Mail.example');
    await page.getByLabel('Why', { exact: true }).selectOption('stop');
    await page.getByRole('button', { name: 'Stop it' }).press('Enter');
    await page.getByRole('heading', { name: /^Stopped address no\. \d+ in force$/ }).waitFor();
    await visitor.look('suppression');
    expect(await page.content()).not.toMatch(/ines@/i);

    const isIt = async (address: string): Promise<string | null> => {
      await page.goto('/suppressions');
      await page.getByLabel('Is this address stopped?').fill(address);
      await page.getByRole('button', { name: 'Find' }).press('Enter');
      await page.waitForURL('**/suppressions/find');
      return page.getByRole('status').textContent();
    };
    expect(await isIt('ines@mail.example')).toContain('Yes, it is stopped.');
    await visitor.look('suppression-found');
    await page.getByRole('link', { name: /look at it$/ }).press('Enter');
    await page.getByLabel('Why', { exact: true }).fill('asked for it again');
    await page.getByRole('button', { name: 'Lift it' }).press('Enter');
    await page.getByRole('heading', { name: /lifted$/ }).waitFor();
    expect(await page.locator('dl').textContent()).toContain('asked for it again');
    expect([await isIt('ines@mail.example'), await isIt('+1 206 555 0199')]).toEqual([expect.stringContaining('No, it is not stopped any more.'), expect.stringContaining('No, it is not stopped.')]);
    expect(visitor.complaints).toEqual([expect.stringContaining('422')]);
    const searched = await run<{ details: unknown }>(`select details from audit_event where action = 'suppressions.searched' order by id`);
    expect(searched.map(({ details }) => details)).toEqual([{ found: 1 }, { found: 1 }, { found: 0 }]);
  }, MOST_MS);

  it('have no barrier, and stay within a telephone', async () => {
    const visitor = await Visitor.arrive(chromium, await app.url());
    await visitor.signIn(signIn.email, TEST_PASSWORD);
    for (const [name, { page }] of Object.entries(lists)) {
      if (['keys', 'mappings', 'files of letters', 'days', 'doubts'].includes(name)) continue; // on the page of another
      await visitor.page.goto(page);
      await visitor.look(`list-${name.replaceAll(' ', '-')}`);
      await visitor.page.setViewportSize({ width: 360, height: 800 });
      expect([name, await visitor.page.evaluate<string[]>(WIDE_CARDS)]).toEqual([name, []]);
      await visitor.page.setViewportSize({ width: 1280, height: 900 });
    }
    expect(visitor.complaints).toEqual([]);
  }, MOST_MS);
});
