import { createHmac } from 'node:crypto';

/**
 * The X-Twilio-Signature of a form POST: base64 of HMAC-SHA1 over the address followed by each name and value, by name.
 *
 * @param url  As configured, with its query and without a fragment.
 * @source twilio.com/docs/usage/security
 */
export function signatureOf(authToken: string, url: string, params: Readonly<Record<string, string>>): string {
  const signed = Object.keys(params)
    .sort()
    .reduce((text, name) => text + name + params[name], url);
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}
