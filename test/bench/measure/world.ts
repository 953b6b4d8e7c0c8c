import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RolloutTable } from '../../../src/measure/model/rollout-table.js';
import { type Histories, SLOT } from './histories.js';

/**
 * An incident of which it is known who would have called. Hours count from the declaration at nine in the morning. Repeats come on top of
 * `callsEach`: 300,000 people at 3 % make 9,600 identified calls in 72 hours, not 7,200.
 */
export interface Scenario {
  readonly name: string;
  readonly people: number;
  /** Customers' first calls about the incident in 72 hours, for each customer, were nobody told. */
  readonly callsEach: number;
  readonly rolloutHours: number;
  /** Rate of incident calls after the notice was read over that before; with `fadesTo`, its value a day later. */
  readonly rateRatio: number;
  readonly fadesTo?: number;
  /** Share of those who read it whom the notice itself makes call. */
  readonly provoked?: number;
  /** Shape of the gamma law by which customers differ; 1 is exponential. */
  readonly frailty?: number;
  /** Chance that a call is followed by another of the same customer. */
  readonly repeats?: number;
  readonly bounced?: number;
  /** Of the people, those who are told at the end of the 72 hours. */
  readonly latePercent?: number;
}

export interface Incident {
  readonly table: RolloutTable;
  /** Matched calls that the notice took away less those it made, in [from, until) minutes. */
  avoidedIn(from: number, until: number): number;
}

/** Before the incident, of which calls are on record. */
const KNOWN_DAYS = 28;
const HORIZON = 72 * 60;
const ROLLOUT_FROM = 120;
const WAVES = 48;
/** Comes after the others. */
const LATE = WAVES;
const GROUPS = 50;
/** Customers of the bank among whom its callers are: most never call in two months. */
const BASE = 50_000;
/** Share of calls, not of people: in the bank's records the same customer is known in one call and not in the next. */
const MATCHED = 0.8;
/** Minutes; in the worked incident of 5,000 half of the gaps between two calls of a person are under three hours. */
const REPEAT_AFTER_MEAN = 180;
const READ_LAG_MEDIAN = 20;
/** As in the worked incident, in which nobody calls from the 15th hour to the 22nd: the bank's night is from midnight to seven. */
const DECLARED_AT_MINUTE = 9 * 60;

/** One incident on real background calls; the same seed gives the same one. Shares nothing with the estimators but the shape of their table. */
export class SimulatedWorld {
  private readonly arrivals: Float64Array;

  constructor(
    private readonly histories: Histories,
    private readonly of: Scenario,
  ) {
    this.arrivals = incidentArrivals(histories.dayShape);
  }

  incident(seed: number): Incident {
    const rng = xoroshiro128plus(seed);
    // Its first outputs hardly depend on a small seed: without this every run would begin on the same day.
    for (let spent = 0; spent < 64; spent += 1) rng.next();
    const draw = new Draw(() => uniformFloat64(rng));
    const counts = new Counts();
    const moved: number[][] = [[], []]; // taken away, made
    this.background(draw, counts);
    this.aboutTheIncident(draw, counts, moved[0]!);
    this.provokedByTheNotice(draw, counts, moved[1]!);
    const within = (minutes: readonly number[], from: number, until: number): number => minutes.filter((minute) => minute >= from && minute < until).length;
    return { table: this.tableOf(counts), avoidedIn: (from, until) => within(moved[0]!, from, until) - within(moved[1]!, from, until) };
  }

  /** Calls that have nothing to do with the incident: those of the bank's customers in some three days, and in the four weeks before, each customer drawn as often as chance has it. */
  private background(draw: Draw, counts: Counts): void {
    const day = KNOWN_DAYS + Math.floor(draw.uniform() * (this.histories.days - 3 - KNOWN_DAYS));
    const from = day * 1_440 + DECLARED_AT_MINUTE;
    for (const calls of this.histories.callers) {
      const own = calls.filter((minute) => minute >= from - KNOWN_DAYS * 1_440 && minute < from + HORIZON);
      if (own.length === 0) continue;
      for (let copies = draw.poisson(this.of.people / BASE); copies > 0; copies -= 1) {
        const person = this.person(draw);
        for (const minute of own) if (draw.matched()) counts.add(person, minute - from);
      }
    }
  }

  private aboutTheIncident(draw: Draw, counts: Counts, taken: number[]): void {
    const { people, callsEach: mean, frailty = 1, repeats = 0.25 } = this.of;
    // How many call at all, and how often those do, of a gamma mixture of Poisson laws.
    const never = (1 + mean / frailty) ** -frailty;
    for (let callers = draw.poisson(people * (1 - never)); callers > 0; callers -= 1) {
      const person = this.person(draw);
      for (let first = draw.positiveNegativeBinomial(frailty, mean); first > 0; first -= 1) {
        let minute = this.arrival(draw);
        do {
          if (minute >= HORIZON) break;
          const comes = draw.uniform() < this.kept(person, minute);
          if (draw.matched()) {
            if (comes) counts.add(person, minute);
            else taken.push(minute);
          }
          minute += draw.exponential(REPEAT_AFTER_MEAN);
        } while (draw.uniform() < repeats);
      }
    }
  }

  private provokedByTheNotice(draw: Draw, counts: Counts, made: number[]): void {
    const { people, provoked = 0 } = this.of;
    for (let callers = draw.poisson(people * provoked); callers > 0; callers -= 1) {
      const person = this.person(draw);
      const minute = person.readAt + draw.exponential(45);
      if (!(minute < HORIZON) || !draw.matched()) continue;
      counts.add(person, minute);
      made.push(minute);
    }
  }

  private kept({ readAt }: Caller, minute: number): number {
    if (minute < readAt) return 1;
    const { rateRatio, fadesTo = rateRatio } = this.of;
    return rateRatio + (fadesTo - rateRatio) * Math.min(1, (minute - readAt) / 1_440);
  }

  private person(draw: Draw): Caller {
    const { bounced = 0.04, latePercent } = this.of;
    const isLate = latePercent !== undefined && draw.uniform() * 100 < latePercent;
    const wave = isLate ? LATE : Math.floor(draw.uniform() * WAVES);
    const readAt = draw.uniform() < bounced ? Infinity : this.handedOver(wave) + READ_LAG_MEDIAN * Math.exp(draw.normal());
    return { group: Math.floor(draw.uniform() * GROUPS), wave, toldAt: this.handedOver(wave), readAt, before: 0, bins: [] };
  }

  private handedOver = (wave: number): number => (wave === LATE ? HORIZON : ROLLOUT_FROM + (wave * this.of.rolloutHours * 60) / WAVES);

  private arrival(draw: Draw): number {
    const at = draw.uniform();
    let [low, high] = [0, this.arrivals.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.arrivals[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return (low + draw.uniform()) * SLOT;
  }

  private tableOf(counts: Counts): RolloutTable {
    const { people, latePercent = 0 } = this.of;
    const numbers = Array.from({ length: latePercent > 0 ? WAVES + 1 : WAVES }, (_, wave) => wave);
    const share = (wave: number): number => (wave === LATE ? latePercent / 100 : (1 - latePercent / 100) / WAVES);
    return {
      origin: new Date('2026-03-02T09:00:00Z'), observedMinutes: HORIZON, horizonMinutes: HORIZON, order: 'random', binMinutes: 30,
      waves: numbers.map((wave) => ({ priority: 'all', wave: wave + 1, handedOverMinute: this.handedOver(wave) })),
      members: numbers.flatMap((wave) => inGroups(Math.round(people * share(wave)), wave)),
      calls: counts.rows(), earlier: counts.earlier(),
    };
  }
}

/** As equal as whole people can be; the remainder goes to other groups in each wave. */
const inGroups = (people: number, wave: number): RolloutTable['members'] =>
  Array.from({ length: GROUPS }, (_, group) => {
    const place = (group + wave) % GROUPS;
    return { group, priority: 'all', wave: wave + 1, members: Math.floor(((place + 1) * people) / GROUPS) - Math.floor((place * people) / GROUPS) };
  });

interface Caller {
  /** Calls before the first wave, of which he was known; and the bins of those since. */
  before: number;
  readonly bins: number[];
  readonly group: number;
  readonly wave: number;
  readonly toldAt: number;
  readonly readAt: number;
}

/** Calls by group and bin. */
class Counts {
  private readonly known: Caller[] = [];
  private readonly hours = new Array<number>(24).fill(0);
  private readonly cells = new Map<number, { group: number; bin: number; waiting: number; notified: [number, number, number, number] }>();

  /** A call that came and whose caller is known, at whatever time. */
  add(person: Caller, minute: number): void {
    if (person.before === 0 && person.bins.length === 0) this.known.push(person);
    if (minute < ROLLOUT_FROM) {
      person.before += 1;
      this.hours[(((Math.floor(minute / 60) % 24) + 24) % 24)]! += 1;
    }
    if (minute >= 0) this.count(person, minute);
  }

  private count({ group, toldAt, bins }: Caller, minute: number): void {
    const bin = Math.floor(minute / 30);
    bins.push(bin);
    const key = bin * GROUPS + group;
    let cell = this.cells.get(key);
    if (!cell) this.cells.set(key, (cell = { group, bin, waiting: 0, notified: [0, 0, 0, 0] }));
    const hours = (minute - toldAt) / 60;
    if (hours < 0) cell.waiting += 1;
    else cell.notified[hours < 1 ? 0 : hours < 4 ? 1 : hours < 12 ? 2 : 3] += 1;
  }

  earlier(): NonNullable<RolloutTable['earlier']> {
    const waves = new Map<string, { group: number; priority: string; wave: number; calls: number; callsSquared: number }>();
    const again = new Map<string, { group: number; priority: string; bin: number; calls: number }>();
    for (const { group, wave, before, bins } of this.known) {
      if (before === 0) continue;
      const own = `${group} ${wave}`;
      const row = waves.get(own) ?? { group, priority: 'all', wave: wave + 1, calls: 0, callsSquared: 0 };
      waves.set(own, { ...row, calls: row.calls + before, callsSquared: row.callsSquared + before ** 2 });
      for (const bin of bins) {
        const cell = again.get(`${group} ${bin}`) ?? { group, priority: 'all', bin, calls: 0 };
        again.set(`${group} ${bin}`, { ...cell, calls: cell.calls + before });
      }
    }
    return { rows: [...waves.values()], again: [...again.values()], hours: this.hours };
  }

  rows(): RolloutTable['calls'] {
    return [...this.cells.values()].map((cell) => ({ ...cell, priority: 'all' }));
  }
}

/** When calls about the incident come: a rise over two hours, a decay of eighteen, and the hours at which people phone at all. */
function incidentArrivals(dayShape: readonly number[]): Float64Array {
  const slots = HORIZON / SLOT;
  const rates = Array.from({ length: slots }, (_, slot) => {
    const hours = ((slot + 0.5) * SLOT) / 60;
    const ofDay = dayShape[(slot + DECLARED_AT_MINUTE / SLOT) % dayShape.length]!;
    return Math.min(1, hours / 2) * Math.exp(-hours / 18) * ofDay;
  });
  const all = rates.reduce((sum, rate) => sum + rate, 0);
  let sum = 0;
  return Float64Array.from(rates, (rate) => (sum += rate / all));
}

/** Draws from the laws that the world needs. */
class Draw {
  constructor(readonly uniform: () => number) {}

  /** Whether a call comes from a number that is known: of each call on its own, as in the bank's records. */
  matched(): boolean {
    return this.uniform() < MATCHED;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  poisson(mean: number): number {
    // A large one is near enough normal; a small one counts exponential gaps.
    if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    let count = -1;
    for (let left = mean; left >= 0; left -= this.exponential(1)) count += 1;
    return count;
  }

  /** Of a gamma mixture of Poisson laws with this shape and mean, given that it is not 0. */
  positiveNegativeBinomial(shape: number, mean: number): number {
    const chance = mean / (mean + shape);
    const never = (1 - chance) ** shape;
    let left = this.uniform() * (1 - never);
    let weight = never * shape * chance;
    let count = 1;
    while (left > weight && count < 200) {
      left -= weight;
      weight *= (chance * (shape + count)) / (count + 1);
      count += 1;
    }
    return count;
  }
}
