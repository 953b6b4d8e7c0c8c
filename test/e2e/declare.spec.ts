import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Locator, type Page } from 'playwright-core';
import { TEST_PASSWORD } from '../support/app.js';
import { eventually } from '../support/capture-fixture.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { storySteps } from '../support/story-steps.js';
import { startThread, type ThreadApp } from '../support/thread.app.js';
import { affected, BRAND, customersCsv, FACTS, purchases, purchasesCsv, shoppers } from '../support/thread.company.js';

/** What a hand does: a click for each thing that is pointed at, a key for each letter. */
class Hand {
  clicks = 0;
  keys = 0;

  async click(target: Locator): Promise<void> {
    this.clicks++;
    await target.click();
  }

  async type(target: Locator, text: string): Promise<void> {
    this.clicks++;
    this.keys += text.length;
    await target.fill(text);
  }

  async choose(target: Locator, value: string): Promise<void> {
    this.clicks += 2;
    await target.selectOption(value);
  }
}

/**
 * What a hand needs for one of them: to point, 1.1 s, and press, 0.2 s; a key of somebody who types as most do, 0.28 s.
 * @source Card, Moran, Newell, The keystroke-level model for user performance time with interactive systems, CACM 23 (7), 1980.
 */
const CLICK_SECONDS = 1.3;
const KEY_SECONDS = 0.28;

/** From the sign-in page and the kind of an incident to the draft of its first word, with the rule built by clicking: in Chromium, with scripts and without. */
describe('declaring an incident', () => {
  const customers = shoppers();
  const bought = purchases(customers);
  const hit = affected(customers, bought);
  const seen: Visitor[] = [];
  const hand = new Hand();
  let thread: ThreadApp;
  let browser: Browser;
  let commander: Visitor;
  let scriptless: Visitor;
  let incident = '';
  let signInKeys = 0;
  let colleague = '';
  const it = storySteps(seen);

  beforeAll(async () => {
    [thread, browser] = await Promise.all([startThread({ now: new Date('2026-03-02T17:00:00Z'), environment: { LOG_LEVEL: 'error' } }), launchBrowser()]);
    await thread.admin.put(`/api/v1/brands/${BRAND.id}`, BRAND);
    await thread.admin.post('/api/v1/imports/customers', customersCsv(customers));
    await thread.admin.post('/api/v1/imports/touchpoints?kind=purchase', purchasesCsv(bought));
    const person = await thread.test.person('commander', 'author');
    colleague = person.name;
    commander = await arriveByHand(person.email);
    scriptless = await arrive((await thread.test.person('commander', 'author')).email);
  });
  afterAll(async () => {
    await browser?.close();
    await thread?.close();
  });

  /** Whoever declares has to get in first. */
  async function arriveByHand(email: string): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser, thread.url);
    seen.push(visitor);
    const { page } = visitor;
    await page.goto('/sign-in');
    await hand.type(page.getByLabel('E-mail'), email);
    await hand.type(page.getByLabel('Password'), TEST_PASSWORD);
    await hand.click(page.getByRole('button', { name: 'Sign in' }));
    await page.waitForURL('**/incidents');
    signInKeys = hand.keys;
    return visitor;
  }

  async function arrive(email: string): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser, thread.url, { javaScriptEnabled: false });
    seen.push(visitor);
    await visitor.signIn(email, TEST_PASSWORD);
    return visitor;
  }

  const about = (page: Page): Promise<string> => eventually(async () => (await page.locator('.found .about').count()) > 0).then(async () => (await page.locator('.found .about').textContent())!.trim());
  const row = (page: Page, number: string): Locator => page.locator(`#row-0.${number}`.replaceAll('.', '\\.'));

  it('takes what happened, and says beside the field what is missing', async () => {
    const { page } = commander;
    await page.goto('/incidents');
    await hand.click(page.getByRole('link', { name: 'Declare an incident' }).first());
    await hand.click(page.getByRole('link', { name: /Data breach/ }));
    await hand.type(page.getByLabel('Title'), 'Card readers of two stores');
    // A press too early costs nothing: what was typed is there in another window, too.
    await commander.press('Go on: who is affected');
    // What is wrong stands above, as a link, and at the very field.
    expect(await page.getByRole('alert').getByRole('link').evaluateAll((links) => links.map((link) => [link.getAttribute('href'), link.textContent]))).toEqual([['#whatHappened-en', expect.stringContaining('needs the words in at least one language')]]);
    const field = page.locator('#whatHappened-en');
    expect([await field.getAttribute('aria-invalid'), await field.getAttribute('aria-describedby'), await page.locator('#whatHappened-en-fault').textContent()]).toEqual(['true', 'whatHappened-en-fault', expect.stringContaining('at least one language')]);
    await commander.look('declare-faults');
    commander.complaints.length = 0; // the 422 that this is about
    await page.goto('/incidents/new?kind=data-breach');
    expect([await page.getByLabel('Title').inputValue(), await page.locator('main').textContent()]).toEqual(['Card readers of two stores', expect.stringContaining('This is as you left it')]);
    await hand.type(page.getByLabel('It began'), '2026-02-10T01:00');
    await hand.type(page.getByLabel('It ended'), '2026-02-24T01:00');
    for (const locale of ['en', 'es'] as const) {
      await hand.type(page.locator(`#whatHappened-${locale}`), FACTS.text[locale].whatHappened);
      await hand.type(page.locator(`#whatWeDo-${locale}`), FACTS.text[locale].whatWeDo);
    }
    await hand.click(page.getByRole('button', { name: 'Go on: who is affected' }));
    await page.waitForURL('**/incidents/new/who');
  });

  it('saves what is typed while it is typed, and says where two windows stand in each other’s way', async () => {
    const [one, two] = [await commander.page.context().newPage(), await commander.page.context().newPage()];
    await one.goto('/incidents');
    await one.getByRole('link', { name: 'Go on with the declaration that you began (Data breach)' }).click();
    await two.goto('/incidents/new/what');
    const saved = (page: Page): Promise<string> => page.locator('input[name="seen"]').inputValue();
    const before = await saved(one);
    await one.locator('#moreInformation-en').evaluate((field) => field.closest('details')!.setAttribute('open', ''));
    await one.locator('#moreInformation-en').fill('Ask us.');
    await eventually(async () => (await saved(one)) !== before);
    expect(await one.locator('.saved').textContent()).toMatch(/^Saved (just now|\d+ min ago)\. Nothing is sent\.$/);
    // The same window goes on; the other one has seen nothing of it.
    await one.locator('#moreInformation-en').fill('Ask us at any time.');
    await eventually(async () => Number(await saved(one)) === Number(before) + 2);
    await two.getByLabel('Title').fill('Another title');
    await eventually(async () => (await two.locator('#keep').count()) === 1);
    expect(await two.locator('.draft-state').textContent()).toContain('changed in another window');
    await two.getByRole('button', { name: 'Go on: who is affected' }).click();
    await two.getByRole('alert').waitFor();
    expect([await two.getByLabel('Title').inputValue(), await two.getByRole('alert').textContent()]).toEqual(['Another title', expect.stringContaining('changed in another window')]);
    await one.goto('/incidents/new/what');
    expect([await one.getByLabel('Title').inputValue(), await one.locator('#moreInformation-en').inputValue()]).toEqual(['Card readers of two stores', 'Ask us at any time.']);
    await two.locator('#keep').check();
    await two.getByRole('button', { name: 'Go on: who is affected' }).click();
    await two.waitForURL('**/incidents/new/who');
    await one.goto('/incidents/new/what');
    expect([await one.getByLabel('Title').inputValue(), await one.locator('#moreInformation-en').inputValue()]).toEqual(['Another title', '']);
    await one.getByLabel('Title').fill('Card readers of two stores');
    await one.getByRole('button', { name: 'Go on: who is affected' }).click();
    await one.waitForURL('**/incidents/new/who');
    // What was saved while typing and comes in after the step says so quietly, and changes nothing.
    await two.goto('/incidents/new/what');
    const late = await two.evaluate<string>(`(async () => {
      const form = document.querySelector('form[data-draft]');
      const title = form.querySelector('#title');
      const sent = (value) => { title.value = value; return new URLSearchParams(new FormData(form)); };
      const [typed, pressed] = [sent('Half a tit'), sent('Card readers of two stores')];
      await fetch(form.action, { method: 'POST', body: pressed });
      return (await fetch(form.dataset.draft, { method: 'POST', body: typed })).text();
    })()`);
    expect(late).toContain('What was sent later is saved.');
    await two.goto('/incidents/new/what');
    expect(await two.getByLabel('Title').inputValue()).toBe('Card readers of two stores');
    await Promise.all([one.close(), two.close()]);
  });

  it('builds the rule by clicking, with the values that are in the data', async () => {
    const { page } = commander;
    await page.goto('/incidents/new/who');
    expect(await page.locator('#kind-0\\.0').inputValue()).toBe('purchase');
    // Everybody who bought in those two weeks, without a press.
    await about(page);
    await hand.type(page.locator('#name-0\\.0-0'), 'store');
    await page.locator('#name-0\\.0-0').blur();
    await eventually(async () => (await page.locator('#values-0\\.0-0 option').count()) > 2);
    await hand.type(page.locator('#is-value-0\\.0-0'), '3, 7');
    await hand.click(page.getByRole('button', { name: 'Add a condition' }));
    await eventually(async () => (await page.locator('#name-0\\.0-1').count()) === 1);
    expect(await page.evaluate('document.activeElement.id')).toBe('name-0.0-1');
    await hand.type(page.locator('#name-0\\.0-1'), 'paid_by');
    await page.locator('#name-0\\.0-1').blur();
    await eventually(async () => (await page.locator('#values-0\\.0-1 option').count()) > 0);
    await hand.type(page.locator('#is-value-0\\.0-1'), 'card');
    // So few customers are all looked at: no estimate, the number itself.
    await eventually(async () => (await about(page)) === `${hit.length} people`);
    await eventually(async () => (await page.locator('.found .exact').textContent({ timeout: 1_000 }).catch(() => '')) === `${hit.length} people`);
    await eventually(async () => (await page.getByRole('region', { name: 'People whom one thing keeps out' }).count()) === 1);
    expect(await page.getByRole('region', { name: 'People whom one thing keeps out' }).textContent()).toContain('row 1: another paid_by');
    expect(JSON.parse(await page.locator('#rule').inputValue())).toMatchObject({ touchpoint: { kind: 'purchase', from: '2026-02-10T00:00:00.000Z', where: { store: ['3', '7'], paid_by: 'card' } } });
    await commander.look('audience');
  });

  it('nests groups, names the row of a fault, and keeps what was typed', async () => {
    const { page } = commander;
    await page.getByRole('button', { name: 'Add a group' }).first().click();
    await row(page, '1').waitFor();
    await row(page, '1').getByLabel('a group of which').selectOption('none');
    await row(page, '1').getByRole('button', { name: 'Add what is known of them' }).click();
    await page.locator('#field-0\\.1\\.0').waitFor();
    await page.locator('#field-0\\.1\\.0').selectOption('locale');
    await eventually(async () => (await page.locator('#values-0\\.1\\.0 option').count()) > 1);
    await page.getByRole('button', { name: 'Count', exact: true }).last().click();
    await eventually(async () => (await page.getByRole('alert').textContent({ timeout: 1_000 }).catch(() => ''))?.includes('Row 2.1: say the value.'));
    await page.locator('#value-0\\.1\\.0').fill('es-MX');
    await eventually(async () => (await page.getByRole('alert').count()) === 0 && (await about(page)) !== `${hit.length} people`);
    const spanish = hit.filter(({ locale }) => locale === 'es-MX').length;
    expect(await about(page)).toBe(`${hit.length - spanish} people`);
    // Another window, another day: it is as it was left.
    await page.goto('/incidents/new/who');
    expect(await page.locator('#value-0\\.1\\.0').inputValue()).toBe('es-MX');
    await row(page, '1').getByRole('button', { name: 'Take away this group of row 2', exact: true }).click();
    await eventually(async () => (await row(page, '1').count()) === 0);
  });

  it('goes from rows to JSON and back, and says where rows can’t show what JSON says', async () => {
    const { page } = scriptless;
    // At once, with the people to be found afterwards.
    await page.goto('/incidents/new?kind=data-breach');
    await page.getByLabel('Title').fill('Card readers, told at once');
    await page.locator('#whatHappened-en').fill(FACTS.text.en.whatHappened);
    await page.locator('#whatWeDo-en').fill(FACTS.text.en.whatWeDo);
    await scriptless.press('Declare now, find the people later');
    incident = /\/incidents\/[0-9a-f-]{36}/.exec(page.url())![0];
    await page.goto(`${incident}/audience?anew=1`);
    await page.locator('summary', { hasText: 'The rule as JSON' }).click();
    await page.locator('#rule').fill('{"any": [{"field": "region", "op": "in", "value": ["WA", "OR"]}, {"touchpoint": {"kind": "purchase", "where": {"store": [{"op": "gte", "value": 3}, {"op": "lt", "value": 8}]}, "atLeast": 2}}]}');
    await scriptless.press('Take the JSON');
    expect([await page.locator('#join-0').inputValue(), await page.locator('#value-0\\.0').inputValue(), await page.locator('#is-0\\.1-1').inputValue(), await page.locator('#least-0\\.1').inputValue()]).toEqual(['any', 'WA, OR', 'lt', '2']);
    await page.locator('#value-0\\.0').fill('WA');
    await scriptless.press('Add what is known of them');
    expect(await page.locator('#field-0\\.2').count()).toBe(1);
    await page.locator('#field-0\\.2').selectOption('email');
    await page.getByRole('button', { name: 'Count', exact: true }).last().click();
    await page.waitForLoadState('load');
    expect(JSON.parse(await page.locator('#rule').inputValue())).toMatchObject({ any: [{ value: ['WA'] }, {}, { field: 'email', op: 'exists', value: true }] });
    expect(await page.locator('.found').textContent()).toMatch(/people/);
    await page.locator('summary', { hasText: 'The rule as JSON' }).click();
    await page.locator('#rule').fill('{"field": "last_name", "op": "in", "value": ["Smith, Jr."]}');
    await scriptless.press('Take the JSON');
    expect(await page.locator('main').textContent()).toContain('Rows can’t show this rule.');
    await page.locator('#rule').fill('{"field": "last_name"');
    await scriptless.press('Take the JSON');
    expect(await page.getByRole('alert').textContent()).toContain('The JSON can’t be read');
    await scriptless.press('Begin again with rows');
    expect(await page.locator('#row-0\\.0').count()).toBe(0);
    scriptless.complaints.length = 0; // the 422s that this is about
  });

  it('shows the words before there is a notice, with what is wrong of them while they are changed', async () => {
    const { page } = commander;
    await page.goto('/incidents/new/who');
    await page.locator('#name-0\\.0-0').fill('store');
    await page.locator('#is-value-0\\.0-0').fill('3, 7');
    if (await page.locator('#name-0\\.0-1').count()) await page.getByRole('button', { name: 'Take away this condition of row 1' }).last().click();
    await eventually(async () => (await page.locator('#rule').inputValue()).includes('"7"') && !(await page.locator('#rule').inputValue()).includes('paid_by') && (await page.locator('.found .exact').count()) === 1);
    await hand.click(page.getByRole('button', { name: 'Go on: the words' }));
    await page.waitForURL('**/incidents/new/words');
    const english = page.getByRole('region', { name: 'English' });
    expect(await english.textContent()).toMatch(/For \d+ people/);
    expect(await english.locator('.bubble').first().textContent()).toContain('your data was part of a data breach');
    const mail = await commander.framedMail();
    expect(mail).toContain(FACTS.text.en.whatHappened.slice(0, 30));
    // The reader's name is invented; the store is one of the incident's, and never that of the playbook's own story.
    for (const shown of [mail, await english.locator('pre').first().textContent()]) expect(shown).toMatch(/Store [37](?!\d)/);
    expect(mail).not.toMatch(/Albany|Store 12/);
    expect(await page.locator('main').textContent()).toContain('are those of one of the affected');
    await commander.look('declare-words');
    await english.getByText('Change these texts').click();
    const subject = page.locator('#subject-en');
    const shipped = await subject.inputValue();
    await subject.fill('URGENT!!! Act now: http://bit.ly/x');
    await eventually(async () => (await english.locator('.findings').textContent({ timeout: 1_000 }).catch(() => ''))?.includes('must be mended'));
    await subject.fill('{{nobody.knows}}');
    await eventually(async () => (await english.textContent())?.includes('It can’t be used as it stands.'));
    await commander.press('Go on: check');
    expect([await subject.getAttribute('aria-invalid'), await page.getByRole('alert').getByRole('link').first().getAttribute('href')]).toEqual(['true', '#subject-en']);
    commander.complaints.length = 0; // the 422 that this is about
    await subject.fill(`${shipped} (a first word)`);
    await eventually(async () => (await english.locator('.letter .subject').textContent({ timeout: 1_000 }).catch(() => ''))?.endsWith('(a first word)'));
    // Back and forth: nothing of it is lost.
    await page.goto('/incidents/new/what');
    expect(await page.getByLabel('Title').inputValue()).toBe('Card readers of two stores');
    await page.goto('/incidents/new/words');
    expect([await page.locator('#subject-en').inputValue(), await page.getByRole('region', { name: 'English' }).textContent()]).toEqual([`${shipped} (a first word)`, expect.stringContaining('your own words')]);
  });

  it('says of a language without words how many wait for it, above the button too', async () => {
    const { page } = commander;
    const write = async (whatHappened: string, whatWeDo: string) => {
      await page.goto('/incidents/new/what');
      await page.locator('#whatHappened-es').fill(whatHappened);
      await page.locator('#whatWeDo-es').fill(whatWeDo);
      await commander.press('Go on: who is affected');
      await page.waitForURL('**/incidents/new/who');
      await eventually(async () => (await page.locator('.found .exact').count()) === 1); // it counts by itself, and keeps what it counted
    };
    await write('', '');
    const readers: number[][] = [];
    for (const step of ['words', 'check']) {
      await page.goto(`/incidents/new/${step}`);
      const warning = page.locator('.notice', { hasText: 'people are to be written to in Spanish, and there are no words in it yet.' });
      expect(await warning.getByRole('link').getAttribute('href')).toBe('/incidents/new/what#whatHappened-es');
      const said = (await page.locator('main').textContent())!;
      readers.push([/For\s*(\d+) people/, /(\d+) people are to be written to in Spanish/].map((words) => Number(words.exec(said)?.[1])));
    }
    const [[english = 0, spanish = 0] = [], onCheck] = readers;
    expect([[english, spanish], english + spanish]).toEqual([onCheck, parseInt((await page.locator('.exact').textContent())!, 10)]); // each is one language's reader
    expect(await page.locator('main').textContent()).toContain('no words yet');
    await write(FACTS.text.es.whatHappened, FACTS.text.es.whatWeDo);
    await page.goto('/incidents/new/words');
    expect(await page.locator('main').textContent()).not.toContain('no words in it yet');
  });

  it('shows everything at one look, and makes incident, audience and first notice of it in one go', async () => {
    const { page } = commander;
    await hand.click(page.getByRole('button', { name: 'Go on: check' }).last());
    await page.waitForURL('**/incidents/new/check');
    const main = page.locator('main');
    await eventually(async () => (await main.locator('.exact').count()) === 1);
    expect(await main.textContent()).toMatch(/Card readers of two stores[^]*store is one of 3, 7[^]*segment[^]*Nothing is sent[^]*Clocks of the law/);
    expect(await main.textContent()).toMatch(/Purchase from 10 Feb 2026, 01:00 CET until before 24 Feb 2026, 01:00 CET/); // as they were typed there, and not under the brand's name
    expect(await main.locator('.clock-list').first().locator('li').count()).toBeGreaterThan(0);
    expect(await main.textContent()).not.toContain('Which laws bind is known'); // since the people are counted by place
    await commander.look('declare-check');
    expect((await thread.admin.get<{ items: readonly { title: string }[] }>('/api/v1/incidents')).items.map(({ title }) => title)).toEqual(['Card readers, told at once']);
    // The same page in a second window: whoever is later is told, and nothing is made twice.
    const second = await page.context().newPage();
    await second.goto('/incidents/new/check');
    await hand.click(page.getByRole('button', { name: 'Declare, and draft the first word' }));
    await page.waitForURL(/\/notices\/[0-9a-f-]{36}/);
    await second.getByRole('button', { name: 'Declare, and draft the first word' }).click();
    await second.waitForURL('**/incidents/new');
    await second.close();
    expect(await main.textContent()).toContain('Card readers of two stores');
    expect(await page.locator('#subject').inputValue()).toMatch(/\(a first word\)$/);
    expect((await thread.admin.get<{ items: readonly { title: string }[] }>('/api/v1/incidents')).items.map(({ title }) => title).sort()).toEqual(['Card readers of two stores', 'Card readers, told at once']);
    await hand.click(page.getByRole('button', { name: 'Check everyone’s message' }));
    await hand.click(page.getByRole('button', { name: 'Submit for approval' }));
    await eventually(async () => (await main.textContent({ timeout: 1_000 }).catch(() => ''))?.includes('submitted it'));
    // The sentences apart, which somebody has to think of: what the screens ask of a hand.
    const sentences = (['en', 'es'] as const).flatMap((locale) => [FACTS.text[locale].whatHappened, FACTS.text[locale].whatWeDo]).join('').length;
    const effort = { clicks: hand.clicks, keys: hand.keys - sentences };
    const seconds = effort.clicks * CLICK_SECONDS + effort.keys * KEY_SECONDS;
    process.stdout.write(`declaring, from the sign-in page to submitted: ${effort.clicks} clicks, ${effort.keys} keys besides the sentences: ${Math.round(seconds)} s for the hand\n`);
    expect(effort.clicks).toBeLessThanOrEqual(27);
    expect(effort.keys - signInKeys).toBeLessThanOrEqual(90);
    expect(seconds).toBeLessThan(120);
    expect(commander.complaints).toEqual([]);
  });

  it('lets only some see it from the first moment on', async () => {
    const { page } = scriptless;
    const titles = async () => (await thread.admin.get<{ items: readonly { title: string }[] }>('/api/v1/incidents')).items.map(({ title }) => title);
    await page.goto('/incidents/new?kind=data-breach');
    await page.getByLabel('Title').fill('Somebody of the house');
    await page.locator('#whatHappened-en').fill(FACTS.text.en.whatHappened);
    await page.locator('#whatWeDo-en').fill(FACTS.text.en.whatWeDo);
    expect(await page.getByLabel('Why only some may see it').isVisible()).toBe(false);
    await page.getByLabel('Only you, and those whom you choose').check();
    await scriptless.press('Declare now, find the people later');
    expect(await page.getByRole('alert').getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(['#restrictReason']);
    scriptless.complaints.length = 0; // the 422 that this is about
    await page.getByLabel('Why only some may see it').fill('He is on shift tonight.');
    await page.getByLabel(colleague).check();
    await scriptless.press('Declare now, find the people later');
    const restricted = /\/incidents\/[0-9a-f-]{36}/.exec(page.url())![0];
    await page.goto(`${restricted}/viewers`);
    expect(await page.locator('main .card strong').allTextContents()).toEqual([expect.any(String), colleague]);
    await commander.page.goto(restricted);
    expect([await commander.page.locator('h1').textContent(), await titles()]).toEqual([expect.stringContaining('Somebody of the house'), expect.not.arrayContaining(['Somebody of the house'])]);
    await commander.page.goto('/incidents/new?kind=data-breach');
    await commander.page.getByLabel('Only you, and those whom you choose').check();
    expect(await commander.page.getByLabel('Why only some may see it').isVisible()).toBe(true);
    await commander.look('declare-restricted');
    expect(scriptless.complaints).toEqual([]);
  });
});
