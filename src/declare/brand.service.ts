import { Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { Audit } from '../platform/audit/audit.js';
import { Transactions } from '../platform/database/transactions.js';
import { type Brand } from './contract.js';
import { BrandRepository } from './store/brand.repository.js';

/** The names under which the company speaks. Notices that are drafted keep the brand as it was. */
@Injectable()
export class BrandService {
  constructor(
    private readonly brands: BrandRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  get(id: string): Promise<Brand> {
    return this.brands.get(id);
  }

  list(): Promise<readonly Brand[]> {
    return this.brands.list();
  }

  /** Adds it, or changes it as a whole. @param brand  Checked by `brandSchema`. */
  async save(actor: Actor, brand: Brand): Promise<Brand> {
    await this.transactions.run(async (tx) => {
      await this.brands.save(tx, brand);
      await this.audit.record(tx, actor, { action: 'brand.saved', subject: { kind: 'brand', id: brand.id } });
    });
    return this.brands.get(brand.id);
  }
}
