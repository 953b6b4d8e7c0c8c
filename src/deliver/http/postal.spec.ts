import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, testApp, type TestApp } from '../../../test/support/app.js';
import { APPROVED_AT, DeliverBuilder } from '../../../test/support/deliver.builder.js';
import type { Role } from '../../kernel/actor.js';
import type { NoticeId } from '../../kernel/ids.js';
import { LedgerWriterService } from '../ledger-writer.service.js';
import { RolloutService } from '../rollout.service.js';

/** Nobody's law takes no message for its notice. */
const NOBODY = { letters: 0, withoutAddress: 0 };

interface View { readonly files: readonly { id: string; number: number; letters: number; postedOn: string | null }[]; readonly waiting: { letters: number; withoutAddress: number } }

describe('letters', () => {
  let app: TestApp;
  let build: DeliverBuilder;
  let notice: NoticeId;
  const clients = new Map<Role, Client>();
  let calls = 0;
  const get = (path: string, role: Role = 'ops') => app.send('GET', `/api/v1${path}`, clients.get(role));
  const post = (path: string, body: unknown = {}, role: Role = 'ops') => app.send('POST', `/api/v1${path}`, clients.get(role), body, { 'idempotency-key': `postal-spec-${(calls += 1)}` });
  const view = async () => (await get(`/notices/${notice}/postal`)).json<View>();
  const references = async () => (await app.database.db.query<{ reference: string }>(`select reference from audience_member where audience_id = (select audience_id from rollout where notice_id = $1) order by position`, [notice])).map(({ reference }) => reference);
  /** The address of the members at these places of the order. */
  const livesAt = (places: readonly number[], values: string) =>
    app.database.db.query(`update customer set ${values} where id in (select customer_id from notice_member where notice_id = $1 and position = any ($2))`, [notice, places]);
  const become = (places: readonly number[], state: string) =>
    app.database.db.query(`update message as m set state = $3, climbed_at = now() from notice_member as nm where nm.email_message_id = m.id and nm.notice_id = $1 and nm.position = any ($2)`, [notice, places, state]);

  beforeAll(async () => {
    app = await testApp({ now: APPROVED_AT });
    build = new DeliverBuilder(app.database.db, app.database.transactions);
    for (const role of ['commander', 'ops', 'agent', 'auditor'] as const) clients.set(role, await app.key(await app.person(role)));
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    notice = await build.notice({ members: [{}, {}, { email: null, phone: null }, {}, {}, { email: null, phone: null }], policies: { channels: 'email' } });
    await app.app.get(RolloutService).startDue();
    await app.app.get(LedgerWriterService).writeAll();
    await livesAt([0, 1, 2, 3, 4], `address_line1 = '=1 Pine "St", rear', city = 'Seattle', region = 'WA', postal_code = '98101'`);
    await become([0], 'bounced');
    await become([1], 'failed');
    await become([3], 'sent');
  });

  it('go to exactly those whom no channel reached and whose address is known; the others are told apart', async () => {
    expect(await view()).toEqual({ files: [], waiting: { letters: 3, withoutAddress: 1, owed: NOBODY } });
    const all = await references();
    expect((await get(`/notices/${notice}/postal/without-address`)).json()).toMatchObject({ items: [{ reference: all[5], outcome: 'unreachable', missing: ['street', 'city', 'postal code'] }], next: null });
    const made = await post(`/notices/${notice}/postal-files`);
    expect([made.statusCode, made.json()]).toEqual([201, expect.objectContaining({ number: 1, letters: 3, postedOn: null })]);
    const file = await get(`/postal-files/${made.json<{ id: string }>().id}/letters.csv`);
    const text = file.body;
    expect(text.startsWith('\ufeff"reference","name","address_line1"')).toBe(true);
    expect(all.filter((reference) => text.includes(`"${reference}"`))).toEqual([all[0], all[1], all[2]]);
    expect(text).toContain(`"${all[0]}","Ana Lopez","'=1 Pine ""St"", rear","","Seattle","WA","98101","US","en","INC-`);
    expect(text).toContain('Between 1 and 14 March someone copied card data');
    expect([file.headers['content-type'], file.headers['content-disposition']]).toEqual(['text/csv; charset=utf-8', expect.stringMatching(/^attachment; filename="letters-INC-\d+-1-1\.csv"$/)]);
  });

  it('go to whoever stands for a person by now, in the greeting that was signed for that, and to nobody for one who died without', async () => {
    const all = await references();
    const care = (place: number, values: string) => livesAt([place], values).then(() => app.database.db.query(`insert into care_change (customer_id, changed_at) select nm.customer_id, $2 from notice_member as nm where nm.notice_id = $1 and nm.position = $3`, [notice, APPROVED_AT, place]));
    await care(0, `care = 'minor', representative_email = 'mum@mail.example', representative_email_hash = 'mum'`);
    await care(1, `care = 'deceased'`);
    expect((await view()).waiting).toEqual({ letters: 2, withoutAddress: 1, owed: NOBODY });
    const made = await post(`/notices/${notice}/postal-files`);
    const text = (await get(`/postal-files/${made.json<{ id: string }>().id}/letters.csv`)).body;
    expect(all.filter((reference) => text.includes(`"${reference}"`))).toEqual([all[0], all[2]]);
    expect(text).toContain(`"${all[0]}","Parent or guardian of Ana Lopez"`);
    expect(text.split('\r\n').find((line) => line.startsWith(`"${all[0]}"`))).toMatch(/parent or guardian of Ana Lopez/);
  });

  it('tell those without an address page by page, of one outcome too, and each of them once', async () => {
    await livesAt([0, 1, 2], 'city = null');
    const all = await references();
    type Page = { items: { reference: string; outcome: string }[]; next: string | null };
    const walk = async (query: string): Promise<[string, string][]> => {
      const found: [string, string][] = [];
      for (let next: string | null = '-1'; next !== null; ) {
        const page: Page = (await get(`/notices/${notice}/postal/without-address?limit=1&after=${encodeURIComponent(next)}${query}`)).json<Page>();
        expect(page.items.length).toBeLessThanOrEqual(1);
        found.push(...page.items.map(({ reference, outcome }): [string, string] => [reference, outcome]));
        next = page.next;
      }
      return found;
    };
    const [none, bounced, failed] = [[[all[2], 'unreachable'], [all[5], 'unreachable']], [[all[0], 'bounced']], [[all[1], 'failed']]];
    expect(await walk('')).toEqual([...none, ...bounced, ...failed]);
    expect([await walk('&outcome=bounced'), await walk('&outcome=unreachable'), await walk('&outcome=suppressed')]).toEqual([bounced, none, []]);
    expect(await view()).toEqual({ files: [], waiting: { letters: 0, withoutAddress: 4, owed: NOBODY } });
    for (const after of ['5', 'bounced.b5', 'delivered.m1.1', 'bounced.']) expect([after, (await get(`/notices/${notice}/postal/without-address?after=${after}`)).json()]).toEqual([after, expect.objectContaining({ code: 'cursor-unknown' })]);
  });

  it('are in one file only: the next has those who came since', async () => {
    await post(`/notices/${notice}/postal-files`);
    expect((await post(`/notices/${notice}/postal-files`)).json()).toMatchObject({ code: 'nobody-for-letters' });
    await become([4], 'bounced');
    expect((await post(`/notices/${notice}/postal-files`)).json()).toMatchObject({ number: 2, letters: 1 });
    expect(await view()).toMatchObject({ files: [{ number: 1, letters: 3 }, { number: 2, letters: 1 }], waiting: { letters: 0, withoutAddress: 1 } });
    const members = (await get(`/notices/${notice}/members`)).json<{ items: { outcome: string; postalFile: number | null }[] }>().items;
    expect(members.map(({ outcome, postalFile }) => [outcome, postalFile])).toEqual([['bounced', 1], ['failed', 1], ['unreachable', 1], ['sent', null], ['bounced', 2], ['unreachable', null]]);
    expect((await get(`/notices/${notice}/progress`)).json()).toMatchObject({ sum: { adds: true, members: 6 } });
  });

  it('are made once by two who ask at the same moment', async () => {
    const answers = await Promise.all([post(`/notices/${notice}/postal-files`), post(`/notices/${notice}/postal-files`)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
  });

  it('wait for the ladder', async () => {
    await app.database.db.query(`update dispatch set no_receipt_minutes = 30 where notice_id = $1`, [notice]);
    await app.database.db.query(`update message set climbed_at = null where notice_id = $1`, [notice]);
    expect((await view()).waiting).toEqual({ letters: 1, withoutAddress: 1, owed: NOBODY });
  });

  it('are not written of a notice that was cancelled', async () => {
    await app.database.db.query(`update dispatch set state = 'cancelled' where notice_id = $1`, [notice]);
    expect((await post(`/notices/${notice}/postal-files`)).json()).toMatchObject({ code: 'dispatch-cancelled' });
  });

  it('count as told: who had one hears the correction', async () => {
    const { items } = (await get(`/notices/${notice}/members`)).json<{ items: { customerId: string }[] }>();
    await post(`/notices/${notice}/postal-files`);
    await app.database.db.query(`update dispatch set state = 'finished' where notice_id = $1`, [notice]);
    const frozen = await post(`/notices/${notice}/told-audience`, {}, 'commander');
    expect([frozen.statusCode, frozen.json()]).toEqual([201, expect.objectContaining({ counts: expect.objectContaining({ members: 4 }) })]);
    const told = await app.database.db.query<{ id: string }>(`select customer_id as id from audience_member where audience_id = $1 order by customer_id`, [frozen.json<{ id: string }>().id]);
    expect(told.map(({ id }) => id)).toEqual([0, 1, 2, 3].map((place) => items[place]!.customerId).sort((a, b) => Number(a) - Number(b)));
  });

  it('are said to be posted once, on a day that was; it is all on the record', async () => {
    const { id } = (await post(`/notices/${notice}/postal-files`)).json<{ id: string }>();
    expect((await post(`/postal-files/${id}/posted`, { postedOn: '2026-03-20' })).json()).toMatchObject({ code: 'posted-in-future' });
    await get(`/postal-files/${id}/letters.csv`);
    expect((await post(`/postal-files/${id}/posted`, { postedOn: '2026-03-16', note: 'by the printer' })).json()).toMatchObject({ postedOn: '2026-03-16', postedNote: 'by the printer' });
    expect((await post(`/postal-files/${id}/posted`, { postedOn: '2026-03-15' })).json()).toMatchObject({ code: 'already-posted' });
    const said = await app.database.db.query<{ action: string }>(`select action from audit_event where subject_id = $1 order by id`, [id]);
    expect(said.map(({ action }) => action)).toEqual(['postal-file.made', 'postal-file.downloaded', 'postal-file.posted']);
    await expect(app.database.db.query(`delete from postal_item where file_id = $1`, [id])).rejects.toThrow('never change');
  });

  it.each(['agent', 'auditor'] as const)('are nothing for an %s to make or to read', async (role) => {
    expect((await post(`/notices/${notice}/postal-files`, {}, role)).statusCode).toBe(403);
    const { id } = (await post(`/notices/${notice}/postal-files`)).json<{ id: string }>();
    expect([(await get(`/postal-files/${id}/letters.csv`, role)).statusCode, (await post(`/postal-files/${id}/posted`, { postedOn: '2026-03-16' }, role)).statusCode]).toEqual([403, 403]);
  });
});
