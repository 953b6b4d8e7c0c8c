import { createPublicKey } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { spf } from 'mailauth/lib/spf/index.js';
import { type Settings } from '../platform/config/config.js';
import { readSigner } from './gateway/dkim-key.js';
import { senderFindings, type SenderFinding, type SenderRecords } from './model/sender-findings.js';

/** As `dns.promises.resolve` answers. */
export type Resolve = (name: string, type: string) => Promise<unknown>;
export type SenderSettings = Pick<Settings, 'BOUNCE_ADDRESS' | 'BOUNCE_IMAP_URL' | 'EMAIL_PROVIDER' | 'DKIM_DOMAIN' | 'DKIM_SELECTOR' | 'DKIM_PRIVATE_KEY_FILE'>;

/** DNS, with an end: a resolver that does not answer is itself an answer here. */
const dns = new Resolver({ timeout: 3_000, tries: 2 });
export const lookUp: Resolve = (name, type) => dns.resolve(name, type);

/** Of no sender: only whether the record can be evaluated is asked. */
const NOBODY = '192.0.2.1';
const NO_RECORD = ['ENOTFOUND', 'ENODATA'];

/**
 * Looks up what receivers will look up before they take mail from this domain.
 *
 * @param selector  Of the key that the relay signs with, where we don't sign ourselves.
 */
export async function checkSender(domain: string, settings: SenderSettings, selector: string | null, resolve: Resolve = lookUp): Promise<readonly SenderFinding[]> {
  const returnDomain = settings.BOUNCE_ADDRESS?.split('@')[1] ?? domain;
  const [found, spfFault, dkim, dmarc, mx] = await Promise.all([
    texts(resolve, returnDomain), evaluate(resolve, returnDomain), dkimOf(domain, settings, selector, resolve), dmarcOf(resolve, domain), answer<{ exchange: string }>(resolve, returnDomain, 'MX'),
  ]);
  const records: SenderRecords = {
    domain, returnDomain, spf: found, spfFault, dkim, dmarc, mailHosts: mx?.map(({ exchange }) => exchange) ?? null,
    hearsBounces: settings.BOUNCE_IMAP_URL !== undefined || settings.EMAIL_PROVIDER !== 'smtp',
  };
  return senderFindings(records);
}

/** @returns An empty list where there is no such record; null where DNS did not answer. */
async function answer<Item>(resolve: Resolve, name: string, type: string): Promise<readonly Item[] | null> {
  try {
    return (await resolve(name, type)) as Item[];
  } catch (error) {
    return NO_RECORD.includes((error as NodeJS.ErrnoException).code ?? '') ? [] : null;
  }
}

const texts = async (resolve: Resolve, name: string): Promise<readonly string[] | null> => (await answer<readonly string[]>(resolve, name, 'TXT'))?.map((parts) => parts.join('')) ?? null;

async function evaluate(resolve: Resolve, domain: string): Promise<string | null> {
  const { status } = await spf({ sender: `check@${domain}`, ip: NOBODY, helo: domain, mta: 'localhost', resolver: resolve as never });
  return status.result === 'permerror' ? String(status.comment ?? 'it is wrong').replace(/^.*?: */, '') : null;
}

async function dkimOf(domain: string, settings: SenderSettings, selector: string | null, resolve: Resolve): Promise<SenderRecords['dkim']> {
  const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY_FILE } = settings;
  if (selector === null && !(DKIM_DOMAIN && DKIM_SELECTOR && DKIM_PRIVATE_KEY_FILE)) return null;
  const signing = selector === null ? { domain: DKIM_DOMAIN!, selector: DKIM_SELECTOR! } : { domain, selector };
  const signer = selector === null ? readSigner(DKIM_DOMAIN!, DKIM_SELECTOR!, DKIM_PRIVATE_KEY_FILE!) : null;
  return { ...signing, records: await texts(resolve, `${signing.selector}._domainkey.${signing.domain}`), publicKey: signer === null || typeof signer === 'string' ? null : publicKeyOf(signer.privateKey) };
}

/** As it stands in DNS: RSA keys in their own frame, those of Ed25519 bare (RFC 8463, 4). */
function publicKeyOf(privateKey: Parameters<typeof createPublicKey>[0] & object): string {
  const key = createPublicKey(privateKey);
  const der = key.export({ type: 'spki', format: 'der' });
  return (key.asymmetricKeyType === 'ed25519' ? der.subarray(-32) : der).toString('base64');
}

async function dmarcOf(resolve: Resolve, domain: string): Promise<SenderRecords['dmarc']> {
  const labels = domain.split('.');
  for (let from = 0; from <= labels.length - 2; from += 1) {
    const at = labels.slice(from).join('.');
    const found = await texts(resolve, `_dmarc.${at}`);
    if (found === null) return null;
    const record = found.find((text) => /^v\s*=\s*DMARC1\s*(;|$)/i.test(text));
    if (record !== undefined) return { domain: at, record };
  }
  return 'none';
}
