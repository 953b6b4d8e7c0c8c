import { Injectable } from '@nestjs/common';
import { type AudienceId } from '../kernel/ids.js';
import { type FrozenAudience, type Member } from './contract.js';
import { type MemberFilter } from './model/member-filter.js';
import { PlaceRepository } from './store/place.repository.js';
import { MemberSearchRepository } from './store/member-search.repository.js';

/** `next`: the position that the page after this one goes on behind; null where there is none. */
export interface MembersPage {
  readonly items: readonly Member[];
  readonly next: number | null;
}

/** So many members are looked at for one page: where few of them are wanted a page is short, and the next goes on. */
const MOST_LOOKED_AT = 100_000;

/** Members of a frozen audience in their random order, narrowed; no page takes longer the more of them there are. */
@Injectable()
export class MemberSearch {
  constructor(
    private readonly members: MemberSearchRepository,
    private readonly placed: PlaceRepository,
  ) {}

  /**
   * @param after  Position behind which it begins; -1 is before all.
   * @returns at most `limit`, and fewer than there are, or none, where no more were among the members looked at: then `next` is not null.
   */
  async page({ id, counts }: Pick<FrozenAudience, 'id' | 'counts'>, filter: MemberFilter, after: number, limit: number): Promise<MembersPage> {
    const last = counts.members - 1;
    // One customer is looked up: nobody is passed over on the way to him.
    const until = (filter.reference ?? null) === null ? Math.min(after + MOST_LOOKED_AT, last) : last;
    const items = await this.members.find(id, filter, after, until, limit);
    const seen = items.length === limit ? items.at(-1)!.position : until;
    return { items, next: seen < last ? seen : null };
  }

  /** Page after page of the filter, for a file. Pages may be empty. */
  async *every(audience: Pick<FrozenAudience, 'id' | 'counts'>, filter: MemberFilter, atOnce: number): AsyncGenerator<readonly Member[]> {
    for (let after: number | null = -1; after !== null; ) {
      const { items, next }: MembersPage = await this.page(audience, filter, after, atOnce);
      yield items;
      after = next;
    }
  }

  /** Where the members live, most first, as a filter names it. Empty of an audience that was frozen before places were. */
  async places(id: AudienceId): Promise<readonly string[]> {
    return (await this.placed.of(id)).map(({ place }) => place || 'unknown');
  }
}
