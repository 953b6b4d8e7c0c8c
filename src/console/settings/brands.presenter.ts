import { type Brand } from '../../declare/contract.js';
import { type Fault } from '../page/fault.js';
import { type Form } from '../page/form.js';
import { languageName } from '../page/words.js';

interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string | null;
}

const field = (name: string, label: string, hint: string | null = null): Field => ({ name, label, hint });
const SPEAKER = [
  field('name', 'Name', 'As customers know it.'),
  field('id', 'Short name', 'For addresses and programs: lower-case letters, digits, hyphens. It never changes.'),
  field('domain', 'Domain', 'Your own: every address and link lies in it.'),
  field('website', 'Website', 'With https://'),
  field('checkAddress', 'Check address', 'What a reader types to see whether a message is genuine: northwind.example/check'),
];
const SENDER = [
  field('senderName', 'Sender’s name'),
  field('fromEmail', 'Sender’s address'),
  field('replyTo', 'Address for replies'),
  field('phone', 'Phone number of the contact centre'),
  field('postalAddress', 'Postal address'),
  field('defaultLocale', 'Language', 'For those whose own is not known, or not written in: en'),
  field('defaultCountry', 'Country', 'Two capital letters: US'),
  field('timeZone', 'Time zone', 'America/New_York'),
];
const PLAIN = [...SPEAKER, ...SENDER].map(({ name }) => name);
const hoursName = (locale: string): string => `supportHours-${locale}`;

/** What the fields hold for a brand; empty ones for a new one. */
export function knownBrand(brand: Brand | null, locales: readonly string[], zone: string): Readonly<Record<string, string>> {
  if (!brand) return { ...Object.fromEntries([...PLAIN, ...locales.map(hoursName)].map((name) => [name, ''])), defaultLocale: 'en', timeZone: zone };
  const texts = brand as unknown as Readonly<Record<string, string>>;
  return { ...Object.fromEntries(PLAIN.map((name) => [name, texts[name] ?? ''])), ...Object.fromEntries(locales.map((locale) => [hoursName(locale), brand.supportHours[locale] ?? ''])) };
}

export const typedBrand = (form: Form, locales: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries([...PLAIN, ...locales.map(hoursName)].map((name) => [name, form.text(name)]));

/** For the schema of brands to check. */
export function brandFields(form: Form, locales: readonly string[]): unknown {
  const hours = locales.map((locale) => [locale, form.text(hoursName(locale))] as const).filter(([, text]) => text !== '');
  return { ...Object.fromEntries(PLAIN.map((name) => [name, form.text(name)])), supportHours: Object.fromEntries(hours) };
}

export function brandsPage(brands: readonly Brand[], values: Readonly<Record<string, string>>, locales: readonly string[], mayEdit: boolean, faults: readonly Fault[]) {
  const shown = (fields: readonly Field[]) => fields.map((each) => ({ ...each, value: values[each.name] ?? '' }));
  const hours = locales.map((locale) => ({ ...field(hoursName(locale), `When people answer the phone, in ${languageName(locale)}`), value: values[hoursName(locale)] ?? '', optional: locale !== values['defaultLocale'] }));
  return {
    mayEdit, faults, hours,
    editing: values['name'] ?? '',
    brands: brands.map((brand) => ({ ...brand, language: languageName(brand.defaultLocale), hours: Object.entries(brand.supportHours).map(([locale, text]) => ({ language: languageName(locale), text })) })),
    left: shown(SPEAKER),
    right: shown(SENDER),
  };
}
