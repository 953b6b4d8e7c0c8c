// How fast signed receipts are taken, against a bare Fastify route that inserts one row: same machine, client, connections and database, in
// rounds, each server in a process of its own; a worker sends e-mails beside both.
//   npm run bench:hear [-- --smoke] [--seconds 30] [--rounds 4] [--lines 64] [--beside 100] [--burst 5000]
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ACCOUNT, PUBLIC_URL, TOKEN, type Texts } from './hear/callbacks.js';
import { LedgerOfBench, type SentTexts } from './hear/ledger.js';
import { Child } from './send/child.js';
import { median, round, row } from './send/figures.js';
import { Stage } from './send/stage.js';

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false }, seconds: { type: 'string' }, rounds: { type: 'string' },
    lines: { type: 'string', default: '64' }, beside: { type: 'string', default: '100' }, burst: { type: 'string', default: '5000' },
  },
});
const seconds = Number(values.seconds ?? (values.smoke ? 5 : 30));
const rounds = Number(values.rounds ?? (values.smoke ? 1 : 4));
const [lines, perSecond, burst] = [Number(values.lines), Number(values.beside), Number(values.burst)];
/** So many that they last; where they don't, the provider repeats itself, which costs us less than something new: seen in the table. */
const texts = Math.max(4_000, seconds * 1_500);
const POOL = 16;

interface Heard {
  readonly sent: number;
  readonly seconds: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

interface Round extends Heard {
  readonly perSecond: number;
  readonly cpuMs: number;
}

const faults: string[] = [];
const stage = await Stage.open();
const ledger = await LedgerOfBench.on(stage);
const sink = await Child.start('../send/sink.process', {});
const ports = await sink.ask<{ smtp: number; twilio: number }>('ports');
const children = [sink];
const start = async (file: string, orders: unknown, environment: NodeJS.ProcessEnv = {}): Promise<Child> => {
  const child = await Child.start(file, orders, environment);
  children.unshift(child);
  return child;
};
const summary: Record<string, unknown> = { date: new Date().toISOString(), cpus: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.version, seconds, rounds, lines, besidePerSecond: perSecond };
try {
  // Before a worker runs: it would send them.
  const warmUps = [await ledger.texts(2_000), await ledger.texts(2_000)];
  const sentTexts: SentTexts[] = [];
  for (let n = 0; n < rounds; n += 1) sentTexts.push(await ledger.texts(texts));
  const burstTexts = await ledger.texts(burst);
  const beside = await sending();
  const [client, bare, web] = [
    await start('../hear/client.process', {}), await start('../hear/bare.process', { databaseUrl: stage.url, connections: POOL }), await start('../hear/service.process', {}, environment('web')),
  ];
  const { port: barePort } = await bare.ask<{ port: number }>('port');
  const { port } = await web.ask<{ port: number }>('port');
  const play = (to: number, { from, until }: Texts, more: { seconds: number; lines: number }) => client.ask<Heard & Record<string, unknown>>('run', { port: to, from, until, ...more });

  const ofBare = async (): Promise<Round> => {
    const before = await ledger.bareRows();
    const heard = await measured(bare, () => play(barePort, { from: 1, until: 1 + texts }, { seconds, lines }));
    judge('bare route', heard, [...((await ledger.bareRows()) - before === heard.sent ? [] : ['Rows are missing.'])]);
    return heard;
  };
  const ofFirstword = async (): Promise<Round> => {
    const sent = sentTexts.pop()!;
    let behind = 0;
    const heard = await measured(web, async () => {
      const answered = await play(port, sent, { seconds, lines });
      behind = await ledger.settled();
      return { ...answered, seconds: answered.seconds + behind };
    });
    judge(`Firstword, in the ledger ${behind.toFixed(2)} s later`, heard, await ledger.faults(sent, heard.sent));
    return heard;
  };

  for (const [index, to] of [barePort, port].entries()) await play(to, warmUps[index]!, { seconds: 1, lines });
  await ledger.settled();
  console.log(`PostgreSQL: embedded, durable. ${lines} connections, ${rounds} rounds of ${seconds} s, ${perSecond} e-mails a second beside it, ${cpus().length} cores.\n`);
  console.log(row('', 'receipts/s', 'CPU ms each', 'p50 ms', 'p99 ms', 'worst ms'));
  const outcomes: { bare: Round; firstword: Round }[] = [];
  for (let n = 1; n <= rounds; n += 1) {
    // Whoever goes first has the machine in another state: they take turns.
    const [first, second] = n % 2 === 1 ? [await ofBare(), await ofFirstword()] : [await ofFirstword(), await ofBare()];
    outcomes.push(n % 2 === 1 ? { bare: first, firstword: second } : { bare: second, firstword: first });
  }
  const all = await play(port, burstTexts, { seconds: 0, lines: burst });
  const behind = await ledger.settled();
  judge(`burst of ${burst} at once`, { ...all, perSecond: all.sent / all.seconds, cpuMs: 0 }, await ledger.faults(burstTexts, all.sent));
  faults.push(...(await beside()));
  const ratio = round(median(outcomes.map(({ bare: b, firstword }) => firstword.perSecond / b.perSecond)), 2);
  Object.assign(summary, {
    ratio: { receipts: ratio }, receiptsPerSecond: Math.round(median(outcomes.map(({ firstword }) => firstword.perSecond))), barePerSecond: Math.round(median(outcomes.map(({ bare: b }) => b.perSecond))),
    p99Ms: round(median(outcomes.map(({ firstword }) => firstword.p99)), 1), bareP99Ms: round(median(outcomes.map(({ bare: b }) => b.p99)), 1),
    burst: { seconds: round(all.seconds, 2), worstMs: Math.round(all.worst), inLedgerSecondsLater: round(behind, 2) },
  });
  console.log(`\nFirstword / bare route: ${ratio} (wanted 0.5), load ${loadavg()[0]!.toFixed(1)}`);
} finally {
  for (const child of children) await child.stop();
  await ledger.close();
  await stage.close();
}
for (const fault of faults) console.error(`FAULT: ${fault}`);
console.log(JSON.stringify({ ...summary, faults }));
process.exitCode = faults.length > 0 ? 1 : 0;

async function measured(server: Child, work: () => Promise<Heard>): Promise<Round> {
  const before = await server.usage();
  const heard = await work();
  return { ...heard, perSecond: heard.sent / heard.seconds, cpuMs: ((await server.usage()).cpuMs - before.cpuMs) / heard.sent };
}

function judge(name: string, { sent, statuses, perSecond: rate, cpuMs, p50, p99, worst }: Round, more: readonly string[]): void {
  console.log(row(name, Math.round(rate), cpuMs === 0 ? '' : cpuMs.toFixed(3), p50.toFixed(1), p99.toFixed(1), worst.toFixed(0)));
  if (statuses['204'] !== sent) faults.push(`${name}: of ${sent} callbacks the answers were ${JSON.stringify(statuses)}.`);
  faults.push(...more.map((fault) => `${name}: ${fault}`));
}

/** A send that goes on beside it all. @returns what is wrong with it at the end. */
async function sending(): Promise<() => Promise<string[]>> {
  const [notice] = await stage.notices('email', [Math.ceil(perSecond * (rounds * seconds * 2 + 120))]);
  await start('../hear/service.process', {}, environment('worker'));
  await stage.resume(notice!);
  await sink.ask('until', { count: 1 });
  return async () => {
    await stage.finish(notice!);
    const { messages, distinct } = await sink.ask<{ messages: number; distinct: number } & Record<string, unknown>>('report');
    console.log(`beside it: ${messages} e-mails`);
    summary['sentBeside'] = messages;
    return [...(messages === distinct ? [] : [`Beside it ${messages - distinct} e-mails came twice.`]), ...(messages > 0 ? [] : ['Nothing was sent beside it.'])];
  };
}

function environment(role: 'web' | 'worker'): NodeJS.ProcessEnv {
  return {
    ROLE: role, PORT: '0', LOG_LEVEL: 'warn', FIRSTWORD_HOME: stage.folder, DATABASE_URL: stage.url, DATABASE_POOL_SIZE: String(POOL), SECRET_KEY: 's'.repeat(40), PUBLIC_URL,
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`, EMAIL_PER_SECOND: String(perSecond), EMAIL_DOMAIN_PER_SECOND: '50000',
    TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: TOKEN, TWILIO_FROM: '+12025550100', TWILIO_API_URL: `http://127.0.0.1:${ports.twilio}`,
  };
}
