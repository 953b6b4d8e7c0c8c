import { describe, expect, it } from '@jest/globals';
import { FairLoop } from './fair-loop.js';

describe('a long calculation', () => {
  it('lets others in between', async () => {
    let others = 0;
    let running = true;
    const heartbeat = (): void => {
      others += 1;
      if (running) setImmediate(heartbeat);
    };
    setImmediate(heartbeat);
    const loop = new FairLoop();
    for (let piece = 0; piece < 20; piece++) {
      const until = performance.now() + 5;
      while (performance.now() < until);
      await loop.turn();
    }
    running = false;
    expect(others).toBeGreaterThanOrEqual(4);
  });
});
