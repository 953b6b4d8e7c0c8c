import { expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { Public } from '../auth/access.js';
import { testApp } from '../../../test/support/app.js';
import { closeDoors } from './in-flight.js';

let release = (): void => undefined;
let begun = (): void => undefined;

@Public()
@Controller('probe')
class ProbeController {
  @Get('slow')
  async slow() {
    begun();
    await new Promise<void>((go) => (release = go));
    return { done: true };
  }
}

it('closing the doors lets nobody in and answers who is in', async () => {
  const test = await testApp({ controllers: [ProbeController] });
  const url = await test.url();
  const inside = new Promise<void>((told) => (begun = told));
  const answer = fetch(`${url}/probe/slow`);
  await inside;
  const closed = closeDoors(test.app, 30_000);
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  release();
  expect(await (await answer).json()).toEqual({ done: true });
  expect(await closed).toBe(0);
  await test.close();
});

it('who gets no answer in time is counted and not waited for', async () => {
  const test = await testApp({ controllers: [ProbeController] });
  const url = await test.url();
  const inside = new Promise<void>((told) => (begun = told));
  const answer = fetch(`${url}/probe/slow`).catch(() => 'cut off');
  await inside;
  expect(await closeDoors(test.app, 0)).toBe(1);
  await test.close();
  release();
  expect(await answer).toBe('cut off');
});

it('without its database a process is alive but not ready', async () => {
  const test = await testApp();
  await test.database.dataSource.destroy();
  expect((await test.send('GET', '/health/live', null)).statusCode).toBe(200);
  expect((await test.send('GET', '/health/ready', null)).json()).toMatchObject({ status: 503, code: 'not-ready' });
  await test.database.dataSource.initialize();
  await test.close();
});
