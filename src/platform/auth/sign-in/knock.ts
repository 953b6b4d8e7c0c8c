import { BlockList, isIP } from 'node:net';
import { type FastifyRequest } from 'fastify';

/** Who knocks, as far as the request says. None of it proves anything. */
export interface Knock {
  /** What tries are counted by: an IPv4 address, or the /64 of an IPv6 one, since a house has a whole one. */
  readonly address: string;
  /** The cookie that a browser got when somebody signed in there before; null for a new one. */
  readonly device: string | null;
  /** "Firefox on Windows": for the list of one's own sessions. */
  readonly browser: string;
}

export const DEVICE_COOKIE = 'fw_device';

export const knockOf = (request: FastifyRequest): Knock => ({
  address: network(visitorAddress(request.ip, request.headers['x-forwarded-for'])),
  device: request.cookies[DEVICE_COOKIE] ?? null,
  browser: browserName(request.headers['user-agent'] ?? ''),
});

const near = new BlockList();
for (const [net, bits, family] of [['127.0.0.0', 8, 'ipv4'], ['10.0.0.0', 8, 'ipv4'], ['172.16.0.0', 12, 'ipv4'], ['192.168.0.0', 16, 'ipv4'], ['::1', 128, 'ipv6'], ['fc00::', 7, 'ipv6']] as const) near.addSubnet(net, bits, family);

/** Behind a proxy of our own network everybody comes from it; then the last address that it wrote down counts. From elsewhere that header is a claim. */
export function visitorAddress(peer: string, forwardedFor: string | readonly string[] | undefined): string {
  const plain = peer.replace(/^::ffff:/, '');
  const last = [forwardedFor ?? []].flat().join(',').split(',').at(-1)?.trim() ?? '';
  const family = isIP(plain);
  return family !== 0 && near.check(plain, family === 4 ? 'ipv4' : 'ipv6') && isIP(last) !== 0 ? last : plain;
}

function network(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.split('%')[0]!.split('::');
  const [left, right] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)];
  const groups = address.includes('::') ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right] : left;
  return `${groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

// The first that fits: Edge calls itself Chrome as well, and Chrome Safari.
const BROWSERS = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']] as const;
const SYSTEMS = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux', 'Linux']] as const;

function browserName(agent: string): string {
  const find = (names: readonly (readonly [string, string])[]) => names.find(([mark]) => agent.includes(mark))?.[1];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  if (!browser) return agent === '' ? '' : 'a program';
  return system ? `${browser} on ${system}` : browser;
}
