import { type LookupAddress } from 'node:dns';
import { describe, expect, it } from '@jest/globals';
import { innerHostsOf, isOpen, safeLookup, urlFault } from './safe-address.js';

const NONE = innerHostsOf(undefined);

describe('an address that may be spoken to', () => {
  it.each([
    ['93.184.215.14', true], ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
    ['127.0.0.1', false], ['127.9.9.9', false], ['0.0.0.0', false], ['10.1.2.3', false], ['172.16.0.1', false], ['192.168.1.1', false], ['100.64.0.1', false],
    ['169.254.169.254', false], ['224.0.0.1', false], ['255.255.255.255', false], ['192.0.2.1', false], ['198.18.0.1', false],
    ['::1', false], ['::', false], ['fe80::1', false], ['fd00::1', false], ['ff02::1', false], ['fd00:ec2::254', false],
    ['::ffff:127.0.0.1', false], ['::ffff:93.184.215.14', false], ['64:ff9b::7f00:1', false], ['2002:7f00:1::', false], ['2001:0:7f00:1::', false], ['2001:db8::1', false], ['no address', false],
  ])('%s: %s', (address, open) => {
    expect(isOpen(address)).toBe(open);
  });

  it.each([
    ['https://hooks.example.com/x', null], ['https://93.184.215.14/x', null],
    ['http://hooks.example.com/x', /https/], ['ftp://hooks.example.com', /https/], ['https://user:word@hooks.example.com', /user name/], ['nonsense', /such as/],
    ['https://localhost/x', /open/], ['https://printer/x', /open/], ['https://a.internal', /open/], ['https://a.local', /open/], ['https://x.localhost.', /open/],
    ['https://127.0.0.1', /open/], ['https://2130706433/', /open/], ['https://0x7f.1/', /open/], ['https://0177.0.0.1/', /open/], ['https://[::1]/', /open/], ['https://[::ffff:169.254.169.254]/', /open/], ['https://169.254.169.254/latest/meta-data', /open/],
  ])('%s: %s', (url, fault) => {
    if (fault === null) expect(urlFault(url, NONE)).toBeNull();
    else expect(urlFault(url, NONE)).toMatch(fault);
  });

  it('inside is one that somebody named', () => {
    const inner = innerHostsOf('127.0.0.1:8080, Hooks.Internal');
    expect([urlFault('http://127.0.0.1:8080/x', inner), urlFault('https://hooks.internal/x', inner)]).toEqual([null, null]);
    expect(urlFault('http://127.0.0.1:8081/x', inner)).toMatch(/https/);
  });
});

describe('a name that is looked up for the connection', () => {
  const answers = (...addresses: string[]) => ((_: string, __: object, done: (error: null, found: LookupAddress[]) => void) => done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))) as never;
  const look = (addresses: string[], inner = NONE) => new Promise<unknown>((resolve) => safeLookup(new URL('https://hooks.example.com'), inner, answers(...addresses))('hooks.example.com', { all: true }, (error, found) => resolve(error ?? found)));

  it('leads to the address that was checked', async () => {
    expect(await look(['93.184.215.14'])).toEqual([{ address: '93.184.215.14', family: 4 }]);
  });

  it.each([[['10.0.0.1']], [['93.184.215.14', '127.0.0.1']], [['::ffff:10.0.0.1']], [[]]])('is refused where it leads to %j', async (addresses) => {
    expect(await look(addresses)).toMatchObject({ code: 'ECLOSEDADDRESS' });
  });
});
