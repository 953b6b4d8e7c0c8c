import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Progress } from '../deliver/progress.service.js';
import { People } from '../platform/auth/people.js';
import { removeHome } from '../platform/start/remove-home.js';
import { type Running, start } from '../platform/start/start.js';
import { COMPANY } from './company/company.js';
import { DemoClock } from './demo-clock.js';
import { gatherEnding } from './ending.js';
import { PLAN } from './incident-plan.js';
import { Life } from './life.js';
import { DEMO_PASSWORD, DEMO_PEOPLE } from './people.js';
import { reportLines } from './report.js';
import { Stage } from './stage.js';
import { BRAND, prepare, signInStaff, type Staff } from './story.js';
import { grouped, progressBar } from './telling.js';
import { World } from './world.js';

/** While people work, a business minute is two real seconds; while the notice goes out, an hour is seven and a half. */
const SPEED = { preparing: 30, goingOut: 480, after: 1 } as const;
/** Real milliseconds for which the service may not answer. */
const PATIENCE_MS = 60_000;
/** Waves' worth of people of open waves who may be unsent before business time waits for them. */
const BEHIND_WAVES = 1.2;
/** Real milliseconds after the last message for its receipt to come back. */
const LAST_RECEIPTS_MS = 2_500;

interface Options {
  readonly fresh: boolean;
  readonly home: string;
  readonly port: string;
  readonly customers: number;
  readonly purchases: number;
  readonly exit: boolean;
}

function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      fresh: { type: 'boolean', default: false },
      home: { type: 'string', default: '.data/demo' },
      port: { type: 'string', default: '3000' },
      customers: { type: 'string', default: '40000' },
      purchases: { type: 'string', default: '200000' },
      exit: { type: 'boolean', default: false },
    },
  });
  return { ...values, home: resolve(values.home), customers: Number(values.customers), purchases: Number(values.purchases) };
}

/**
 * The main job, once through, on the sample company.
 *
 * @param argv  `--fresh` starts over; `--port`; `--home` its folder; `--customers`, `--purchases` another size; `--exit` ends after the report.
 */
export async function runDemo(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  const began = Date.now();
  if (options.fresh) await removeHome(options.home);
  await mkdir(options.home, { recursive: true });
  process.stdout.write('\nFirstword demo. Everything in it is simulated: the company, its customers and their calls. Nothing leaves this machine.\n\n');

  const clock = DemoClock.open(join(options.home, 'clock.json'), PLAN.begins, SPEED.preparing);
  const keeping = setInterval(() => clock.keep(), 500);
  const running = await start({ ...process.env, ...environment(options) }, { clock });
  stopOnSignal(running, keeping, clock);
  let incidentId: string;
  try {
    incidentId = await play(options, running, clock);
  } catch (error) {
    clearInterval(keeping);
    await running.stop();
    throw error;
  }
  tellWhereToLook(running, incidentId, (Date.now() - began) / 1000);
  if (options.exit) process.kill(process.pid, 'SIGTERM');
}

/** @returns the incident's id. */
async function play(options: Options, running: Running, clock: DemoClock): Promise<string> {
  await firstPeople(running);
  const stage = Stage.open(join(options.home, 'stage.json'));
  const world = new World(options);
  const staff = await signInStaff(running.surroundings.publicUrl);
  const noticeId = await prepare(staff, world, stage);
  if (!stage.so.finished) {
    clock.setSpeed(SPEED.goingOut);
    await goOut(running, clock, world, staff, noticeId);
    clock.setSpeed(SPEED.after);
    stage.mark({ finished: true });
  }
  const incidentId = stage.so.incidentId!;
  const ending = await gatherEnding(staff.commander, running.surroundings.captureUrl!, incidentId, noticeId);
  process.stdout.write(`\n${reportLines(ending).join('\n')}\n\n`);
  return incidentId;
}

function environment({ home, port }: Options): NodeJS.ProcessEnv {
  // The demo never sends: whatever the machine has configured for real is left out.
  return {
    ROLE: 'all', HOST: '127.0.0.1', PORT: port, PUBLIC_URL: '', FIRSTWORD_HOME: home, DATABASE_URL: '', SMTP_URL: '', SECRET_KEY: '',
    TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '', TWILIO_FROM: '', TWILIO_API_URL: '', DKIM_DOMAIN: '', DKIM_SELECTOR: '', DKIM_PRIVATE_KEY_FILE: '',
    BUSINESS_CLOCK: '', SIMULATION: 'true', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'error', SMS_PER_SECOND: '600', EMAIL_PER_SECOND: '2000',
    LEASE_SECONDS: '10', RECEIPT_OVERDUE_AFTER_MINUTES: '120', SMS_RECEIPT_MINUTES: '120', CANARY_WAIT_SECONDS: '1', UNKNOWN_SMS_ABSENT_AFTER_SECONDS: '15',
    // Round figures of nobody's contract: what is shown of them is labelled as a sample.
    SMS_SEGMENT_PRICE: '0.05 USD', SMS_COUNTRY_PRICES: 'US=0.01 USD,CA=0.02 USD,MX=0.03 USD', SMS_COUNTRY_PRICES_FILE: '', COMPANY_TIME_ZONE: BRAND.timeZone,
  };
}

async function firstPeople({ app }: Running): Promise<void> {
  const people = app.get(People);
  const there = new Set((await people.list()).map((person) => person.email));
  for (const person of Object.values(DEMO_PEOPLE)) {
    if (!there.has(person.email)) await people.create({ kind: 'system', id: 'demo' }, { ...person, roles: [...person.roles], password: DEMO_PASSWORD });
  }
}

async function goOut(running: Running, clock: DemoClock, world: World, staff: Staff, noticeId: string): Promise<void> {
  const { captureUrl, publicUrl } = running.surroundings;
  const life = new Life(world, { captureUrl: captureUrl!, serviceUrl: publicUrl, number: COMPANY.hotline }, clock);
  life.start();
  process.stdout.write(`  The notice goes out in ${PLAN.waves} waves, a wave every ${PLAN.waveIntervalMinutes} business minutes; customers call\n`);
  const bar = progressBar(1000);
  try {
    await watch(staff, noticeId, (progress) => {
      const { outcomes, members } = progress.sum;
      bar.show(Math.round((1000 * (members - outcomes.pending - outcomes.sending)) / members), `${describeOutcomes(outcomes)}, calls ${grouped(life.calls)}`);
      holdClock(clock, progress, life.behind);
    });
    await new Promise((wake) => setTimeout(wake, LAST_RECEIPTS_MS));
  } finally {
    bar.end();
    await life.stop();
  }
  const { opened, texted, failed } = life.visits;
  process.stdout.write(`  ${grouped(opened)} of them opened their pages, ${grouped(texted)} answered by text.\n`);
  if (life.failed + failed > 0) process.stdout.write(`  ${grouped(life.failed + failed)} times the simulated customers found no connection.\n`);
}

/** Shows the progress twice a second until all is sent. @throws Error where nothing could be asked for a minute. */
async function watch(staff: Staff, noticeId: string, show: (progress: Progress) => void): Promise<void> {
  let answered = Date.now();
  for (;;) {
    await new Promise((wake) => setTimeout(wake, 500));
    const progress = await staff.commander.get<Progress>(`/api/v1/notices/${noticeId}/progress`).catch((error: unknown) => error);
    if (progress instanceof Error) {
      // The first answers are 404: the timer that starts approved notices has not ticked yet.
      if (Date.now() - answered > PATIENCE_MS) throw progress;
      continue;
    }
    answered = Date.now();
    show(progress as Progress);
    if ((progress as Progress).dispatch.state === 'finished') return;
  }
}

/**
 * A slow machine must not tell another story: where the open waves are not sent yet, or the callers can't keep up, business time waits for them.
 */
function holdClock(clock: DemoClock, { waves }: Progress, callersBehind: boolean): void {
  const open = waves.filter((wave) => wave.openedAt !== null);
  const unsent = open.reduce((sum, wave) => sum + (wave.outcomes.pending ?? 0) + (wave.outcomes.sending ?? 0), 0);
  const people = waves.reduce((sum, wave) => sum + wave.members, 0) / waves.length;
  const speed = callersBehind || unsent > BEHIND_WAVES * people ? SPEED.preparing : SPEED.goingOut;
  if (clock.speed !== speed) clock.setSpeed(speed);
}

const describeOutcomes = (outcomes: Readonly<Record<string, number>>): string =>
  Object.entries(outcomes).filter(([, count]) => count > 0).map(([outcome, count]) => `${outcome} ${grouped(count)}`).join(', ');

function tellWhereToLook({ surroundings }: Running, incidentId: string, seconds: number): void {
  const report = `${surroundings.publicUrl}/incidents/${incidentId}/report`;
  const people = Object.values(DEMO_PEOPLE).map((person) => `    ${person.email.padEnd(28)} ${person.roles.join(', ')}`);
  process.stdout.write([
    `Took ${seconds.toFixed(0)} s. The console is at ${surroundings.publicUrl} and keeps serving; business time runs at its own pace again. Ctrl-C ends it.`,
    `  Sign in with the password ${DEMO_PASSWORD} as`,
    ...people,
    `  The report of the incident: ${report}`,
    `  As PDF: the button on that page, or ${report}.pdf once you are signed in`,
    `  What was captured: ${surroundings.publicUrl}/outbox`,
    '', '',
  ].join('\n'));
}

function stopOnSignal(running: Running, keeping: NodeJS.Timeout, clock: DemoClock): void {
  const stop = (): void => {
    clearInterval(keeping);
    clock.keep();
    running.stop().then(() => process.exit(0), () => process.exit(1));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

