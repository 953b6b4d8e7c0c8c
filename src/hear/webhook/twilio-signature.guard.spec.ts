import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { SURROUNDINGS_OF_TEST, silentLog } from '../../../test/support/hear-ports.js';
import { signatureOf } from '../../capture/twilio/signature.js';
import { TwilioSignatureGuard } from './twilio-signature.guard.js';

const [ORIGIN, PATH, TOKEN] = ['https://mycompany.com', '/myapp.php?foo=1&bar=2', '12345'];
const CALL = { CallSid: 'CA1234567890ABCDE', Caller: '+12349013030', Digits: '1234', From: '+12349013030', To: '+18005551212' };
const EARLIER = { ...CALL, Caller: '+14158675309', From: '+14158675309' };

/**
 * Worked examples that Twilio has published.
 *
 * @source The page "Security" (twilio.com/docs/usage/security#validating-requests) as it is now, and as it was earlier; the last, with a
 *   name that comes more than once, in the tests of Twilio's libraries (twilio-python and twilio-php, request validator).
 */
const EXAMPLES = [
  ['of the page', CALL, '0/KCTR6DLpKmkAf8muzZqo1nDgQ='],
  ['of the page as it was', EARLIER, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['with a repeated name', { Sid: 'CA123', SidAccount: 'AC123', Digits: ['5678', '1234', '1234'] }, 'IK+Dwps556ElfBT0I3Rgjkr1wJU='],
] as const;

function lets(body: unknown, signature: string | undefined, more: { path?: string; origin?: string; tokens?: readonly [string, string?] } = {}): boolean {
  const [first, second] = more.tokens ?? [TOKEN];
  const surroundings = {
    ...SURROUNDINGS_OF_TEST, publicUrl: more.origin ?? ORIGIN, twilio: { ...SURROUNDINGS_OF_TEST.twilio, authToken: first },
    ...(second && { secondTwilio: { ...SURROUNDINGS_OF_TEST.twilio, authToken: second } }),
  };
  const request = { headers: { 'x-twilio-signature': signature }, body, originalUrl: more.path ?? PATH };
  const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
  try {
    return new TwilioSignatureGuard(surroundings, silentLog).canActivate(context);
  } catch (error) {
    expect(error).toMatchObject({ code: 'webhook-signature-wrong' });
    return false;
  }
}

describe('a signature that Twilio has published', () => {
  it.each(EXAMPLES)('%s is let in', (_what, form, signature) => expect(lets(form, signature)).toBe(true));

  it.each(EXAMPLES)('%s is refused where anything was changed', (_what, form, signature) => {
    const names = Object.keys(form);
    for (const name of names) {
      expect(lets({ ...form, [name]: 'x' }, signature)).toBe(false);
      expect(lets(Object.fromEntries(Object.entries(form).filter(([other]) => other !== name)), signature)).toBe(false);
    }
    expect(lets({ ...form, More: '' }, signature)).toBe(false);
    expect(lets(form, signature, { path: '/myapp.php?foo=1&bar=3' })).toBe(false);
    expect(lets(form, signature, { path: '/myapp.php/?foo=1&bar=2' })).toBe(false);
    expect(lets(form, signature, { origin: 'http://mycompany.com' })).toBe(false);
    expect(lets(form, signature, { tokens: ['54321'] })).toBe(false);
    expect(lets(form, `${signature}=`)).toBe(false);
    expect(lets(form, undefined)).toBe(false);
  });

  it('is let in by either account\'s token', () => expect(lets(CALL, EXAMPLES[0][2], { tokens: ['another', TOKEN] })).toBe(true));

  it.each(EXAMPLES.slice(0, 2))('%s is what the stand-in writes', (_what, form, signature) => {
    expect(signatureOf(TOKEN, ORIGIN + PATH, form as Readonly<Record<string, string>>)).toBe(signature);
  });
});
