import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ROLES } from '../../kernel/actor.js';
import { type Browser, testApp, type TestApp } from '../../../test/support/app.js';

let app: TestApp;
let viewer: Browser;
const shown = async (url: string): Promise<string> => (await app.send('GET', url, viewer, undefined, { accept: 'text/html' })).body;

beforeAll(async () => {
  app = await testApp();
  viewer = await app.browser(await app.person(...ROLES));
});
afterAll(() => app?.close());

it.each([
  ['/suppressions', 'stopped addresses', 'reason=manual', 'No address is stopped.'],
  ['/customers/erasures', 'erasures', 'state=done', 'An erasure is asked for on the customer’s page.'],
  ['/settings/webhooks', 'webhooks', 'state=off', 'No webhook yet: no server of yours is told of anything.'],
  ['/doubts', 'messages in doubt', 'channel=sms', 'No message is in doubt.'],
  ['/imports', 'imports', 'kind=calls', 'Nothing was imported yet.'],
  ['/contact-centre', 'gaps', 'gaps-state=known', 'None in the last six months.'],
  ['/contact-centre', 'days', 'days-kind=closed', 'Every day counts as an ordinary one.'],
  ['/people', 'keys', 'keys-state=over', 'There is no key yet.'],
])('%s has nothing by which to narrow no %s, and says what comes there; narrowed, it shows by what', async (page, noun, narrowed, says) => {
  const narrows = `aria-label="Narrow ${noun}"`;
  const bare = await shown(page);
  expect([bare.includes(narrows), bare.includes(says)]).toEqual([false, true]);
  const asked = await shown(`${page}?${narrowed}`);
  expect([asked.includes(narrows), asked.includes('Show all'), asked.includes(says)]).toEqual([true, true, false]);
});
