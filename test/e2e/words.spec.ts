import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { DecisionService } from '../../src/approve/decision.service.js';
import { DraftingService } from '../../src/approve/drafting.service.js';
import { EditingService } from '../../src/approve/editing.service.js';
import { NoticeService } from '../../src/approve/notice.service.js';
import { PreflightService } from '../../src/approve/preflight.service.js';
import { BrandService } from '../../src/declare/brand.service.js';
import { type Role } from '../../src/kernel/actor.js';
import { type TestApp, TEST_PASSWORD, testApp } from '../support/app.js';
import { ApproveBuilder } from '../support/approve.builder.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { eventually } from '../support/capture-fixture.js';
import { aBrand } from '../support/declare.builder.js';
import { storySteps } from '../support/story-steps.js';

/** Templates and playbooks as people of the company write, review and compare them. Each step goes on where the one before it stopped. */
describe('templates and playbooks in a browser', () => {
  const seen: Visitor[] = [];
  const brand = aBrand();
  const address = `/templates/${brand.id}/data-breach/initial`;
  let service: TestApp;
  let browser: Browser;
  let author: Visitor;
  let legal: Visitor;
  const it = storySteps(seen);

  beforeAll(async () => {
    [service, browser] = await Promise.all([testApp({ now: new Date('2026-03-02T17:00:00Z') }), launchBrowser()]);
    await service.app.get(BrandService).save((await service.person('admin')).actor, brand);
    [author, legal] = [await signedIn('author'), await signedIn('legal')];
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  async function signedIn(...roles: Role[]): Promise<Visitor> {
    const [person, visitor] = [await service.person(...roles), await Visitor.arrive(browser, await service.url())];
    seen.push(visitor);
    await visitor.signIn(person.email, TEST_PASSWORD);
    return visitor;
  }

  it('lists every text, and finds those that are asked for', async () => {
    const { page } = author;
    await page.goto('/templates');
    expect(await page.locator('main').textContent()).toContain('48 texts');
    await author.look('templates');
    await page.getByLabel('Incident', { exact: true }).selectOption('data-breach');
    await page.getByLabel('Language').selectOption('es');
    await author.press(/^Show/);
    expect(await page.locator('tbody tr').count()).toBe(4);
    await page.getByRole('link', { name: 'first word for Data breach in Spanish' }).click();
    await page.waitForURL(`**${address}/es`);
  });

  it('shows what is typed as its readers get it, with what is wrong, and keeps nothing', async () => {
    const { page } = author;
    await page.goto(`${address}/en`);
    await eventually(() => page.frames().some((frame) => frame.url().includes('/mail.html?version=0')));
    await page.getByLabel('SMS', { exact: true }).fill('{{brand.name}}: look at https://evil.example/now 😀 {{notice.checkCode}}');
    await page.locator('#trial', { hasText: 'UCS-2' }).waitFor();
    const trial = page.locator('#trial');
    expect(await trial.textContent()).toMatch(new RegExp(`${brand.name}: look at https://evil\\.example/now`));
    expect(await trial.textContent()).toContain(`It leads outside ${brand.domain}`);
    await page.getByLabel('Subject').fill('Hello {{person.nickname}}');
    await trial.getByText('It can’t be used as it stands').waitFor();
    expect(await trial.textContent()).toContain('Line 1, column 9: no notice has "person.nickname"');
    await author.look('template-faults');
    await author.press('Save as a new version');
    expect(await page.locator('#subject').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('alert').textContent()).toContain('That was not done.');
    author.complaints.length = 0; // the 422 that this is about
    await page.goto(`${address}/en`);
    expect(await page.locator('#subject').inputValue()).not.toContain('nickname');
  });

  it('keeps a change as a new version that waits for somebody else', async () => {
    const { page } = author;
    const before = await page.locator('#subject').inputValue();
    await page.getByLabel('Subject').fill(`${before}: what to do now`);
    await page.getByLabel('What you changed').fill('Says what the mail is for.');
    await author.press('Save as a new version');
    expect(await page.getByRole('region', { name: 'Review' }).textContent()).toMatch(/Version 1 by .*“Says what the mail is for\.”.*An approver or legal looks at it\./s);
    await page.getByText('Names that the words can use').click();
    expect(await page.locator('tr', { hasText: 'notice.checkCode' }).textContent()).toContain('K7QF-2M9D');
    await author.look('template');
    await page.getByRole('link', { name: 'See what changed' }).click();
    await page.waitForURL('**/compare');
    expect(await page.getByRole('region', { name: 'Subject' }).locator('ins').textContent()).toContain('what to do now');
    expect(await page.getByRole('region', { name: 'SMS' }).textContent()).toContain('Nothing changed here.');
    await author.look('template-compared');
  });

  it('is taken into use by legal, whereupon the other language needs translation', async () => {
    const { page } = legal;
    await page.goto(`${address}/en`);
    expect(await page.locator('#subject').getAttribute('readonly')).not.toBeNull();
    await legal.press('Send it back');
    expect(await page.getByRole('alert').textContent()).toContain('Say why');
    legal.complaints.length = 0; // the 400 that this is about
    await legal.press('Take it into use');
    expect(await page.getByRole('row', { name: /^version 1/ }).textContent()).toMatch(/in use.*reviewed by/s);
    await page.goto('/templates?state=lags');
    expect(await page.locator('tbody tr').allTextContents()).toEqual([expect.stringMatching(/Data breach.*Spanish.*needs translation/s)]);
    await page.goto(`${address}/es`);
    expect(await page.locator('main').textContent()).toContain('Needs translation. The English text was changed after this one.');
    await legal.look('template-lags');
  });

  it('is fetched back as a new version', async () => {
    const { page } = author;
    await page.goto(`${address}/en`);
    await author.press('Fetch back as supplied as a new version');
    expect(await page.getByRole('region', { name: 'Review' }).textContent()).toContain('Back to what came with the service.');
    await page.goto(`${address}/en?version=1`);
    expect(await page.locator('main').textContent()).toContain('This is an older version.');
    expect(await page.locator('#subject').inputValue()).toContain('what to do now');
  });

  it('and a playbook goes the same way, by form and as JSON', async () => {
    const { page } = author;
    await page.goto('/playbooks');
    await author.look('playbooks');
    await page.getByRole('link', { name: 'Fraud wave' }).click();
    await page.waitForURL('**/playbooks/fraud-wave');
    await page.locator('#voice-en').fill('We are writing to you about calls that are not ours.');
    await author.press('Save as a new version');
    expect(await page.getByRole('region', { name: 'Review' }).textContent()).toContain('Version 1');
    await author.look('playbook');
    await page.getByText('The same as JSON').click();
    await page.getByLabel('Playbook', { exact: true }).fill('{"severity": "awful"}');
    await author.press('Save the JSON as a new version');
    expect(await page.getByRole('alert').textContent()).toMatch(/severity .*lacks "advice"/s);
    author.complaints.length = 0; // the 422 that this is about
    await legal.page.goto('/playbooks/fraud-wave');
    await legal.press('Take it into use');
    await legal.page.goto('/playbooks/fraud-wave/compare');
    expect(await legal.page.getByRole('region', { name: 'What a caller hears' }).locator('ins').first().textContent()).toBeTruthy();
    expect((await service.send('GET', '/api/v1/playbooks/fraud-wave', await service.key(await service.person('agent')))).json()).toMatchObject({ voice: { en: 'We are writing to you about calls that are not ours.' } });
  });

  it('that looks like phishing blocks a notice, until legal lets it pass for a reason', async () => {
    const build = new ApproveBuilder(service.database.db);
    const [writer, editor] = [await build.person('author'), await build.person('commander')];
    const incident = await build.incident(editor);
    const { id } = await service.app.get(DraftingService).draft(writer, incident, { type: 'initial', audienceId: await build.audience(incident, editor, [{}]), schedule: { waves: 1 } });
    const { texts } = await service.app.get(NoticeService).view(writer, id);
    const { locale: _, templateHash: __, ...sources } = texts.find(({ locale }) => locale === 'en')!;
    await service.app.get(EditingService).editText(writer, id, 'en', 1, { ...sources, emailText: `${sources.emailText}\nSee https://regulator.example/order too.` });
    await service.app.get(PreflightService).request(writer, id);
    await service.app.get(PreflightService).runWaiting();

    const { page } = legal;
    await page.goto(`/notices/${id}`);
    await page.getByRole('link', { name: '1 finding blocks it: mend the words, or ask legal' }).click();
    await page.waitForURL('**/findings');
    const finding = page.getByRole('region', { name: 'e-mail as text, English: foreign-link' });
    expect(await finding.textContent()).toMatch(/must be mended.*https:\/\/regulator\.example\/order.*leads outside/s);
    await legal.look('findings');
    await finding.getByLabel('Why it can stay').fill('The regulator names this page in its order.');
    await legal.press('Let it pass');
    expect(await page.locator('main').textContent()).toMatch(/Nothing blocks this notice\..*let pass.*The regulator names this page in its order\./s);
    await legal.look('findings-let-pass');
    await service.app.get(DecisionService).submit(writer, id);
    await page.goto(`/notices/${id}/approve`);
    expect(await page.locator('main').textContent()).toMatch(/of legal let it pass: The regulator names this page in its order\./);
  });

  it('without scripts shows what is typed when asked to', async () => {
    const plain = await Visitor.arrive(browser, await service.url(), { javaScriptEnabled: false });
    seen.push(plain);
    const person = await service.person('commander');
    await plain.signIn(person.email, TEST_PASSWORD);
    await plain.page.goto(`${address}/en`);
    await plain.page.getByLabel('SMS', { exact: true }).fill('{{brand.name}} says {{notice.checkCode}}');
    await plain.press('Look at it first');
    expect(await plain.page.locator('.bubble').textContent()).toBe(`${brand.name} says K7QF-2M9D`);
  });
});
