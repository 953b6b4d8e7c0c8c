import { decodeEntities, htmlToText, withoutComments } from './html-text.js';
import { firstLink, hostOf, isOwnHost, linksIn } from './links.js';
import { excerpt, type LintPart, type Remark } from './lint-rule.js';

/** Hosts that hide where a link leads. */
const SHORTENERS = new Set(
  ('bit.ly tinyurl.com t.co goo.gl ow.ly is.gd v.gd buff.ly rebrand.ly cutt.ly rb.gy t.ly tiny.cc shorturl.at s.id lnkd.in fb.me wa.me amzn.to youtu.be qr.ae ' +
    'soo.gd bl.ink short.io snip.ly clck.ru urlz.fr acortar.link shorturl.com tiny.one a.co adf.ly dub.sh').split(' '),
);
const MAIL_ADDRESS = /(?<![\p{L}\p{N}/.@_+-])[\p{L}\p{N}._+-]+@((?:[\w-]+\.)+[a-z]{2,24})/giu;
const ADDRESS_ATTRIBUTE = /\s(href|src|srcset|action|formaction|background|poster)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/gi;
// Bounded, so that a mark which nothing ends does not cost the whole text each time.
const ANCHOR = /<a\b[^<>]{0,2000}?\shref\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})')[^<>]{0,2000}>([\s\S]{0,2000}?)<\/a>/gi;
const ACTIVE = /<(script|form|input|button|iframe|object|embed|base|video|audio|link|svg)\b|<meta[^<>]{1,2000}http-equiv\s*=\s*["']?refresh|\son[a-z]+\s*=\s*["']/gi;
const CSS_ADDRESS = /url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/gi;
const TRACKING = /[?&#](?:utm_\w+|mc_[ce]id|gclid|fbclid|_hsenc|mkt_tok|trk|sid|uid|rid|email|e)=/i;

/** Links lead to the company's own domain, visibly, by https, and no one can see who followed them. */
export function lintLinks({ part, source, text, facts }: LintPart): readonly Remark[] {
  const inText = [...linksIn(text).flatMap(({ text: found, host, scheme }) => judge(found, host, scheme, facts.domain)), ...foreignAddresses(text, facts.domain)];
  return part === 'emailHtml' ? [...inText, ...lintMarkup(source, facts.domain)] : inText;
}

function judge(address: string, host: string, scheme: string | null, domain: string): readonly Remark[] {
  const where = excerpt(address);
  if (SHORTENERS.has(host.replace(/^www\./, ''))) {
    return [block('short-link', where, 'A shortened link hides where it leads, as phishing does (NCSC, SMS and telephone best practice).', `Write the address out: ${domain}/….`)];
  }
  if (!isOwnHost(host, domain)) {
    return [block('foreign-link', where, `It leads outside ${domain}, so readers can't tell it from phishing (NCSC, SMS and telephone best practice).`, `Leave it out, or put the content on a page of ${domain}.`)];
  }
  const remarks: Remark[] = [];
  if (scheme !== null && /^[^/]*\/\/[^/]*@/.test(address)) remarks.push(block('link-with-login', where, 'A name before the host makes an address look like another.', 'Write the address without it.'));
  if (scheme === 'http') remarks.push(warn('insecure-link', where, 'Browsers warn of pages without https.', 'Use https.'));
  if (TRACKING.test(address)) remarks.push(block('tracking-link', where, 'The address tells who followed it (EDPB, Guidelines 2/2023 on tracking).', 'Use the plain address.'));
  return remarks;
}

function foreignAddresses(text: string, domain: string): readonly Remark[] {
  return [...text.matchAll(MAIL_ADDRESS)]
    .filter(([, host = '']) => !isOwnHost(host.toLowerCase(), domain))
    .map(([found]) => block('foreign-address', excerpt(found), `It is not an address of ${domain}; phishing asks for answers elsewhere.`, 'Name an address of your own domain.'));
}

function lintMarkup(html: string, domain: string): readonly Remark[] {
  const markup = withoutComments(html, true);
  const remarks: Remark[] = [];
  for (const [all, name = '', double, single, bare] of markup.matchAll(ADDRESS_ATTRIBUTE)) {
    remarks.push(...judgeAttribute(name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? '').trim(), all.trim(), domain));
  }
  for (const [all] of markup.matchAll(CSS_ADDRESS)) remarks.push(remote(all));
  for (const [all] of markup.matchAll(ACTIVE)) {
    remarks.push(block('active-content', excerpt(all), 'Mail clients drop it or warn of it, and phishing uses it.', 'Say in words what to do.'));
  }
  for (const [all, double, single, inner = ''] of markup.matchAll(ANCHOR)) {
    const shown = firstLink(htmlToText(inner));
    const host = hostOf(decodeEntities(double ?? single ?? ''));
    if (shown !== null && host !== null && shown.host !== host) {
      remarks.push(block('misleading-link', excerpt(all), `The reader sees ${shown.host} and gets to ${host}.`, 'Show the address that it leads to.'));
    }
  }
  return remarks;
}

function judgeAttribute(name: string, address: string, all: string, domain: string): readonly Remark[] {
  if (name !== 'href' && name !== 'action' && name !== 'formaction') return [remote(all)];
  if (/^tel:[+\d-]+$/i.test(address) || address.startsWith('#')) return [];
  const mail = /^mailto:[^@?]+@([^?]+)/i.exec(address)?.[1];
  if (mail !== undefined) return judge(address, mail.toLowerCase(), null, domain);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? null;
  if (scheme === 'https' || scheme === 'http') return judge(address, hostOf(address) ?? '', scheme, domain);
  return [block('unsafe-link', excerpt(address), 'It is not an address of the web that leads to one known place.', `Use https://${domain}/….`)];
}

const remote = (all: string): Remark =>
  block('remote-content', excerpt(all), 'Loading it tells when and where the mail was opened, and many clients hide it (EDPB, Guidelines 2/2023).', 'Leave it out: a notice needs no pictures.');

const block = (rule: string, where: string, why: string, fix: string): Remark => ({ rule, severity: 'block', where, why, fix });
const warn = (rule: string, where: string, why: string, fix: string): Remark => ({ rule, severity: 'warn', where, why, fix });
