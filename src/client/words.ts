/** Counts with a word behind each, those of nobody left out: "12 delivered, 3 bounced". */
export const countsIn = (counts: Readonly<Record<string, number | undefined>>): string =>
  Object.entries(counts).filter(([, count]) => (count ?? 0) > 0).map(([name, count]) => `${count!.toLocaleString('en')} ${name}`).join(', ') || 'nobody';

export const peopleIn = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'person' : 'people'}`;

/** "2026-03-02 17:20 UTC": the same on every machine, and plain about its zone. */
export const timeIn = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** Columns, each as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((so, row) => row.map((cell, index) => Math.max(so[index] ?? 0, [...cell].length)), []);
  return rows.map((row) => row.map((cell, index) => (index === row.length - 1 ? cell : cell + ' '.repeat(widths[index]! - [...cell].length))).join('  ').trimEnd());
}
