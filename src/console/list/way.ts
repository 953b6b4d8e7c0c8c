/** How somebody came to a page of a list: where it begins, and the pages that they turned. */
export interface Way {
  /** The key behind which the page begins; null for the first. */
  readonly place: string | null;
  /** The number of its first row; null where the address does not say. */
  readonly start: number | null;
  /** The pages between the first and this one, oldest first, each as `number.place`; behind a `-` where older ones are not known. */
  readonly back: string;
}

export const BACK = 'back';
export const FIRST_WAY: Way = { place: null, start: 1, back: '' };

const BETWEEN = '*';
const UNKNOWN = '-';
/** Forty pages by an id, and some hundred by a number: an address that browsers, proxies and mail programs take whole. */
const LONGEST_BACK = 1_600;

/** @param place  Where the page begins, as its list has checked it. @param said  The other parameters of its address, whatever somebody typed. */
export function wayOf(place: string | null, said: { readonly start?: unknown; readonly back?: unknown }): Way {
  if (place === null) return FIRST_WAY;
  const start = numberIn(said.start);
  const back = typeof said.back === 'string' && said.back.length <= LONGEST_BACK ? said.back : '';
  // The second page names none between; one without a number was not come to by "Next".
  return { place, start, back: back === '' && start === null ? UNKNOWN : back };
}

/** The way to the page after this one. @param rows  How many stand here. */
export function wayOn({ place, start, back }: Way, rows: number, next: string): Way {
  const steps = place === null ? [] : [...(back === '' ? [] : back.split(BETWEEN)), `${start ?? ''}.${encodeURIComponent(place).replaceAll(BETWEEN, '%2A')}`];
  return { place: next, start: start === null ? null : start + rows, back: shortened(steps) };
}

/** The way to the page before this one; null on the first, and where nobody knows it. */
export function wayBack({ place, back }: Way): Way | null {
  if (place === null) return null;
  if (back === '') return FIRST_WAY;
  const steps = back.split(BETWEEN);
  const [, number = '', before = ''] = /^(\d*)\.(.+)$/.exec(steps.pop()!) ?? [];
  const decoded = placeIn(before);
  if (decoded === null) return null;
  return { place: decoded, start: numberIn(number), back: steps.join(BETWEEN) };
}

/** Without the oldest, as far as it must be. */
function shortened(steps: readonly string[]): string {
  const whole = steps.join(BETWEEN);
  return whole.length <= LONGEST_BACK ? whole : shortened([UNKNOWN, ...steps.slice(steps[0] === UNKNOWN ? 2 : 1)]);
}

function placeIn(text: string): string | null {
  try {
    return decodeURIComponent(text) || null;
  } catch {
    return null; // typed by somebody
  }
}

function numberIn(said: unknown): number | null {
  return typeof said === 'string' && /^[1-9]\d{0,8}$/.test(said) ? Number(said) : null;
}
