import { grouped } from '../page/words.js';

/** Where a page stands in its list. */
export interface PageAt {
  /** As it stands in sentences: "people". */
  readonly noun: string;
  /** The number of its first row, as `startOf` read it. */
  readonly start: number | null;
  readonly rows: number;
  /** Of the whole list as it is narrowed, where that is known anyway. */
  readonly total?: number | null;
  /** Address of the first page; null on it. */
  readonly first: string | null;
  /** Address of the next page without the number of its row; null on the last. */
  readonly next: string | null;
  /** By what name addresses carry the number. */
  readonly parameter?: string;
}

export const START = 'start';

/**
 * What partials/paging shows: "1 to 50 of 19,707", and where it goes on. Pages are read by a key, so nobody counts what lies before one: its
 * number is carried in the address, and where it is missing or no number the page says none.
 */
export function pagingOf({ noun, start, rows, total = null, first, next, parameter = START }: PageAt) {
  const all = next === null && start !== null ? start - 1 + rows : total;
  return { noun, range: rangeOf(start, rows, all), first, next: next === null || start === null ? next : withNumber(next, parameter, start + rows) };
}

export type Paging = ReturnType<typeof pagingOf>;

/** The number of a page's first row. @param said  What the address says. @param isFirst  Nothing lies before it. */
export function startOf(said: unknown, isFirst: boolean): number | null {
  if (isFirst) return 1;
  return typeof said === 'string' && /^[1-9]\d{0,8}$/.test(said) ? Number(said) : null;
}

function rangeOf(start: number | null, rows: number, total: number | null): string | null {
  if (start === null || rows === 0) return null;
  const end = start + rows - 1;
  // Rows come and go while somebody pages: fewer in all than stand here would be nonsense.
  return `${grouped(start)}${rows === 1 ? '' : ` to ${grouped(end)}`}${total === null || total < end ? '' : ` of ${grouped(total)}`}`;
}

function withNumber(address: string, parameter: string, start: number): string {
  const [path = '', anchor] = address.split('#');
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}=${start}${anchor === undefined ? '' : `#${anchor}`}`;
}
