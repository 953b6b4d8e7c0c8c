import type { Scenario } from './world.js';

/** What is asked of a scenario besides bias and cover: shares of 1. */
export interface Asked {
  readonly scenario: Scenario;
  /** Most half width of the interval, as a share of the truth. */
  readonly width?: number;
  /** Least share of runs in which the figure has the right sign. */
  readonly sign?: number;
  /** The truth is nothing: the share of intervals that leave zero out is judged. */
  readonly nothing?: boolean;
}

const large = { people: 100_000, callsEach: 0.08, rolloutHours: 12 } as const;

export const SCENARIOS: readonly Asked[] = [
  { scenario: { name: '20,000 people, 8 %', people: 20_000, callsEach: 0.08, rolloutHours: 12, rateRatio: 0.5 }, width: 0.45 },
  { scenario: { name: '100,000, 3 %', people: 100_000, callsEach: 0.03, rolloutHours: 12, rateRatio: 0.5 }, width: 0.36 },
  { scenario: { ...large, name: '100,000, 8 %', rateRatio: 0.5 }, width: 0.21 },
  { scenario: { name: '1,000,000, 3 %', people: 1_000_000, callsEach: 0.03, rolloutHours: 12, rateRatio: 0.5 }, width: 0.14 },
  { scenario: { ...large, name: '100,000, 8 %, weak effect', rateRatio: 0.8 } },
  { scenario: { ...large, name: '100,000, 8 %, no effect', rateRatio: 1 }, nothing: true },
  { scenario: { ...large, name: '100,000, 8 %, 1 % provoked', rateRatio: 0.5, provoked: 0.01 } },
  { scenario: { ...large, name: '100,000, 8 %, backfire', rateRatio: 0.9, provoked: 0.04 }, sign: 0.99 },
  { scenario: { ...large, name: '100,000, 8 %, fading', rateRatio: 0.4, fadesTo: 0.9 } },
  { scenario: { ...large, name: '100,000, 8 %, unlike people, 40 % repeats', rateRatio: 0.5, frailty: 0.3, repeats: 0.4 } },
  { scenario: { ...large, name: '100,000, 8 %, 15 % bounced', rateRatio: 0.5, bounced: 0.15 } },
  { scenario: { ...large, name: '100,000, 8 %, late group of 10 %, 72 h', rateRatio: 0.5, latePercent: 10 }, width: 0.28 },
  { scenario: { ...large, name: '100,000, 8 %, late group of 10 %, fading, 72 h', rateRatio: 0.4, fadesTo: 0.9, latePercent: 10 } },
];

/** A short look at the kinds that matter most. */
export const SMOKE: readonly Asked[] = SCENARIOS.filter(({ scenario: { name } }) => ['20,000 people, 8 %', '100,000, 8 %', '100,000, 8 %, no effect', '100,000, 8 %, backfire'].includes(name));
