/**
 * Where Twilio reaches us, without a slash at the end.
 *
 * @param captured  The stand-in runs on this machine and can reach what Twilio could not.
 * @returns null where the address is one that only this machine knows: Twilio would refuse every text that names it.
 */
export function callbackBase(publicUrl: string, captured: boolean): string | null {
  const { hostname } = new URL(publicUrl);
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') || hostname === '0.0.0.0';
  return local && !captured ? null : publicUrl.replace(/(?<!\/)\/+$/, '');
}
