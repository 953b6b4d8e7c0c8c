import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Probe, type Visitor } from './ask.js';
import { gateTo } from './gate.js';
import { type Finding, type Outcome, run } from './tool.js';

/** Without those that ask a server in the internet for help (ssrf, xxe) or try lists of names (buster, nikto, brute_login_form). */
const MODULES = ['blindsql', 'cookieflags', 'crlf', 'csp', 'csrf', 'exec', 'file', 'htaccess', 'http_headers', 'methods', 'permanentxss', 'redirect', 'shellshock', 'sql', 'xss'];

interface Report {
  readonly vulnerabilities: Readonly<Record<string, readonly Entry[]>>;
  readonly anomalies: Readonly<Record<string, readonly Entry[]>>;
}
interface Entry {
  readonly method: string;
  readonly path: string;
  readonly info: string;
  readonly parameter: string;
}

/** A walk through the console and the customers' pages as somebody who is signed in, and what can be done to each page and form. */
export async function wapiti({ base, cookie }: Visitor, probes: readonly Probe[], folder: string, minutes: number): Promise<Outcome> {
  const report = join(folder, 'wapiti.json');
  const starts = probes.filter(({ method }) => method === 'GET').flatMap(({ path }) => ['-s', base + path.replaceAll('*', '')]);
  const crawl = Math.round(minutes * 60 * 0.25);
  const gate = await gateTo(base, cookie);
  const { seconds } = await run('wapiti', ['-u', `${base}/`, '--scope', 'domain', ...starts, '-p', gate.url, '-m', MODULES.join(','), '-d', '3',
    '--max-links-per-page', '30', '--max-files-per-dir', '8', '--max-parameters', '25', '-S', 'polite', '-t', '10', '--max-scan-time', String(crawl), '--max-attack-time', String(Math.round((minutes * 60 - crawl) / MODULES.length)),
    '--flush-session', '--store-session', join(folder, 'wapiti'), '--no-bugreport', '-v', '1', '-f', 'json', '-o', report], folder, minutes + 2);
  gate.close();
  const text = await readFile(report, 'utf8').catch(() => null);
  if (text === null) return { findings: [{ tool: 'run', kind: 'no report', where: '', says: `wapiti wrote no report; its words are in ${folder}/wapiti.log` }], looked: 'unknown', seconds };
  const { vulnerabilities, anomalies } = JSON.parse(text) as Report;
  const pages = /found (\d+) URLs and forms/.exec(await readFile(join(folder, 'wapiti.log'), 'utf8'))?.[1] ?? '0';
  const findings = Object.entries({ ...vulnerabilities, ...anomalies }).flatMap(([kind, entries]) => entries.map(({ method, path, info, parameter }): Finding => ({ tool: 'wapiti', kind, where: `${method} ${path}${parameter ? ` (${parameter})` : ''}`, says: info })));
  return { findings, looked: `${pages} addresses and forms, ${MODULES.length} kinds of attack`, seconds };
}
