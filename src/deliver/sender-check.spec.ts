import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkSender, type Resolve, type SenderSettings } from './sender-check.js';

const DOMAIN = 'northwind.example';
let folder: string;
let settings: SenderSettings;
let published: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firstword-sender-'));
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  settings = { EMAIL_PROVIDER: 'smtp', BOUNCE_ADDRESS: `bounces@mail.${DOMAIN}`, BOUNCE_IMAP_URL: 'imaps://b:p@imap.example', DKIM_DOMAIN: DOMAIN, DKIM_SELECTOR: 'fw', DKIM_PRIVATE_KEY_FILE: join(folder, 'key.pem') };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const good = (): Record<string, string> => ({
  [`TXT mail.${DOMAIN}`]: 'v=spf1 ip4:203.0.113.0/24 -all', [`MX mail.${DOMAIN}`]: 'mx.northwind.example',
  [`TXT fw._domainkey.${DOMAIN}`]: `v=DKIM1; k=rsa; p=${published}`, [`TXT _dmarc.${DOMAIN}`]: 'v=DMARC1; p=reject; rua=mailto:d@northwind.example',
});
/** Answers like DNS; what is 'away' does not answer. */
const resolving = (zone: Record<string, string>): Resolve => async (name, type) => {
  const record = zone[`${type} ${name}`];
  if (record === undefined) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
  if (record === 'away') throw Object.assign(new Error('no'), { code: 'ETIMEOUT' });
  return record.split('|').map((one) => (type === 'MX' ? { exchange: one, priority: 10 } : one.match(/.{1,255}/g)));
};
const check = async (change: Record<string, string | undefined>, more: Partial<SenderSettings> = {}, selector: string | null = null) => {
  const zone = Object.fromEntries(Object.entries({ ...good(), ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return checkSender(DOMAIN, { ...settings, ...more }, selector, resolving(zone));
};

describe('the check of a sender\'s domain', () => {
  it('finds nothing wrong where nothing is', async () => {
    expect((await check({})).map(({ about, state }) => [about, state])).toEqual([['SPF', 'ok'], ['DKIM', 'ok'], ['DMARC', 'ok'], ['bounces', 'ok']]);
  });

  it.each<[string, string, Record<string, string | undefined>, RegExp]>([
    ['SPF', 'fault', { [`TXT mail.${DOMAIN}`]: undefined }, /no SPF record/],
    ['SPF', 'fault', { [`TXT mail.${DOMAIN}`]: 'v=spf1 -all|v=spf1 ~all' }, /has 2 SPF records/],
    ['SPF', 'fault', { [`TXT mail.${DOMAIN}`]: 'v=spf1 +all' }, /allows everybody/],
    ['SPF', 'fault', { [`TXT mail.${DOMAIN}`]: 'v=spf1 nonsense -all' }, /can't evaluate/],
    ['SPF', 'warning', { [`TXT mail.${DOMAIN}`]: 'away' }, /did not answer/],
    ['DKIM', 'fault', { [`TXT fw._domainkey.${DOMAIN}`]: undefined }, /no DKIM key/],
    ['DKIM', 'fault', { [`TXT fw._domainkey.${DOMAIN}`]: 'v=DKIM1; p=' }, /revoked/],
    ['DKIM', 'fault', { [`TXT fw._domainkey.${DOMAIN}`]: 'v=DKIM1; p=AAAA' }, /not the one that signs here/],
    ['DMARC', 'fault', { [`TXT _dmarc.${DOMAIN}`]: undefined }, /no DMARC record/],
    ['DMARC', 'warning', { [`TXT _dmarc.${DOMAIN}`]: 'v=DMARC1; p=none' }, /forges/],
    ['DMARC', 'fault', { [`TXT _dmarc.${DOMAIN}`]: 'v=DMARC1; p=maybe' }, /no policy/],
    ['bounces', 'fault', { [`MX mail.${DOMAIN}`]: undefined }, /takes no mail/],
  ])('finds a trouble with %s (%s) in %j', async (about, state, change, words) => {
    const found = (await check(change)).find((one) => one.about === about)!;
    expect([found.state, found.mend]).toEqual([state, expect.any(String)]);
    expect(found.says).toMatch(words);
  });

  it('says what it can\'t know, and what does not vouch for the sender', async () => {
    const states = async (more: Partial<SenderSettings>, selector: string | null = null, change = {}) => Object.fromEntries((await check(change, more, selector)).map(({ about, state }) => [about, state]));
    expect(await states({ DKIM_DOMAIN: undefined, DKIM_SELECTOR: undefined, DKIM_PRIVATE_KEY_FILE: undefined })).toMatchObject({ DKIM: 'warning' });
    expect(await states({ DKIM_DOMAIN: undefined }, 'fw')).toMatchObject({ DKIM: 'ok' });
    expect(await states({ BOUNCE_ADDRESS: 'b@relay.example' }, null, { 'TXT relay.example': 'v=spf1 -all' })).toMatchObject({ SPF: 'warning', bounces: 'fault' });
    expect(await states({ BOUNCE_IMAP_URL: undefined })).toMatchObject({ bounces: 'warning' });
  });
});
