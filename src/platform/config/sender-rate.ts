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
