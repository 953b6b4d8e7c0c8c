/** An address as it is written to: trimmed, composed (NFC), the domain in lower case and in ASCII ("xn--kln-sna.de"): one mailbox, one way to write it. */
export type Email = string & { readonly __brand: 'Email' };

// Deliberately narrower than RFC 5322: no quoted local parts, comments or bare hosts, which no customer file has ever meant.
const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63})$/u;

/** @returns The address, or null where it can't be one: no domain, spaces, two @, dots in the wrong place, over 254 characters. */
export function parseEmail(text: string): Email | null {
  const trimmed = text.trim().normalize('NFC');
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at);
  if (trimmed.length > 254 || !ADDRESS.test(trimmed) || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null;
  const domain = asciiDomain(trimmed.slice(at + 1));
  return domain === null ? null : (`${local}@${domain}` as Email);
}

/**
 * @returns The domain in lower case, with names beyond ASCII as the wire has them ("köln.de" is "xn--kln-sna.de"); null where there is no such name.
 * @source UTS 46, as URLs are read by it.
 */
export function asciiDomain(domain: string): string | null {
  if (!/\P{ASCII}/u.test(domain)) return domain.toLowerCase();
  try {
    const { hostname } = new URL(`http://${domain.normalize('NFC')}`);
    return /\.[a-z][a-z0-9-]+$/.test(hostname) ? hostname : null;
  } catch {
    return null;
  }
}

/** The form that is compared and hashed: local part in lower case too, since every mailbox provider in use ignores case there. */
export const comparableEmail = (email: Email): string => email.toLowerCase();

/** What stands behind the @, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
