import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/capture-fixture.js';
import { createLog } from '../logging/log.js';
import { type Helper, keepAlive, type StopKeeping } from './keep-alive.js';

const PAUSES = { lookEveryMs: 2, firstMs: 1, longestMs: 4 };

describe('a helper that is looked after', () => {
  const stops: StopKeeping[] = [];
  afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

  /** Up or not; its revival throws so often before it works. */
  const world = (failures: number) => {
    const lines: { event: string; level: number; tries?: number }[] = [];
    const seen = { up: true, looks: 0, tries: 0 };
    const helper: Helper = {
      name: 'postgres',
      isUp: async () => {
        seen.looks += 1;
        return seen.up;
      },
      revive: async () => {
        seen.tries += 1;
        if (seen.tries <= failures) throw new Error('not yet');
        seen.up = true;
      },
    };
    stops.push(keepAlive(helper, createLog('info', 'test', { write: (text) => void lines.push(JSON.parse(text)) }), PAUSES));
    return { seen, lines, events: () => lines.map(({ event }) => event) };
  };

  it('is left alone while it is up', async () => {
    const { seen, events } = world(0);
    await eventually(() => seen.looks > 5);
    expect([seen.tries, events()]).toEqual([0, []]);
  });

  it('is started again, as often as it dies', async () => {
    const { seen, events } = world(0);
    for (let death = 1; death <= 2; death += 1) {
      seen.up = false;
      await eventually(() => seen.up);
    }
    await eventually(() => events().length === 4);
    expect([seen.tries, events()]).toEqual([2, ['helper.died', 'helper.revived', 'helper.died', 'helper.revived']]);
  });

  it('is tried again until it comes up, and wakes somebody where it takes long', async () => {
    const { seen, lines } = world(5);
    seen.up = false;
    await eventually(() => seen.up);
    await eventually(() => lines.some(({ event }) => event === 'helper.revived'));
    expect(lines.filter(({ event }) => event === 'helper.not-revived').map(({ level }) => level)).toEqual([40, 40, 40, 50, 50]);
    expect(lines.at(-1)).toMatchObject({ event: 'helper.revived', tries: 6 });
  });

  it('that another instance has started meanwhile is left to it', async () => {
    const { seen, events } = world(Infinity);
    seen.up = false;
    await eventually(() => seen.tries > 0);
    seen.up = true;
    const { looks, tries } = seen;
    await eventually(() => seen.looks > looks + 5);
    expect(events().at(-1)).toBe('helper.back');
    expect(seen.tries).toBeLessThanOrEqual(tries + 1);
  });

  it('is not started by who has been told to stop', async () => {
    const { seen } = world(Infinity);
    seen.up = false;
    await eventually(() => seen.tries > 0);
    await stops.splice(0)[0]!();
    const { tries } = seen;
    await new Promise((wake) => setTimeout(wake, 30));
    expect(seen.tries).toBe(tries);
  });
});
