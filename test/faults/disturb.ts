import { setTimeout as sleep } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { hashOf } from '../support/deliver.builder.js';
import type { Disturbance } from './scenarios.js';
import type { Life } from './workers.js';
import { patiently } from '../support/patiently.js';
import { LEASE_SECONDS, type World } from './world.js';

/** What was done, and how much was in the air then. */
export interface Fault {
  readonly kind: Disturbance;
  /** Real milliseconds: from here on the system may recover. */
  readonly at: number;
  /** Instances that are gone for good. */
  readonly dead: readonly string[];
  /** Instances whose leases may end by this fault, dead or not. */
  readonly stricken: readonly string[];
  /** Most messages that this fault alone can leave in doubt. */
  readonly inFlight: number;
  /** Who said STOP, and the database's time at which that was on record. */
  readonly stopped?: { readonly addressHash: string; readonly at: Date };
}

/** Begun and not recorded, of two lanes (`mostUnrecorded` of their outlets): what flies, waits for connections, and results on their way into the ledger. Rates here are far below what lets an account of texts have more. */
const MOST_BEGUN_OF_A_WORKER = 200 + 200;

/** What was on its way to the server when the process ended is committed by then. */
const LAST_COMMIT_MS = 150;

type Doing = (world: World, random: RandomGenerator) => Promise<Fault>;

/** Does it, and waits where waiting is part of it (a frozen worker is woken again). */
export const disturb = (kind: Disturbance, world: World, random: RandomGenerator): Promise<Fault> => DOINGS[kind](world, random);

const DOINGS: Readonly<Record<Disturbance, Doing>> = {
  'kill-worker': async (world, random) => {
    const { workers } = world;
    const place = uniformInt(random, 0, workers.lives.length - 1);
    const { instance } = await workers.kill(place);
    const at = Date.now();
    await sleep(LAST_COMMIT_MS);
    const inFlight = await begunBy(world, instance);
    workers.refill(place);
    return { kind: 'kill-worker', at, dead: [instance], stricken: [instance], inFlight };
  },
  // Others must have taken up what it held, and have had the time to send it again, before it goes on where it stopped.
  'freeze-worker': async (world, random) => {
    const { child, instance } = (await busiest(world)) ?? world.workers.lives[uniformInt(random, 0, world.workers.lives.length - 1)]!;
    child.kill('SIGSTOP');
    const at = Date.now();
    await sleep(LAST_COMMIT_MS);
    const inFlight = await begunBy(world, instance);
    for (const until = at + 40_000; (await heldBy(world, instance)) > 0 && Date.now() < until; ) await sleep(100);
    await sleep(2_000 * LEASE_SECONDS);
    child.kill('SIGCONT');
    return { kind: 'freeze-worker', at, dead: [], stricken: [instance], inFlight };
  },
  'stop-postgres': (world) => endPostmaster(world, 'stop-postgres', 'SIGQUIT'),
  'kill-postgres': (world) => endPostmaster(world, 'kill-postgres', 'SIGKILL'),
  'kill-backend': async (world) => {
    const [backend] = await patiently(() => world.db.query<{ pid: number }>(`select a.pid from pg_stat_activity as a where a.application_name like 'worker%' order by a.state, a.pid limit 1`));
    if (backend) process.kill(backend.pid, 'SIGKILL');
    return backAgain(world, 'kill-backend');
  },
  'cut-sessions': async (world) => {
    await patiently(() => world.db.query(`select pg_terminate_backend(a.pid) from pg_stat_activity as a where a.application_name like 'worker%'`));
    return { kind: 'cut-sessions', at: Date.now(), dead: [], stricken: [], inFlight: 0 };
  },
  'cut-smtp': async ({ ways }) => ({ kind: 'cut-smtp', inFlight: ways.smtp.cut(), at: Date.now(), dead: [], stricken: [] }),
  'cut-http': async ({ ways }) => ({ kind: 'cut-http', inFlight: ways.http.cut(), at: Date.now(), dead: [], stricken: [] }),
  'say-stop': async (world) => {
    const [one] = await patiently(() => world.db.query<{ address: string; channel: 'email' | 'sms' }>(
      `select m.address, m.channel from message as m where m.notice_id = $1 and m.state in ('pending','sending') order by m.state desc, m.id limit 1`, [world.notice]));
    const at = Date.now();
    if (!one) return { kind: 'say-stop', at, dead: [], stricken: [], inFlight: 0 };
    await patiently(() => world.build.suppress(one.channel, one.address));
    const [clock] = await patiently(() => world.db.query<{ now: Date }>(`select clock_timestamp() as now`));
    return { kind: 'say-stop', at, dead: [], stricken: [], inFlight: 0, stopped: { addressHash: hashOf(one.address), at: clock!.now } };
  },
};

async function endPostmaster(world: World, kind: Disturbance, signal: 'SIGQUIT' | 'SIGKILL'): Promise<Fault> {
  process.kill(await world.postgres.postmaster(), signal);
  await sleep(100);
  return backAgain(world, kind);
}

/** Away for longer than a lease, it leaves all in doubt that any worker had begun. */
async function backAgain({ db, workers }: World, kind: Disturbance): Promise<Fault> {
  await patiently(() => db.query('select 1'));
  return { kind, at: Date.now(), dead: [], stricken: workers.lives.map(({ instance }) => instance), inFlight: workers.lives.length * MOST_BEGUN_OF_A_WORKER };
}

/** Whoever has most begun: a freeze in the middle of that is the one that matters. */
async function busiest({ db, notice, workers }: World): Promise<Life | undefined> {
  const [row] = await patiently(() => db.query<{ owner: string }>(
    `select m.lease_owner as owner from message as m where m.notice_id = $1 and m.state = 'sending' and m.begun_at is not null group by 1 order by count(*) desc limit 1`, [notice]));
  return workers.lives.find(({ instance }) => instance === row?.owner);
}

const begunBy = (world: World, instance: string): Promise<number> => counted(world, instance, 'and m.begun_at is not null');
const heldBy = (world: World, instance: string): Promise<number> => counted(world, instance, '');

async function counted({ db, notice }: World, instance: string, more: string): Promise<number> {
  const [row] = await patiently(() => db.query<{ n: number }>(`select count(*)::int as n from message as m where m.notice_id = $1 and m.state = 'sending' and m.lease_owner = $2 ${more}`, [notice, instance]));
  return row!.n;
}
