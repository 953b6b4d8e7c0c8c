import { DateTime } from 'luxon';
import { Chance } from './chance.js';
import { CITIES, NAMES } from './names.js';
import { fictionalNumbers } from './phone-book.js';

/** The sample company: every number in it comes from one seed. */
export const COMPANY = {
  brandId: 'harbour-pine',
  name: 'Harbour & Pine',
  domain: 'harbourpine.example',
  timeZone: 'America/Los_Angeles',
  /** The contact centre's number. Live calls name it as their queue, so its past calls and its agents do, too: else the day's queue would be silent. */
  hotline: '+12065550100',
  stores: 40,
  seed: 20_260_316,
} as const;

export interface SampleSize {
  readonly customers: number;
  readonly purchases: number;
}

export interface SampleCustomer {
  readonly reference: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** E.164, or empty. */
  readonly phone: string;
  readonly locale: string;
  readonly region: string;
  readonly postalCode: string;
  readonly timeZone: string;
  readonly preferredChannel: string;
  /** 1 to 40: where most of his purchases are. */
  readonly homeStore: number;
}

export const storeNumber = (store: number): string => String(store).padStart(2, '0');
export const storeCity = (store: number): string => CITIES[store % CITIES.length]![0];
export const storeName = (store: number): string => `Store ${storeNumber(store)}, ${storeCity(store)}`;

/** Customers with homes, languages and gaps as a real file has them: some share an address, some have no e-mail, number or either. */
export function* sampleCustomers(count: number, seed: number = COMPANY.seed): Generator<SampleCustomer> {
  const chance = new Chance(seed);
  const numbers = fictionalNumbers();
  let used = 0;
  let previous: SampleCustomer | null = null;
  for (let n = 1; n <= count; n++) {
    const homeStore = 1 + chance.below(COMPANY.stores);
    const city = CITIES[homeStore % CITIES.length]!;
    const language = chance.happens(0.2) ? 'es' : 'en';
    const household = previous !== null && chance.happens(0.015) ? previous : null;
    const firstName = chance.pick(NAMES[language].first);
    const lastName = household?.lastName ?? chance.pick(NAMES[language].last);
    const ownPhone: string = chance.happens(0.8) && used < numbers.length ? numbers[used++]! : '';
    const customer: SampleCustomer = {
      reference: `HP-${String(n).padStart(6, '0')}`,
      firstName: chance.happens(0.01) ? '' : firstName,
      lastName,
      email: household?.email ?? (chance.happens(0.93) ? `${mailbox(firstName)}.${mailbox(lastName)}.${n}@mail.example` : ''),
      phone: household?.phone ?? ownPhone,
      locale: language === 'es' ? 'es-US' : chance.happens(0.01) ? 'fr-CA' : 'en-US',
      region: city[1],
      postalCode: city[2],
      timeZone: city[3],
      preferredChannel: chance.weighted([['', 0.5], ['email', 0.3], ['sms', 0.2]]),
      homeStore: household?.homeStore ?? homeStore,
    };
    yield customer;
    previous = customer;
  }
}

const mailbox = (name: string): string =>
  name.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase() || 'customer';

export interface SamplePurchase {
  readonly reference: string;
  readonly customer: string;
  readonly at: Date;
  readonly store: number;
  readonly paidBy: 'card' | 'cash';
  readonly amountCents: number;
}

/** Stores are open from 8 to 21 by the company's clocks. */
const OPEN = { fromHour: 8, hours: 13 };

/** Purchases on the company's days in [from, until), both midnights there: seven in ten at the customer's home store, nine in ten by card. */
export function* samplePurchases(
  customers: readonly SampleCustomer[],
  count: number,
  from: Date,
  until: Date,
  seed: number = COMPANY.seed + 1,
): Generator<SamplePurchase> {
  const chance = new Chance(seed);
  const days = (until.getTime() - from.getTime()) / 86_400_000;
  const first = DateTime.fromJSDate(from, { zone: COMPANY.timeZone });
  // Of the local day, so that stores open when they do also after the clocks are changed.
  const opens = Array.from({ length: Math.ceil(days) }, (_, day) => first.plus({ days: day }).set({ hour: OPEN.fromHour }).toMillis());
  for (let n = 1; n <= count; n++) {
    // Squaring the draw makes some customers come often and many seldom, as in any shop.
    const customer = customers[Math.floor(chance.next() ** 1.3 * customers.length)]!;
    const opened = opens[Math.floor(chance.next() * days)]!;
    const minutes = chance.below(OPEN.hours * 60);
    yield {
      reference: `T${String(n).padStart(7, '0')}`,
      customer: customer.reference,
      at: new Date(opened + minutes * 60_000),
      store: chance.happens(0.7) ? customer.homeStore : 1 + chance.below(COMPANY.stores),
      paidBy: chance.happens(0.9) ? 'card' : 'cash',
      amountCents: Math.round(200 + chance.exponential(3_500)),
    };
  }
}

export interface HalfHour {
  /** Local time of the company, written as if it were UTC. */
  readonly start: Date;
  /** Calls that such a half-hour brings on average: what a roster is made by. */
  readonly usual: number;
  readonly offered: number;
}

/** Half-hours from 7:00 to 21:00 local for [from, until), busier on Mondays and late mornings. */
export function* sampleVolumes(from: Date, days: number, callsPerDay: number, seed: number = COMPANY.seed + 2): Generator<HalfHour> {
  const chance = new Chance(seed);
  const profile = Array.from({ length: 28 }, (_, i) => Math.exp(-(((i - 9) / 7) ** 2)) + 0.35);
  const whole = profile.reduce((sum, share) => sum + share, 0);
  const weekday = [0.4, 1.35, 1.15, 1.05, 1, 1, 0.55];
  for (let day = 0; day < days; day++) {
    const midnight = from.getTime() + day * 86_400_000;
    const usual = callsPerDay * weekday[new Date(midnight).getUTCDay()]!;
    const level = usual * Math.exp(0.08 * chance.normal());
    for (const [i, share] of profile.entries()) {
      yield { start: new Date(midnight + (14 + i) * 30 * 60_000), usual: (usual * share) / whole, offered: chance.poisson((level * share) / whole) };
    }
  }
}
