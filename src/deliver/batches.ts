/**
 * Runs the step until one of its batches is not full: then nothing is left.
 *
 * @param size  Rows that a full batch moves; a step that moves more at once may return more.
 * @returns rows that were moved by all of them.
 */
export async function inBatches(size: number, step: () => Promise<number>): Promise<number> {
  let moved = 0;
  for (;;) {
    const batch = await step();
    moved += batch;
    if (batch < size) return moved;
  }
}
