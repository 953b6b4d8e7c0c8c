import { type LookupAddress, lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Hosts that may lie inside the company's own network, and may be spoken to without TLS: "hooks.internal,127.0.0.1:8080". */
export type InnerHosts = ReadonlySet<string>;

export const innerHostsOf = (setting: string | undefined): InnerHosts => new Set((setting ?? '').split(',').map((host) => host.trim().toLowerCase()).filter((host) => host !== ''));

const isInner = ({ host, hostname }: URL, inner: InnerHosts): boolean => inner.has(host) || inner.has(hostname);

/**
 * Whether an address lies in the open internet: not on this machine or network, not where clouds keep their credentials, not for many at
 * once, and none that is an IPv4 address in disguise (mapped, 6to4, Teredo, NAT64).
 */
export function isOpen(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast' && ipaddr.parse(address).range() === 'unicast';
}

/** What is wrong with the address of an endpoint, before anybody looks it up; null where nothing is. */
export function urlFault(text: string, inner: InnerHosts): string | null {
  if (!URL.canParse(text) || text.length > 1_000) return 'must be an address such as https://example.com/hooks';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'must hold no user name and no password';
  if (isInner(url, inner)) return ['https:', 'http:'].includes(url.protocol) ? null : 'must begin with https://';
  if (url.protocol !== 'https:') return 'must begin with https://';
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return isOpen(bare) ? null : 'must lie in the open internet';
  return /\.(localhost|local|internal)\.?$|^localhost\.?$/i.test(bare) || !bare.includes('.') ? 'must lie in the open internet' : null;
}

/** Thrown into the connection: the name leads where nothing may be sent. */
export class ClosedAddress extends Error {
  override readonly name = 'ClosedAddress';
  readonly code = 'ECLOSEDADDRESS';
}

/**
 * Looks a name up for the connection that is being made, so that what was checked is what is connected to: a name that is
 * looked up twice may answer differently. One bad address among several refuses all.
 *
 * @param look  The system's, but for tests.
 */
export function safeLookup(url: URL, inner: InnerHosts, look: typeof resolve = resolve): LookupFunction {
  return (hostname, options, done) => {
    look(hostname, { ...options, all: true }, (error: NodeJS.ErrnoException | null, found: readonly LookupAddress[]) => {
      if (error) return done(error, '', 0);
      if (found.length === 0 || (!isInner(url, inner) && !found.every(({ address }) => isOpen(address)))) return done(new ClosedAddress('The name leads to an address that is not in the open internet.'), '', 0);
      if (options.all) return done(null, [...found]);
      done(null, found[0]!.address, found[0]!.family);
    });
  };
}
