import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { Alerts } from '../alerts/alerts.js';
import { ClockWatch, msAhead } from './clock-watch.js';

it.each([
  ['agrees', 1_000, 1_004, 1_008, 0],
  ['agrees as far as a slow answer lets anybody know', 1_000, 8_999, 9_000, 0],
  ['is ahead', 10_000, 1_000, 10_008, 9_000],
  ['is behind', 1_000, 10_008, 1_008, -9_000],
])('a clock %s', (_, asked, told, answered, ahead) => {
  expect(msAhead(asked, told, answered)).toBe(ahead);
});

describe('the watch over the clock', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  it('tells of one that is apart from the database\'s, and how far; not of one that agrees', async () => {
    const watch = app.app.get(ClockWatch);
    const alerts = async () => (await app.app.get(Alerts).list({ live: true, limit: 9 })).filter(({ kind }) => kind === 'clock.apart').map(({ severity, message }) => [severity, message]);
    for (let turn = 0; turn < 20; turn += 1) expect(await watch.look()).toBe(0);
    expect(await alerts()).toEqual([]);
    expect(await watch.look(() => Date.now() + 20_000)).toBeGreaterThan(19_000);
    expect(await alerts()).toEqual([['warning', expect.stringMatching(/ is 20 seconds ahead of the database’s: waves open/)]]);
    expect(await watch.look(() => Date.now() - 3_600_000)).toBeLessThan(-3_500_000);
    expect(await alerts()).toEqual([['critical', expect.stringMatching(/ is 3600 seconds behind the database’s/)]]);
  });
});
