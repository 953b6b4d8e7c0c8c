import { z } from 'zod';
import { parseEmail } from '../../kernel/email.js';
import { ONE_LINE, ONE_LINE_FAULT } from '../../kernel/one-line.js';
import { localeSchema } from './facts.js';

const line = z.string().trim().min(1).max(200).regex(ONE_LINE, ONE_LINE_FAULT);
const address = line.refine((text) => parseEmail(text) !== null, 'must be an e-mail address');
const domain = z.string().regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a domain in lower case, such as "northwind.example"');

/** True for the domain itself and everything beneath it. */
export const liesIn = (host: string, own: string): boolean => host === own || host.endsWith(`.${own}`);

const hostOf = (text: string): string => text.toLowerCase().replace(/^https?:\/\//, '').split('/')[0]!;

/** A name under which the company speaks. Nothing in it may point outside its own domain: readers take that for a fraud. */
export const brandSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits and hyphens'),
    name: line,
    senderName: line,
    fromEmail: address,
    replyTo: address,
    domain,
    website: z.url({ protocol: /^https$/, error: 'must be an https address' }),
    checkAddress: line.describe('What a reader types to check a message: "northwind.example/check".'),
    phone: line,
    supportHours: z.record(localeSchema, line),
    postalAddress: line.max(500),
    defaultLocale: localeSchema,
    defaultCountry: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters'),
    timeZone: line,
  })
  .superRefine((brand, context) => {
    const inside = {
      fromEmail: brand.fromEmail.split('@')[1] ?? '',
      replyTo: brand.replyTo.split('@')[1] ?? '',
      website: hostOf(brand.website),
      checkAddress: hostOf(brand.checkAddress),
    };
    for (const [field, host] of Object.entries(inside)) {
      if (!liesIn(host.toLowerCase(), brand.domain)) context.addIssue({ code: 'custom', path: [field], message: `must lie in the brand's own domain, ${brand.domain}` });
    }
    if (!brand.supportHours[brand.defaultLocale]) context.addIssue({ code: 'custom', path: ['supportHours'], message: `lacks the brand's own language, ${brand.defaultLocale}` });
    if (!knownZone(brand.timeZone)) context.addIssue({ code: 'custom', path: ['timeZone'], message: 'must be an IANA zone, such as America/New_York' });
  });

function knownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
