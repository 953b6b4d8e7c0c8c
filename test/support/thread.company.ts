/** A customer as he should stand after the import: '' where a value is missing or could not be used. */
export interface Shopper {
  readonly reference: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** E.164. */
  readonly phone: string;
  readonly locale: string;
  readonly preferred: '' | 'email' | 'sms';
}

export interface Purchase {
  readonly customer: string;
  readonly reference: string;
  readonly at: string;
  readonly store: number;
  readonly paidBy: 'card' | 'cash';
}

/** Card readers of two stores copied numbers for two weeks: from the first instant of it up to, and without, the last. */
export const BREACH = { stores: [3, 7], from: '2026-02-10T00:00:00.000Z', until: '2026-02-24T00:00:00.000Z' } as const;

const FIRST = ['Ava', 'Lucía', 'Noah', 'José', 'Siobhán', 'D’Andre', 'Anne-Marie', 'Wei', 'Íñigo', 'Kofi', '', 'Zoe', 'María José'] as const;
const LAST = ['Smith', 'García', "O'Brien", 'van der Berg', 'Núñez', 'Nguyen', 'Mensah'] as const;
const SHOPPERS = 240;

/** Two hundred and forty customers, and three whose rows hold something that can't be used. No chance is in it: row n follows from n. */
export function shoppers(): Shopper[] {
  const plain = Array.from({ length: SHOPPERS }, (_, index) => shopper(index + 1));
  const ordinary = { firstName: 'Ruth', lastName: 'Clark', locale: 'en-US', preferred: '' } as const;
  return [
    ...plain.map((one, index) => joinHousehold(one, index + 1, plain[index - 1])),
    { ...ordinary, reference: 'T-0241', email: '', phone: '+12165550141' },
    { ...ordinary, reference: 'T-0242', email: 'ruth.242@mail.example', phone: '' },
    { ...ordinary, reference: 'T-0243', email: 'ruth.243@mail.example', phone: '+12165550143' },
  ];
}

function shopper(n: number): Shopper {
  const firstName = FIRST[n % FIRST.length]!;
  const mailbox = n % 40 === 10 ? 'gone' : firstName.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase() || 'customer';
  return {
    reference: `T-${String(n).padStart(4, '0')}`,
    firstName,
    lastName: LAST[n % LAST.length]!,
    email: n % 9 === 0 ? '' : `${mailbox}.${n}@mail.example`,
    phone: n % 4 === 3 ? '' : `+1${['202', '206', '212'][Math.floor(n / 100)]}55501${String(n % 100).padStart(2, '0')}`,
    locale: n % 5 === 0 ? 'es-MX' : n % 17 === 0 ? 'fr-CA' : n % 23 === 0 ? '' : 'en-US',
    preferred: n % 3 === 0 ? 'sms' : n % 7 === 1 ? 'email' : '',
  };
}

/** Some live with the one before: an e-mail address in capitals, or a number that two have. */
function joinHousehold(one: Shopper, n: number, before: Shopper | undefined): Shopper {
  if (before && n % 30 === 2) return { ...one, email: before.email.toUpperCase().replace('MAIL.EXAMPLE', 'mail.example'), lastName: before.lastName };
  return before && n % 60 === 46 ? { ...one, phone: before.phone, lastName: before.lastName } : one;
}

/** Purchases inside and outside of the breach, some on its very edges. */
export function purchases(customers: readonly Shopper[]): Purchase[] {
  return customers.flatMap(({ reference }, index) => {
    const n = index + 1;
    const at = (day: number, hour: number): string => new Date(Date.UTC(2026, 1, day, hour)).toISOString();
    const bought = (no: number, when: string, store: number, paidBy: 'card' | 'cash'): Purchase => ({ customer: reference, reference: `R-${n}-${no}`, at: when, store, paidBy });
    const inside = n % 6 !== 0;
    return [
      bought(1, at(12, 9), 3, 'cash'),
      inside ? bought(2, n % 12 === 1 ? BREACH.from : at(10 + (n % 14), 15), n % 2 === 0 ? 3 : 7, 'card') : bought(2, BREACH.until, 3, 'card'),
      ...(inside ? [] : [bought(3, at(15, 12), 5, 'card')]),
      ...(n % 10 === 1 ? [bought(4, at(20, 18), 7, 'card')] : []),
    ];
  });
}

/** Whom the breach touches, counted in the plainest way. */
export function affected(customers: readonly Shopper[], bought: readonly Purchase[]): Shopper[] {
  const hit = new Set(bought.filter(({ at, store, paidBy }) => paidBy === 'card' && (store === 3 || store === 7) && at >= BREACH.from && at < BREACH.until).map(({ customer }) => customer));
  return customers.filter(({ reference }) => hit.has(reference));
}

export const AFFECTED_RULE = {
  all: [{ touchpoint: { kind: 'purchase', from: BREACH.from, until: BREACH.until, where: { store: ['3', '7'], paid_by: 'card' } }, data: ['card-number', 'card-expiry'] }],
} as const;

/** The address that a member is written to first; null for nobody's. */
export function chosenAddress({ email, phone, preferred }: Shopper): { readonly channel: 'email' | 'sms'; readonly address: string } | null {
  const mail = email === '' ? null : ({ channel: 'email', address: email.toLowerCase() } as const);
  const text = phone === '' ? null : ({ channel: 'sms', address: phone } as const);
  return preferred === 'sms' ? (text ?? mail) : (mail ?? text);
}

/** "fr-CA" and nothing at all read what the brand speaks. */
export const languageOf = ({ locale }: Shopper): 'en' | 'es' => (locale.startsWith('es') ? 'es' : 'en');

const HEADER = 'Customer No,First Name,last_name,E-Mail,Mobile,lang,country,preferred_channel,tier';
const cell = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
/** The same number in the ways in which people write it. */
const written = (phone: string, n: number): string => {
  const local = phone.slice(2);
  return phone === '' ? '' : n % 3 === 0 ? phone : n % 3 === 1 ? `(${local.slice(0, 3)}) ${local.slice(3, 6)}-${local.slice(6)}` : `${local.slice(0, 3)}.${local.slice(3, 6)}.${local.slice(6)}`;
};

/** As the company's own system writes it: another order of words, and rows as wrong as those of real files. */
export function customersCsv(customers: readonly Shopper[]): string {
  const spoiled: Readonly<Record<string, (row: string[]) => string[]>> = {
    'T-0241': (row) => row.with(3, 'ruth at mail.example'),
    'T-0242': (row) => row.with(4, '12345'),
    'T-0243': (row) => row.with(6, 'Atlantis'),
  };
  const rows = customers.map((one, index) => {
    const row = [one.reference, one.firstName, one.lastName, one.email, written(one.phone, index), one.locale, 'US', one.preferred, index % 2 === 0 ? 'gold' : ''];
    return (spoiled[one.reference]?.(row) ?? row).map(cell).join(',');
  });
  // One customer comes twice, and one row belongs to nobody.
  const old = ['T-0005', 'Old', 'Entry', 'old.entry@mail.example', '', 'en-US', 'US', '', ''].join(',');
  return [HEADER, old, ...rows, ',Nobody,Atall,nobody@mail.example,,en-US,US,,', ''].join('\n');
}

export const CUSTOMER_ROWS = { rows: SHOPPERS + 3 + 2, inserted: SHOPPERS + 3, incomplete: 3, skipped: 1, rejected: 1 } as const;

export function purchasesCsv(bought: readonly Purchase[]): string {
  const rows = bought.map(({ customer, reference, at, store, paidBy }) => [customer, 'purchase', reference, at, `Store ${store}`, String(store), paidBy].join(','));
  const bad = ['T-9999,purchase,R-x-1,2026-02-12T09:00:00Z,Store 3,3,card', 'T-0001,purchase,R-x-2,yesterday,Store 3,3,card', ',purchase,R-x-3,2026-02-12T09:00:00Z,Store 3,3,card'];
  return ['customer,kind,reference,occurred_at,label,store,paid_by', ...rows, ...bad, ''].join('\n');
}

export const BAD_PURCHASES = 3;

export const BRAND = {
  id: 'tidewater',
  name: 'Tidewater',
  senderName: 'Tidewater customer care',
  fromEmail: 'care@tidewater.example',
  replyTo: 'care@tidewater.example',
  domain: 'tidewater.example',
  website: 'https://www.tidewater.example',
  checkAddress: 'tidewater.example/check',
  phone: '+1 206-555-0199',
  supportHours: { en: 'every day, 7 am to 9 pm', es: 'todos los días, de 7 a 21 h' },
  postalAddress: '1 Quay Street, Seattle, WA 98101',
  defaultLocale: 'en',
  defaultCountry: 'US',
  timeZone: 'America/Los_Angeles',
} as const;

const correction = {
  en: 'We wrote that the copying began on February 10. That is right for store 3. At store 7 it began on February 12.',
  es: 'Escribimos que la copia empezó el 10 de febrero. Es así en la tienda 3. En la tienda 7 empezó el 12 de febrero.',
};

export const FACTS = {
  text: {
    en: {
      whatHappened: 'Someone put a program on the card readers of two of our stores. It copied card numbers while people paid.',
      whatWeDo: 'All card readers have been replaced. We have told the card networks, and they watch the cards that were used.',
      whatYouCanDo: ['Look at the charges on your card since February 10.', 'Call the number on the back of your card if you see a charge that is not yours.'],
    },
    es: {
      whatHappened: 'Alguien puso un programa en los lectores de tarjetas de dos de nuestras tiendas. El programa copió números de tarjeta durante los pagos.',
      whatWeDo: 'Cambiamos todos los lectores de tarjetas. Avisamos a las redes de tarjetas, que vigilan las tarjetas usadas.',
      whatYouCanDo: ['Revise los cargos de su tarjeta desde el 10 de febrero.', 'Si ve un cargo que no es suyo, llame al número que está al dorso de su tarjeta.'],
    },
  },
  dataInvolved: ['card-number', 'card-expiry'],
  exposure: { from: BREACH.from, until: BREACH.until },
  nextUpdateAt: '2026-03-03T17:00:00Z',
} as const;

/** The same, with what was wrong and what is right. */
export const CORRECTED_FACTS = {
  ...FACTS,
  text: { en: { ...FACTS.text.en, correction: correction.en }, es: { ...FACTS.text.es, correction: correction.es } },
} as const;
