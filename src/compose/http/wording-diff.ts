import { textDiff, type DiffPiece } from '../model/text-diff.js';
import { newestVersion, type WordingVersion } from '../model/wording.js';

export interface WordingDiff {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly { readonly part: string; readonly pieces: readonly DiffPiece[] }[];
}

interface Asked {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Which two versions are meant: the newest and the one before it, unless others are named. */
export function comparedVersions({ from, to }: Asked, versions: readonly WordingVersion[]): { readonly from: number; readonly to: number } {
  const last = to ?? newestVersion(versions);
  return { from: from ?? Math.max(0, last - 1), to: last };
}

/** What became of each part, word for word. */
export const diffOf = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].map((part) => ({ part, pieces: textDiff(before[part] ?? '', after[part] ?? '') }));
