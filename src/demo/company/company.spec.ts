import { describe, expect, it } from '@jest/globals';
import { parseEmail } from '../../kernel/email.js';
import { parsePhone } from '../../kernel/phone.js';
import { sampleCustomers, samplePurchases } from './company.js';

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

  it('sells within the period and to its own customers', () => {
    const [from, until] = [new Date('2026-01-19T00:00:00Z'), new Date('2026-03-16T00:00:00Z')];
    const known = new Set(customers.map((c) => c.reference));
    const purchases = [...samplePurchases(customers, 20_000, from, until)];
    expect(purchases).toHaveLength(20_000);
    expect(purchases.every((p) => known.has(p.customer) && p.at >= from && p.at.getTime() < until.getTime() + 86_400_000)).toBe(true);
  });
});
