import { DateTime } from 'luxon';
import { describe, expect, it } from '@jest/globals';
import { parseEmail } from '../../kernel/email.js';
import { parsePhone } from '../../kernel/phone.js';
import { COMPANY, sampleCustomers, samplePurchases, sampleVolumes } from './company.js';
import { agentsPlanned, sampleCalls } from './contact-centre.js';

describe('the sample company', () => {
  const customers = [...sampleCustomers(5_000)];

  it('is the same whenever it is made', () => {
    expect([...sampleCustomers(5_000)]).toEqual(customers);
  });

  it('has addresses and numbers that exist nowhere', () => {
    const addresses = customers.filter((c) => c.email).map((c) => parseEmail(c.email));
    expect(addresses.length).toBeGreaterThan(4_000);
    expect(addresses.every((address) => address?.endsWith('@mail.example'))).toBe(true);
    const numbers = customers.filter((c) => c.phone).map((c) => c.phone);
    expect(numbers.length).toBeGreaterThan(3_500);
    expect(numbers.every((number) => /^\+1\d{3}55501\d\d$/.test(number) && parsePhone(number, 'US') === number)).toBe(true);
  });

  it('has households that share an address, and people without any', () => {
    const addresses = customers.filter((c) => c.email).map((c) => c.email);
    expect(addresses.length - new Set(addresses).size).toBeGreaterThan(20);
    expect(customers.some((c) => !c.email && !c.phone)).toBe(true);
  });

  it('sells to its own customers, within the period and while its stores are open', () => {
    const midnight = (month: number, day: number) => DateTime.fromObject({ year: 2026, month, day }, { zone: COMPANY.timeZone });
    const [from, until] = [midnight(1, 19).toJSDate(), midnight(3, 16).toJSDate()]; // the clocks are changed on March 8
    const known = new Set(customers.map((c) => c.reference));
    const purchases = [...samplePurchases(customers, 20_000, from, until)];
    expect(purchases).toHaveLength(20_000);
    expect(purchases.every((p) => known.has(p.customer) && p.at >= from && p.at < until)).toBe(true);
    const hours = purchases.map((p) => DateTime.fromJSDate(p.at, { zone: COMPANY.timeZone }).hour);
    expect([Math.min(...hours), Math.max(...hours)]).toEqual([8, 20]);
  });

  it('has a record of calls that is as its volumes and its agents have it', () => {
    const volumes = [...sampleVolumes(new Date('2026-02-16T00:00:00Z'), 28, 520)];
    const calls = [...sampleCalls(volumes, customers)];
    const offered = new Map(volumes.map(({ start, offered: count }) => [start.getTime(), count]));
    const counted = Map.groupBy(calls, ({ offeredAt }) => Math.floor(offeredAt.getTime() / 1_800_000) * 1_800_000);
    for (const [start, count] of offered) expect([start, counted.get(start)?.length ?? 0]).toEqual([start, count]);
    const abandoned = calls.filter(({ outcome }) => outcome === 'abandoned');
    // The queue is fitted on a hundred who hung up, and a centre that loses every tenth is no usual one.
    expect(abandoned.length).toBeGreaterThan(100);
    expect(abandoned.length / calls.length).toBeLessThan(0.1);
    expect(abandoned.every(({ waitSeconds, talkSeconds }) => waitSeconds > 0 && talkSeconds === null)).toBe(true);
    // At no time are more served than agents are there.
    for (const [place, { start, usual }] of volumes.entries()) {
      const middle = start.getTime() + 900_000;
      const served = calls.filter(({ offeredAt, waitSeconds, talkSeconds }) => talkSeconds !== null && offeredAt.getTime() + waitSeconds * 1_000 <= middle && offeredAt.getTime() + (waitSeconds + talkSeconds) * 1_000 > middle);
      // Who is busy when a shift ends finishes the call.
      expect(served.length).toBeLessThanOrEqual(Math.max(agentsPlanned(usual), agentsPlanned(volumes[place - 1]?.usual ?? 0)));
    }
  });
});
