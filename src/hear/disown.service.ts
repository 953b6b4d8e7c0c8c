import { Injectable } from '@nestjs/common';
import { type Channel, Suppressions } from '../audience/contract.js';
import { Misdirected } from '../deliver/contract.js';
import type { CustomerId, NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { PersonalPagesService } from './personal-pages.service.js';
import { DisownRepository } from './store/disown.repository.js';

/** Hears from whoever reads a message that he is not the person whom it was for. */
@Injectable()
export class DisownService {
  constructor(
    private readonly reached: DisownRepository,
    private readonly suppressions: Suppressions,
    private readonly misdirected: Misdirected,
    private readonly pages: PersonalPagesService,
    private readonly clock: Clock,
  ) {}

  /**
   * Bars the addresses at which the notice reached him on that channel, takes back that the customer was told there, and shuts his pages,
   * since their address is in a stranger's hands. Safe to repeat.
   *
   * @returns addresses that are barred now.
   */
  async disown(notice: NoticeId, customer: CustomerId, channel: Channel): Promise<number> {
    const hashes = await this.reached.addresses(notice, customer, channel);
    if (hashes.length === 0) return 0;
    // The bar comes first, so that nothing goes there in between; the pages last, so that a crash leaves the way here open.
    const barred = await this.suppressions.suppress(hashes.map((addressHash) => ({ channel, addressHash, reason: 'not-me' as const, source: 'page:not-me', since: this.clock.now() })));
    for (const hash of hashes) await this.misdirected.report(channel, hash, 'page');
    await this.pages.revoke({ kind: 'system', id: 'reader' }, customer, 'a reader said that he is somebody else');
    return barred;
  }
}
