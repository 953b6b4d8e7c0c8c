import { Inject, Injectable } from '@nestjs/common';
import type { Sight } from '../kernel/actor.js';
import { parseEmail } from '../kernel/email.js';
import { type CustomerId } from '../kernel/ids.js';
import { hashEmail, hashPhone } from '../kernel/keyed-hash.js';
import { parsePhone } from '../kernel/phone.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { nameWords } from '../platform/seal/name-keys.js';
import { CustomerFinder } from './contract.js';
import { type Customer, CustomerRepository, type CustomerTouchpoint } from './store/customer.repository.js';

/** Looks customers up for people of the company: the agent whose phone rings, the commander who checks an example. */
@Injectable()
export class CustomersService extends CustomerFinder {
  constructor(
    private readonly customers: CustomerRepository,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {
    super();
  }

  /**
   * @param text  A reference, an e-mail address, a number or a name ("oneil", "ana oneil", "O'Neil"): its words, or three letters or more of their beginnings.
   * @returns The best matches first; nothing for a blank text.
   */
  async search(sight: Sight, text: string, limit = 20): Promise<readonly Customer[]> {
    const wanted = text.trim();
    if (wanted === '') return [];
    const [email, phone] = [parseEmail(wanted), parsePhone(wanted, this.settings.DEFAULT_COUNTRY)];
    const keys = this.surroundings.lookupKeys;
    const words = email || phone ? [] : nameWords(wanted);
    return this.customers.search({ reference: wanted, emailHash: email && hashEmail(keys, email), phoneHash: phone && hashPhone(keys, phone), words }, limit, sight);
  }

  /** @throws DomainError not-found `customer-not-found`, for one who is of another brand too */
  async get(sight: Sight, id: CustomerId): Promise<Customer & { readonly touchpoints: readonly CustomerTouchpoint[] }> {
    const [customer, touchpoints] = await Promise.all([this.customers.get(id, sight), this.customers.touchpoints(id, 50, sight)]);
    return { ...customer, touchpoints };
  }

  touchpointKinds(): Promise<readonly string[]> {
    return this.customers.touchpointKinds();
  }
}
