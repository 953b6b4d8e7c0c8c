/** Limits of some of many: mailbox domains, or senders. Rates are a second's, null is no limit of its own. */
export interface NarrowRates {
  of(name: string): number | null;
}

/** @param usual  For a name that `own` does not list; null is no limit. */
export function narrowRates(own: ReadonlyMap<string, number>, usual: number | null | ((name: string) => number | null)): NarrowRates {
  return { of: (name) => own.get(name) ?? (typeof usual === 'function' ? usual(name) : usual) };
}

/** Part after the @, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const TOLL_FREE = /^\+1(800|833|844|855|866|877|888)\d{7}$/;
const NORTH_AMERICA = /^\+1\d{10}$/;
const SHORT_CODE = /^\d{3,8}$/;

/**
 * Segments a second that the carriers take from one sender, where no contract says more. A provider takes texts faster than it can
 * pass them on, and lets them wait for up to ten hours, where nobody can stop them: so they wait here.
 *
 * @returns null for a Messaging Service, whose pool only its owner knows.
 * @source Twilio: 1 a second for a North American number, 10 for numbers elsewhere, 3 toll-free, 100 for a short code
 *   (support.twilio.com 115002943027, 4411046744987).
 */
export function senderRate(sender: string): number | null {
  if (sender.startsWith('MG')) return null;
  if (SHORT_CODE.test(sender)) return 100;
  if (TOLL_FREE.test(sender)) return 3;
  return NORTH_AMERICA.test(sender) ? 1 : 10;
}
