import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import { type Role, ROLES } from '../../kernel/actor.js';
import { ianaZone } from '../../kernel/instant.js';
import { parseEmail } from '../../kernel/email.js';
import { parsePhone } from '../../kernel/phone.js';
import { parseDataKeys } from '../seal/data-keys.js';
import { parseLookupKeys } from '../seal/lookup-keys.js';
import { parseColleagues } from './colleague-list.js';
import { parsePriceFile, parsePrices } from './price-list.js';
import { parseRates } from './rate-list.js';

/** Tells what is wrong with a value, to be read after the name of its setting; null where nothing is. Never repeats the value. */
export type FaultOf = (value: string) => string | null;

/** @returns `schema` that also refuses what `faultOf` finds fault with, in its words. */
export const refusing = (schema: z.ZodType<string, string>, faultOf: FaultOf) =>
  schema.superRefine((value, context) => {
    const fault = faultOf(value);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });

/** Tokens of people go there: unencrypted on this machine alone, for trying it out. */
export const issuerFault: FaultOf = (value) => {
  if (!URL.canParse(value)) return null; // said by the schema
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? null : 'must begin with https:// unless it is on this machine';
};

export const rolesFault: FaultOf = (value) => (value.split(',').every((word) => ROLES.includes(word.trim() as Role) && word.trim() !== 'admin') ? null : `must be one or more of ${ROLES.filter((role) => role !== 'admin').join(', ')}`);

export const zoneFault: FaultOf = (value) => (ianaZone(value) === null ? 'must be a time zone of the IANA list, such as Europe/Berlin' : null);

export const countryFault: FaultOf = (value) => (isSupportedCountry(value) ? null : 'must be the two capital letters of a country, such as US or DE');

export const numberFault: FaultOf = (value) => (value.startsWith('+') && parsePhone(value, 'US') !== null ? null : 'must be a telephone number with its country code, such as +12065550100');

const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d';
const HOURS = new RegExp(`^${CLOCK}-${CLOCK}$`);

export const quietHoursFault: FaultOf = (value) =>
  value === 'off' || (HOURS.test(value) && value.slice(0, 5) !== value.slice(6)) ? null : 'must be two times of day that differ, such as 21:00-08:00, or off';

const MESSAGING_SERVICE = /^MG[0-9a-f]{32}$/;

export const senderFault: FaultOf = (value) =>
  MESSAGING_SERVICE.test(value) || parsePhone(value, '') === value ? null : 'must be a number in E.164, such as +442079460000, or MG and 32 hexadecimal digits';

/** What follows the host would be lost: paths are the service's own. */
export const originFault: FaultOf = (value) => {
  if (!URL.canParse(value)) return null; // said by the schema
  const { pathname, search, hash, username, password } = new URL(value);
  return pathname === '/' && !search && !hash && !username && !password ? null : 'must end after the host and port: the service takes no path, query or user, and answers under / only';
};

export const verificationKeyFault: FaultOf = (value) => {
  try {
    const key = createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' ? null : 'must be an elliptic-curve public key in base64, as SendGrid shows it';
  } catch {
    return 'must be an elliptic-curve public key in base64, as SendGrid shows it';
  }
};

/** An RFC 5321 local part has 64 characters, and a token takes 30 of them with its plus sign. */
const BOUNCE_LOCAL_PART = /^[a-z0-9._-]{1,34}@/i;

export const bounceAddressFault: FaultOf = (value) =>
  parseEmail(value) !== null && BOUNCE_LOCAL_PART.test(value) ? null : 'must be an e-mail address such as bounces@mail.example.com, with at most 34 letters, digits, dots, hyphens before the @ and no plus sign';

export const colleaguesFault: FaultOf = (value) => (parseColleagues(value) === null ? 'must be names with e-mail addresses or numbers, such as Press desk=press@northwind.example,Ana=+12065550123' : null);

export const mailAddressFault: FaultOf = (value) => (parseEmail(value) === null ? 'must be an e-mail address' : null);

export const dataKeysFault: FaultOf = (value) =>
  parseDataKeys(value) === null ? 'must be keys such as k1:<32 bytes in base64>, each with an id of its own of up to 8 letters and digits; s alone stands for the key made of SECRET_KEY' : null;

export const lookupKeysFault: FaultOf = (value) =>
  parseLookupKeys(value) === null ? 'must be keys such as l1:<32 bytes in base64>, the newest first, each with an id of its own of up to 8 letters and digits' : null;

export const ratesFault: FaultOf = (value) => (parseRates(value) === null ? 'must be names with rates, such as gmail.com=200,outlook.com=50' : null);

const wordsOf = (parsed: unknown): string | null => (typeof parsed === 'string' ? parsed : null);

export const pricesFault: FaultOf = (value) => wordsOf(parsePrices(value));

export const priceFileFault: FaultOf = (value) => wordsOf(parsePriceFile(value));

const LEAST_BITS = 2048;

/** Reads the file: a key that can't sign is found out now and not when the first message is due. */
export const signingKeyFileFault: FaultOf = (path) => {
  const key = privateKeyIn(path);
  if (typeof key === 'string') return key;
  if (key.asymmetricKeyType === 'ed25519') return null;
  if (key.asymmetricKeyType !== 'rsa') return 'names a file whose key is neither RSA nor Ed25519';
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits >= LEAST_BITS ? null : `names a file whose key has ${bits} bits, and receivers want ${LEAST_BITS} or more`;
};

function privateKeyIn(path: string): KeyObject | string {
  let pem: Buffer;
  try {
    pem = readFileSync(path);
  } catch (error) {
    return `names a file that can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
  try {
    return createPrivateKey(pem);
  } catch {
    return 'names a file that holds no private key in PEM without a passphrase';
  }
}
