import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Clock } from '../platform/clock/clock.js';

/**
 * Business time that runs fast, at a speed that the demo changes between its acts, and that stands still while the demo is not running:
 * a demo killed at 14:10 goes on at 14:10, not a week later.
 */
export class DemoClock extends Clock {
  private businessOrigin: number;
  private realOrigin = Date.now();
  private pace: number;

  private constructor(
    private readonly file: string,
    business: number,
    speed: number,
  ) {
    super();
    this.businessOrigin = business;
    this.pace = speed;
  }

  /** @param beginning  Business time of the first run; later runs go on where the last one stopped. */
  static open(file: string, beginning: Date, speed: number): DemoClock {
    const kept = readKept(file);
    return new DemoClock(file, kept ? Date.parse(kept.business) : beginning.getTime(), kept?.speed ?? speed);
  }

  get speed(): number {
    return this.pace;
  }

  now(): Date {
    return new Date(this.businessOrigin + (Date.now() - this.realOrigin) * this.pace);
  }

  setSpeed(speed: number): void {
    [this.businessOrigin, this.realOrigin, this.pace] = [this.now().getTime(), Date.now(), speed];
    this.keep();
  }

  /** Written beside and renamed, so that a kill in the middle leaves the old one. */
  keep(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify({ business: this.now().toISOString(), speed: this.pace }));
    renameSync(`${this.file}.new`, this.file);
  }
}

function readKept(file: string): { business: string; speed: number } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { business: string; speed: number };
  } catch {
    return null; // the first run
  }
}
