import { type Email, parseEmail } from '../../kernel/email.js';
import { ianaZone, type InstantFault, parseInstant } from '../../kernel/instant.js';
import { parsePhone, type Phone } from '../../kernel/phone.js';
import type { CellFault, ReadRow } from '../../kernel/row.js';
import { attributesText, type Cells, nameFault } from './cells.js';
import { dayOf, esignAnswer, type EsignConsent, esignConsent } from './esign-consent.js';
import { countryCode, localeTag } from './places.js';

/** Fields of a customer. Columns that are none of these become attributes. */
export const CUSTOMER_FIELDS = [
  { name: 'reference', required: true, synonyms: ['customer', 'customer reference', 'customer id', 'customer number', 'customer no', 'client id', 'account', 'account number', 'id'] },
  { name: 'first_name', synonyms: ['given name', 'forename'] },
  { name: 'last_name', synonyms: ['family name', 'surname'] },
  { name: 'email', synonyms: ['e-mail', 'email address', 'mail'] },
  { name: 'phone', synonyms: ['phone number', 'telephone', 'mobile', 'mobile phone', 'mobile number', 'cell', 'cell phone', 'msisdn'] },
  { name: 'locale', synonyms: ['language', 'lang'] },
  { name: 'address_line1', synonyms: ['address line 1', 'address 1', 'address1', 'address', 'street', 'street address'] },
  { name: 'address_line2', synonyms: ['address line 2', 'address 2', 'address2', 'apartment', 'apt', 'unit'] },
  { name: 'city', synonyms: ['town', 'locality'] },
  { name: 'country', synonyms: ['country code'] },
  { name: 'region', synonyms: ['state', 'province'] },
  { name: 'postal_code', synonyms: ['zip', 'zip code', 'postcode'] },
  { name: 'time_zone', synonyms: ['timezone', 'tz'] },
  { name: 'preferred_channel', synonyms: ['channel', 'contact preference'] },
  { name: 'care', synonyms: ['care flag', 'special care'] },
  { name: 'representative_email', synonyms: ['representative e-mail', 'guardian email', 'guardian e-mail', 'parent email', 'parent e-mail'] },
  { name: 'esign_consent', synonyms: ['e-sign consent', 'electronic consent', 'paperless', 'paperless since'] },
  { name: 'esign_consent_on', synonyms: ['e-sign consent on', 'e-sign consent date', 'electronic consent date'] },
  { name: 'esign_consent_words', synonyms: ['e-sign consent words', 'e-sign consent source', 'electronic consent source'] },
  { name: 'email_changed_at', synonyms: [] },
  { name: 'phone_changed_at', synonyms: [] },
] as const;

export interface CustomerRow {
  readonly reference: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly emailHash: string | null;
  readonly phone: string | null;
  readonly phoneHash: string | null;
  readonly locale: string | null;
  readonly addressLine1: string | null;
  readonly addressLine2: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly timeZone: string | null;
  readonly preferredChannel: string | null;
  /** Who is written to through somebody else, or not at all. */
  readonly care: string | null;
  readonly representativeEmail: string | null;
  readonly representativeEmailHash: string | null;
  /** What he said to getting notices by electronic means, on which day, and in what words or where. The three are one: a new answer replaces all of them. */
  readonly esignConsent: string | null;
  readonly esignConsentOn: string | null;
  readonly esignConsentWords: string | null;
  /** JSON text of an object. */
  readonly attributes: string | null;
  readonly emailChangedAt: Date | null;
  readonly phoneChangedAt: Date | null;
  /** Columns to be emptied: their cells are empty, and the options say that this clears. */
  readonly cleared: readonly string[];
  readonly clearedAttributes: readonly string[];
}

export interface CustomerReading {
  /** Of numbers without a country code in rows without a country. */
  readonly defaultCountry: string;
  /** IANA zone of times without an offset; null where there is none. */
  readonly timeZone: string | null;
  /** An empty cell clears what is known. Otherwise it says nothing, as in a file that only adds. */
  readonly clearEmpty: boolean;
  readonly hashEmail: (email: Email) => string;
  readonly hashPhone: (phone: Phone) => string;
}

const CLEARABLE = CUSTOMER_FIELDS.map((field) => field.name).filter((name) => name !== 'reference' && !name.endsWith('_changed_at') && !name.startsWith('esign_consent_'));
const NOTHING: readonly string[] = [];
/** What goes with an answer, and is replaced with it. */
const OF_CONSENT: readonly string[] = ['esign_consent_on', 'esign_consent_words'];

/**
 * Reads one row. Only a row without a usable reference is refused. Any other value that can't be used is left out and reported,
 * and the person comes in without it: a wrong e-mail address must not cost him the text message. What is left out never wipes
 * what was known before.
 */
export function readCustomer(cells: Cells, reading: CustomerReading): ReadRow<CustomerRow> {
  const reference = cells.text('reference');
  const fault = reference === null ? 'It is empty.' : nameFault(reference, 200);
  if (reference === null || fault !== null) return { kind: 'rejected', faults: [{ column: 'reference', reason: fault! }] };
  const row = new Reader(cells);
  const name = (field: string, most: number) => row.read(field, (text) => (nameFault(text, most) === null ? text : null), (text) => nameFault(text, most)!);
  const country = row.read('country', countryCode, () => 'It is no country code of two letters (ISO 3166), such as DE.');
  const email = row.read('email', parseEmail, () => 'It is no e-mail address.');
  const phone = row.read('phone', (text) => parsePhone(text, country ?? reading.defaultCountry), () => `It is no valid phone number, taken for one in ${country ?? reading.defaultCountry} where it has no country code.`);
  const representativeEmail = row.read('representative_email', parseEmail, () => 'It is no e-mail address.');
  const consent = readConsent(row, cells);
  const attributes = attributesText(cells);
  const empty = reading.clearEmpty ? CLEARABLE.filter((field) => cells.isEmpty(field)) : NOTHING;
  const changed = (field: string) => row.readInstant(field, reading.timeZone);
  const customer: CustomerRow = {
    reference,
    firstName: name('first_name', 200),
    lastName: name('last_name', 200),
    email,
    emailHash: email && reading.hashEmail(email),
    phone,
    phoneHash: phone && reading.hashPhone(phone),
    locale: row.read('locale', localeTag, () => 'It is no language tag (BCP 47), such as es or es-MX.'),
    addressLine1: name('address_line1', 200),
    addressLine2: name('address_line2', 200),
    city: name('city', 100),
    country,
    region: name('region', 100),
    postalCode: name('postal_code', 30),
    timeZone: row.read('time_zone', ianaZone, () => 'It is no time zone of the IANA list, such as America/New_York.'),
    preferredChannel: row.read('preferred_channel', channel, () => 'It is neither email nor sms.'),
    care: row.read('care', careOf, () => 'It is none of minor, deceased and represented.'),
    representativeEmail,
    representativeEmailHash: representativeEmail && reading.hashEmail(representativeEmail),
    esignConsent: consent.answer,
    esignConsentOn: consent.on,
    esignConsentWords: consent.answer === null ? null : name('esign_consent_words', 300),
    attributes: attributes !== null && typeof attributes === 'object' ? row.drop(attributes) : attributes,
    emailChangedAt: changed('email_changed_at'),
    phoneChangedAt: changed('phone_changed_at'),
    cleared: [...empty, ...(consent.answer !== null || empty.includes('esign_consent') ? OF_CONSENT : NOTHING)],
    clearedAttributes: reading.clearEmpty ? cells.emptyAttributes : NOTHING,
  };
  return { kind: 'row', row: customer, dropped: row.dropped };
}

/** A day without an answer says nothing: it may be that of a yes or of a no. */
function readConsent(row: Reader, cells: Cells): EsignConsent {
  const said = row.read('esign_consent', esignAnswer, () => 'It is neither yes nor no, nor the day since which it is yes, such as 2024-05-01.');
  const on = row.read('esign_consent_on', dayOf, () => 'It is no day, such as 2024-05-01.');
  if (said === null && (on !== null || cells.text('esign_consent_words') !== null)) row.drop({ column: on === null ? 'esign_consent_words' : 'esign_consent_on', reason: 'It goes with esign_consent, which says neither yes nor no.' });
  return esignConsent(said, on);
}

const CHANNELS: Readonly<Record<string, 'email' | 'sms'>> = { email: 'email', 'e-mail': 'email', mail: 'email', sms: 'sms', text: 'sms', 'text message': 'sms' };
const CARE: Readonly<Record<string, string>> = { minor: 'minor', child: 'minor', deceased: 'deceased', dead: 'deceased', represented: 'represented', guardianship: 'represented' };
const careOf = (text: string): string | null => CARE[text.toLowerCase()] ?? null;
const channel = (text: string): string | null => CHANNELS[text.toLowerCase()] ?? null;

const TIME_FAULTS: Readonly<Record<InstantFault, string>> = {
  'not-a-time': 'It is no time in ISO 8601, such as 2026-03-02T09:15:00Z.',
  'needs-time-zone': 'It has no offset from UTC: say by the option timeZone where the clock stood.',
};

class Reader {
  readonly dropped: CellFault[] = [];

  constructor(private readonly cells: Cells) {}

  read<Value extends string>(field: string, parse: (text: string) => Value | null, why: (text: string) => string): Value | null {
    const text = this.cells.text(field);
    if (text === null) return null;
    const value = parse(text);
    if (value === null) this.dropped.push({ column: field, reason: why(text) });
    return value;
  }

  readInstant(field: string, zone: string | null): Date | null {
    const text = this.cells.text(field);
    const instant = text === null ? null : parseInstant(text, zone);
    return typeof instant === 'string' ? this.drop({ column: field, reason: TIME_FAULTS[instant] }) : instant;
  }

  drop(fault: CellFault): null {
    this.dropped.push(fault);
    return null;
  }
}
