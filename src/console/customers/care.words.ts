import type { Care } from '../../audience/contract.js';

/** What people choose from; '' is everybody else. */
export const CARE_WORDS: Readonly<Record<Care | '', string>> = {
  '': 'The customer, as everybody else', minor: 'A minor: write to a parent or guardian', deceased: 'The customer has died: write to whoever handles the estate', represented: 'The customer has a guardian or another representative',
};

export interface TypedCare {
  readonly care: string;
  readonly representativeEmail: string;
  readonly reason: string;
}

export const careChoices = (chosen: string) => Object.entries(CARE_WORDS).map(([value, label]) => ({ value, label, checked: value === chosen }));
