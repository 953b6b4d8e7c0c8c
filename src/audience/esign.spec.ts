import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApp, type Browser, type TestApp } from '../../test/support/app.js';

const FILE = ['reference,first_name,email,esign_consent,esign_consent_on,esign_consent_words', 'E1,Ana,ana@example.org,yes,2024-05-01,"terms of 2024, section 9"', 'E2,Bo,bo@example.org,2023-02-03,,', 'E3,Cy,cy@example.org,withdrawn,,', 'E4,Di,di@example.org,,2024-05-01,', 'E5,Ed,ed@example.org,maybe,,', ''].join('\n');
const NOW = new Date('2026-03-02T09:00:00Z');

describe('whether a customer agreed to electronic notices', () => {
  let test: TestApp;
  let ops: Browser;
  beforeAll(async () => {
    test = await testApp({ now: NOW });
    ops = await test.browser(await test.person('ops', 'admin', 'legal'));
  });
  afterAll(() => test.close());

  interface Customer { readonly id: string; readonly esignConsent: string | null; readonly esignConsentOn: string | null; readonly esignConsentWords: string | null }
  const upload = async (text: string) => (await test.app.inject({ method: 'POST', url: '/api/v1/imports/customers', payload: text, headers: { ...ops.headers, 'content-type': 'text/csv' } })).json<{ counts: object; badRows: { line: number; column: string }[] }>();
  const known = async (reference: string) => (await test.send('GET', `/api/v1/customers?query=${reference}`, ops)).json<{ items: Customer[] }>().items[0]!;
  const said = async (reference: string) => (({ esignConsent, esignConsentOn, esignConsentWords }) => [esignConsent, esignConsentOn, esignConsentWords])(await known(reference));
  const say = (id: string, body: object) => test.send('PUT', `/api/v1/customers/${id}/esign-consent`, ops, body);
  /** [since, until] of each time in which it stood. */
  const stood = async (reference: string) =>
    (await test.database.db.query<{ since: Date; until: Date | null }>('select e.since, e.until from published.esign_consent as e join customer as c on c.id = e.customer_id where c.reference = $1 order by e.since', [reference])).map(({ since, until }) => [since.toISOString(), until?.toISOString() ?? null]);

  it('comes with a file as yes, no or the day since which it is yes; anything else is left out and told', async () => {
    const { badRows, counts } = await upload(FILE);
    expect(counts).toMatchObject({ inserted: 5 });
    expect([await said('E1'), await said('E2'), await said('E3'), await said('E4'), await said('E5')]).toEqual([
      ['yes', '2024-05-01', 'terms of 2024, section 9'], ['yes', '2023-02-03', null], ['no', null, null], [null, null, null], [null, null, null],
    ]);
    expect(badRows.map(({ line, column }) => [line, column])).toEqual([[5, 'esign_consent_on'], [6, 'esign_consent']]);
    expect((await upload(FILE)).counts).toMatchObject({ unchanged: 5 });
  });

  it('is replaced as a whole by the next answer, and an empty cell leaves it', async () => {
    await upload('reference,esign_consent\nE1,\nE2,yes\n');
    expect([await said('E1'), await said('E2')]).toEqual([['yes', '2024-05-01', 'terms of 2024, section 9'], ['yes', null, null]]);
  });

  it('stands from its day on, else from when it came to be known, and until it is taken back', async () => {
    expect([await stood('E1'), await stood('E2'), await stood('E3')]).toEqual([[['2024-05-01T00:00:00.000Z', null]], [[NOW.toISOString(), null]], []]);
    const { id } = await known('E1');
    expect([(await say(id, { consent: 'no', on: '2026-02-01', words: 'by letter' })).json(), (await say(id, { consent: 'no', on: '2026-02-01', words: 'by letter' })).json()]).toEqual([{ changed: true }, { changed: false }]);
    expect(await stood('E1')).toEqual([['2024-05-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z']]);
    await say(id, { consent: 'yes' });
    expect(await stood('E1')).toEqual([['2024-05-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'], [NOW.toISOString(), null]]);
    const record = await test.database.db.query<{ details: object }>(`select e.details from audit_event as e where e.action = 'customer.esign-changed' order by e.id`);
    expect(record.map(({ details }) => details)).toEqual([{ from: 'yes', to: 'no', on: '2026-02-01' }, { from: 'no', to: 'yes', on: null }]);
  });

  it('never stood where a no is older than the yes', async () => {
    const { id } = await known('E2');
    await say(id, { consent: 'no', on: '2020-01-01' });
    expect(await stood('E2')).toEqual([]);
  });

  it.each<[string, object, number, string]>([
    ['a word that is none', { consent: 'perhaps' }, 422, 'request-invalid'],
    ['a day without an answer', { consent: null, on: '2024-05-01' }, 422, 'request-invalid'],
    ['a customer who is not there', { consent: 'yes' }, 404, 'customer-not-found'],
  ])('is refused with %s', async (_, body, status, code) => {
    const answer = await say(status === 404 ? '999999' : '1', body);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  });

  it('is said and shown on the customer’s page', async () => {
    const { id } = await known('E4');
    const html = { accept: 'text/html' };
    const form = await test.send('POST', `/customers/${id}/esign-consent`, ops, `_csrf=${encodeURIComponent(ops.csrfToken)}&consent=yes&on=2025-06-07&words=on+the+phone`, { ...html, 'content-type': 'application/x-www-form-urlencoded' });
    expect([form.statusCode, form.headers.location]).toEqual([303, `/customers/${id}?said=esign`]);
    const page = (await test.send('GET', `/customers/${id}?said=esign`, ops, undefined, html)).body;
    for (const words of ['Agreed to electronic notices', '7 Jun 2025', 'on the phone', 'Letters and the clocks of the law go by it.']) expect([words, page.includes(words)]).toEqual([words, true]);
    expect((await test.send('GET', `/customers/${id}/esign-consent`, ops, undefined, html)).body).toContain('value="2025-06-07"');
  });

  it('is handed out with what else is held of a person, and its words lie sealed', async () => {
    const { id } = await known('E4');
    expect((await test.send('GET', `/customers/${id}/personal-data.json`, ops)).body).toContain('"agreedToElectronicNotices": "yes"');
    const [row] = await test.database.db.query<{ words: string }>(`select 'x' || c.esign_consent_words as words from customer as c where c.id = $1`, [id]);
    expect(row!.words).toMatch(/^xe1\./);
  });
});
