import { Injectable } from '@nestjs/common';
import { type Actor, sightOf, type Sight } from '../kernel/actor.js';
import { csvFile, csvLine } from '../kernel/csv.js';
import type { CustomerId } from '../kernel/ids.js';
import { opened, pages } from '../kernel/pages.js';
import { Audit } from '../platform/audit/audit.js';
import { Transactions } from '../platform/database/transactions.js';
import type { Reach } from './contract.js';
import { CustomersService } from './customers.service.js';
import type { Customer } from './store/customer.repository.js';
import { CustomerListRepository, type ListedCustomer } from './store/customer-list.repository.js';

const ROWS_AT_ONCE = 2_000;
const COLUMNS = ['reference', 'first_name', 'last_name', 'email', 'phone', 'locale', 'region', 'country', 'preferred_channel', 'known_since'];

/** All customers, for people who keep the register. Looking and taking are on the record. */
@Injectable()
export class CustomerListService {
  constructor(
    private readonly customers: CustomerListRepository,
    private readonly finder: CustomersService,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** Newest first. */
  list(actor: Actor, reach: Reach, before: CustomerId | null, limit: number): Promise<readonly ListedCustomer[]> {
    return this.customers.list(reach, before, limit, sightOf(actor));
  }

  /** How many there are; null for whoever sees those of some brands alone, since nobody has counted these. */
  async roughly(actor: Actor): Promise<number | null> {
    return sightOf(actor).brands === null ? this.customers.roughly() : null;
  }

  /** As the agent desk finds them; that somebody searched is on the record, without the words. */
  async find(actor: Actor, text: string): Promise<readonly Customer[]> {
    const found = await this.finder.search(sightOf(actor), text, 50);
    await this.note(actor, 'customers.searched', { found: found.length });
    return found;
  }

  /** All whom he may see as CSV, line by line; on the record once the first of them were read. */
  async export(actor: Actor, reach: Reach): Promise<AsyncIterable<string>> {
    const found = await opened(this.everybody(reach, sightOf(actor)));
    await this.note(actor, 'customers.exported', { reach });
    return csvFile(COLUMNS, found, lineOf);
  }

  private everybody(reach: Reach, sight: Sight): AsyncIterable<readonly ListedCustomer[]> {
    return pages(null, ({ id }: ListedCustomer): CustomerId | null => id, ROWS_AT_ONCE, (before: CustomerId | null, limit) => this.customers.list(reach, before, limit, sight));
  }

  private async note(actor: Actor, action: string, details: Readonly<Record<string, unknown>>): Promise<void> {
    await this.transactions.run((tx) => this.audit.record(tx, actor, { action, subject: { kind: 'customers', id: 'all' }, details }));
  }
}

const lineOf = (one: ListedCustomer): string =>
  csvLine([one.reference, one.firstName, one.lastName, one.email, one.phone, one.locale, one.region, one.country, one.preferredChannel, one.createdAt.toISOString()]);
