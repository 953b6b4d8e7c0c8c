import { Readable } from 'node:stream';
import { DateTime } from 'luxon';
import { COMPANY, type HalfHour, type SampleCustomer, type SamplePurchase, sampleVolumes, storeName } from './company.js';
import { agentsPlanned, sampleCalls } from './contact-centre.js';

/** From 7:00 to 21:00. */
const HALF_HOURS = 28;

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

/** Days of the contact centre, as local dates of the company: `days` of them from `from` on. */
export interface CentreDays {
  readonly from: DateTime;
  readonly days: number;
  readonly callsPerDay: number;
}

/** Half-hours of all the days in one go: the draws of a day hang on those before it. */
function halfHours({ from, days, callsPerDay }: CentreDays): Generator<HalfHour> {
  const { year, month, day } = from.setZone(COMPANY.timeZone);
  return sampleVolumes(new Date(Date.UTC(year, month - 1, day)), days, callsPerDay);
}

/** The instant of a local time that was written as if it were UTC. */
const instant = (local: Date): string => DateTime.fromJSDate(local, { zone: 'UTC' }).setZone(COMPANY.timeZone, { keepLocalTime: true }).toUTC().toISO()!;

export function volumesFile(days: CentreDays): Readable {
  function* rows(): Generator<readonly string[]> {
    for (const { start, offered } of halfHours(days)) yield [COMPANY.hotline, instant(start), '1800', String(offered)];
  }
  return csv(['queue', 'interval_start', 'interval_seconds', 'offered'], rows());
}

/** Single calls of the last `weeks` of these days. */
export function callsFile(days: CentreDays, weeks: number, customers: readonly SampleCustomer[]): Readable {
  function* rows(): Generator<readonly string[]> {
    const last = [...halfHours(days)].slice(-weeks * 7 * HALF_HOURS);
    for (const call of sampleCalls(last, customers)) {
      yield [call.id, COMPANY.hotline, instant(call.offeredAt), call.outcome, String(call.waitSeconds), call.talkSeconds === null ? '' : String(call.talkSeconds), call.phone];
    }
  }
  return csv(['call_id', 'queue', 'offered_at', 'outcome', 'wait_seconds', 'talk_seconds', 'phone'], rows());
}

/** Who is planned for the phones. */
export function rosterFile(days: CentreDays): Readable {
  function* rows(): Generator<readonly string[]> {
    for (const { start, usual } of halfHours(days)) yield [COMPANY.hotline, instant(start), '30', String(agentsPlanned(usual))];
  }
  return csv(['queue', 'interval_start', 'interval_minutes', 'agents'], rows());
}

/** Everybody who could be called in for one day: as many from the first half-hour to the last, local hours. */
export function calledInFile(day: DateTime, fromHour: number, untilHour: number, agents: number): Readable {
  const midnight = day.setZone(COMPANY.timeZone).startOf('day');
  const rows = Array.from({ length: 2 * (untilHour - fromHour) }, (_, i) => [COMPANY.hotline, midnight.plus({ minutes: 30 * (2 * fromHour + i) }).toUTC().toISO()!, '30', String(agents)]);
  return csv(['queue', 'interval_start', 'interval_minutes', 'agents'], rows);
}
