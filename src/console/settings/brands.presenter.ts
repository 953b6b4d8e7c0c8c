import { type Brand } from '../../declare/contract.js';
import { zoneInWords } from '../../kernel/zone-name.js';
import { countryChoices, languageChoices, type Option, type ZoneChoices, zoneChoices } from '../page/choices.js';
import { type Fault } from '../page/fault.js';
import { type Form } from '../page/form.js';
import { languageName, regionName } from '../page/words.js';

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
  field('defaultLocale', 'Language', 'For those whose own is not known, or not written in.'),
  field('defaultCountry', 'Country'),
  field('timeZone', 'Time zone'),
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

/** What is chosen by its name, where codes are kept; null for what is typed. */
function choicesOf(name: string, value: string, locales: readonly string[]): ZoneChoices | null {
  const flat = (loose: readonly Option[]): ZoneChoices => ({ loose, groups: [] });
  if (name === 'defaultLocale') return flat(languageChoices(locales, value));
  if (name === 'defaultCountry') return flat(countryChoices(value));
  return name === 'timeZone' ? zoneChoices(value) : null;
}

/** The form stands open where somebody changes a sender, has to mend what was typed, or there is none yet. */
export function brandsPage(brands: readonly Brand[], values: Readonly<Record<string, string>>, locales: readonly string[], mayEdit: boolean, faults: readonly Fault[]) {
  const shown = (each: Field, isRequired = true) => {
    const value = values[each.name] ?? '';
    return { ...each, value, isRequired, choices: choicesOf(each.name, value, locales) };
  };
  const hours = locales.map((locale) => shown(field(hoursName(locale), `When people answer the phone, in ${languageName(locale)}`), locale === values['defaultLocale']));
  const typed = values['name'] ?? '';
  const editing = brands.find(({ id }) => id === values['id'])?.name ?? '';
  return {
    mayEdit, faults, editing,
    isOpen: editing !== '' || typed !== '' || faults.length > 0 || brands.length === 0,
    formTitle: editing !== '' ? `Change ${editing}` : brands.length === 0 ? 'Add the first sender' : 'Add another sender',
    brands: brands.map((brand) => ({
      ...brand, hours: Object.entries(brand.supportHours).map(([locale, text]) => ({ language: languageName(locale), text })),
      otherwise: [languageName(brand.defaultLocale), regionName(brand.defaultCountry), zoneInWords(brand.timeZone)].join(', '),
    })),
    left: SPEAKER.map((each) => shown(each)),
    right: SENDER.flatMap((each) => (each.name === 'phone' ? [shown(each), ...hours] : [shown(each)])),
  };
}
