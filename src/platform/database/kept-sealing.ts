import { type DataSource } from 'typeorm';
import { type Sealing } from '../seal/sealing.js';

const kept = new WeakMap<DataSource, Sealing>();

/** What the connections of a data source open with, for those who write. */
export function keepSealing(dataSource: DataSource, sealing: Sealing): void {
  kept.set(dataSource, sealing);
}

/** @throws TypeError for a data source that was connected without keys: nobody's data go through it. */
export function sealingOf(dataSource: DataSource): Sealing {
  const sealing = kept.get(dataSource);
  if (sealing === undefined) throw new TypeError('This data source has no keys: connect() was not given any.');
  return sealing;
}
