// How fast messages are handed over, against the loop that one would write by hand and against a job queue: the same sink, texts and
// count, one after the other in rounds, each sender in a process of its own.
//   npm run bench:send [-- --smoke] [--count N] [--rounds N] [--only email,emailDkim,sms] [--million [--sizes N,N]]
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { cost, type Figures, figuresOf, ratioOf, row, type Run, speed } from './send/figures.js';
import { type Scenario, Senders } from './send/senders.js';
import { sameTexts } from './send/same-texts.js';
import { Stage } from './send/stage.js';

const { values } = parseArgs({
  options: { smoke: { type: 'boolean', default: false }, million: { type: 'boolean', default: false }, count: { type: 'string' }, rounds: { type: 'string' }, only: { type: 'string' }, sizes: { type: 'string' } },
});
const count = Number(values.count ?? (values.smoke ? 2_000 : 20_000));
const rounds = Number(values.rounds ?? (values.smoke ? 1 : 3));
const SCENARIOS: readonly Scenario[] = [
  { name: 'email', channel: 'email', dkim: false },
  { name: 'emailDkim', channel: 'email', dkim: true },
  { name: 'sms', channel: 'sms', dkim: false },
];
const sizes = (values.sizes ?? '10000,100000,1000000').split(',').map(Number);
const scenarios = SCENARIOS.filter(({ name }) => values.only === undefined || values.only.split(',').includes(name));

interface Outcome {
  readonly loop: Run[];
  readonly boss: Run[];
  readonly firstword: Run[];
  readonly two: Run[];
}

const stage = await Stage.open();
const senders = await Senders.on(stage, values.smoke ? 300 : 1_000);
const summary: Record<string, unknown> = { date: new Date().toISOString(), cpus: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.version, emailSink: senders.smtpSinkName, smsSink: 'own', count, rounds };
try {
  if (values.million) summary['memory'] = await memory();
  else Object.assign(summary, await speeds());
} finally {
  await senders.close();
  await stage.close();
}
for (const fault of senders.faults) console.error(`FAULT: ${fault}`);
console.log(JSON.stringify({ ...summary, faults: senders.faults }));
process.exitCode = senders.faults.length > 0 ? 1 : 0;

/** In each round the loop and Firstword stand side by side; the others run in the first round alone. */
async function speeds() {
  console.log(`E-mail goes to ${senders.smtpSinkName === 'own' ? "the project's own sink" : senders.smtpSinkName}, texts to the project's own stand-in for Twilio's create. PostgreSQL: embedded, durable. ${count} messages, ${rounds} rounds, ${cpus().length} cores.\n`);
  console.log(row('sender', 'messages/s', 'CPU ms/msg', 'database', 'sink', 'peak MB'));
  for (const scenario of scenarios) await senders.look(scenario);
  const outcomes = new Map<Scenario, Outcome>(scenarios.map((scenario) => [scenario, { loop: [], boss: [], firstword: [], two: [] }]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [scenario, outcome] of outcomes) await once(scenario, outcome, round);
  }
  senders.faults.push(...(await sameTexts(senders.samples)));
  const results = [...outcomes].map(([{ name }, outcome]) => [name, told(name, outcome)] as const);
  const pick = <Value>(value: (result: ReturnType<typeof told>) => Value) => Object.fromEntries(results.map(([name, result]) => [name, value(result)]));
  return { ratio: pick(({ ratio }) => ratio), cpuRatio: pick(({ cpuRatio }) => cpuRatio), twoWorkers: pick(({ twoWorkers }) => twoWorkers), figures: pick(({ figures }) => figures) };
}

async function once(scenario: Scenario, { loop, boss, firstword, two }: Outcome, round: number): Promise<void> {
  senders.time(scenario);
  const sayRun = (name: string, run: Run): Run => {
    console.log(row(`  ${round} ${scenario.name}, ${name}`, Math.round(speed(run)), cost(run).toFixed(3), run.serverCpuMs === null ? '?' : (run.serverCpuMs / run.count).toFixed(3), (run.sinkCpuMs / run.count).toFixed(3), Math.round(run.peakMb)));
    return run;
  };
  loop.push(sayRun('(a) loop', await senders.loop(scenario, count)));
  firstword.push(sayRun('(c) Firstword', await senders.firstword(scenario, count)));
  if (round === 1) boss.push(sayRun('(b) pg-boss', await senders.boss(scenario, count)));
  // As many for each of them: what a process spends on compiling itself is spent once, however many messages it sends.
  two.push(sayRun('(c) two workers', await senders.firstword(scenario, 2 * count, 2)));
}

function told(name: string, { loop, boss, firstword, two }: Outcome) {
  const figures: Record<string, Figures> = { loop: figuresOf(loop), pgBoss: figuresOf(boss), firstword: figuresOf(firstword), firstwordTwoWorkers: figuresOf(two) };
  const twoWorkers = { throughput: ratioOf(two, firstword, speed), cpuPerMessage: ratioOf(two, firstword, cost) };
  const ratio = ratioOf(firstword, loop, speed);
  const cpuRatio = ratioOf(loop, firstword, cost);
  console.log(`\n${row(name, 'messages/s', 'CPU ms/msg', 'peak MB')}`);
  for (const [sender, { perSecond, cpuMsPerMessage, peakMb }] of Object.entries(figures)) console.log(row(`  ${sender}`, perSecond, cpuMsPerMessage, peakMb));
  console.log(`  Firstword / loop: ${ratio} × the messages a second, ${cpuRatio} × as many for the same CPU. Two workers: ${twoWorkers.throughput} × one, CPU for each message ${twoWorkers.cpuPerMessage} ×.`);
  return { ratio, cpuRatio, twoWorkers, figures };
}

/** Firstword alone at growing sizes: what a worker holds must not grow with them. */
async function memory() {
  process.env['BENCH_NODE_FLAGS'] = `${process.env['BENCH_NODE_FLAGS'] ?? ''} --expose-gc`; // V8 collects late where there is room: what is held shows after a collection alone
  console.log(row('e-mails', 'messages/s', 'CPU ms/msg', 'peak MB', 'held MB'));
  senders.time(SCENARIOS[0]!);
  const figures = [];
  for (const size of sizes) {
    const run = await senders.firstword(SCENARIOS[0]!, size);
    const { perSecond, cpuMsPerMessage, peakMb } = figuresOf([run]);
    const heldMb = Math.round(run.liveMb! * 10) / 10;
    console.log(row(size.toLocaleString('en'), perSecond, cpuMsPerMessage, peakMb, heldMb));
    figures.push({ size, perSecond, cpuMsPerMessage, peakMb, heldMb });
  }
  return figures;
}
