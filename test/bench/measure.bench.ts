// How well the figures hold: cases with known answers, forecasts on real series, avoided calls on simulated incidents over real call
// histories, and how long a large one takes. Seeded: another run gives the same figures, but for the times.
//   npm run bench:measure -- [--smoke] [--runs 600]
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { avoidedCallsGoals } from './measure/e2.js';
import { FORECAST_FILES, forecastGoals } from './measure/forecasts.js';
import { type Goal, report } from './measure/goals.js';
import { HISTORY_FILES } from './measure/histories.js';
import { references } from './measure/references.js';
import { SCENARIOS, SMOKE } from './measure/scenarios.js';
import { speedGoals } from './measure/speed.js';

const { values } = parseArgs({ options: { smoke: { type: 'boolean', default: false }, runs: { type: 'string' } } });
const runs = Number(values.runs ?? (values.smoke ? 40 : 600));
/** Fewer say too little of a share near 95 %. */
const judged = runs >= 600;
const folder = resolve(process.env['DATA_DIR'] ?? '../shared/data');
const missing = [...FORECAST_FILES, ...HISTORY_FILES, 'fixtures/incident5k_calls.csv', 'fixtures/e1_expected.json'].filter((file) => !existsSync(join(folder, file)));

const goals: Goal[] = [...references(folder)];
if (missing.length > 0) {
  console.log(`NOT RUN: forecasts and avoided calls, since ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in ${folder}; set DATA_DIR to the folder of measurement data`);
} else {
  goals.push(...forecastGoals(folder), ...(await avoidedCallsGoals(folder, values.smoke ? SMOKE : SCENARIOS, runs, judged)));
}
goals.push(...(await speedGoals(values.smoke)));
report(goals);
if (goals.some(({ met }) => met === false)) process.exitCode = 1;
