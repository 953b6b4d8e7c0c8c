import { Injectable } from '@nestjs/common';
import type { CustomerId } from '../../kernel/ids.js';
import type { Tx } from '../database/transactions.js';

/** One kind of thing that is held about a person, in plain names. */
export interface HeldSection {
  /** Its key in an export: "messages". */
  readonly key: string;
  readonly title: string;
  /** What is not in it, and why; one sentence. */
  readonly note?: string;
  /** Newest first. Keys are plain words in camel case; times are ISO 8601. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** By what somebody can be recognised in places that don't know his id. */
export interface Traces {
  /** Addresses, numbers, reference and full name as they are written. Of somebody else who has them too they stay. */
  readonly values: readonly string[];
  /** Keyed hashes of addresses and numbers that are his alone, so that they may go where they stand. */
  readonly hashes: readonly string[];
}

/** What one part of the product holds about people. Each part answers for its own tables. */
export interface Holding {
  /** @param limit  Rows of each section at most. */
  held(customer: CustomerId, limit: number): Promise<readonly HeldSection[]>;
  /** What the company calls him; null where he is not there, or erased. Of the one part that keeps customers. */
  referenceOf?(customer: CustomerId): Promise<string | null>;
  /** Sentences for what is still under way for him; he is erased once there is none. */
  underWay?(tx: Tx, customer: CustomerId): Promise<readonly string[]>;
  /** What this part knows of him, so that the others find it. His own and others' alike: who asks sorts them. */
  traces?(tx: Tx, customer: CustomerId): Promise<Traces>;
  /** Of these hashes, those that somebody has who is not erased. */
  alsoOfOthers?(tx: Tx, customer: CustomerId, hashes: readonly string[]): Promise<readonly string[]>;
  /**
   * Lets go of everything that says who he is, and keeps counts, times and outcomes. Doing it again does nothing.
   *
   * @returns how many rows of each kind were changed, by plain names.
   */
  forget(tx: Tx, customer: CustomerId, traces: Traces): Promise<Readonly<Record<string, number>>>;
}

/** Who holds what. Parts of the product register themselves when they are made; this knows none of them. */
@Injectable()
export class Holdings {
  private readonly all: Holding[] = [];

  /** Earlier steps come first: what they hold is forgotten last, since later steps look it up. */
  add(holding: Holding, place: number): void {
    this.all[place] = holding;
  }

  list(): readonly Holding[] {
    return this.all.filter(Boolean);
  }
}

/** The order of the product's sentence. */
export const PLACE = { platform: 0, audience: 1, deliver: 2, hear: 3 } as const;
