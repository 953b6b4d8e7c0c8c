// Debian's sqlmap and wapiti against a running service with the demo's data, on this machine alone: everything that the API's description names, and the pages and forms of the console
// and of customers. Ends with 1 on anything that is not explained.
//   npm run test:scan [-- --minutes 25] [-- --pages 150] [-- --keep folder]
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../../src/platform/start/free-port.js';
import { apiProbes } from './api-probes.js';
import { explanationOf } from './explained.js';
import { pageProbes } from './page-probes.js';
import { sqlmap } from './sqlmap.js';
import { type Finding, isInstalled } from './tool.js';
import { isStillSignedIn, visitorAt } from './visit.js';
import { wapiti } from './wapiti.js';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '25' }, keep: { type: 'string' }, pages: { type: 'string', default: '150' } } });
const missing = ['sqlmap', 'wapiti'].filter((command) => !isInstalled(command));
if (missing.length > 0) {
  console.log(`NOT RUN: the scan (not installed: ${missing.join(', ')}; apt-get install ${missing.join(' ')})`);
  process.exit(0);
}

const folder = values.keep ? resolve(values.keep) : await mkdtemp(join(tmpdir(), 'firstword-scan-'));
await mkdir(folder, { recursive: true });
const base = `http://127.0.0.1:${await freePort('127.0.0.1')}`;
const demo = spawn(process.execPath, [join(import.meta.dirname, '../../src/demo/main.js'), '--home', join(folder, 'home'), '--port', new URL(base).port, '--customers', '4000', '--purchases', '20000'], { stdio: ['ignore', 'pipe', 'ignore'] });
process.once('exit', () => demo.kill('SIGTERM'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
let said = '';
demo.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));

let [code, findings] = [1, [] as Finding[]];
try {
  while (!said.includes('keeps serving')) {
    if (demo.exitCode !== null) throw new Error(`The demo stopped: ${said.slice(-500)}`);
    await sleep(250);
  }
  const visitor = await visitorAt(base);
  const pages = await pageProbes(visitor, Number(values.pages));
  const requests = [...(await apiProbes(visitor)), ...pages];
  console.log(`${new Date().toISOString()}: ${requests.length} requests (${requests.length - pages.length} of the API, ${pages.length} pages and forms), ${values.minutes} minutes for each tool`);
  const outcomes = await Promise.all([sqlmap(base, requests, folder, Number(values.minutes)), wapiti(visitor, pages, folder, Number(values.minutes))]);
  for (const [index, { looked, seconds }] of outcomes.entries()) console.log(`${['sqlmap', 'wapiti'][index]}: ${looked}, ${seconds} s`);
  findings = outcomes.flatMap((outcome) => outcome.findings);
  if (!(await isStillSignedIn(visitor))) findings.push({ tool: 'run', kind: 'signed out', where: '', says: 'The visitor was signed out on the way, so not everything was looked at.' });
  code = report(findings);
} finally {
  demo.kill('SIGTERM');
  await new Promise((ended) => (demo.exitCode === null ? demo.once('close', ended) : ended(null)));
  if (!values.keep) await rm(folder, { recursive: true, force: true });
}
process.exit(code);

/** A line for each kind, with how often and where first. @returns 1 where anything is not explained */
function report(all: readonly Finding[]): number {
  const kinds = Map.groupBy(all, (one) => `${one.tool}: ${one.kind}${explanationOf(one) === null ? '' : ` (explained: ${explanationOf(one)})`}`);
  for (const [kind, some] of kinds) {
    console.log(`${some.length} × ${kind}`);
    for (const { where, says } of some.slice(0, 20)) console.log(`    ${where} ${says}`);
  }
  const open = all.filter((one) => explanationOf(one) === null).length;
  console.log(open === 0 ? `Nothing was found${all.length > 0 ? ' that is not explained' : ''}.` : `${open} findings are not explained.`);
  return open === 0 ? 0 : 1;
}
