import { type Progress } from '../../deliver/progress.service.js';

/** When the first and the last message of a notice left, so far; null while none has. */
export function sentTimes({ waves }: Pick<Progress, 'waves'>): { readonly firstAt: Date; readonly lastAt: Date } | null {
  const first = waves.flatMap(({ handedOverAt }) => (handedOverAt ? [handedOverAt.getTime()] : []));
  if (first.length === 0) return null;
  const last = waves.flatMap(({ handedOverAt, lastHandedOverAt }) => [lastHandedOverAt ?? handedOverAt].flatMap((at) => (at ? [at.getTime()] : [])));
  return { firstAt: new Date(Math.min(...first)), lastAt: new Date(Math.max(...last)) };
}
