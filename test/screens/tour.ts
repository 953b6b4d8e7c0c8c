import type { Photographer } from './photographer.js';

/** What the demo is about, by id. */
export interface Demo {
  readonly incident: string;
  /** The notice that went out. */
  readonly notice: string;
  /** One that waits for approval. */
  readonly submitted: string;
  readonly audience: string;
  readonly customer: string;
  /** Paths on the public site. */
  readonly ownPage: string;
  readonly publicPage: string;
}

/** A name, where it is, and what it has once it is what it is to show. */
type Stop = readonly [name: string, path: string, ready?: string];

const DRAWN = '.chart[data-drawn="true"]';

/** The pages by who sees them. What is live comes first: it changes while the others are looked at. */
export function stops({ incident, notice, submitted, audience, customer, ownPage, publicPage }: Demo): Readonly<Record<'commander' | 'approver' | 'ops' | 'admin' | 'anybody', readonly Stop[]>> {
  const of = `/incidents/${incident}`;
  return {
    commander: [
      ['room', `${of}/room`, `[data-state="live"] ${DRAWN}`],
      ['notice', `/notices/${notice}`], ['incidents', '/incidents'], ['incident', of], ['calls', `${of}/calls`, DRAWN], ['single-calls', `${of}/single-calls`], ['answers', `/notices/${notice}/answers`], ['report', `${of}/report`], ['law', `${of}/law`],
      ['audience', `/audiences/${audience}`], ['letters', `/notices/${notice}/letters`], ['exercises', '/exercises'], ['preview', `/notices/${submitted}/preview`],
    ],
    approver: [['approve', `/notices/${submitted}/approve`], ['briefing', `/notices/${submitted}/briefing`], ['templates', '/templates'], ['playbooks', '/playbooks'], ['law-rules', '/law'], ['my-sign-in', '/my-sign-in']],
    ops: [['desk', '/desk'], ['customers', '/customers'], ['customer', `/customers/${customer}`], ['stopped-addresses', '/suppressions'], ['audit', '/audit'], ['imports', '/imports'], ['contact-centre', '/contact-centre'], ['doubts', '/doubts'], ['health', '/operations'], ['outbox', '/outbox']],
    admin: [['who-speaks', '/settings/brands'], ['phones', '/settings/phones'], ['who-is-told', '/settings/alerts'], ['webhooks', '/settings/webhooks'], ['people', '/people'], ['retention', '/customers/retention']],
    anybody: [['sign-in', '/sign-in'], ['own-page', ownPage], ['public-page', publicPage], ['check', '/check'], ['affected', '/affected']],
  };
}

/** The five steps of declaring, with a breach at two stores half told. */
export async function declare(photographer: Photographer): Promise<void> {
  await photographer.take('declare-kind', '/incidents/new');
  await photographer.visit('/incidents/new?kind=data-breach&anew=1', async (page) => {
    await page.getByLabel('Title').fill('Card readers at two stores');
    await page.locator('#whatHappened-en').fill('Between 2 and 8 March someone had put false readers on the card terminals of two of our stores.');
    await page.locator('#whatWeDo-en').fill('We have taken the readers away, told the police, and asked the banks to watch these cards.');
    await page.locator('#exposureFrom').fill('2026-03-02T00:00');
    await page.locator('#exposureUntil').fill('2026-03-09T00:00');
    await page.getByRole('button', { name: 'Go on: who is affected' }).click();
    await page.waitForURL('**/incidents/new/who');
    await page.locator('#name-0\\.0-0').fill('store');
    await page.locator('#is-value-0\\.0-0').fill('3, 7');
    await page.locator('.found .exact').waitFor();
    await page.getByRole('button', { name: 'Go on: the words' }).click();
    await page.waitForURL('**/incidents/new/words');
    await page.getByRole('button', { name: 'Go on: check' }).last().click();
    await page.waitForURL('**/incidents/new/check');
  });
  await photographer.take('declare-what', '/incidents/new/what');
  await photographer.take('declare-who', '/incidents/new/who', '.found .exact');
  await photographer.take('declare-words', '/incidents/new/words', '.bubble');
  await photographer.take('declare-check', '/incidents/new/check', '.exact');
}
