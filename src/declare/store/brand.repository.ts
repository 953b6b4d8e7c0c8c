import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DomainError } from '../../kernel/domain-error.js';
import { type Tx } from '../../platform/database/transactions.js';
import { type Brand, Brands } from '../contract.js';
import { BrandEntity } from './brand.entity.js';

const shown = ({ createdAt: _created, updatedAt: _updated, ...brand }: BrandEntity): Brand => brand;

@Injectable()
export class BrandRepository extends Brands {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async get(id: string): Promise<Brand> {
    const brand = await this.dataSource.getRepository(BrandEntity).findOneBy({ id });
    if (!brand) throw new DomainError('not-found', 'brand-not-found', `There is no brand "${id}".`, { brandId: id });
    return shown(brand);
  }

  async list(): Promise<readonly Brand[]> {
    return (await this.dataSource.getRepository(BrandEntity).find({ order: { id: 'ASC' } })).map(shown);
  }

  async save(tx: Tx, brand: Brand): Promise<void> {
    await tx.manager.save(BrandEntity, { ...brand, supportHours: { ...brand.supportHours }, updatedAt: new Date() });
  }
}
