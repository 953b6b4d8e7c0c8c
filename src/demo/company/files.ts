import { Readable } from 'node:stream';
import { DateTime } from 'luxon';
import { COMPANY, type SampleCustomer, type SamplePurchase, sampleVolumes, storeName } from './company.js';

const cell = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\n`;

/** A stream of CSV text in chunks, so that no file is ever whole in memory. */
function csv(header: readonly string[], rows: Iterable<readonly string[]>): Readable {
  function* chunks(): Generator<string> {
    let chunk = line(header);
    for (const row of rows) {
      chunk += line(row);
      if (chunk.length > 65_536) {
        yield chunk;
        chunk = '';
      }
    }
    yield chunk;
  }
  return Readable.from(chunks(), { objectMode: false });
}

/** The company's customer file, with a dozen rows that are wrong as rows of real files are wrong. */
export function customersFile(customers: readonly SampleCustomer[]): Readable {
  function* rows(): Generator<readonly string[]> {
    for (const [n, c] of customers.entries()) {
      const spoiled = n % 3_500 === 3_499;
      yield [c.reference, c.firstName, c.lastName, spoiled ? `${c.reference} at mail.example` : c.email, c.phone, c.locale, 'US', c.region, c.postalCode, c.timeZone, c.preferredChannel, String(c.homeStore)];
    }
  }
  return csv(['reference', 'first_name', 'last_name', 'email', 'phone', 'locale', 'country', 'region', 'postal_code', 'time_zone', 'preferred_channel', 'home_store'], rows());
}

export function purchasesFile(purchases: Iterable<SamplePurchase>): Readable {
  function* rows(): Generator<readonly string[]> {
    for (const p of purchases) {
      yield [p.customer, 'purchase', p.reference, p.at.toISOString(), storeName(p.store), String(p.store), p.paidBy, (p.amountCents / 100).toFixed(2)];
    }
  }
  return csv(['customer', 'kind', 'reference', 'occurred_at', 'label', 'store', 'paid_by', 'amount'], rows());
}

/** @param until  The first day that is not in the file, as a local date of the company. */
export function volumesFile(until: DateTime, days: number, callsPerDay: number): Readable {
  const from = until.setZone(COMPANY.timeZone).startOf('day').minus({ days });
  const midnightUtc = new Date(Date.UTC(from.year, from.month - 1, from.day));
  function* rows(): Generator<readonly string[]> {
    for (const { start, offered } of sampleVolumes(midnightUtc, days, callsPerDay)) {
      const local = DateTime.fromJSDate(start, { zone: 'UTC' }).setZone(COMPANY.timeZone, { keepLocalTime: true });
      yield ['main', local.toUTC().toISO()!, '1800', String(offered)];
    }
  }
  return csv(['queue', 'interval_start', 'interval_seconds', 'offered'], rows());
}
