import { randomBytes } from 'node:crypto';

/** A new identifier as Twilio makes them: two letters for the kind and 32 hexadecimal digits. */
export function newSid(kind: 'SM' | 'CA'): string {
  return kind + randomBytes(16).toString('hex');
}

/** `Thu, 24 Aug 2023 05:01:45 +0000` (RFC 2822), whole seconds. */
export function rfc2822(instant: Date): string {
  return instant.toUTCString().replace('GMT', '+0000');
}
