/**
 * Both headers of one-click unsubscribing, for notices that may be left out: one click must not silence the next breach notice.
 *
 * @param url  Takes a POST without a session. Null where there is none that mailbox providers could reach by https.
 * @throws RangeError where it could not stand in the header.
 * @source RFC 8058, 3.1 (both must be signed by DKIM), RFC 2369.
 */
export function unsubscribeHeaders(url: string | null): Readonly<Record<string, string>> {
  if (url === null) return {};
  if (!/^https:\/\/[^\s<>,]+$/.test(url)) throw new RangeError('The address for unsubscribing must be one https address.');
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
