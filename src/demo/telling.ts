import { MultiBar, Presets } from 'cli-progress';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const grouped = (value: number): string => whole.format(value);

/** One line for each act of the demo, with the seconds it took. */
export async function act<Value>(title: string, work: () => Promise<Value>, note: (value: Value) => string = () => ''): Promise<Value> {
  const began = Date.now();
  process.stdout.write(`  ${title} … `);
  const value = await work();
  const said = note(value);
  process.stdout.write(`${said ? `${said} ` : ''}(${((Date.now() - began) / 1000).toFixed(1)} s)\n`);
  return value;
}

export const skip = (title: string): void => void process.stdout.write(`  ${title}: done before\n`);

/** A bar over the people of the notice, with the counts by outcome behind it. */
export function progressBar(people: number): { show(settled: number, counts: string): void; end(): void } {
  const bars = new MultiBar({ format: '  {bar} {percentage} %  {counts}', hideCursor: true, linewrap: false, noTTYOutput: true, notTTYSchedule: 5_000, stopOnComplete: false }, Presets.shades_classic);
  const bar = bars.create(people, 0, { counts: '' });
  return { show: (settled, counts) => bar.update(settled, { counts }), end: () => bars.stop() };
}
