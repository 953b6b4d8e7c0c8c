import { Injectable } from '@nestjs/common';
import { type AsideLimits, wasCalledOff } from '../platform/database/aside.js';
import { type MemberReasons } from './contract.js';
import { type Lack, relaxations } from './model/near-miss.js';
import { type Selection } from './model/selection.js';
import { countInterval } from './model/share-interval.js';
import { type Population, type SampledPerson, SampleRepository } from './store/sample.repository.js';

/** How many people a selection means, by a random sample of customers. */
export interface Estimate {
  readonly members: number;
  /** 95 % of such intervals hold the true number, or more. Both are `members` where everybody was looked at. */
  readonly low: number;
  readonly high: number;
  /** Customers in the sample. */
  readonly looked: number;
  /** Customers that there are. */
  readonly of: number;
}

/** Somebody who meets all of a rule but one thing. */
export interface NearMiss extends SampledPerson {
  readonly lack: Lack;
}

export interface SampledPeople {
  readonly members: readonly SampledPerson[];
  readonly nearly: readonly NearMiss[];
}

/** Real milliseconds: what is left of a second goes to the page around it. */
const BUDGET_MS = 650;
const PEOPLE_BUDGET_MS = 1_500;
/** Customers of the first look, and at most. Beyond it the interval narrows too little for what it costs. */
const FIRST = 200;
const MOST = 20_000;
/** A next look is at most so many times as large as all before: its time is foretold from theirs. */
const GROWTH = 4;
/** For examples. */
const LOOKED_FOR_PEOPLE = 2_000;
const MEMBERS = 5;
const NEARLY = 5;
const NEARLY_OF_A_KIND = 2;
/** A list that is longer is drawn from all customers: to shuffle it would take the whole time. */
const LONGEST_LIST = 50_000;

interface Frame {
  readonly population: Population;
  readonly size: number;
  /** Members without a sample: those on the list, where a rule adds to it. */
  readonly sure: number;
}

/** Answers within a second whom a rule means, on any number of customers: as many random ones are looked at as that time allows. */
@Injectable()
export class RuleEstimates {
  private customers: { readonly count: number; readonly until: number } | null = null;

  constructor(private readonly samples: SampleRepository) {}

  /** @returns null where the time was not enough even for the first look: then only the exact count says it. */
  async estimate(selection: Selection): Promise<Estimate | null> {
    const ends = performance.now() + BUDGET_MS;
    try {
      const { population, size, sure } = await this.frameOf(selection, ends);
      if (size === 0 || (selection.rule === null && !selection.without?.length)) return { members: sure, low: sure, high: sure, looked: size, of: size };
      const { hits, looked } = await this.look(selection, population, sure > 0, Math.min(size, MOST), ends);
      if (looked === 0) return null;
      const of = Math.max(size, looked);
      const { low, high } = countInterval(hits, looked, of);
      return { members: sure + Math.round((hits / looked) * of), low: sure + low, high: sure + high, looked, of };
    } catch (error) {
      if (wasCalledOff(error)) return null;
      throw error;
    }
  }

  /** Why the selection means one of a few random customers, the same each time; null where it means none of them, or the time was not enough. */
  async example(selection: Selection, dataInvolved: readonly string[]): Promise<MemberReasons | null> {
    const ends = performance.now() + BUDGET_MS;
    try {
      const { population } = await this.frameOf(selection, ends);
      const ids = await this.samples.draw(population, 0, LOOKED_FOR_PEOPLE, left(ends));
      const met = inOrder(ids, await this.samples.met(selection, ids, left(ends)));
      const [found] = await this.samples.people(selection, met.slice(0, 1), dataInvolved, left(ends));
      return found?.reasons ?? null;
    } catch (error) {
      if (wasCalledOff(error)) return null;
      throw error;
    }
  }

  /** A handful whom the selection means, each with why, and a few who lack one thing. They are people of a sample: of a rare kind there may be none. */
  async people(selection: Selection, dataInvolved: readonly string[]): Promise<SampledPeople> {
    const ends = performance.now() + PEOPLE_BUDGET_MS;
    const nearly: NearMiss[] = [];
    let members: readonly SampledPerson[] = [];
    try {
      const { population } = await this.frameOf(selection, ends);
      const ids = await this.samples.draw(population, 0, LOOKED_FOR_PEOPLE, left(ends));
      const met = inOrder(ids, await this.samples.met(selection, ids, left(ends)));
      members = await this.samples.people(selection, met.slice(0, MEMBERS), dataInvolved, left(ends));
      const seen = new Set(met);
      for (const { lack, rule } of selection.rule === null || selection.combine === 'intersection' ? [] : relaxations(selection.rule)) {
        if (nearly.length >= NEARLY) break;
        const looser: Selection = { ...selection, rule, listId: null, combine: 'union' };
        const found = inOrder(ids, await this.samples.met(looser, ids.filter((id) => !seen.has(id)), left(ends))).slice(0, NEARLY_OF_A_KIND);
        for (const id of found) seen.add(id);
        for (const person of await this.samples.people(looser, found, [], left(ends))) nearly.push({ ...person, lack });
      }
    } catch (error) {
      if (!wasCalledOff(error)) throw error; // what was found in time is shown
    }
    return { members, nearly: nearly.slice(0, NEARLY) };
  }

  /** Looks at more and more of them. The size of each look follows from the time that those before took, and never from what they found. */
  private async look(selection: Selection, population: Population, sureOfList: boolean, most: number, ends: number): Promise<{ readonly hits: number; readonly looked: number }> {
    const began = performance.now();
    let [hits, looked] = [0, 0];
    for (let next = Math.min(FIRST, most); next > 0; ) {
      try {
        const ids = await this.samples.draw(population, looked, next, left(ends));
        if (ids.length === 0) break;
        const met = await this.samples.met(selection, ids, left(ends));
        hits += met.filter(({ listed }) => !(sureOfList && listed)).length;
        looked += ids.length;
      } catch (error) {
        if (wasCalledOff(error)) break;
        throw error;
      }
      const now = performance.now();
      const each = (now - began) / looked;
      next = Math.min(most - looked, looked * GROWTH, Math.floor((ends - now) / (each * 1.5)));
      if (next < FIRST && next < most - looked) break;
    }
    return { hits, looked };
  }

  private async frameOf({ rule, listId, combine, without = [] }: Selection, ends: number): Promise<Frame> {
    if (listId === null) return { population: CUSTOMERS, size: await this.customersInAll(ends), sure: 0 };
    const list = { of: 'list', listId } as const;
    const listed = await this.samples.size(list, left(ends));
    const isSure = without.length === 0; // of whom it leaves out, some may be on the list
    if (rule === null && isSure) return { population: list, size: listed, sure: listed };
    if (rule !== null && combine === 'union') return { population: CUSTOMERS, size: await this.customersInAll(ends), sure: isSure ? listed : 0 };
    return listed <= LONGEST_LIST ? { population: list, size: listed, sure: 0 } : { population: CUSTOMERS, size: await this.customersInAll(ends), sure: 0 };
  }

  /** Counted, as long as that takes no third of the time; a larger company's number is the planner's. What took long is kept, a hundred times as long. */
  private async customersInAll(ends: number): Promise<number> {
    const began = performance.now();
    if (this.customers && began < this.customers.until) return this.customers.count;
    const count = await this.samples.size(CUSTOMERS, { timeoutMs: BUDGET_MS / 3 }).catch((error: unknown) => {
      if (!wasCalledOff(error)) throw error;
      return this.samples.plannedSize(left(ends));
    });
    const now = performance.now();
    this.customers = { count, until: now + 100 * (now - began) };
    return count;
  }
}

const CUSTOMERS = { of: 'customers' } as const;

const left = (ends: number): AsideLimits => ({ timeoutMs: Math.max(1, ends - performance.now()) });

function inOrder(ids: readonly string[], met: readonly { readonly id: string }[]): string[] {
  const found = new Set(met.map(({ id }) => id));
  return ids.filter((id) => found.has(id));
}
