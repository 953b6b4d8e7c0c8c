/** What DNS says of a sender; records as they stand there, null where DNS did not answer. */
export interface SenderRecords {
  /** Of the address in From. */
  readonly domain: string;
  /** Of the return path, which SPF is about. */
  readonly returnDomain: string;
  /** TXT of the return path's domain. */
  readonly spf: readonly string[] | null;
  /** Why a receiver could not evaluate SPF at all; null where it could. */
  readonly spfFault: string | null;
  /** What signs, as far as it is known here. */
  readonly dkim: { readonly domain: string; readonly selector: string; readonly records: readonly string[] | null; readonly publicKey: string | null } | null;
  /** The nearest record of the domain and those above it. */
  readonly dmarc: { readonly domain: string; readonly record: string } | 'none' | null;
  /** Hosts that take mail for the return path; null where DNS did not answer. */
  readonly mailHosts: readonly string[] | null;
  /** Whether bounces are read at all. */
  readonly hearsBounces: boolean;
}

export const SENDER_RECORDS = ['SPF', 'DKIM', 'DMARC', 'bounces'] as const;

export interface SenderFinding {
  readonly about: (typeof SENDER_RECORDS)[number];
  readonly state: 'ok' | 'warning' | 'fault';
  readonly says: string;
  /** How to mend it; null where nothing is to be done. */
  readonly mend: string | null;
}

type Finding = Omit<SenderFinding, 'about'>;
const ok = (says: string): Finding => ({ state: 'ok', says, mend: null });
const warning = (says: string, mend: string): Finding => ({ state: 'warning', says, mend });
const fault = (says: string, mend: string): Finding => ({ state: 'fault', says, mend });
const silent = (name: string): Finding => warning(`DNS did not answer for ${name}.`, 'Look again later, or check the resolver of this machine.');

/**
 * What receivers will make of mail from this domain, and what to do about it.
 *
 * @source RFC 7208 (SPF), 6376 (DKIM), 7489 (DMARC, 3.1: alignment), 7505 (null MX); support.google.com/a/answer/81126 for what large receivers ask of bulk senders.
 */
export function senderFindings(records: SenderRecords): readonly SenderFinding[] {
  return [
    { about: 'SPF', ...spf(records) }, { about: 'DKIM', ...dkim(records) }, { about: 'DMARC', ...dmarc(records) }, { about: 'bounces', ...bounces(records) },
  ];
}

/** Relaxed alignment: one is the other's or lies in it. Siblings under one organisation align too, which needs a list that is not kept here. */
export const aligned = (one: string, other: string): boolean => one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);

function spf({ returnDomain, domain, spf: found, spfFault }: SenderRecords): Finding {
  if (found === null) return silent(returnDomain);
  const records = found.filter((record) => /^v=spf1( |$)/i.test(record));
  if (records.length === 0) return fault(`${returnDomain} has no SPF record: nobody can tell our servers from a forger's.`, `Publish a TXT record at ${returnDomain}, such as "v=spf1 include:<your provider> -all".`);
  if (records.length > 1) return fault(`${returnDomain} has ${records.length} SPF records, and receivers then take none.`, 'Merge them into one.');
  if (/(^| )\+?all( |$)/i.test(records[0]!)) return fault(`The SPF record of ${returnDomain} allows everybody.`, 'End it with -all or ~all.');
  if (spfFault !== null) return fault(`Receivers can't evaluate the SPF record of ${returnDomain}: ${spfFault}.`, 'Mend it; more than ten look-ups, those of includes among them, are too many.');
  if (!aligned(returnDomain, domain)) return warning(`The return path is at ${returnDomain}, and SPF then says nothing for ${domain}: DMARC rests on DKIM alone.`, `Take a BOUNCE_ADDRESS in a subdomain of ${domain}.`);
  return ok(`${returnDomain} has one SPF record, and it is about the sender's domain.`);
}

function dkim({ dkim: signing, domain }: SenderRecords): Finding {
  if (signing === null) return warning('The relay signs, or nobody does: from here it can\'t be told.', 'Give the selector of its key (--selector, or beside the sender), or set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE.');
  const name = `${signing.selector}._domainkey.${signing.domain}`;
  if (signing.records === null) return silent(name);
  const tags = signing.records.map(tagsOf).filter((record) => record.has('p'));
  if (tags.length === 0) return fault(`There is no DKIM key at ${name}: every signature fails.`, `Publish a TXT record there${signing.publicKey === null ? '' : `: "v=DKIM1; k=rsa; p=${signing.publicKey}"`}.`);
  const published = tags[0]!.get('p')!;
  if (published === '') return fault(`The DKIM key at ${name} is revoked.`, 'Publish the key that signs now, or take another selector.');
  if (signing.publicKey !== null && published !== signing.publicKey) return fault(`The DKIM key at ${name} is not the one that signs here: every signature fails.`, `Publish p=${signing.publicKey} there, or set DKIM_PRIVATE_KEY_FILE to the key that belongs to it.`);
  if (!aligned(signing.domain, domain)) return fault(`Mail is signed for ${signing.domain}, which says nothing for ${domain}.`, `Sign for ${domain}.`);
  if (/(^|:)y(:|$)/.test(tags[0]!.get('t') ?? '')) return warning(`The DKIM key at ${name} says that it is only tried out (t=y), and receivers then ignore it.`, 'Take out t=y.');
  return ok(`The key at ${name} is there${signing.publicKey === null ? '' : ', and is the one that signs here'}.`);
}

function dmarc({ dmarc: found, domain }: SenderRecords): Finding {
  if (found === null) return silent(`_dmarc.${domain}`);
  if (found === 'none') return fault(`${domain} has no DMARC record, which large receivers ask for.`, `Publish a TXT record at _dmarc.${domain}: "v=DMARC1; p=none; rua=mailto:…" first, and p=quarantine or p=reject once the reports are clean.`);
  const tags = tagsOf(found.record);
  const policy = (found.domain === domain ? undefined : tags.get('sp')) ?? tags.get('p') ?? '';
  if (!['none', 'quarantine', 'reject'].includes(policy.toLowerCase())) return fault(`The DMARC record of ${found.domain} has no policy that receivers know.`, 'Give it p=quarantine or p=reject.');
  if (policy.toLowerCase() === 'none') return warning(`The DMARC policy of ${found.domain} is "none": whoever forges our breach notice gets through.`, 'Set p=quarantine or p=reject once the reports are clean.');
  return ok(`The DMARC policy of ${found.domain} is "${policy.toLowerCase()}".`);
}

function bounces({ mailHosts, returnDomain, hearsBounces }: SenderRecords): Finding {
  if (!hearsBounces) return warning('Bounces go back to the sender\'s address, and nobody here hears of them.', 'Set BOUNCE_ADDRESS and BOUNCE_IMAP_URL, or the events of your provider.');
  if (mailHosts === null) return silent(returnDomain);
  if (mailHosts.filter((host) => host !== '' && host !== '.').length === 0) return fault(`${returnDomain} takes no mail: every bounce is lost.`, `Publish an MX record at ${returnDomain}.`);
  return ok(`${returnDomain} takes the bounces.`);
}

function tagsOf(record: string): ReadonlyMap<string, string> {
  return new Map(record.split(';').map((tag) => {
    const [name = '', ...value] = tag.split('=');
    return [name.trim().toLowerCase(), value.join('=').replace(/\s+/g, '')] as const;
  }));
}
