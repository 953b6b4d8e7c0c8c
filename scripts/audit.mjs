// `npm run test:audit`: asks the registry for known weaknesses in what is installed, and ends with 1 on any that scripts/audit-explained.json does not explain.
// Offline, or where the registry answers no such question (many mirrors don't), it says so and is no failure.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 120_000 });
const answer = parsed(stdout);
if (!answer?.metadata?.vulnerabilities) {
  console.log(`NOT RUN: npm audit (${(answer?.message ?? answer?.error?.summary ?? 'the registry gave no answer').trim()})`);
  process.exit(0);
}
/** By the advisory's address: why it does not concern this service. */
const explained = JSON.parse(readFileSync(new URL('audit-explained.json', import.meta.url), 'utf8'));
const advisories = Object.values(answer.vulnerabilities).flatMap(({ name, severity, via }) => via.filter((one) => typeof one === 'object').map(({ title, url }) => ({ name, severity, title, url })));
for (const { name, severity, title, url } of advisories) console.log(`${severity.padEnd(9)}${name}: ${title} ${url}${explained[url] ? `\n         explained: ${explained[url]}` : ''}`);
const open = advisories.filter(({ url }) => !explained[url]);
console.log(`${answer.metadata.dependencies?.total ?? '?'} packages, ${advisories.length} advisories, ${open.length} not explained`);
process.exit(open.length === 0 ? 0 : 1);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
