import { Injectable } from '@nestjs/common';
import { type Brand, Brands } from '../declare/contract.js';

/**
 * The brands, and those that there were when they were last asked for: whoever meets a fault while the database is away still learns whom
 * to call. The timer of the public pages asks for them, so they are known some seconds after the start.
 */
@Injectable()
export class KnownBrands {
  /** As of the last answer; empty before the first. */
  last: readonly Brand[] = [];

  constructor(private readonly brands: Brands) {}

  async list(): Promise<readonly Brand[]> {
    this.last = await this.brands.list();
    return this.last;
  }
}
