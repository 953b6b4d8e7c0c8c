import { grouped } from '../page/words.js';
import { BACK, type Way, wayBack, wayOn } from './way.js';

/** Where a page stands in its list. */
export interface PageAt {
  /** As it stands in sentences: "people". */
  readonly noun: string;
  /** What is counted, where the rows are not what the list is of. */
  readonly counted?: readonly [one: string, many: string] | undefined;
  /** How its reader came to it, as `wayOf` read it. */
  readonly way: Way;
  readonly rows: number;
  /** Of the whole list as it is narrowed, where that is known anyway. */
  readonly total?: number | null;
  /** The place of the next page; null on the last. */
  readonly next: string | null;
  /** Address of the page at a place, null being the first, without the way there. */
  readonly address: (place: string | null) => string;
  /** What the names of this list's parameters begin with, on a page with several. */
  readonly prefix?: string;
}

export const START = 'start';

/**
 * What partials/paging shows: "51 to 100 of 19,707", and where it goes on and back. Pages are read by a key, so nobody counts what lies
 * before one: its number, and the places of the pages before it, are carried in the address. Where they are missing the page names none.
 *
 * @returns `first` is null where it is this page or the one before, `previous` on the first page and where nobody knows what came before.
 */
export function pagingOf({ noun, counted, way, rows, total = null, next, address, prefix = '' }: PageAt) {
  const { place, start } = way;
  const all = next === null && start !== null ? start - 1 + rows : total;
  const at = (to: Way) => withWay(address(to.place), prefix, to);
  const before = wayBack(way);
  return {
    noun, range: rangeOf(start, rows, all, counted),
    first: place === null || before?.place === null ? null : address(null), previous: before && at(before), next: next === null ? null : at(wayOn(way, rows, next)),
  };
}

export type Paging = ReturnType<typeof pagingOf>;

function rangeOf(start: number | null, rows: number, total: number | null, counted?: readonly [one: string, many: string]): string | null {
  if (start === null || rows === 0) return null;
  const end = start + rows - 1;
  // Rows come and go while somebody pages: fewer in all than stand here would be nonsense.
  return `${grouped(start)}${rows === 1 ? '' : ` to ${grouped(end)}`}${total === null || total < end ? '' : ` of ${grouped(total)}`}${counted ? ` ${counted[(total ?? rows) === 1 ? 0 : 1]}` : ''}`;
}

function withWay(address: string, prefix: string, { place, start, back }: Way): string {
  const query = new URLSearchParams({ ...(place !== null && start !== null && { [prefix + START]: String(start) }), ...(back !== '' && { [prefix + BACK]: back }) }).toString();
  const [path = '', anchor] = address.split('#');
  return `${path}${query === '' ? '' : `${path.includes('?') ? '&' : '?'}${query}`}${anchor === undefined ? '' : `#${anchor}`}`;
}
