import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Person, PersonCall } from './measure-people.js';

/** A world in which it is known who would have called: each call's fate is drawn after the call itself. */
export interface World {
  readonly people: number;
  /** Hand-over times are even over this stretch, `waves` of them. */
  readonly rolloutMinutes: number;
  readonly waves: number;
  /** Mean first calls of a person in the 16 hours, were nobody told. */
  readonly callsEach: number;
  /** Chance that a call which would have come after the notice still comes. */
  readonly kept: number;
  /** Share of people whom the notice itself makes call, within the hour or so. */
  readonly provoked: number;
  /** When the first wave is told; two hours in by default. */
  readonly beginsMinute?: number;
}

export interface SimulatedIncident {
  readonly people: readonly Person[];
  readonly calls: readonly PersonCall[];
  /** Calls that the notice took away less those that it made, in [from, until) minutes. */
  avoidedIn(from: number, until: number): number;
}

const HOURS = 16;

/** Waves begin two hours in; the calls rise for three hours, then fade, with an evening slump. */
const hourly = Array.from({ length: HOURS }, (_, h) => Math.min(1, (h + 1) / 3) * Math.exp(-h / 9) * (h < 12 ? 1 : 0.5));
const cumulative = hourly.map((_, h) => hourly.slice(0, h + 1).reduce((sum, x) => sum + x, 0) / hourly.reduce((sum, x) => sum + x, 0));

/** One incident; the same seed gives the same one. One in five people calls many times as often; one call in four is repeated. */
export function simulate(world: World, seed: number): SimulatedIncident {
  const rng = xoroshiro128plus(seed);
  const random = (): number => uniformFloat64(rng);
  const people = shuffledWaves(world, random);
  const calls: PersonCall[] = [];
  const removed: number[] = [];
  const added: number[] = [];
  for (const { id, toldMinute } of people) {
    const told = toldMinute ?? Infinity;
    for (const minute of neverToldCalls(world.callsEach * (random() < 0.2 ? 3.8 : 0.3), random)) {
      if (minute < told || random() < world.kept) calls.push({ person: id, minute });
      else removed.push(minute);
    }
    if (random() < world.provoked) {
      const minute = told - 30 * Math.log(1 - random());
      calls.push({ person: id, minute });
      added.push(minute);
    }
  }
  const within = (minutes: readonly number[], from: number, until: number): number =>
    minutes.filter((minute) => minute >= from && minute < until).length;
  return { people, calls, avoidedIn: (from, until) => within(removed, from, until) - within(added, from, until) };
}

/** Equal waves in a random order; groups follow the person and know nothing of the wave. */
function shuffledWaves({ people, waves, rolloutMinutes, beginsMinute = 120 }: World, random: () => number): Person[] {
  const ids = Array.from({ length: people }, (_, i) => i);
  for (let i = people - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [ids[i], ids[j]] = [ids[j] ?? 0, ids[i] ?? 0];
  }
  return ids.map((id, place) => {
    const wave = Math.floor((place * waves) / people);
    return { id, group: id % 50, toldMinute: beginsMinute + 7 + (wave * rolloutMinutes) / waves };
  });
}

function neverToldCalls(mean: number, random: () => number): number[] {
  const minutes: number[] = [];
  for (let waited = -Math.log(1 - random()); waited < mean; waited -= Math.log(1 - random())) {
    let minute = momentOf(random(), random());
    minutes.push(minute);
    while (random() < 0.25) {
      minute -= 60 * Math.log(1 - random());
      minutes.push(minute);
    }
  }
  return minutes.filter((minute) => minute < HOURS * 60);
}

function momentOf(quantile: number, within: number): number {
  const hour = cumulative.findIndex((share) => share > quantile);
  return ((hour < 0 ? HOURS - 1 : hour) + within) * 60;
}
