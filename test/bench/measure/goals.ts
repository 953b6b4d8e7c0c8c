/** One line of what is to be reached. `met` is null where a short run can't tell. */
export interface Goal {
  readonly name: string;
  readonly figure: number | string;
  readonly goal: string;
  readonly met: boolean | null;
}

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;

/** A line of a table on the screen: a wide first cell, the others to the right. */
export const row = (...cells: readonly (string | number)[]): void =>
  console.log(cells.map((cell, place) => (place === 0 ? String(cell).padEnd(50) : String(cell).padStart(13))).join(''));

/** Prints all goals, which of them were not judged, and as the last line those that were, for programs. */
export function report(goals: readonly Goal[]): void {
  console.log('');
  for (const { name, figure, goal, met } of goals) console.log(`${met === null ? '  ?' : met ? ' ok' : 'NOT'}  ${name}: ${figure}, goal ${goal}`);
  const open = goals.filter(({ met }) => met === null);
  if (open.length > 0) console.log(`Too few runs to judge, marked with ?: ${open.map(({ name }) => name).join('; ')}`);
  console.log(JSON.stringify({ goals: goals.filter(({ met }) => met !== null) }));
}
