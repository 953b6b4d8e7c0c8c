import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who called when, over some weeks: minutes from the first midnight, by customer. */
export interface Histories {
  readonly days: number;
  readonly callers: readonly (readonly number[])[];
  /** Share of a day's calls in each of its 144 slots of ten minutes. */
  readonly dayShape: readonly number[];
}

const DAY = 1_440;
export const SLOT = 10;

export const HISTORY_FILES = ['ilbank_calls_1999_jan.csv', 'ilbank_calls_1999_feb.csv'] as const;

/** Identified calls of the Technion's anonymous bank, January and February 1999. Source: Mandelbaum, Sakov, Zeltyn. */
export function bankHistories(folder: string): Histories {
  const begins = Date.parse('1999-01-01T00:00:00Z');
  const byCustomer = new Map<string, number[]>();
  const dayShape = new Array<number>(DAY / SLOT).fill(0);
  let all = 0;
  for (const file of HISTORY_FILES) {
    for (const line of readFileSync(join(folder, file), 'utf8').trim().split('\n').slice(1)) {
      const [at = '', customer = ''] = line.split(',');
      const minute = (Date.parse(`${at}Z`) - begins) / 60_000;
      dayShape[Math.floor((minute % DAY) / SLOT)]! += 1;
      all += 1;
      if (customer !== '') byCustomer.set(customer, [...(byCustomer.get(customer) ?? []), minute]);
    }
  }
  return { days: 59, callers: [...byCustomer.values()], dayShape: dayShape.map((calls) => calls / all) };
}
