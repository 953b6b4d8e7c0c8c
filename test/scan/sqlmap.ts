import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Probe } from './ask.js';
import { type Finding, type Outcome, run } from './tool.js';

const LINE = '======================================================';

/** Processes side by side: one waits for its answers most of the time. */
const SIDE_BY_SIDE = 3;

/**
 * Whether any value of any request reaches SQL. Every parameter, every value of a JSON body and every id in an address is tried with what PostgreSQL would answer to:
 * by its errors, by truth, by UNION, by stacked statements and by time.
 */
export async function sqlmap(base: string, probes: readonly Probe[], folder: string, minutes: number): Promise<Outcome> {
  const [addresses, bodies] = [probes.filter(({ path, body }) => body === null && /[*?]/.test(path)), probes.filter(({ body }) => body !== null)];
  const outcomes = (await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async (_, part) => {
    const mine = (some: readonly Probe[]): Probe[] => some.filter((_probe, index) => index % SIDE_BY_SIDE === part);
    const first = await onePart(base, mine(addresses), join(folder, `sqlmap-addresses-${part + 1}`), minutes, []);
    // A body has dozens of values: what answers to none of the first words that break a statement is left at that.
    const second = await onePart(base, mine(bodies), join(folder, `sqlmap-bodies-${part + 1}`), Math.max(1, minutes - first.seconds / 60), ['--smart']);
    return [first, second];
  }))).flat();
  const sum = (of: (outcome: (typeof outcomes)[number]) => number): number => outcomes.reduce((so, outcome) => so + of(outcome), 0);
  return { findings: outcomes.flatMap(({ findings }) => findings), looked: `${sum(({ done }) => done)} of ${sum(({ all }) => all)} requests, ${sum(({ values }) => values)} values`, seconds: Math.round(sum(({ seconds }) => seconds) / SIDE_BY_SIDE) };
}

async function onePart(base: string, probes: readonly Probe[], folder: string, minutes: number, more: readonly string[]) {
  await mkdir(folder, { recursive: true });
  const requests = join(folder, 'requests.log');
  await writeFile(requests, probes.map((probe) => burp(base, probe)).join('\n'));
  const { seconds, isCut } = await run('sqlmap', ['-l', requests, '--batch', '--ignore-stdin', '--disable-coloring', '--dbms=postgresql', '--level=1', '--risk=1', '--timeout=10', '--retries=1', '--time-sec=3',
    '--skip-waf', '--ignore-code=401,404', '--skip=_csrf', `--output-dir=${join(folder, 'sessions')}`, `--results-file=${join(folder, 'sqlmap.csv')}`, ...more], folder, minutes);
  const log = await readFile(join(folder, 'sqlmap.log'), 'utf8');
  const last = [...log.matchAll(/^\[(\d+)\/(\d+)\] URL:/gm)].at(-1);
  const all = Number(/parsed (\d+) \(/.exec(log)?.[1] ?? probes.length);
  const done = Number(last?.[1] ?? 0) - (isCut && last ? 1 : 0);
  const silent: Finding[] = done === 0 ? [{ tool: 'run', kind: 'no request', where: '', says: `sqlmap looked at nothing; its words are in ${folder}/sqlmap.log` }] : [];
  return { findings: [...silent, ...(await found(log, folder))], done, all, values: [...log.matchAll(/heuristic \(basic\) test shows/g)].length, seconds };
}

/** As Burp's log has it, which is how sqlmap takes many requests at once. */
function burp(base: string, { method, path, headers, body }: Probe): string {
  const { host, port } = new URL(base);
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', body ?? ''];
  return [LINE, `12:00:00  ${base}  [127.0.0.1:${port}]`, LINE, ...lines, LINE, ''].join('\n');
}

async function found(log: string, folder: string): Promise<Finding[]> {
  const csv = (await readdir(folder)).includes('sqlmap.csv') ? (await readFile(join(folder, 'sqlmap.csv'), 'utf8')).trim().split('\n').slice(1) : [];
  const listed = csv.filter((line) => line.trim() !== '').map((line): Finding => ({ tool: 'sqlmap', kind: 'SQL injection', where: line.split(',')[0]!, says: line }));
  const said = [...log.matchAll(/^.*(?:is vulnerable|appears to be '.*injectable).*$/gm)].map(([line]): Finding => ({ tool: 'sqlmap', kind: 'suspicion', where: '', says: line.trim() }));
  return [...(listed.length > 0 ? listed : said.filter(({ says }) => says.includes('is vulnerable'))), ...faultsIn(log)];
}

/** A 500 is no injection, and a fault all the same: something was not foreseen. */
function faultsIn(log: string): Finding[] {
  return log.split(/\n(?=\[\d+\/\d+\] URL:)/).flatMap((part): Finding[] => {
    const times = /500 \(Internal Server Error\) - (\d+) times/.exec(part)?.[1];
    return times ? [{ tool: 'sqlmap', kind: 'answered 500', where: part.split('\n')[1]?.slice(0, 200) ?? '', says: `${times} times` }] : [];
  });
}
