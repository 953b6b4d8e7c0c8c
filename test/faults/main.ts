// What becomes of a send while its workers, its database, its connections and its providers fail. The far side is asked what really
// arrived, and the program ends with 1 where the ledger lied, lost somebody, or told somebody twice.
//   npm run test:faults [-- --smoke] [--only 1,7] [--messages 20000] [--faults 40] [--seed 1]
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runScenario } from './run-scenario.js';
import { SCENARIOS } from './scenarios.js';
import { tableOf } from './table.js';
import { startFaultyPostgres } from './world.js';

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false }, only: { type: 'string' }, messages: { type: 'string', default: process.env['FAULT_MESSAGES'] ?? '20000' },
    faults: { type: 'string' }, seed: { type: 'string', default: '20260316' },
  },
});
/** Of each channel: in the smoke run all scenarios share 2,000. */
const SMOKE_MESSAGES = Math.ceil(2_000 / SCENARIOS.length);
const members = values.smoke ? SMOKE_MESSAGES : Number(values.messages);
const faults = values.faults === undefined ? (values.smoke ? 3 : 40) : Number(values.faults);
const wanted = SCENARIOS.filter(({ no }) => values.only === undefined || values.only.split(',').includes(String(no)));

const folder = await mkdtemp(join(tmpdir(), 'firstword-faults-'));
const postgres = await startFaultyPostgres(folder);
const outcomes = [];
let brokenOff = 0;
try {
  console.log(`${new Date().toISOString()}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}: ${members} e-mails and ${members} texts for each scenario, three workers, seed ${values.seed}`);
  for (const scenario of wanted) {
    const outcome = await runScenario(postgres, scenario, { members, faults: Math.ceil(faults * scenario.weight), seed: Number(values.seed) }).catch((error: unknown) => {
      console.log(`${scenario.no} ${scenario.name}: BROKEN OFF, and nothing is known of it`);
      console.error(error);
      brokenOff += 1;
      return null;
    });
    if (outcome === null) continue;
    outcomes.push(outcome);
    console.log(`${scenario.no} ${scenario.name}: ${outcome.broken.length === 0 ? 'holds' : 'BROKEN'} (${outcome.took.toFixed(0)} s)`);
    for (const sentence of outcome.broken) console.log(`   ${sentence}`);
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
console.log(`\n${tableOf(outcomes)}\n`);
console.log(JSON.stringify({ members, outcomes: outcomes.map(({ scenario, ...figures }) => ({ scenario: scenario.name, ...figures })) }));
process.exit(brokenOff === 0 && outcomes.every(({ broken }) => broken.length === 0) ? 0 : 1);
