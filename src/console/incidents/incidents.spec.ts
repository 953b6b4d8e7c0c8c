import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, testApp, type TestApp } from '../../../test/support/app.js';
import { BRAND, FACTS } from '../../../test/support/thread.company.js';
import { Alerts } from '../../platform/alerts/alerts.js';

const HTML = { accept: 'text/html' };

/** One company from its first day on: each step goes on where the one before stopped. */
describe('the page of incidents', () => {
  let app: TestApp;
  let admin: Browser;
  let commander: Browser;
  let agent: Browser;
  beforeAll(async () => {
    app = await testApp({ now: new Date('2026-03-02T17:00:00Z') });
    [admin, commander, agent] = await Promise.all([app.person('admin').then(app.browser), app.person('commander').then(app.browser), app.person('agent').then(app.browser)]);
  });
  afterAll(() => app.close());

  const page = async (who: Browser, query = ''): Promise<string> => (await app.send('GET', `/incidents${query}`, who, undefined, HTML)).body;
  const steps = (html: string) => [...html.matchAll(/<li class="card( next)?"[\s\S]*?<h3>(.*?)<\/h3><span class="tag \w*">(.*?)<\/span>/g)].map(([, next, title, tag]) => `${next ? '> ' : ''}${title!}: ${tag!}`);
  const references = (html: string) => [...html.matchAll(/<strong>(INC-\d+)<\/strong>/g)].map(([, reference]) => reference!);

  it('guides whoever comes first, and says how far he is', async () => {
    expect(steps(await page(admin))).toEqual(['> Say who speaks: to do', 'Bring in customers: to do', 'Bring in purchases: to do', 'Add a second person: to do', 'Say who is alerted: to do', 'Declare an incident: to do']);
    await app.send('PUT', `/api/v1/brands/${BRAND.id}`, admin, BRAND);
    await app.send('POST', '/api/v1/imports/customers', admin, 'reference,first_name,email\nC-1,Ana,ana@mail.example\nC-2,Bo,bo@mail.example\n', { 'content-type': 'text/csv' });
    await app.person('legal');
    expect(steps(await page(admin))).toContain('Add a second person: to do'); // legal returns and rejects, and signs nothing
    await app.person('approver');
    const html = await page(admin);
    expect(steps(html)).toEqual(['Say who speaks: done', 'Bring in customers: done', '> Bring in purchases: to do', 'Add a second person: done', 'Say who is alerted: to do', 'Declare an incident: to do']);
    expect([html.includes('Tidewater (tidewater.example)'), html.includes('2 customers'), html.includes('1 person can approve')]).toEqual([true, true, true]);
    const bring = /<h3>Bring in purchases<[\s\S]*?href="([^"]*)"/.exec(html)![1]!.replaceAll('&#x3D;', '=');
    expect((await app.send('GET', bring, admin, undefined, HTML)).body.includes('<option value="touchpoints" selected>')).toBe(true);
    const looked = await page(agent);
    expect([looked.includes('href="/imports"'), looked.includes('A commander does this.')]).toEqual([false, true]);
  });

  it('pages and narrows what there is', async () => {
    const kinds = ['data-breach', 'service-outage'] as const;
    const declared: { id: string; reference: string }[] = [];
    for (let n = 0; n < 27; n += 1) {
      app.clock.advance(1_000);
      const answer = await app.send('POST', '/api/v1/incidents', commander, { kind: kinds[n % 2], title: n === 3 ? 'Cards at 100 % of the stores' : `Incident number ${n}`, severity: n < 20 ? 'low' : 'critical', brandId: BRAND.id, facts: FACTS });
      expect(answer.statusCode).toBe(201);
      declared.push(answer.json<{ id: string; reference: string }>());
    }
    const newest = declared.map(({ reference }) => reference).reverse();
    const first = await page(commander);
    expect(references(first)).toEqual(newest.slice(0, 25));
    const next = /href="\/incidents(\?[^"]*after=[^"]*)"/.exec(first.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'))![1]!;
    expect(references(await page(commander, next))).toEqual(newest.slice(25));
    expect(references(await page(commander, '?severity=critical&kind=data-breach'))).toEqual(newest.filter((_, place) => place < 7 && (26 - place) % 2 === 0));
    expect(references(await page(commander, `?words=${encodeURIComponent('100 %')}`))).toEqual([declared[3]!.reference]); // a sign of the search's own is a sign like others
    expect(references(await page(commander, `?words=${declared[5]!.reference.toLowerCase()}`))).toEqual([declared[5]!.reference]);
    expect(await page(commander, '?words=nothing+like+it')).toContain('No incident is like that.');
    await app.send('POST', `/api/v1/incidents/${declared[4]!.id}/close`, commander);
    expect(references(await page(commander, '?state=closed'))).toEqual([declared[4]!.reference]);
    expect(references(await page(commander, '?words=number+4'))).toEqual([]);
    expect(references(await page(commander, '?state=all&words=number+4'))).toEqual([declared[4]!.reference]);
  });

  it('says what waits for whom', async () => {
    await app.app.get(Alerts).raise({ kind: 'test.odd', subject: 'test', message: 'Something is odd.', remedy: 'Look at it.', lasting: true });
    app.clock.set(new Date('2026-03-03T18:30:00Z')); // an hour and a half after the update that was promised
    const mine = await page(commander, '?severity=critical');
    expect(mine).toContain('next update promised is 1 h 30 min overdue');
    expect(mine).toContain('1 alert about the service that nobody has looked at');
    const theirs = await page(agent, '?severity=critical');
    expect([theirs.includes('Waiting for you'), theirs.includes('/room')]).toEqual([false, false]);
  });
});
