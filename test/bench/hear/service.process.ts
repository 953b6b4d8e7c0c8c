import type { AddressInfo } from 'node:net';
import { start } from '../../../src/platform/start/start.js';
import { answer } from '../send/child.js';

/** The service as it is started in production; its environment says with which doors. */
const running = await start(process.env);
answer({ port: () => ({ port: (running.app.getHttpServer().address() as AddressInfo).port }) }, () => running.stop());
