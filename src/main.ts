import 'reflect-metadata';
import { refuseOldNode } from './platform/start/node-version.js';

refuseOldNode(process.versions.node);
// Only now: an older Node fails on these imports with words that help nobody.
const { runUntilSignal } = await import('./platform/start/run-until-signal.js');
await runUntilSignal(process.env);
