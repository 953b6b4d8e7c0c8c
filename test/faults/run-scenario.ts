import { setTimeout as sleep } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { disturb, type Fault } from './disturb.js';
import { farSideOf } from './far-side.js';
import { Observer } from './observer.js';
import type { Scenario } from './scenarios.js';
import { type LedgerRow, untruths } from './verdict.js';
import { patiently } from '../support/patiently.js';
import { type FaultyPostgres, LEASE_SECONDS, openWorld, type World } from './world.js';

export interface Size {
  /** Of each channel. */
  readonly members: number;
  readonly faults: number;
  readonly seed: number;
}

/** What one scenario came to. Times are real seconds. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly messages: number;
  readonly faults: number;
  readonly inDoubt: number;
  readonly mostInDoubt: number;
  readonly found: number;
  readonly absent: number;
  readonly byReceipt: number;
  /** In doubt since the machine was too busy: a living worker did not get to renew a lease, or to read an answer. */
  readonly busy: number;
  readonly resent: number;
  readonly leftToAPerson: number;
  readonly mailsTwice: number;
  readonly textsTwice: number;
  readonly lost: number;
  /** Longest until a dead worker held nothing any more; null where none died. */
  readonly freedAfter: number | null;
  /** Longest until the next message arrived after a fault; null where there was none. */
  readonly resumedAfter: number | null;
  readonly took: number;
  /** What must never be, in words. Empty is a pass. */
  readonly broken: readonly string[];
}

/** A dead worker's rows are free within the lease and a second, which is printed. Only what no load explains counts as broken: others then don't take them up at all. */
const GRACE_SECONDS = 60;
const PAUSE_MS = [300, 1_300] as const;

export async function runScenario(postgres: FaultyPostgres, scenario: Scenario, size: Size): Promise<Outcome> {
  const began = Date.now();
  const seconds = Math.max(3, size.faults * 1.2);
  const world = await openWorld(postgres, scenario, { members: size.members, perSecond: size.faults > 0 ? Math.max(25, Math.ceil(size.members / seconds)) : 400 });
  const observer = new Observer(world);
  try {
    const faults = await disturbAll(world, scenario, size);
    const finished = await untilFinished(world, 90_000 + size.members * 60);
    await observer.stop();
    const ends = await world.workers.stop();
    const took = (Date.now() - began) / 1_000;
    // A killed server's last backends may have answered that it is back, just before it went.
    return await patiently(() => judge(world, scenario, observer, faults, { finished, ends, took }));
  } finally {
    await observer.stop();
    await world.close();
  }
}

async function disturbAll(world: World, { no, disturbances }: Scenario, { faults: wanted, seed }: Size): Promise<readonly Fault[]> {
  const random = xoroshiro128plus(seed + no);
  const faults: Fault[] = [];
  await patiently(async () => {
    if ((await stillToSend(world)) !== 'some') throw new Error('Nothing was sent yet.');
  });
  while (faults.length < wanted && disturbances.length > 0 && (await patiently(() => stillToSend(world))) === 'some') {
    await sleep(uniformInt(random, ...PAUSE_MS));
    faults.push(await disturb(disturbances[uniformInt(random, 0, disturbances.length - 1)]!, world, random));
  }
  return faults;
}

async function stillToSend({ db, notice }: World): Promise<'some' | 'none'> {
  const [row] = await db.query<{ some: boolean }>(`select exists (select from message where notice_id = $1 and state in ('pending','sending')) as some`, [notice]);
  return row!.some ? 'some' : 'none';
}

/** @returns the state of the dispatch in the end. */
async function untilFinished({ db, notice }: World, withinMs: number): Promise<string> {
  for (const until = Date.now() + withinMs; ; await sleep(200)) {
    const [row] = await patiently(() => db.query<{ state: string }>(`select state from dispatch where notice_id = $1`, [notice]));
    if (row!.state === 'finished' || Date.now() > until) return row!.state;
  }
}

interface End {
  readonly finished: string;
  readonly ends: readonly (number | null)[];
  readonly took: number;
}

async function judge(world: World, scenario: Scenario, observer: Observer, faults: readonly Fault[], { finished, ends, took }: End): Promise<Outcome> {
  const { db, notice, parts } = world;
  const [rows, farSide, sum] = [await db.query<LedgerRow>(ROWS, [notice]), await farSideOf(world.capture), await parts.ledger.sum(notice)];
  const [doubts] = await db.query<Doubts>(DOUBTS, [notice, faults.flatMap(({ stricken }) => stricken)]);
  const found = Math.min(world.workers.foundByLookUp, doubts!.found);
  const toldTwice = (told: ReadonlyMap<string, number>): number => [...told.values()].filter((times) => times > 1).length;
  const mostInDoubt = faults.reduce((most, fault) => most + fault.inFlight, world.doubtsMade() + doubts!.busy);
  const freed = faults.flatMap(({ dead, at }) => dead.map((instance) => observer.heldAfter(instance, at) / 1_000));
  const resumed = faults.map(({ at }) => observer.nextArrivalAfter(at)).filter((ms) => ms !== null);
  const open = await db.query<{ n: number }>(`select count(*)::int as n from attempt as a join message as m on m.id = a.message_id where m.notice_id = $1 and a.state in ('claimed','begun')`, [notice]);
  const mailsTwice = toldTwice(farSide.mails);
  const ended = new Set(rows.filter(({ state }) => !['pending', 'sending', 'cancelled'].includes(state)).map(({ channel, address }) => `${channel} ${address}`));
  const broken = [
    ...untruths(rows, farSide, scenario.unknownEmail === 'ask'),
    ...(finished === 'finished' ? [] : [`the notice did not end, it is ${finished}`]),
    ...(sum.adds ? [] : [`the sum does not add up in the end: ${JSON.stringify(sum)}`]),
    ...observer.wrongSums.slice(0, 1).map((wrong) => `${observer.wrongSums.length} of ${observer.looks} looks saw a sum that does not add up: ${wrong}`),
    ...(doubts!.inDoubt <= mostInDoubt ? [] : [`${doubts!.inDoubt} messages were in doubt, and only ${mostInDoubt} were in the air`]),
    ...(mailsTwice <= doubts!.resent ? [] : [`${mailsTwice} e-mails arrived twice, and only ${doubts!.resent} were sent in doubt`]),
    ...freed.filter((after) => after > LEASE_SECONDS + GRACE_SECONDS).map((after) => `a dead worker held messages for ${after.toFixed(1)} s`),
    ...(open[0]!.n === 0 ? [] : [`${open[0]!.n} attempts were left open`]),
    ...(ends.every((code) => code === 0) ? [] : [`workers that were asked to end did so with ${JSON.stringify(ends)}`]),
    ...(await toldAfterStop(world, faults)),
  ];
  return {
    scenario, messages: rows.length, faults: faults.length, ...doubts!, found, byReceipt: doubts!.byReceipt + doubts!.found - found, mostInDoubt, mailsTwice, textsTwice: toldTwice(farSide.texts),
    lost: 2 * sum.members - ended.size, freedAfter: longest(freed), resumedAfter: longest(resumed.map((ms) => ms / 1_000)), took, broken,
  };
}

async function toldAfterStop({ db, notice }: World, faults: readonly Fault[]): Promise<readonly string[]> {
  const stops = faults.flatMap(({ stopped }) => stopped ?? []);
  const begun = await db.query<{ id: string }>(
    `select m.id from attempt as a join message as m on m.id = a.message_id join unnest($2::text[], $3::timestamptz[]) as s (hash, at) on s.hash = m.address_hash
      where m.notice_id = $1 and a.begun_at > s.at`,
    [notice, stops.map(({ addressHash }) => addressHash), stops.map(({ at }) => at)],
  );
  return begun.length === 0 ? [] : [`${begun.length} messages were begun after their reader had said STOP`];
}

const longest = (seconds: readonly number[]): number | null => (seconds.length === 0 ? null : Math.max(...seconds));

type Doubts = Pick<Outcome, 'inDoubt' | 'busy' | 'found' | 'absent' | 'byReceipt' | 'resent' | 'leftToAPerson'>;

const ROWS = `
  select m.channel, m.address, m.state, m.resent_in_doubt as resent, m.settled_at is not null as settled, m.provider_id as "providerId",
         (select a.state from attempt as a where a.message_id = m.id order by a.no desc limit 1) as attempt
    from message as m
   where m.notice_id = $1`;

const DOUBTS = `
  with doubted as (
    select m.id, m.channel, m.state, m.resent_in_doubt > 0 as resent,
           bool_or(a.state = 'found' and a.reason is not null) as found, bool_or(a.state = 'absent') as absent, bool_or(a.state = 'unanswered') as unanswered,
           bool_or(a.state in ('unanswered','found','absent')
                   and (a.code in ('SOCKET_TIMEOUT','UND_ERR_HEADERS_TIMEOUT') or (a.reason = 'the lease ended' and a.owner <> all ($2::text[])))) as busy
      from message as m
      join attempt as a on a.message_id = m.id
     where m.notice_id = $1
     group by m.id
    -- A receipt that is faster than the answer ends a try as found too, without a reason: that was never in doubt.
    having m.resent_in_doubt > 0 or m.state = 'unknown' or bool_or(a.state in ('unanswered','absent') or (a.state = 'found' and a.reason is not null))
  )
  select count(*)::int as "inDoubt",
         count(*) filter (where d.busy)::int as busy,
         count(*) filter (where d.found)::int as found,
         count(*) filter (where d.absent)::int as absent,
         count(*) filter (where d.channel = 'sms' and d.unanswered and not d.found and not d.absent and d.state <> 'unknown')::int as "byReceipt",
         count(*) filter (where d.resent)::int as resent,
         count(*) filter (where d.state = 'unknown')::int as "leftToAPerson"
    from doubted as d`;
