import { start } from '../../../src/platform/start/start.js';
import { answer } from './child.js';

/** The service as it is started in production, with ROLE=worker. What it is to send it finds in the database. */
const running = await start(process.env);
answer({}, () => running.stop());
