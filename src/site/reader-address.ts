import { BlockList, isIP } from 'node:net';

const near = new BlockList();
near.addSubnet('127.0.0.0', 8, 'ipv4');
near.addSubnet('10.0.0.0', 8, 'ipv4');
near.addSubnet('172.16.0.0', 12, 'ipv4');
near.addSubnet('192.168.0.0', 16, 'ipv4');
near.addAddress('::1', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');

/**
 * Whom to count a wrong code for. Behind a proxy of our own network every reader comes from the proxy's address; then the last one
 * that it wrote into `X-Forwarded-For` counts. From anywhere else that header is only what the sender likes to claim.
 */
export function readerAddress(peer: string, forwardedFor: string | readonly string[] | undefined): string {
  const plain = peer.replace(/^::ffff:/, '');
  const last = [forwardedFor ?? []].flat().join(',').split(',').at(-1)?.trim() ?? '';
  return isNear(plain) && isIP(last) !== 0 ? last : plain;
}

function isNear(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && near.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
