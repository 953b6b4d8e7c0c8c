/** Code points that Unicode keeps free for the inside of programs; no text from outside has a reason to hold them. */
const [OPEN, CLOSE] = ['\ufdd0', '\ufdd1'];
const MARK = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');

/** A text cut at its marks: the fixed pieces, and between each two of them the number of the value that stands there. */
export interface Cut {
  readonly pieces: readonly string[];
  /** One less than the pieces. */
  readonly slots: readonly number[];
}

/** What stands in a text in the place of the value with this number: no space, and nothing that any part escapes or replaces. */
export const markOf = (index: number): string => `${OPEN}${index}${CLOSE}`;

export const holdsMark = (text: string): boolean => text.includes(OPEN) || text.includes(CLOSE);

export function cutAtMarks(text: string): Cut {
  const [first = '', ...rest] = text.split(MARK);
  const pieces = [first];
  const slots: number[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    slots.push(Number(rest[at]));
    pieces.push(rest[at + 1]!);
  }
  return { pieces, slots };
}
