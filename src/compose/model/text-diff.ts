import { diffLines, diffWordsWithSpace } from 'diff';

export interface DiffPiece {
  /** `same` where both have it; a long stretch of that is cut in its middle. */
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Beyond so many words that differ, lines are compared: time grows with the square of what differs. */
const MOST_EDITS = 1_500;
/** Of a stretch that both have, so much of either end is shown. */
const AROUND = 160;

/** What became of a text, word for word. @returns Pieces in reading order; none where both are the same. */
export function textDiff(before: string, after: string): readonly DiffPiece[] {
  if (before === after) return [];
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS }) ?? diffLines(before, after, { maxEditLength: MOST_EDITS });
  if (changes === undefined) return [{ kind: 'removed', text: before }, { kind: 'added', text: after }];
  return changes.map(({ added, removed, value }, index): DiffPiece => {
    if (added || removed) return { kind: added ? 'added' : 'removed', text: value };
    return { kind: 'same', text: shortened(value, index === 0, index === changes.length - 1) };
  });
}

function shortened(text: string, isFirst: boolean, isLast: boolean): string {
  if (text.length <= 3 * AROUND) return text;
  const [start, end] = [isFirst ? '' : text.slice(0, AROUND), isLast ? '' : text.slice(-AROUND)];
  return `${start} […] ${end}`;
}
